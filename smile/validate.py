"""From values to typed records: every problem of a file, each with its line, what was found and what to do."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from smile import sources, yaml12
from smile.problems import ContentError, Problem, nearest, shown
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
        expected = "fields, such as `" + next(iter(kind.model_fields), "name") + ": ...`"
        raise ContentError(
            [Problem(file, line, column, "record.shape", "this is not a record", shown(value), expected)]
        )
    try:
        # JSON mode is strict where it should be (no text for a number) and not where YAML has no type (dates, tuples)
        return kind.model_validate_json(
            to_json(value), strict=True, by_alias=True, by_name=False
        ).with_source(source)
    except ValidationError as error:

        def place(path: tuple[str | int, ...], key: bool) -> tuple[int, int]:
            return yaml12.locate(text, (*at, *path), first_line, key)

        raise ContentError(problems(error, kind, file, place)) from None


def to_json(value: Any) -> str:
    """A value as JSON text for pydantic."""
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


def problems(error: ValidationError, kind: type[BaseModel], file: str, place: Locate) -> list[Problem]:
    """Pydantic's errors as problems with positions, and words for somebody who is not a programmer."""
    found: dict[tuple[int, int], Problem] = {}
    errors = error.errors(include_url=False)
    for item in errors:
        path = tuple(step for step in item["loc"] if not _of_union(step))
        if (
            item["type"] == "string_type"
            and isinstance(item["input"], dict)
            and len(errors) > 1
            and path != item["loc"]
        ):
            continue  # the other member of the union says better what is wrong
        word = str(path[-1]) if path else ""
        unknown = item["type"] == "extra_forbidden"
        line, column = place(path, unknown)
        name = ".".join(str(step) for step in path)
        message, expected, hint = _words(item, word, name, _names(kind, path) if unknown else [])
        value = "" if item["type"] == "missing" else word if unknown else shown(item["input"])
        made = Problem(
            file, line, column, "field." + _CODES.get(item["type"], "value"), message, value, expected, hint
        )
        found.setdefault((line, column) if item["type"] != "missing" else (line, -len(found) - 1), made)
    return list(found.values())


def _of_union(step: str | int) -> bool:
    """Whether pydantic put this step into a path to name the member of a union: a type, not a field."""
    return isinstance(step, str) and (
        step[:1].isupper() or "[" in step or step in ("str", "int", "float", "bool")
    )


_CODES = {"missing": "missing", "extra_forbidden": "unknown", "literal_error": "choice", "enum": "choice"}
_TYPES = {
    "string_type": ("text", "put it in quotation marks"),
    "bool_type": ("true or false", "write true or false, without quotation marks"),
    "int_type": ("a whole number", "write it in digits, without quotation marks"),
    "float_type": ("a number", "write it in digits, without quotation marks"),
    "tuple_type": ("a list", "write each entry on a line of its own, after `- `"),
    "list_type": ("a list", "write each entry on a line of its own, after `- `"),
    "dict_type": ("fields with values", ""),
    "model_type": ("fields with values", "write its fields below it, indented by two spaces"),
    "date_type": ("a day such as 2026-11-30", "write year-month-day in digits"),
    "date_parsing": ("a day such as 2026-11-30", "write year-month-day in digits"),
    "date_from_datetime_parsing": ("a day such as 2026-11-30", "write year-month-day in digits"),
    "datetime_parsing": ("a time such as 2026-11-30T09:00:00Z", ""),
}


def _words(item: Any, word: str, name: str, known: list[str]) -> tuple[str, str, str]:
    """Message, expectation and hint for one of pydantic's errors."""
    kind, context = item["type"], item.get("ctx", {})
    if kind == "missing":
        return f"the field `{name}` is missing", "", f"add a line `{word}: ...`"
    if kind == "extra_forbidden":
        close = nearest(word, known)
        return (
            f"there is no field `{word}` here",
            "one of " + ", ".join(known),
            f"did you mean `{close}`?" if close else "leave it out",
        )
    if kind in ("literal_error", "enum"):
        return f"`{name}` cannot be this", str(context.get("expected", "")), _nearest_choice(item)
    if kind in _TYPES:
        expected, hint = _TYPES[kind]
        return f"`{name}` is not {expected.split(' such')[0]}", expected, hint
    if kind == "string_pattern_mismatch":
        return f"`{name}` is not in the form that is expected", pattern_words(str(context.get("pattern"))), ""
    if kind == "string_too_short":
        return f"`{name}` is empty", "text", ""
    text = item["msg"].removeprefix("Value error, ")
    return f"`{name}`: {text[:1].lower() + text[1:]}", "", ""


def _nearest_choice(item: Any) -> str:
    choices = [
        part.strip(" '")
        for part in str(item.get("ctx", {}).get("expected", "")).replace(" or ", ",").split(",")
    ]
    close = nearest(str(item["input"]), choices)
    return f"did you mean `{close}`?" if close else ""


def pattern_words(pattern: str) -> str:
    """A pattern of a field in words; the pattern itself where there are none for it."""
    plain = {
        r"^[a-z0-9]+(-[a-z0-9]+)*$": "lower-case letters, digits and single hyphens: like-this",
        r"^/([a-z0-9][a-z0-9._-]*/)*$": "a path in lower case with a slash at both ends: /like-this/",
        r"^https?://[^/\s]+$": "an address without a slash at its end: https://www.example.org",
        r"^\d{4}-\d{2}(-\d{2})?$": "a day (2026-11-30) or a month (2026-11)",
        r"^[a-z]{2,3}(-[A-Z]{2})?$": "a language and a country: en-GB",
        r"^https://": "an address that begins with https://",
    }
    return plain.get(pattern, pattern)


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
