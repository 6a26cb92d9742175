"""From values to typed records: every problem of a file, each with its line, what was found, what to do."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, TypeVar, get_args

import pydantic_core
from pydantic import BaseModel, ValidationError

from smile import field_words, sources, yaml12
from smile.field_words import Path
from smile.problems import ContentError, Problem, shown
from smile.records import Document, Record, Source

R = TypeVar("R", bound=Record)

Locate = Callable[[tuple[str | int, ...], bool], tuple[int, int]]


def records(kind: type[R], data: bytes, file: str) -> list[R]:
    """The records of one file: one mapping, or a list of them; for a Document its front matter and body."""
    text = sources.decode(data, file)
    if issubclass(kind, Document):
        return [document(kind, text, file)]
    value = yaml12.load(text, file)
    if isinstance(value, list):
        return _many(kind, value, text, file)
    return [record(kind, value, text, file, Source(file, 1))]


def single(kind: type[R], data: bytes, file: str) -> R:
    """The one record of a file that holds no list of them."""
    text = sources.decode(data, file)
    return record(kind, yaml12.load(text, file), text, file, Source(file, 1))


def document(kind: type[R], text: str, file: str) -> R:
    """A Markdown file as a record of `kind`, which is a Document."""
    parts = sources.matter(text, file)
    value = yaml12.load(parts.yaml, file, parts.yaml_line)
    made = record(kind, value, parts.yaml, file, Source(file, 1), (), parts.yaml_line)
    assert isinstance(made, Document)
    return made.with_body(made.source, parts.body, parts.body_line)


def record(
    kind: type[R],
    value: Any,
    text: str,
    file: str,
    source: Source,
    at: tuple[str | int, ...] = (),
    first_line: int = 1,
) -> R:
    """`value` as a record of `kind`; `text` is what it was read from, `at` where in it."""
    if not isinstance(value, dict):
        line, column = yaml12.locate(text, at, first_line)
        raise ContentError([_shapeless(kind, value, file, line, column)])
    try:
        # JSON mode is strict where it should be (no text for a number), not where YAML has no type (dates)
        return kind.model_validate_json(
            to_json(value), strict=True, by_alias=True, by_name=False
        ).with_source(source)
    except ValidationError as error:

        def place(path: tuple[str | int, ...], key: bool) -> tuple[int, int]:
            return yaml12.locate(text, (*at, *path), first_line, key)

        raise ContentError(problems(error, kind, value, file, place)) from None


def _shapeless(kind: type[Record], value: Any, file: str, line: int, column: int) -> Problem:
    """What stands where the fields of a record are expected."""
    names = [field.alias or name for name, field in kind.model_fields.items() if field.is_required()]
    expected = ", ".join(f"`{name}: ...`" for name in names or list(kind.model_fields)[:1])
    if value is None:
        return Problem(
            file, line, column, "record.empty", "there are no fields here", "", f"fields: {expected}"
        )
    what = "a list" if isinstance(value, list) else "a text" if isinstance(value, str) else "a single value"
    message = f"{what} stands where fields are expected"
    return Problem(file, line, column, "record.shape", message, shown(value), f"fields: {expected}")


def to_json(value: Any) -> str | bytes:
    """A value as JSON text for pydantic."""
    try:
        return pydantic_core.to_json(value, inf_nan_mode="constants")
    except ValueError:  # half a character, which only an escape can write
        return json.dumps(value, ensure_ascii=True)


def _many(kind: type[R], values: list[Any], text: str, file: str) -> list[R]:
    made: list[R] = []
    found: list[Problem] = []
    node = yaml12.compose(text)
    lines = [item.start_mark.line + 1 for item in node.value] if node is not None else []
    for index, value in enumerate(values):
        try:
            made.append(record(kind, value, text, file, Source(file, lines[index]), (index,)))
        except ContentError as error:
            found += error.problems
    if found:
        raise ContentError(found)
    return made


def problems(
    error: ValidationError, kind: type[BaseModel], value: Any, file: str, place: Locate
) -> list[Problem]:
    """Pydantic's errors about `value` as problems with positions, in words for people."""
    found: dict[tuple[int, int, str], Problem] = {}
    for item in error.errors(include_url=False):
        path = _path(item, value)
        if path is None:
            continue
        unknown, missing = item["type"] == "extra_forbidden", item["type"] == "missing"
        line, column = place(path, unknown)
        if missing:
            words, seen = field_words.missing(path), ""
        elif unknown:
            words, seen = field_words.unknown(path, _names(kind, path)), str(path[-1])
        else:
            words, seen = field_words.wrong(item, path), shown(item["input"])
        made = Problem(
            file, line, column, "field." + words.code, words.message, seen, words.expected, words.hint
        )
        found.setdefault((line, column, str(path[-1]) if missing else ""), made)
    return list(found.values())


def _path(item: Any, value: Any) -> Path | None:
    """Where in `value` an error is; None where another member of a union says better what is wrong.

    Pydantic puts the names of a union's members into its paths, which no file holds.
    """
    path: list[str | int] = []
    last = len(item["loc"]) - 1
    for index, step in enumerate(item["loc"]):
        if _holds(value, step) or (index == last and item["type"] == "missing"):
            path.append(step)
            value = value[step] if _holds(value, step) else None
        elif index == last and (item["type"] == "model_type") == (not isinstance(value, dict)):
            return None  # a text is no broken group of fields, and a group of fields no broken text
    return tuple(path)


def _holds(value: Any, step: str | int) -> bool:
    if isinstance(value, dict):
        return step in value
    return isinstance(value, list) and isinstance(step, int) and step < len(value)


def _names(kind: type[BaseModel], path: tuple[str | int, ...]) -> list[str]:
    """The fields that are known at `path`, by the names that files use."""
    model: Any = kind
    for step in path[:-1]:
        if isinstance(step, str) and isinstance(model, type) and issubclass(model, BaseModel):
            by_alias = {field.alias or name: field for name, field in model.model_fields.items()}
            model = _inner(by_alias[step].annotation) if step in by_alias else model
    fields = model.model_fields if isinstance(model, type) and issubclass(model, BaseModel) else {}
    return [field.alias or name for name, field in fields.items()]


def _inner(annotation: Any) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for part in get_args(annotation):
        inner = _inner(part)
        if inner is not None:
            return inner
    return None
