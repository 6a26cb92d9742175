"""YAML is read as YAML 1.2 says, whatever other editors of a file believe."""

from __future__ import annotations

import json
import math
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smile import yaml12
from smile.problems import ContentError, Problem

FILE = "data/example.yaml"


def problems(text: str, first_line: int = 1) -> list[Problem]:
    with pytest.raises(ContentError) as error:
        yaml12.load(text, FILE, first_line)
    return error.value.problems


# --- scalars: YAML 1.2.2, section 10.3.2


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"), ("No", "No"), ("yes", "yes"), ("on", "on"), ("off", "off"), ("y", "y"), ("n", "n"),
        ("true", True), ("True", True), ("TRUE", True), ("tRUE", "tRUE"), ("false", False),
        ("False", False), ("null", None), ("Null", None), ("NULL", None), ("~", None), ("", None),
        ("nUll", "nUll"), ("None", "None"), ("0", 0), ("-0", 0), ("+12", 12), ("007", 7), ("010", 10),
        ("0o17", 15), ("0x1F", 31), ("0b11", "0b11"), ("1_000", "1_000"), ("12:30", "12:30"),
        ("1:20:30", "1:20:30"), ("190:20:30.15", "190:20:30.15"), ("-0x1F", "-0x1F"), ("0o8", "0o8"),
        ("0x", "0x"), ("1,000", "1,000"), ("01632 960001", "01632 960001"), ("1.5", 1.5), ("-1.5", -1.5),
        (".5", 0.5), ("1.", 1.0), ("1e3", 1000.0), ("1E+3", 1000.0), ("1.e-1", 0.1), (".inf", math.inf),
        ("-.INF", -math.inf), ("+.Inf", math.inf), (".iNf", ".iNf"), ("inf", "inf"), ("nan", "nan"),
        (".", "."), ("+", "+"), ("-", "-"), ("1e", "1e"), ("e3", "e3"), ("--1", "--1"), ("1.2.3", "1.2.3"),
        ("2026-11-30", "2026-11-30"), ("2026-11-30T09:00:00Z", "2026-11-30T09:00:00Z"), ("2026", 2026),
        ("<<", "<<"), ("=", "="), ("'no'", "no"), ('"12"', "12"), ("'~'", "~"), ("!!str 12", "12"),
        ("9" * 5_000, "9" * 5_000),
    ],
)  # fmt: skip
def test_scalars_of_the_core_schema(text: str, value: Any) -> None:
    read = yaml12.load(f"field: {text}" if text != "-" else "field: '-'", FILE)["field"]
    assert read == value and type(read) is type(value)


def test_not_a_number_is_a_float() -> None:
    assert [math.isnan(yaml12.load(f"- {word}", FILE)[0]) for word in (".nan", ".NaN", ".NAN")] == [True] * 3
    assert yaml12.load("- .nAn", FILE) == [".nAn"]


def meant(text: str) -> Any:
    """A plain scalar as the table of the specification reads it."""
    if re.fullmatch(r"null|Null|NULL|~|", text):
        return None
    if re.fullmatch(r"true|True|TRUE|false|False|FALSE", text):
        return text.lower() == "true"
    if re.fullmatch(r"[-+]?[0-9]+", text):
        return int(text)
    if re.fullmatch(r"0o[0-7]+", text):
        return int(text[2:], 8)
    if re.fullmatch(r"0x[0-9a-fA-F]+", text):
        return int(text[2:], 16)
    if re.fullmatch(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", text):
        return float(text)
    if re.fullmatch(r"[-+]?(\.inf|\.Inf|\.INF)", text):
        return -math.inf if text[0] == "-" else math.inf
    return text


@given(
    st.text("0123456789+-._:eExobaFinfINF", min_size=1, max_size=8).filter(
        lambda text: ".n" not in text.lower()
    )
)
def test_numbers_are_what_the_specification_says(text: str) -> None:
    value, wanted = yaml12.scalar(text), meant(text)
    assert value == wanted and type(value) is type(wanted)


@given(st.text("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=1))
def test_words_are_text_save_nine(word: str) -> None:
    assert yaml12.load(f"field: {word}", FILE) == {"field": meant(word)}


# --- whole documents

# every character that YAML can write, save those that end lines in YAML 1.1 alone, which are refused
LETTERS = st.one_of(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\u2028\u2029\ufffe\uffff"),
    st.sampled_from("\n\t\r"),
)
TEXTS = st.text(LETTERS, max_size=60)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(TEXTS, inner, max_size=5),
    max_leaves=20,
)


@given(VALUES)
def test_json_is_yaml_1_2(value: Any) -> None:
    assert yaml12.load(json.dumps(value, ensure_ascii=False), FILE) == value
    assert yaml12.load(json.dumps(value, ensure_ascii=False, indent=2), FILE) == value


@given(TEXTS)
def test_quoted_texts_come_back_as_they_were(text: str) -> None:
    assert yaml12.load(f"field: {json.dumps(text, ensure_ascii=False)}", FILE) == {"field": text}
    line = text.replace("\n", " ").replace("\r", " ").replace("\t", " ")
    assert yaml12.load("field: '" + line.replace("'", "''") + "'", FILE) == {"field": line}


@given(st.dictionaries(st.text("abcdefgh_", min_size=1), st.lists(TEXTS, min_size=1, max_size=3), min_size=1))
def test_positions_are_those_of_the_lines(record: dict[str, list[str]]) -> None:
    lines: list[str] = []
    places: dict[tuple[str, int | None], tuple[int, int]] = {}
    for name, texts in record.items():
        lines.append(f"{json.dumps(name)}:")
        places[name, None] = (len(lines) + 4, 1)
        for index, text in enumerate(texts):
            lines.append(f"  - {json.dumps(text, ensure_ascii=False)}")
            places[name, index] = (len(lines) + 4, 5)
    document = "\n".join(lines)
    assert yaml12.load(document, FILE) == record
    for (name, at), place in places.items():
        path = (name,) if at is None else (name, at)
        assert yaml12.locate(document, path, 5, key=at is None) == place


@given(st.text() | st.text("- :\n\t'\"[]{},&*!|>%@`#?ab1~\\.", max_size=40))
def test_any_text_is_read_or_refused_in_words(text: str) -> None:
    try:
        yaml12.load(text, FILE)
    except ContentError as error:
        lines = text.count("\n") + text.count("\r") + 1
        for problem in error.problems:
            assert 1 <= problem.line <= lines and problem.column >= 1, problem
            assert problem.message and problem.code.startswith("yaml.")
    except UnicodeEncodeError:
        assert any(0xD800 <= ord(letter) < 0xE000 for letter in text)  # no file decodes to such a text


# --- what is refused


def test_a_field_written_twice_is_told_each_time() -> None:
    found = problems("a: 1\nb:\n  c: 1\n  c: 2\na: 2\n", first_line=2)
    assert [(problem.code, problem.line, problem.column, problem.found) for problem in found] == [
        ("yaml.duplicate", 5, 3, "c"),
        ("yaml.duplicate", 6, 1, "a"),
    ]


@pytest.mark.parametrize("letter", ["\x85", "\u2028", "\u2029"])
def test_line_separators_that_only_yaml_1_1_knows_are_refused(letter: str) -> None:
    (problem,) = problems(f"a: 1\nb: x{letter}y\n")
    assert (problem.code, problem.line, problem.column) == ("yaml.control", 2, 5)


@pytest.mark.parametrize(
    "text",
    ["a: " + "[" * 100_000, "- " * 100_000, "a: &a [*a]", "".join(" " * i + "a:\n" for i in range(2_000))],
    ids=["brackets", "hyphens", "itself", "fields"],
)
def test_what_lies_too_deep_is_refused_before_it_can_hurt(text: str) -> None:
    assert [problem.code for problem in problems(text)] == ["yaml.depth"]


def test_forty_levels_are_read() -> None:
    value: Any = "end"
    for _ in range(yaml12.MAX_DEPTH - 1):
        value = [value]
    assert yaml12.load(json.dumps({"field": value}), FILE) == {"field": value}


def test_a_bomb_of_aliases_stops_early() -> None:
    levels = [f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 10)}]" for level in range(1, 12)]
    assert [problem.code for problem in problems("a0: &a0 [x]\n" + "\n".join(levels))] == ["yaml.values"]


def test_aliases_that_stay_small_are_followed() -> None:
    assert yaml12.load("a: &x {b: 1}\nc: *x\n", FILE) == {"a": {"b": 1}, "c": {"b": 1}}


def test_merge_keys_of_yaml_1_1_are_fields_like_any_other() -> None:
    assert yaml12.load("a: &x {b: 1}\nc:\n  <<: *x\n", FILE)["c"] == {"<<": {"b": 1}}


def test_keys_are_text() -> None:
    assert yaml12.load("1: a\nno: b\ntrue: c\n~: d\n2026-11-30: e\n", FILE) == {
        "1": "a", "no": "b", "true": "c", "~": "d", "2026-11-30": "e",
    }  # fmt: skip
