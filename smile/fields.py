"""What may be written in a file or a block: tables of fields, from the types that the build checks with."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from smile import bundled, consent, docstrings, withheld
from smile.binaries import Binary
from smile.field_words import pattern_words
from smile.plugin import Block, Plugin
from smile.problems import nearest
from smile.prose import Prose
from smile.registry import Registry
from smile.scan import matches
from smile.settings import Estate, Microsite
from smile.templates import nhs_list

_MARK = re.compile(
    r"(?P<open><!-- fields: (?P<what>.+?) -->\n)(?P<old>.*?)(?P<close><!-- end of fields -->)", re.DOTALL
)

_AGAIN = 5
"""As many fields that were told before, in one other table, are named and not told again."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file, or a block: its names (patterns of paths, for files), and the type it is read as."""

    names: tuple[str, ...]
    type: type[BaseModel]
    plugin: str = ""
    """The plugin that reads it; "" for what every estate has."""

    def fits(self, what: str) -> bool:
        """Whether `what`, a path, a pattern or the name of a block, means this one."""
        return any(what == name or matches(what, name) for name in self.names)

    @property
    def summary(self) -> str:
        """What it is, in one line."""
        return (self.type.__doc__ or "").strip().split("\n")[0]


def answer(root: Path, what: str | None, write: Sequence[Path] = ()) -> str:
    """What the command `fields` prints for the estate at `root`; and refreshes the tables in `write`.

    ValueError where nothing is known of `what`, or a file of `write` cannot be read.
    """
    registry = Registry(bundled.plugins(root))
    files, embedded = kinds(registry.all()), blocks(registry.blocks())
    if not write:
        return about(what, files, embedded) if what else overview(files, embedded)
    changed = []
    for path in write:
        try:
            text = path.read_text("utf-8")
        except (OSError, UnicodeDecodeError):
            raise ValueError(f"{path} cannot be read as text") from None
        made = refreshed(text, files, embedded)
        if made != text:
            path.write_text(made, "utf-8")
            changed.append(str(path))
    return "\n".join(f"refreshed {path}" for path in changed) or "The tables are up to date."


def kinds(plugins: Sequence[Plugin]) -> list[Kind]:
    """Every kind of file that an estate with these plugins reads.

    Left out are a type that passes over unknown fields, as it only looks at a file that another plugin owns, and
    files in which nobody writes fields: pictures and recordings.
    """
    made = []
    for plugin in plugins:
        found: dict[type[BaseModel], list[str]] = {}
        below = {f"content/MICROSITE/{pattern}": kind for pattern, kind in plugin.site_records.items()}
        for pattern, kind in {**plugin.records, **below}.items():
            if kind.model_config.get("extra") == "forbid" and not issubclass(kind, Binary):
                found.setdefault(kind, []).append(pattern)
        made += [Kind(tuple(names), kind, plugin.name) for kind, names in found.items()]
    # pages of text come last: their pattern fits every Markdown file
    everywhere = [Kind(("content/estate.yaml",), Estate), Kind(("content/**/microsite.yaml",), Microsite)]
    everywhere.append(Kind((withheld.PATTERN,), consent.Consent))
    return [*everywhere, *made, Kind(("content/**/*.md",), Prose)]


def blocks(offered: Mapping[str, tuple[Plugin, Block]]) -> list[Kind]:
    """Every block that pages may embed, in order of name."""
    return [Kind((name,), block.parameters, plugin.name) for name, (plugin, block) in sorted(offered.items())]


def overview(files: Sequence[Kind], embedded: Sequence[Kind]) -> str:
    """All kinds of files and all blocks, as two tables in Markdown."""
    head = ["| file | what it is | plugin |", "| --- | --- | --- |"]
    rows = [f"| {_names(kind)} | {_cell(kind.summary)} | {kind.plugin or 'every estate'} |" for kind in files]
    return "\n".join([*head, *rows, "", block_list(embedded)])


def block_list(embedded: Sequence[Kind]) -> str:
    """All blocks, as a table in Markdown."""
    head = ["| block | what it may be told | plugin |", "| --- | --- | --- |"]
    return "\n".join(
        [*head, *(f"| `{kind.names[0]}` | {_told(kind.type)} | {kind.plugin} |" for kind in embedded)]
    )


def tables(kind: Kind) -> str:
    """The fields of a kind, as a table in Markdown, and one more for each field that has its own."""
    parts = []
    told: dict[str, str] = {}
    for where, schema, model in _levels(kind.type):
        rows = list(_rows(schema, model))
        parts += [f"In {where}:"] if where else []
        again = [row for row in rows if told.get(row)]
        if len(again) >= _AGAIN and len({told[row] for row in again}) == 1:
            names = nhs_list([row.split("|")[1].strip() for row in again])
            parts.append(f"The same as in {told[again[0]]}: {names}. Besides:")
            rows = [row for row in rows if row not in again]
        told.update({row: where for row in rows if row not in told})
        parts.append(
            "\n".join(["| field | write | meaning |", "| --- | --- | --- |", *rows]) if rows else "No fields."
        )
    return "\n\n".join(parts)


def about(what: str, files: Sequence[Kind], embedded: Sequence[Kind]) -> str:
    """The fields of `what`: a file's path, a pattern, a block's name, or "blocks" for the list of them.

    ValueError where nothing is known of it.
    """
    if what == "blocks":
        return block_list(embedded)
    for kind in (*embedded, *files):
        if kind.fits(what):
            return tables(kind)
    known = [name for kind in (*files, *embedded) for name in kind.names]
    close = nearest(what, known)
    raise ValueError(f"no plugin reads {what}" + (f"; did you mean {close}?" if close else ""))


def refreshed(text: str, files: Sequence[Kind], embedded: Sequence[Kind]) -> str:
    """A Markdown text with the tables between its comments `fields: WHAT` and `end of fields` made anew."""
    return _MARK.sub(
        lambda mark: f"{mark['open']}\n{about(mark['what'], files, embedded)}\n\n{mark['close']}", text
    )


def _levels(kind: type[BaseModel]) -> Iterator[tuple[str, dict[str, Any], type[BaseModel]]]:
    """Each type once: the fields that hold it ("" for the top), its schema, and the type itself."""
    whole = kind.model_json_schema(by_alias=True)
    types = docstrings.models(kind)
    places: dict[str, list[str]] = {}
    todo = [("", whole)]
    while todo:
        path, schema = todo.pop(0)
        for name, field in schema.get("properties", {}).items():
            for below in _below(field):
                places.setdefault(below, []).append(f"`{path}{name}`")
                if len(places[below]) == 1:
                    todo.append((f"{path}{name}.", whole["$defs"][below]))
    yield "", whole, kind
    for name, paths in places.items():
        yield nhs_list(paths), whole["$defs"][name], types[name]


def _below(schema: Any) -> Iterator[str]:
    """The names of the types that a field is made of."""
    if isinstance(schema, dict):
        if "$ref" in schema:
            yield schema["$ref"].rsplit("/", 1)[-1]
        for key in ("anyOf", "items", "allOf"):
            yield from _below(schema.get(key))
    elif isinstance(schema, list):
        for part in schema:
            yield from _below(part)


def _rows(schema: Mapping[str, Any], model: type[BaseModel]) -> Iterator[str]:
    said = docstrings.fields(model)
    needed = schema.get("required", ())
    for name, field in model.model_fields.items():
        word = field.alias or name
        more = " (needed)" if word in needed else _default(field.default)
        write = _cell(_write(schema["properties"][word]) + more)
        yield f"| `{word}` | {write} | {_cell(said.get(name, ''))} |"


def _write(schema: Mapping[str, Any]) -> str:
    """What to write, in words, for a field of this JSON Schema."""
    options = [part for part in schema.get("anyOf", ()) if part.get("type") != "null"]
    if options:
        return " or ".join(dict.fromkeys(_write(part) for part in options))
    if "enum" in schema:
        return "one of " + ", ".join(f"`{value}`" for value in schema["enum"])
    kind = schema.get("type", "object")
    if kind == "array" and "items" not in schema:
        return "a list of " + ", ".join(_write(part) for part in schema.get("prefixItems", ()))
    if kind == "array":
        each = _write(schema["items"])
        return {"text": "a list of texts", "fields": "a list of entries"}.get(
            each, "a list, each entry " + each
        )
    if kind == "string" and "pattern" in schema:
        words = pattern_words(schema["pattern"])
        return "text" if words == schema["pattern"] else words
    if kind == "string":
        return "a day, as in `2026-11-30`" if schema.get("format") == "date" else "text"
    return {"boolean": "`true` or `false`", "object": "fields"}.get(kind) or _number(schema)


def _number(schema: Mapping[str, Any]) -> str:
    words = "a whole number" if schema["type"] == "integer" else "a number"
    low, high = schema.get("minimum"), schema.get("maximum")
    if low is not None and high is not None:
        return f"{words} from {low} to {high}"
    return f"{words}, {low} or more" if low is not None else words


def _default(value: object) -> str:
    """What holds when the field is left out, where that says something."""
    says = isinstance(value, str | int) and value is not False and value != ""
    return f"; `{'true' if value is True else value}` when left out" if says else ""


def _told(parameters: type[BaseModel]) -> str:
    said = docstrings.fields(parameters)
    told = [
        f"`{field.alias or name}`: {said.get(name, '').rstrip('.')}"
        for name, field in parameters.model_fields.items()
    ]
    return _cell("; ".join(told)) or "nothing"


def _names(kind: Kind) -> str:
    return ", ".join(f"`{name}`" for name in kind.names)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
