"""The three formats that problems are told in."""

from __future__ import annotations

import json
import pickle
import re
from pathlib import Path

import pytest

from smile.problems import ContentError, Problem, nearest, report, shown
from tests import overlays
from tests.support import Result, estate, inside

NAMES = list(Problem._fields)
WHOLE = Problem(
    "a.yaml", 3, 5, "field.value", "`a` should be text", "12", "text", "put it in quotation marks"
)
BARE = Problem("a.yaml", 0, 0, "file.size", "the file is too large")


# --- text


def test_text_says_where_what_found_expected_and_what_to_do() -> None:
    assert WHOLE.text() == (
        "a.yaml:3:5: error: `a` should be text [field.value]\n"
        "    found:    12\n"
        "    expected: text\n"
        "    try:      put it in quotation marks"
    )


@pytest.mark.parametrize(
    ("line", "column", "place"), [(0, 0, "a.yaml"), (7, 0, "a.yaml:7"), (7, 2, "a.yaml:7:2")]
)
def test_text_leaves_out_what_is_not_known(line: int, column: int, place: str) -> None:
    problem = Problem("a.yaml", line, column, "file.size", "the file is too large", severity="warning")
    assert problem.text() == f"{place}: warning: the file is too large [file.size]"


def test_text_shows_characters_that_a_terminal_would_obey() -> None:
    problem = Problem("a\x1b[31m.yaml", 1, 1, "x.y", "m", "a\x07b\u202ec\u200bd\x9be\ufefff", "", "one\ntwo")
    assert problem.text() == (
        "a<U+001B>[31m.yaml:1:1: error: m [x.y]\n"
        "    found:    a<U+0007>b<U+202E>c<U+200B>d<U+009B>e<U+FEFF>f\n"
        "    try:      one two"
    )


def test_reports_of_several_and_of_none() -> None:
    assert report([WHOLE, BARE], "text") == WHOLE.text() + "\n\n" + BARE.text()
    assert report([WHOLE, BARE], "github") == WHOLE.github() + "\n" + BARE.github()
    assert [report([], style) for style in ("text", "github", "json")] == ["", "", "[]"]


# --- GitHub


def unescaped(line: str) -> tuple[str, dict[str, str], str]:
    """A workflow command as GitHub reads it: its name, its properties and its message."""
    match = re.fullmatch(r"::(\w+) (.*?)::(.*)", line)
    assert match is not None
    pairs = dict(pair.split("=", 1) for pair in match[2].split(","))
    data = {name: value.replace("%3A", ":").replace("%2C", ",") for name, value in pairs.items()}
    plain = {
        name: value.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")
        for name, value in data.items()
    }
    return match[1], plain, match[3].replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")


def test_github_reads_back_what_was_meant() -> None:
    nasty = "a, b: c%2C\r\nd::e"
    problem = Problem(nasty, 3, 5, "x.y", nasty, nasty, "", "do: this, now", "warning")
    line = problem.github()
    assert "\n" not in line and "\r" not in line
    kind, properties, message = unescaped(line)
    assert kind == "warning"
    assert properties == {"file": nasty, "line": "3", "col": "5", "title": "x.y"}
    assert message == f"{nasty}. Found: {nasty}. Try: do: this, now"


def test_github_escapes_are_those_of_its_documentation() -> None:
    problem = Problem("50%, a:b.md", 1, 0, "x.y", "one\ntwo 50%, a:b")
    assert problem.github() == "::error file=50%25%2C a%3Ab.md,line=1,title=x.y::one%0Atwo 50%25, a:b"
    assert BARE.github() == "::error file=a.yaml,title=file.size::the file is too large"


def test_github_gets_no_character_that_a_log_would_obey() -> None:
    assert "\x1b" not in Problem("a", 1, 1, "x.y", "\x1b[2J", "\x1b").github()


# --- JSON


def test_json_has_every_field_and_loses_nothing() -> None:
    nasty = Problem("é.yaml", 1, 2, "x.y", 'a "b"\n\x1b', "\u202e", "<>", "\\")
    told = json.loads(report([nasty, BARE], "json"))
    assert [list(each) for each in told] == [NAMES, NAMES]
    assert [Problem(**each) for each in told] == [nasty, BARE]


# --- all three say the same, through the command

SAMPLE = [
    "many-problems-in-many-files", "many-problems-in-records", "link-broken-relative", "leak-email",
    "file-link", "plugin-template-raises", "yaml-alias-bomb", "yaml-control-character", "file-latin-1",
    "block-parameter-wrong",
]  # fmt: skip


@pytest.mark.parametrize("case", SAMPLE)
def test_the_formats_tell_the_same_problems(case: str, tmp_path: Path) -> None:
    folder = overlays.make(case, tmp_path / "estate")
    styles = ("text", "json", "github")
    text, told, github = (inside("check", "--format", each, *overlays.ALWAYS, cwd=folder) for each in styles)
    assert (text.status, told.status, github.status) == (1, 1, 1)
    assert (told.err, github.err) == ("", "")
    problems = [Problem(**each) for each in json.loads(told.out)]
    assert [problem._asdict() for problem in problems] == json.loads(told.out)
    assert problems == sorted(problems)
    assert text.out == report(problems, "text") + "\n"
    assert github.out == report(problems, "github") + "\n"
    for problem in problems:
        assert problem.severity == "error" and problem.message and problem.code.count(".") == 1
        assert (folder / problem.file).exists()
        lines = len((folder / problem.file).read_bytes().splitlines()) if problem.line else 0
        assert 0 <= problem.line <= lines + 1


def test_json_without_problems_is_an_empty_list(tmp_path: Path) -> None:
    folder = estate(tmp_path)
    assert inside("check", "--format", "json", *overlays.ALWAYS, cwd=folder) == Result(0, "[]\n", "")
    assert inside("check", "--format", "github", *overlays.ALWAYS, cwd=folder) == Result(0, "", "")
    assert inside("check", "--quiet", *overlays.ALWAYS, cwd=folder) == Result(0, "", "")


# --- the helpers


def test_problems_cross_from_a_worker_whole() -> None:
    error = pickle.loads(pickle.dumps(ContentError([WHOLE, BARE, WHOLE])))
    assert error.problems == [BARE, WHOLE] and str(error) == "2 problem(s)"


@pytest.mark.parametrize(
    ("word", "close"), [("sumary", "summary"), ("TITLE", "title"), ("xylophone", None), ("", None)]
)
def test_the_nearest_known_word(word: str, close: str | None) -> None:
    assert nearest(word, ["title", "summary", "owner"]) == close


def test_values_are_shown_on_one_line_and_not_too_long() -> None:
    assert [shown(value) for value in (None, True, "a\nb", {"é": [1]})] == [
        "nothing",
        "true",
        '"a\\nb"',
        '{"é": [1]}',
    ]
    assert len(shown("x" * 1_000)) == 60 and shown("x" * 1_000).endswith("...")
