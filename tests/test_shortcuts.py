"""What is made with fewer calls is what the slow way gives: tables, lines of names, lookups, digests, words."""

from __future__ import annotations

import datetime as dt
import pickle
import re
import subprocess
import sys
import textwrap
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jinja2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import ChainableUndefined, DictLoader
from markupsafe import Markup
from pydantic import ConfigDict

from smile import leaks, parts, tables
from smile.charts.svg import wrapped
from smile.fingerprint import Marks, NoFixedValue
from smile.gates import Gate, pack
from smile.jinja import Environment
from smile.parts import Part
from smile.records import Audience, Date, Record, Source, Text, Value
from smile.secrets import Secret, place

_ROOT = Path(__file__).parent.parent
_CELLS = st.one_of(
    st.sampled_from(["", "a", "b & c", "<i>d</i>", '"e"']),
    st.text(max_size=6).map(Markup),
    st.integers(),
    st.none(),
    st.booleans(),
)
_SLOW = """\
{%- for title in head %}{% if title %}<th scope="col"{% if loop.index0 in numeric %} class="number"{% endif %}>\
{{ title }}</th>{% else %}<td></td>{% endif %}{% endfor -%}
{%- set labels = head|map("striptags")|list if stacked else [] -%}
{%- for row in rows -%}<tr>
{%- for cell in row -%}
{%- if loop.first %}<th scope=row>{{ cell }}</th>
{%- else %}<td{% if stacked %} data-label="{{ labels[loop.index0] }}"{% endif %}\
{% if loop.index0 in numeric %} class="number"{% endif %}>{{ cell }}</td>
{%- endif -%}
{%- endfor -%}
</tr>{%- endfor -%}
"""


@given(
    st.lists(_CELLS, max_size=5),
    st.lists(st.lists(_CELLS, max_size=6), max_size=4),
    st.sets(st.integers(0, 5)),
    st.booleans(),
)
def test_a_table_is_what_its_cells_one_by_one_would_be(
    head: list[Any], rows: list[list[Any]], numeric: set[int], stacked: bool
) -> None:
    stacked = stacked and bool(head)
    slow = jinja2.Environment(autoescape=True).from_string(_SLOW)
    made = tables.head_cells(head, numeric) + tables.body_rows(rows, head if stacked else [], numeric)
    assert made == slow.render(head=head, rows=rows, numeric=numeric, stacked=stacked)


def test_a_chart_says_nothing_of_what_is_not_known_and_no_long_fractions() -> None:
    assert tables.figures([("a", None, 1.23456, 2, Markup("<b>"))]) == [["a", "", 1.23, 2, Markup("<b>")]]


@given(
    st.lists(
        st.sampled_from(
            ["a", "bc", "def-g", "--", " ", "  ", "\t", "\n", "\u00a0", "\u2014", "é", "long" * 4]
        )
    )
    .map(" ".join)
    .flatmap(lambda words: st.sampled_from([words, words.replace(" ", ""), words.strip()])),
    st.integers(4, 30),
)
def test_names_are_in_the_lines_that_textwrap_gives(words: str, most: int) -> None:
    assert wrapped(words, most) == tuple(textwrap.wrap(words, most) or [""])


@given(
    st.dictionaries(
        st.sampled_from(["a", "items", "get", "_x"]), st.sampled_from([None, 0, "", "b", {"a": "c"}])
    )
)
def test_an_item_is_found_as_jinja_finds_it(one: dict[str, Any]) -> None:
    templates = {
        "page": "{{ one.a }}|{{ one.a.a }}|{{ one.b.c or 'none' }}|{{ one.get('a') }}|{{ one.items()|length }}"
        "|{{ one.b is defined }}|{{ one._x }}"
    }
    made = [
        kind(loader=DictLoader(templates), undefined=ChainableUndefined, autoescape=True)
        .get_template("page")
        .render(one=one)
        for kind in (Environment, jinja2.Environment)
    ]
    assert made[0] == made[1]


def test_an_item_that_is_not_there_is_told_as_a_dicts() -> None:
    strict = Environment(undefined=jinja2.StrictUndefined)
    with pytest.raises(jinja2.UndefinedError, match="'dict object' has no attribute 'b'"):
        strict.from_string("{{ one.b }}").render(one={"a": 1})


@dataclass(frozen=True, slots=True)
class _One:
    a: object


@dataclass(frozen=True, slots=True)
class _Two:
    a: object
    b: object = ()


@dataclass(frozen=True, slots=True)
class _Other:
    a: object


def test_what_differs_has_another_digest_and_what_is_equal_the_same() -> None:
    things = [
        _One(1),
        _One((1,)),
        _One("1"),
        _Other(1),
        _Two(1),
        _Two(1, 2),
        _Two((1, 2)),
        _One(_One(1)),
        (1,),
        [1],
    ]
    marks = [Marks(Audience.public).of({"one": thing})[0] for thing in things]
    assert len({*marks}) == len(things)
    again = Marks(Audience.public)
    assert marks == [again.of({"one": thing})[0] for thing in things]


@pytest.mark.parametrize(
    "thing", [len, test_a_chart_says_nothing_of_what_is_not_known_and_no_long_fractions, [].append]
)
def test_a_function_has_no_digest(thing: object) -> None:
    with pytest.raises(NoFixedValue):
        Marks(Audience.public).of({"one": _One(thing)})


def test_a_digest_is_the_same_in_another_process() -> None:
    code = (
        "from smile.fingerprint import Marks; from smile.records import Audience;"
        "from smile.charts import Near;"
        "print(Marks(Audience.public).of({'one': Near('a', '/b/', ('c',)), 'two': {'d': None}})[0].hex())"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=_ROOT,
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(told) == 1 and len(told.pop()) == 33


@given(st.lists(st.text()))
def test_words_of_a_secret_are_what_an_expression_finds(texts: list[str]) -> None:
    found = [
        re.findall(rb"[a-z0-9]{2,}", unicodedata.normalize("NFC", text).encode().lower()) for text in texts
    ]
    assert list(leaks._split(texts)) == found


WORDS = ("secret-one", "second secret", "Third, secret", "01632 960 123", "fourth@example.org")
PARTS = st.lists(st.lists(st.sampled_from(WORDS), max_size=3), max_size=4)


def _gate(parts: list[list[str]], audience: int, contacts: list[str]) -> Gate:
    return Gate(
        [pack(Secret(text, 2, "file", 1, place("field")) for text in part) for part in parts],
        audience,
        contacts,
    )


class Loose(Value):
    model_config = ConfigDict(extra="allow")

    day: Date


class Entry(Record):
    title: Text
    below: tuple[Loose, ...] = ()
    note: Text | None = None


def test_what_is_pickled_in_few_bytes_comes_back_whole() -> None:
    below = [{"day": dt.date(2026, 1, 5), "more": "Unknown."}]
    one = Entry.model_validate({"title": "One", "below": below}).with_source(Source("data/one.yaml", 3))
    again = pickle.loads(pickle.dumps(one))
    assert again == one and again.source == one.source and again.below[0].more == "Unknown."
    for packed in (None, parts.pack({"data/one.yaml": (b"", [one])})):
        part = pickle.loads(pickle.dumps(Part(b"key", lambda: [one], lambda packed=packed: packed)))
        assert part.key == b"key" and part.records == [one] and part.records[0].source == one.source


@given(PARTS)
def test_a_private_text_that_is_found_is_told_with_its_place(many: list[list[str]]) -> None:
    """Though texts are kept in parts, and their places apart from them."""
    every = [
        [Secret(text, 2, f"{part}.yaml", at, place("many", at, "field")) for at, text in enumerate(texts)]
        for part, texts in enumerate(many)
    ]
    page = f"<p>{'</p><p>'.join(WORDS)}</p>".encode()
    found = [leak.secret for leak in Gate(map(pack, every), 0, []).leaks(page, "index.html") if leak.secret]
    assert {one.text for one in found} == {text for texts in many for text in texts}
    for one in found:
        assert one in every[int(one.file.removesuffix(".yaml"))]
        assert one.steps == ("many", one.line, "field") and one.field == f"many.{one.line}.field"


@given(PARTS, PARTS, st.sets(st.sampled_from((*WORDS, "open"))), st.sampled_from((0, 2)), st.booleans())
def test_what_passed_one_gate_needs_to_pass_only_what_the_next_one_knows_besides(
    before: list[list[str]], now: list[list[str]], page: set[str], audience: int, published: bool
) -> None:
    data = f"<p>{'</p><p>'.join(sorted(page))}</p>".encode()
    contacts = ["fourth@example.org"] if published else []
    earlier, later = _gate(before, audience, contacts), _gate(now, audience, contacts)
    if earlier.leaks(data, "index.html"):
        return
    newer = later.since(earlier.passed)
    assert (newer.leaks(data, "index.html") if newer else []) == later.leaks(data, "index.html")
    assert later.since(later.passed) is None and later.since(None) is later
    assert later.since(_gate(now, audience, ["other@example.org"]).passed) is later


@given(st.lists(st.one_of(st.text(), st.text("aB \n\t\x1c", max_size=6), st.text("abc\n", min_size=1))))
def test_texts_are_the_same_one_by_one_and_in_one_go(texts: list[str]) -> None:
    assert leaks._plains(texts) == [leaks._plain(text) for text in texts]
