"""What must not be seen: every private text that the records of a narrower audience hold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from enum import Enum
from typing import Any, Literal, NamedTuple, get_args, get_origin

from pydantic import BaseModel

from smile.records import Audience, Sourced, _Shareable

MIN_LENGTH = 5
"""Shorter texts are not looked for: they stand in every page by chance."""


class Secret(NamedTuple):
    """A text that only `audience` and smaller circles may see, and where it comes from."""

    text: str
    audience: int
    file: str
    field: str


def secrets(record: Sourced) -> Iterator[Secret]:
    """The private texts of a record of a narrower audience: every text save what is `Shareable` or a fixed choice."""
    if record.audience > Audience.public:
        for field, text in _texts(record, ""):
            if len(text) >= MIN_LENGTH:
                yield Secret(text, int(record.audience), record.source.file, field)


def _texts(value: Any, field: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, BaseModel):
        for name, info in type(value).model_fields.items():
            if not any(isinstance(mark, _Shareable) for mark in info.metadata) and not _is_choice(
                info.annotation
            ):
                yield from _texts(getattr(value, name), f"{field}.{name}".lstrip("."))
    elif isinstance(value, str) and not isinstance(value, Enum):
        yield field, " ".join(value.split())
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from _texts(item, f"{field}.{name}".lstrip("."))
    elif isinstance(value, list | tuple | set | frozenset):
        for index, item in enumerate(value):
            yield from _texts(item, f"{field}.{index}")
    elif isinstance(value, dt.date):
        return


def _is_choice(annotation: Any) -> bool:
    """Whether every text of this type is one of a few that the code itself names."""
    if get_origin(annotation) is Literal:
        return True
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return True
    parts = [part for part in get_args(annotation) if part is not type(None) and part is not Ellipsis]
    return bool(parts) and all(_is_choice(part) for part in parts)
