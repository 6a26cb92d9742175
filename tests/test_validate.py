"""From values to records: where a field is wrong, and in which words that is told."""

from __future__ import annotations

import random
from pathlib import PurePosixPath
from typing import Annotated, Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field, field_validator

from smile import field_words, sources, validate, yaml12
from smile.problems import ContentError, Problem
from smile.prose import Prose
from smile.records import Date, PartialDate, Record, Slug, Text, Value
from smile.settings import Estate, Microsite
from tests.overlays import BASE

FILE = "data/example.yaml"


class Way(Value):
    """A nested group of fields."""

    title: Text
    url: Text
    stops: tuple[Text, ...] = ()


class Example(Record):
    """A record with a field of each kind."""

    name: Text = "A name"
    slug: Slug = "a-slug"
    day: Date | None = None
    month: PartialDate | None = None
    open: bool = False
    count: int | None = None
    share: float | None = None
    tags: tuple[Text, ...] = ()
    first: Way | None = None
    ways: tuple[Way, ...] = ()
    menu: tuple[Text | Way, ...] = ()
    kind: Literal["clinic", "phone line"] = "clinic"
    status: Literal[301, 302] = 301
    rate: Annotated[int, Field(ge=1, le=5)] = 1
    short: Annotated[str, Field(max_length=5)] = ""
    some: tuple[Text, ...] = Field(default=("a",), min_length=1)
    two: tuple[Text, ...] = Field(default=("a", "b"), min_length=2)
    headers: dict[str, dict[str, str]] = {}
    even: int = 0

    @field_validator("even")
    @classmethod
    def _even(cls, value: int) -> int:
        if value % 2:
            raise ValueError("should be an even number: add one")
        return value


def problems(text: str, kind: type[Record] = Example) -> list[Problem]:
    with pytest.raises(ContentError) as error:
        validate.single(kind, text.encode(), FILE)
    return error.value.problems


DIGITS = "write it in digits, without quotation marks"
DAY = "write year, month and day in digits, with hyphens between them"
BELOW = "write them below it, indented by two spaces, as `name: value`"
LIST = "write each entry on a line of its own, after `- `"
MONTH = "write 2026-11-30, or 2026-11 for the whole month"
BOOLEAN = "write true or false, without quotation marks"


@pytest.mark.parametrize(
    ("text", "place", "message", "hint"),
    [
        ("name: 12", (1, 7), "`name` should be text", 'put it in quotation marks: "12"'),
        ("name: true", (1, 7), "`name` should be text", 'put it in quotation marks: "true"'),
        ("name:", (1, 6), "`name` has no value", "write text after the colon, or take the line out"),
        ("name: ''", (1, 7), "`name` is empty", ""),
        ("slug: Our clinic!", (1, 7),
         "`slug` is not in the form that is expected", "did you mean `our-clinic`?"),
        ("day: 2026-02-31", (1, 6), "`day` is a day that no calendar has", "look at the month and the day"),
        ("day: 2026", (1, 6), "`day` should be a day", DAY),
        ("day: 1 May 2026", (1, 6), "`day` should be a day", DAY),
        ("month: 2026-13", (1, 8), "`month` is a day that no calendar has", "look at the month and the day"),
        ("month: May", (1, 8), "`month` should be a day or a month", MONTH),
        ("open: no", (1, 7), "`open` should be true or false", "write false"),
        ("open: Yes", (1, 7), "`open` should be true or false", "write true"),
        ("open: maybe", (1, 7), "`open` should be true or false", BOOLEAN),
        ("count: twelve", (1, 8), "`count` should be a whole number", DIGITS),
        ("count: 1.5", (1, 8), "`count` should be a whole number", DIGITS),
        ("share: half", (1, 8), "`share` should be a number", DIGITS),
        ("tags: visits", (1, 7), "`tags` should be a list", LIST),
        ("tags:\n  - a\n  - 12", (3, 5),
         "entry 2 of `tags` should be text", 'put it in quotation marks: "12"'),
        ("first: here", (1, 8), "`first` should be fields with values", BELOW),
        ("first:\n  title: A", (2, 3),
         "the field `url` is missing in `first`", "add a line `url: ...` in `first`"),
        ("first:\n  title: A\n  url: /\n  utl: /", (4, 3),
         "there is no field `utl` in `first`", "did you mean `url`?"),
        ("ways:\n  - title: A\n    url: 3", (3, 10),
         "`url` in entry 1 of `ways` should be text", 'put it in quotation marks: "3"'),
        ("ways:\n  - title: A\n    url: /\n    stops:\n      - 1", (5, 9),
         "entry 1 of `stops` in entry 1 of `ways` should be text", 'put it in quotation marks: "1"'),
        ("menu:\n  - 3", (2, 5), "entry 1 of `menu` should be text", 'put it in quotation marks: "3"'),
        ("menu:\n  - title: A", (2, 5),
         "the field `url` is missing in entry 1 of `menu`", "add a line `url: ...` in entry 1 of `menu`"),
        ("menu:\n  - title: A\n    url: /\n    Text: /", (4, 5),
         "there is no field `Text` in entry 1 of `menu`", "leave it out"),
        ("kind: clinics", (1, 7), "`kind` cannot be this", "did you mean `clinic`?"),
        ("status: 404", (1, 9), "`status` cannot be this", ""),
        ("rate: 9", (1, 7), "`rate` should be less than or equal to 5", ""),
        ("short: abcdefg", (1, 8), "`short` is too long", "shorten it"),
        ("some: []", (1, 7), "`some` is empty", ""),
        ("two: [a]", (1, 6), "`two` has too few entries", ""),
        ("headers:\n  /Path:\n    X-Frame: 3", (3, 14), "`headers./Path.X-Frame` should be text", ""),
        ("headers:\n  /Path: x", (2, 10), "`headers./Path` should be fields with values", BELOW),
        ("even: 3", (1, 7), "`even` should be an even number", "add one"),
        ("nmae: A", (1, 1), "there is no field `nmae` here", "did you mean `name`?"),
    ],
)  # fmt: skip
def test_words_for_a_field(text: str, place: tuple[int, int], message: str, hint: str) -> None:
    (problem,) = problems(text)
    assert ((problem.line, problem.column), problem.message, problem.hint) == (place, message, hint)
    assert problem.file == FILE and problem.code.startswith("field.")


def test_all_problems_of_a_record_are_told_in_order() -> None:
    found = problems("open: no\ncount: x\nways:\n  - url: 3\n  - {}\nnmae: 1\n")
    assert [(problem.line, problem.column, problem.code) for problem in found] == [
        (1, 7, "field.value"), (2, 8, "field.value"), (4, 5, "field.missing"), (4, 10, "field.value"),
        (5, 5, "field.missing"), (5, 5, "field.missing"), (6, 1, "field.unknown"),
    ]  # fmt: skip


def test_all_records_of_a_list_are_looked_at() -> None:
    with pytest.raises(ContentError) as error:
        validate.records(Example, b"- name: 1\n- name: A\n- kind: x\n- text\n-\n", FILE)
    assert [(problem.line, problem.code) for problem in error.value.problems] == [
        (1, "field.value"), (3, "field.choice"), (4, "record.shape"), (5, "record.empty"),
    ]  # fmt: skip


def test_records_know_the_line_they_begin_at() -> None:
    made = validate.records(Example, b"# a comment\n- name: A\n\n- name: B\n", FILE)
    assert [(record.name, record.source) for record in made] == [("A", (FILE, 2)), ("B", (FILE, 4))]
    assert validate.records(Example, b"[]", FILE) == []


def test_settings_are_never_a_list() -> None:
    for text in ("[]", "- title: A", "3"):
        assert [problem.code for problem in problems(text, Microsite)] == ["record.shape"]


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_front_matter_and_body_know_their_lines(line_end: str, mark: str) -> None:
    text = mark + line_end.join(["---", "title: A", "order: 2", "---", "", "Text.", ""])
    (page,) = validate.records(Prose, text.encode(), "content/a.md")
    assert (page.title, page.order, page.body, page.body_line) == ("A", 2, "\nText.\n", 5)


def test_the_lines_of_front_matter_count_from_the_top_of_the_file() -> None:
    with pytest.raises(ContentError) as error:
        validate.records(Prose, b"---\ntitle: A\ndraft: yes\n---\nText.\n", "content/a.md")
    (problem,) = error.value.problems
    assert (problem.line, problem.column, problem.hint) == (3, 8, "write true")


def test_a_place_in_words() -> None:
    assert field_words.named(()) == ""
    assert field_words.named(("a", "b")) == "`a.b`"
    assert field_words.named((0, "a")) == "`a` in entry 1"
    assert field_words.named(("a", 2, "b", "c", 0)) == "entry 1 of `b.c` in entry 3 of `a`"


def test_files_that_are_no_text() -> None:
    def told(data: bytes) -> tuple[str, int, int, str]:
        with pytest.raises(ContentError) as error:
            sources.decode(data, FILE)
        (problem,) = error.value.problems
        return problem.code, problem.line, problem.column, problem.found

    assert told("a: 1\nb: Zoë é".encode("latin-1")) == ("file.encoding", 2, 6, "b: Zoë é")
    assert told("a: ☂\n".encode() + b"b: \xff") == ("file.encoding", 2, 4, "b: ÿ")
    assert told("abc".encode("utf-16")) == ("file.encoding", 1, 1, "")
    assert told("abcdef".encode("utf-16-be")) == ("file.encoding", 1, 1, "")
    assert told(b"abcdefghijklm\nabc\0d") == ("file.nul", 2, 4, "")


# --- whatever people do to a file, it is read or refused in words

FILES = sorted(path for path in BASE.rglob("*") if path.suffix in (".yaml", ".md"))
PIECES = (
    "\t", "  ", "- ", ": ", "'", '"', "[", "]", "{", "}", "*a", "&a ", "!x ", "|\n", ">\n", "#", "---\n",
    "...\n", "%", "@", "\\", "\x00", "\x1b", "\u2028", "é", "null", "no", "12", "1e999", "2026-02-30",
    "<<: *a\n", "title: 3\n", "\r\n", "\xff",
)  # fmt: skip


def mutated(data: bytes, dice: random.Random) -> bytes:
    """A file after one to three slips of the hand."""
    for _ in range(dice.randint(1, 3)):
        at = dice.randrange(len(data) + 1)
        slip = dice.randrange(4)
        if slip == 0:
            code = "latin-1" if dice.random() < 0.1 else "utf-8"
            data = data[:at] + dice.choice(PIECES).encode(code, "replace") + data[at:]
        elif slip == 1:
            data = data[:at] + data[at + dice.randint(1, 12) :]
        elif slip == 2:
            data = data[:at] + b"\n" + data[at:]
        else:
            lines = data.split(b"\n")
            one = dice.randrange(len(lines))
            lines.insert(dice.randrange(len(lines) + 1), b" " * dice.randint(0, 3) + lines[one])
            data = b"\n".join(lines)
    return data


@given(st.sampled_from(FILES), st.integers(0, 2**32))
def test_any_slip_is_read_or_refused_in_words(path: Any, seed: int) -> None:
    data = mutated(path.read_bytes(), random.Random(seed))
    name = PurePosixPath(path.relative_to(BASE).as_posix())
    kinds: dict[str, type[Record]] = {"estate.yaml": Estate, "microsite.yaml": Microsite}
    kind = Prose if name.suffix == ".md" else kinds.get(name.name, Example)
    try:
        validate.records(kind, data, str(name))
    except ContentError as error:
        lines = data.count(b"\n") + data.count(b"\r") + 1
        assert error.problems
        for problem in error.problems:
            assert problem.file == str(name) and 1 <= problem.line <= lines and problem.column >= 0, problem
            assert problem.message and "\n" not in problem.text().split("\n")[0]


@given(st.text(max_size=30), st.lists(st.text("abc", max_size=3)), st.integers(0, 50))
def test_places_are_found_in_any_text(text: str, path: list[str], number: int) -> None:
    try:
        value = yaml12.load(text, FILE)
    except (ContentError, UnicodeEncodeError):
        return
    line, column = yaml12.locate(text, (*path, number))
    assert line >= 1 and column >= 1 and (value is not None or (line, column) >= (1, 1))
