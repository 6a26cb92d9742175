"""A short way through plain YAML: what most files are written in, read without a tree of nodes.

It knows fields, groups and lists in blocks of two spaces, texts on one line, texts after `|`, and short lists and
groups in brackets. Whatever else stands in a file, a mistake above all, it leaves to the whole parser: `NOT` says so.
What it does read, it reads as that one would: `tests/test_plain_yaml.py` compares the two.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Any

Scalar = Callable[[str], Any]
"""What a plain scalar means."""

NOT = object()
"""Stands for what is to be read by the whole parser."""
LONGEST = 100_000
"""Longer texts are left to it: it counts their values."""
DEEPEST = 8
"""What lies deeper is left to it, too."""

_KEY = r"[A-Za-z_][A-Za-z0-9_-]{0,99}"
_BELOW = r"((?:[ ]{2}[^\n]*\n|\n)*+)"
_FIELD = re.compile(rf"({_KEY}):(?:[ ]([^\n]+))?\n((?:[ ]{{2}}[^\n]*\n|- [^\n]*\n|\n)*+)")
_ITEM = re.compile(rf"- ([^\n]+)\n{_BELOW}")
_BETWEEN = re.compile(r"(?:\n|#[^\n]*\n)*+")
_STRANGE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\xa0\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
_ASCII = bytes([10, *range(32, 127)])
_FIRST = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789(/")


class _Brackets:
    """The patterns of what stands in brackets, which take long to make: most files have none."""

    def __init__(self) -> None:
        inner = r'(?:[A-Za-z0-9](?:[A-Za-z0-9_./+-]++|[ ](?=[A-Za-z0-9]))*+|"[^"\\]*+"|\'[^\']*+\')'
        name = rf'(?:{_KEY}|"{_KEY}")'
        any_of = rf"(?:{inner}|\{{{name}: {inner}(?:, {name}: {inner})*+\}})"
        self.many = re.compile(rf"\[(?:{any_of}(?:, {any_of})*+)?\]").fullmatch
        self.group = re.compile(rf"\{{{name}: {any_of}(?:, {name}: {any_of})*+\}}").fullmatch
        self.each = re.compile(any_of).findall
        self.pairs = re.compile(rf"({name}): ({any_of})").findall


_brackets = cache(_Brackets)


def read(text: str, scalar: Scalar) -> Any:
    """The fields that `text` holds, or `NOT`."""
    if len(text) > LONGEST or text[-1:] != "\n" or _strange(text):
        return NOT
    return _fields(text, scalar, 0)


def _strange(text: str) -> bool:
    """Whether a text holds characters that mean something to YAML, or that it refuses."""
    if text.isascii():
        return bool(text.encode().translate(None, _ASCII))
    return _STRANGE.search(text) is not None


def _fields(text: str, scalar: Scalar, depth: int) -> Any:
    made: dict[str, Any] = {}
    at, end, match = _skip(text, 0), len(text), _FIELD.match
    while at < end:
        found = match(text, at)
        if found is None:
            return NOT
        key, head, below = found.groups()
        value = _value(head, below, scalar, depth)
        if value is NOT or key in made:
            return NOT
        made[key] = value
        at = _skip(text, found.end())
    return made or NOT


def _skip(text: str, at: int) -> int:
    """Behind the empty lines and the comments that stand between two fields."""
    if text[at : at + 1] in ("\n", "#"):
        found = _BETWEEN.match(text, at)
        return found.end() if found else at
    return at


def _value(head: str | None, below: str, scalar: Scalar, depth: int) -> Any:
    """What a field says: on its own line, `head`, or on the lines `below`."""
    if head == "|":
        return _text(below)
    under = below.strip("\n")
    if head is not None:
        return NOT if under else _inline(head, scalar)
    return _under(under + "\n", scalar, depth + 1) if under else None


def _under(text: str, scalar: Scalar, depth: int) -> Any:
    """What lies below a field: a list, at its own height or deeper, or a group."""
    if depth > DEEPEST:
        return NOT
    if text[0] == " ":
        if "\n-" in text:  # a list that begins deeper than it goes on
            return NOT
        text = _out(text)
    return _items(text, scalar, depth) if text[:2] == "- " else _fields(text, scalar, depth)


def _items(text: str, scalar: Scalar, depth: int) -> Any:
    lines = text[2:-1].split("\n- ")
    if len(lines) == text.count("\n"):  # most lists: a value on each line
        made = [_inline(line, scalar) if line else NOT for line in lines]
        if NOT not in made:
            return made
    made = []
    at, end, match = 0, len(text), _ITEM.match
    while at < end:
        found = match(text, at)
        if found is None:
            return NOT
        head, below = found.groups()
        under = below.strip("\n")
        value = NOT if under else _inline(head, scalar)
        if value is NOT and depth < DEEPEST:
            value = _fields(f"{head}\n{_out(under)}\n", scalar, depth + 1)
        if value is NOT:
            return NOT
        made.append(value)
        at = _skip(text, found.end())
    return made


def _inline(text: str, scalar: Scalar) -> Any:
    """A value on one line."""
    first = text[0]
    if first in _FIRST:
        return NOT if ": " in text or " #" in text or text[-1] in ": " else scalar(text)
    if first == '"' or first == "'":
        escaped = first == '"' and "\\" in text
        return text[1:-1] if text.find(first, 1) == len(text) - 1 and not escaped else NOT
    if first == "[" and _brackets().many(text):
        found = [_inner(one, scalar) for one in _brackets().each(text, 1)]
        return NOT if NOT in found else found
    return _group(text, scalar) if first == "{" and _brackets().group(text) else NOT


def _inner(text: str, scalar: Scalar) -> Any:
    """A value between brackets."""
    if text[0] == "{":
        return _group(text, scalar)
    return text[1:-1] if text[0] in "\"'" else scalar(text)


def _group(text: str, scalar: Scalar) -> Any:
    pairs = _brackets().pairs(text, 1)
    made = {key.strip('"'): _inner(one, scalar) for key, one in pairs}
    return made if len(made) == len(pairs) and NOT not in made.values() else NOT


def _text(below: str) -> Any:
    """The text after `|`: its own lines, and one line's end at the end."""
    if below[:2] != "  " or below[2] in " \n" or " \n" in below or "\n-" in below:
        return NOT
    return _out(below.rstrip("\n")) + "\n"


def _out(text: str) -> str:
    """Lines that begin with two spaces, or are empty, without those."""
    return text[2:].replace("\n  ", "\n")
