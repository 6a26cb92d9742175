"""What is wrong with a field, in words for somebody who is not a programmer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from smile.problems import nearest

Path = tuple[str | int, ...]


class Words(NamedTuple):
    """The parts of a problem that are words."""

    code: str
    message: str
    expected: str = ""
    hint: str = ""


_DAY = "a day such as 2026-11-30"
_SHAPES = {
    "string_type": ("text", ""),
    "bool_type": ("true or false", "write true or false, without quotation marks"),
    "int_type": ("a whole number", "write it in digits, without quotation marks"),
    "float_type": ("a number", "write it in digits, without quotation marks"),
    "tuple_type": ("a list", "write each entry on a line of its own, after `- `"),
    "list_type": ("a list", "write each entry on a line of its own, after `- `"),
    "dict_type": ("fields with values", "write them below it, indented by two spaces, as `name: value`"),
    "model_type": ("fields with values", "write them below it, indented by two spaces, as `name: value`"),
    "date_type": (_DAY, "write year, month and day in digits, with hyphens between them"),
    "date_parsing": (_DAY, "write year, month and day in digits, with hyphens between them"),
    "datetime_type": ("a time such as 2026-11-30T09:00:00Z", ""),
    "datetime_parsing": ("a time such as 2026-11-30T09:00:00Z", ""),
}
"""By pydantic's name for an error: what is expected, and what to do."""

_FORMS = {
    r"^[a-z0-9]+(-[a-z0-9]+)*$": "lower-case letters, digits and single hyphens: like-this",
    r"^/([a-z0-9][a-z0-9._-]*/)*$": "a path in lower case with a slash at both ends: /like-this/",
    r"^https?://[^/\s]+$": "an address without a path or a slash at its end: https://www.example.org",
    r"^https://": "an address that begins with https://",
    r"^https://\S+$": "an address that begins with https://, without spaces",
    r"^/\S*$": "a path that begins with a slash, without spaces: /like-this/*",
    r"^(https?://|mailto:|tel:|/)": "an address that begins with https://, mailto:, tel: or a slash",
    r"^[a-z]{2,3}(-[A-Z]{2})?$": "the code of a language: en-GB",
    r"^\d{4}-\d{2}(-\d{2})?$": "a day (2026-11-30) or a month (2026-11)",
}
_BOOLEANS = {"yes": "true", "y": "true", "on": "true", "no": "false", "n": "false", "off": "false"}


def named(path: Path) -> str:
    """A place in a record as people say it: "`url` in entry 2 of `links`"."""
    groups: list[str] = []
    names: list[str] = []
    for step in path:
        if isinstance(step, int):
            place = f"entry {step + 1}" + (f" of `{'.'.join(names)}`" if names else "")
            groups.insert(0, place)
            names = []
        else:
            names.append(step)
    if names:
        groups.insert(0, f"`{'.'.join(names)}`")
    return " in ".join(groups)


def missing(path: Path) -> Words:
    """A field that must be there."""
    name = f"`{path[-1]}`"
    where = f" in {named(path[:-1])}" if len(path) > 1 else ""
    return Words("missing", f"the field {name} is missing{where}", "", f"add a line `{path[-1]}: ...`{where}")


def unknown(path: Path, known: Sequence[str]) -> Words:
    """A field that nobody knows, among those that are `known` there."""
    word = str(path[-1])
    close = nearest(word, known)
    where = f"in {named(path[:-1])}" if len(path) > 1 else "here"
    hint = f"did you mean `{close}`?" if close else "leave it out"
    return Words("unknown", f"there is no field `{word}` {where}", "one of " + ", ".join(known), hint)


def wrong(item: Any, path: Path) -> Words:
    """A value that cannot stand where it does: `item` is one of pydantic's errors."""
    kind, context, value, name = item["type"], item.get("ctx", {}), item["input"], named(path) or "this"
    if kind in ("literal_error", "enum"):
        return _choice(str(context.get("expected", "")), value, name)
    if value is None and kind in _SHAPES:
        hint = f"write {_SHAPES[kind][0]} after the colon, or take the line out"
        return Words("value", f"{name} has no value", _SHAPES[kind][0], hint)
    if kind == "bool_type" and str(value).lower() in _BOOLEANS:
        hint = f"write {_BOOLEANS[str(value).lower()]}"
        return Words("value", f"{name} should be true or false", "true or false", hint)
    if kind == "date_parsing" and re.fullmatch(r"\d{4}-\d\d-\d\d", str(value)):
        return Words("value", f"{name} is a day that no calendar has", _DAY, "look at the month and the day")
    if kind in _SHAPES:
        expected, hint = _SHAPES[kind]
        return Words("value", f"{name} should be {expected.split(' such')[0]}", expected, hint)
    if kind == "string_pattern_mismatch":
        return _form(str(context.get("pattern")), str(value), name)
    if kind in ("too_short", "string_too_short"):
        many = int(context.get("min_length", 1))
        if isinstance(value, str) or many == 1:
            return Words(
                "value", f"{name} is empty", "text" if isinstance(value, str) else "at least one entry"
            )
        return Words("value", f"{name} has too few entries", f"at least {many}")
    if kind == "too_long":
        most = int(context.get("max_length", 0))
        return Words("value", f"{name} has too many entries", f"at most {most}", "take some out")
    if kind == "string_too_long":
        most = int(context.get("max_length", 0))
        return Words("value", f"{name} is too long", f"at most {most} characters", "shorten it")
    return _told(item["msg"], value, named(path))


def _choice(expected: str, value: object, name: str) -> Words:
    plain = expected.replace("'", "")
    close = nearest(str(value), plain.replace(" or ", ", ").split(", "))
    hint = f"did you mean `{close}`?" if close else ""
    return Words("choice", f"{name} cannot be this", plain, hint)


def _form(pattern: str, value: str, name: str) -> Words:
    hint = ""
    if pattern.startswith("^[a-z0-9]+(-"):
        slug = re.sub(r"[^a-z0-9]+", "-", value.lower()).strip("-")
        hint = f"did you mean `{slug}`?" if slug else ""
    return Words("value", f"{name} is not in the form that is expected", pattern_words(pattern), hint)


def _told(said: str, value: object, name: str) -> Words:
    """What a validator of ours, or pydantic in any other case, says: "should be ...: put it in ..."."""
    text = said.removeprefix("Value error, ").removeprefix("Assertion failed, ")
    text, _, hint = text.partition(": ")
    text = re.sub(r"^(Input|String|Value|Tuple|List) should", "should", text)
    if text == "should be text" and isinstance(value, bool | int | float):
        hint = f'put it in quotation marks: "{str(value).lower() if isinstance(value, bool) else value}"'
    if not name:
        return Words("value", text, "", hint)
    joined = (
        f"{name} {text}" if text.startswith(("should ", "is ")) else f"{name}: {text[:1].lower()}{text[1:]}"
    )
    return Words("value", joined, "", hint)


def pattern_words(pattern: str) -> str:
    """A pattern of a field in words; the pattern itself where there are none for it."""
    return _FORMS.get(pattern, pattern)
