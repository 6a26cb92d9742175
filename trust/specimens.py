"""The string fields of every record of an estate, each with a text planted where its type allows one."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel

from smile import bundled, loading, sources, validate, yaml12
from smile.binaries import Binary
from smile.estate import ESTATE_FILE
from smile.problems import ContentError
from smile.records import Document, Record
from smile.registry import Registry
from smile.settings import Estate, Microsite

Leaf = tuple[str | int, ...]
"""Where a text stands in the value of a file."""
PER_TYPE = 3
"""Files of one type that are planted in: those that fill the most fields."""


@dataclass
class Specimen:
    """A file of records: its value as plain data, and where a text may be planted in it."""

    file: str
    kind: type[Record]
    value: Any
    body: str
    leaves: list[Leaf] = field(default_factory=list)

    def written(self, plant: Callable[[Leaf], str | None]) -> bytes:
        """The file with what `plant` gives for each leaf (None: as it was). JSON is YAML, a leaf to a line."""
        value = copy.deepcopy(self.value)
        for leaf in self.leaves:
            text = plant(leaf)
            if text is not None:
                put(value, leaf, text)
        made = json.dumps(value, indent=1, ensure_ascii=True)
        return (f"---\n{made}\n---\n{self.body}" if issubclass(self.kind, Document) else made + "\n").encode()

    def at(self, data: bytes, line: int) -> Leaf | None:
        """The leaf at a line of what `written` gave."""
        text = data.decode()
        first = 1
        if issubclass(self.kind, Document):
            parts = sources.matter(text, self.file)
            text, first = parts.yaml, parts.yaml_line
        places = {yaml12.locate(text, leaf, first)[0]: leaf for leaf in self.leaves}
        return places.get(line)


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
    if not _valid(made, value):
        return None
    for record in value if isinstance(value, list) else [value]:
        fill(made, value, record, kind)
    for leaf, _ in list(texts(value)):
        before = get(value, leaf)
        put(value, leaf, tried)
        if _valid(made, value):
            made.leaves.append(leaf)
        put(value, leaf, before)
    return made


def fill(made: Specimen, whole: Any, value: dict[str, Any], kind: type[BaseModel]) -> None:
    """Adds the optional texts that a record leaves out, where the record is valid with them."""
    for name, info in kind.model_fields.items():
        key = info.alias or name
        if key in value or info.is_required():
            continue
        given = specimen(info.annotation)
        if given is not None:
            value[key] = given
            if not _valid(made, whole):
                del value[key]


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


def _valid(made: Specimen, value: Any) -> bool:
    text = json.dumps(value)
    whole = f"---\n{text}\n---\n{made.body}" if issubclass(made.kind, Document) else text
    try:
        validate.records(made.kind, whole.encode(), made.file)
    except ContentError:
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
