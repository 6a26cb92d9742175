"""What must not be seen: every private text that the records of a narrower audience hold."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from decimal import Decimal
from enum import Enum
from functools import cache
from types import UnionType
from typing import Any, Literal, NamedTuple, Union, get_args, get_origin

from pydantic import BaseModel

from smile.records import Audience, Document, Sourced, _Shareable

MIN_LENGTH = 5
"""Shorter texts are not looked for: they stand in every page by chance."""
_MIN_NUMBER = 100_000
"""Nor are smaller numbers."""
_MIN_SENTENCE = 30
"""Nor are shorter sentences of a body: a heading such as "Contact" stands elsewhere, too."""
_MARKS = re.compile(r"[*_`#>]+|\]\([^)]*\)|[\[\]]")

_SILENT = frozenset((type(None), bool, float, Decimal, dt.date, dt.datetime, dt.time, dt.timedelta))
"""Values of these types say nothing."""

Step = str | int
Place = tuple[()] | tuple["Place", Step] | tuple["Place", Step, str]
"""Where something stands in a record: what it is a part of, and a step from there, a name as the file writes it or a
number; with what may be printed of a key that is private itself. Many texts share what they are a part of."""


class Secret(NamedTuple):
    """A text that only `audience` and smaller circles may see, and where it comes from."""

    text: str
    audience: int
    file: str
    line: int
    """Where its record begins, or in a body the line itself."""
    place: Place = ()
    """Where in its record; () in a body."""
    key: bool = False
    """Whether it is the name of the last step, not its value."""

    @property
    def steps(self) -> tuple[Step, ...]:
        """Its place, from the record on."""
        return tuple(step for step, _ in _way(self.place))

    @property
    def field(self) -> str:
        """Its field, as it may be printed."""
        return ".".join(shown for _, shown in _way(self.place)) or "body"


def _way(place: Place) -> list[tuple[Step, str]]:
    """Each step that leads to a place, and how it may be printed."""
    found: list[tuple[Step, str]] = []
    while place:
        found.append((place[1], str(place[-1])))
        place = place[0]
    return found[::-1]


def place(*steps: Step) -> Place:
    """The place in a record that steps lead to, none of which is private."""
    made: Place = ()
    for step in steps:
        made = made, step
    return made


_Found = tuple[str, int, Place, bool]
"""What of a `Secret` is not its record's."""


def masked(text: str) -> str:
    """A private text as a build may print it: enough to know it again, not enough to learn it."""
    return text[:2] + "*" * min(8, len(text) - 2)


def secrets(record: Sourced) -> Iterator[Secret]:
    """A record's private texts: all of a narrower audience that are neither `Shareable` nor a choice."""
    if not holds_private(type(record)):
        return
    file, line = record.source
    texts: list[_Found] = []
    _find(record, None, Audience.public, (), texts)
    for text, audience, place, key in texts:
        if audience > Audience.public and len(text) >= MIN_LENGTH:
            yield Secret(text, audience, file, line, place, key)
    if isinstance(record, Document) and record.audience > Audience.public:
        for number, sentence in sentences(record.body, record.body_line):
            yield Secret(sentence, int(record.audience), file, number)


@cache
def holds_private(kind: type[BaseModel]) -> bool:
    """Whether a record of this type is of a narrower audience, or may hold one that is."""
    seen: set[type[BaseModel]] = set()

    def look(annotation: Any) -> bool:
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            if issubclass(annotation, Sourced) and annotation.audience > Audience.public:
                return True
            if annotation in seen:
                return False
            seen.add(annotation)
            return any(look(field.annotation) for field in annotation.model_fields.values())
        return any(look(part) for part in get_args(annotation))

    return look(kind)


def _find(value: Any, kind: Any, audience: int, at: Place, found: list[_Found]) -> None:
    """Puts every text in `value`, which stands `at` a field annotated with `kind`, into `found`."""
    if isinstance(value, BaseModel):
        inner = int(max(audience, value.audience)) if isinstance(value, Sourced) else audience
        held = value.__dict__
        for name, step, annotation, choices in _looked_at(type(value)):
            item = held[name]
            if item is None:
                continue
            if type(item) is str:  # as most are: the same as below, sooner
                if inner and len(item) >= MIN_LENGTH:
                    plain = " ".join(item.split())
                    if plain not in choices:
                        found.append((plain, inner, (at, step), False))
            elif type(item) not in _SILENT and (type(item) is not tuple or item):
                _find(item, annotation, inner, (at, step), found)
    elif isinstance(value, dict):
        _pairs(value, kind, audience, at, found)
    elif isinstance(value, list | tuple | set | frozenset):
        for index, item in enumerate(value):
            _find(item, None, audience, (at, index), found)
    elif (text := _text(value)) is not None and text not in _choices(kind):
        found.append((text, audience, at, False))


@cache
def _choices(annotation: Any) -> frozenset[str]:
    """The texts that the code itself names for a field that takes others as well."""
    if get_origin(annotation) is Literal:
        return frozenset(map(str, get_args(annotation)))
    parts = get_args(annotation) if get_origin(annotation) in (Union, UnionType) else ()
    return frozenset(text for part in parts for text in _choices(part))


@cache
def _private_fields(kind: type[BaseModel]) -> tuple[tuple[str, str, Any], ...]:
    """The fields whose texts may be private: name, the name that files use, and type."""
    return tuple(
        (name, info.alias or name, info.annotation)
        for name, info in kind.model_fields.items()
        if not any(isinstance(mark, _Shareable) for mark in info.metadata) and not is_choice(info.annotation)
    )


@cache
def _looked_at(kind: type[BaseModel]) -> tuple[tuple[str, str, Any, frozenset[str]], ...]:
    """`_private_fields`, each with the texts that are choices in it."""
    return tuple((*field, _choices(field[2])) for field in _private_fields(kind))


def _pairs(value: dict[Any, Any], kind: Any, audience: int, at: Place, found: list[_Found]) -> None:
    keys, items = _of_dict(kind)
    for name, item in value.items():
        text = None if _open(keys) else _text(name)
        here: Place = (at, str(name)) if text is None else (at, str(name), masked(text))
        if text is not None:
            found.append((text, audience, here, True))
        if not _open(items):
            _find(item, items, audience, here, found)


def _open(annotation: Any) -> bool:
    """Whether texts of this type are choices, or marked as shareable."""
    marks = getattr(annotation, "__metadata__", ())
    return any(isinstance(mark, _Shareable) for mark in marks) or is_choice(annotation)


def _of_dict(kind: Any) -> tuple[Any, Any]:
    """The types of the keys and of the values, where `kind` is or holds a dict."""
    if get_origin(kind) is dict:
        keys, items = get_args(kind)
        return keys, items
    return next((found for part in get_args(kind) if (found := _of_dict(part)) != (None, None)), (None, None))


def _text(value: Any) -> str | None:
    """A value as the text that a page would show; None for what says nothing, or stands there by chance."""
    if value is None or isinstance(value, bool | float | Decimal | Enum | dt.date | dt.time | dt.timedelta):
        return None
    if isinstance(value, int):
        return str(value) if abs(value) >= _MIN_NUMBER else None
    plain = value.get_secret_value() if hasattr(value, "get_secret_value") else value
    return " ".join((plain.decode("utf-8", "replace") if isinstance(plain, bytes) else str(plain)).split())


def sentences(body: str, first_line: int) -> Iterator[tuple[int, str]]:
    """The longer sentences of a text in Markdown, without its marks, each with the line it begins at."""
    for number, line in enumerate(body.splitlines(), first_line):
        for sentence in re.split(r"(?<=[.!?])\s+", _MARKS.sub("", line)):
            if len(sentence.strip()) >= _MIN_SENTENCE:
                yield number, " ".join(sentence.split())


def is_choice(annotation: Any) -> bool:
    """Whether every text of this type is one of a few that the code itself names."""
    if get_origin(annotation) is Literal:
        return True
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return True
    parts = [part for part in get_args(annotation) if part is not type(None) and part is not Ellipsis]
    return bool(parts) and all(is_choice(part) for part in parts)
