"""The string fields of every record of an estate, each with a text planted where its type allows one."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from yaml.nodes import MappingNode, Node, SequenceNode

from smile import bundled, loading, sources, yaml12
from smile.binaries import Binary
from smile.estate import ESTATE_FILE
from smile.records import Document, Record
from smile.registry import Registry
from smile.settings import Estate, Microsite

Leaf = tuple[str | int, ...]
"""Where a text stands in the value of a file."""
PER_TYPE = 2
"""Files of one type that are planted in: those that fill the most fields."""


@dataclass
class Specimen:
    """A file of records: its value as plain data, and where a text may be planted in it."""

    file: str
    kind: type[Record]
    value: Any
    body: str
    leaves: list[Leaf] = field(default_factory=list)
    added: list[Leaf] = field(default_factory=list)
    """The fields that the file left out, and that are filled in only to be planted in."""

    def written(self, plant: Callable[[Leaf], str | None]) -> bytes:
        """The file with what `plant` gives for each leaf (None: as it was). JSON is YAML, a leaf to a line."""
        value = copy.deepcopy(self.value)
        for leaf in self.leaves:
            text = plant(leaf)
            if text is not None:
                put(value, leaf, text)
        for place in reversed(self.added):
            below = [leaf for leaf in self.leaves if leaf[: len(place)] == place]
            if not below or any(plant(leaf) is None for leaf in below):
                del get(value, place[:-1])[place[-1]]
        made = json.dumps(value, indent=1, ensure_ascii=True)
        return (f"---\n{made}\n---\n{self.body}" if issubclass(self.kind, Document) else made + "\n").encode()

    def at(self, data: bytes, line: int) -> Leaf | None:
        """The leaf at a line of what `written` gave."""
        text, first = data.decode(), 1
        if issubclass(self.kind, Document):
            parts = sources.matter(text, self.file)
            text, first = parts.yaml, parts.yaml_line
        mine = set(self.leaves)
        return next(
            (leaf for leaf, at in lines(yaml12.compose(text), first) if at == line and leaf in mine), None
        )


def lines(node: Node | None, first: int, at: Leaf = ()) -> Iterator[tuple[Leaf, int]]:
    """Every place in a composed text, with its line."""
    if node is not None:
        yield at, node.start_mark.line + first
    if isinstance(node, MappingNode):
        for key, one in node.value:
            yield from lines(one, first, (*at, key.value))
    elif isinstance(node, SequenceNode):
        for number, one in enumerate(node.value):
            yield from lines(one, first, (*at, number))


def specimens(root: Path, text: str = "Plain words") -> list[Specimen]:
    """The fullest files of every type of record, with every field that `text` can stand in."""
    found: list[Specimen] = []
    patterns: dict[str, type[Record]] = {ESTATE_FILE: Estate, "content/**/microsite.yaml": Microsite}
    registry = Registry(bundled.plugins(root))
    for plugin in registry.all():
        patterns |= {
            pattern: kind for pattern, kind in plugin.records.items() if not issubclass(kind, Binary)
        }
        for pattern, kind in plugin.site_records.items():
            if not issubclass(kind, Binary):
                patterns[f"content/*/{pattern}"] = kind
    files = sorted(
        path.relative_to(root).as_posix()
        for folder in ("content", "data")
        for path in (root / folder).rglob("*")
        if path.suffix in (".yaml", ".md") and path.is_file()
    )
    taken: set[str] = set()
    for pattern, kind in patterns.items():
        fit = [file for file in files if loading.claimed(file, {pattern: kind}) and file not in taken]
        read = [made for file in fit if (made := _read(root, file, kind, text)) is not None]
        read.sort(key=lambda one: (-len({_shape(leaf) for leaf in one.leaves}), one.file))
        found += read[:PER_TYPE]
        taken |= {one.file for one in read[:PER_TYPE]}
    return found


def _shape(leaf: Leaf) -> tuple[str, ...]:
    return tuple("*" if isinstance(step, int) else step for step in leaf)


def _read(root: Path, file: str, kind: type[Record], tried: str) -> Specimen | None:
    """A file with the fields that it leaves out filled in, and all leaves where the text that is tried is accepted."""
    text = sources.decode((root / file).read_bytes(), file)
    body = ""
    if issubclass(kind, Document):
        parts = sources.matter(text, file)
        text, body = parts.yaml, parts.body
    value = yaml12.load(text, file)
    made = Specimen(file, kind, value, body)
    many = isinstance(value, list)
    records = list(enumerate(value)) if many else [(0, value)]
    if not all(isinstance(record, dict) and _valid(kind, record) for _, record in records):
        return None
    seen: set[tuple[str, ...]] = set()
    for number, record in records:
        at: Leaf = (number,) if many else ()
        if number == 0:
            fill(made, record, at)
        for leaf, _ in list(texts(record)):
            if _shape(leaf) in seen:
                continue  # one place stands for all entries of a list
            before = get(record, leaf)
            put(record, leaf, tried)
            if _valid(kind, record):
                made.leaves.append((*at, *leaf))
                seen.add(_shape(leaf))
            put(record, leaf, before)
    return made


def fill(made: Specimen, record: dict[str, Any], at: Leaf) -> None:
    """Adds the optional texts that a record leaves out, where the record is valid with them."""
    for name, info in made.kind.model_fields.items():
        key = info.alias or name
        if key in record or info.is_required():
            continue
        given = specimen(info.annotation)
        if given is not None:
            record[key] = given
            if _valid(made.kind, record):
                made.added.append((*at, key))
            else:
                del record[key]


def specimen(annotation: Any, depth: int = 0) -> Any:
    """A value with texts in it that may fit a type; None where no text can stand there."""
    origin, given = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return specimen(given[0], depth)
    if origin in (Union, UnionType):
        return next((made for one in given if (made := specimen(one, depth)) is not None), None)
    if annotation is str:
        return "Plain words"
    if origin in (tuple, list, set, frozenset) and given:
        inner = specimen(given[0], depth)
        return None if inner is None else [inner]
    if isinstance(annotation, type) and issubclass(annotation, BaseModel) and depth < 3:
        values = {
            info.alias or name: made
            for name, info in annotation.model_fields.items()
            if (made := specimen(info.annotation, depth + 1)) is not None
        }
        return values or None
    return None


def _valid(kind: type[Record], record: dict[str, Any]) -> bool:
    try:
        kind.model_validate_json(json.dumps(record), strict=True, by_alias=True, by_name=False)
    except ValidationError:
        return False
    return True


def texts(value: Any, at: Leaf = ()) -> Iterator[tuple[Leaf, str]]:
    """Every text in plain data, with where it stands."""
    if isinstance(value, dict):
        for key, one in value.items():
            yield from texts(one, (*at, key))
    elif isinstance(value, list):
        for number, one in enumerate(value):
            yield from texts(one, (*at, number))
    elif isinstance(value, str):
        yield at, value


def get(value: Any, leaf: Leaf) -> Any:
    for step in leaf:
        value = value[step]
    return value


def put(value: Any, leaf: Leaf, text: Any) -> None:
    get(value, leaf[:-1])[leaf[-1]] = text
