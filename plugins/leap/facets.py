"""Ways to divide a list: each has its pre-built pages, and the script combines them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")
Row = tuple[str, str, str]
"""Of an item its path below the microsite, its title, and a line on it."""


@dataclass(frozen=True, slots=True)
class Facet(Generic[T]):
    """A way to divide a list: `values` are ids and titles, `of` gives the ids of an item."""

    id: str
    title: str
    values: tuple[tuple[str, str], ...]
    of: Callable[[T], Sequence[str]]
    colours: Mapping[str, str] = field(default_factory=dict)
    """By id the colour of its tag, where items show this facet as one."""

    def groups(self, items: Sequence[T], empty: bool = False) -> Iterator[tuple[str, str, list[T]]]:
        """Id, title and items of each value that has any; of every value with `empty`."""
        found: dict[str, list[T]] = {}
        for item in items:
            for id in self.of(item):
                found.setdefault(id, []).append(item)
        for id, title in self.values:
            if id in found or empty:
                yield id, title, found.get(id, [])


def rows(facets: Sequence[Facet[T]], items: Sequence[T], row: Callable[[T], Row]) -> list[str]:
    """Each item as JSON, for the script, with the places of its values in the facets' lists."""
    places = [(facet.of, {id: place for place, (id, _) in enumerate(facet.values)}) for facet in facets]
    return [_json([*row(item), *([known[id] for id in of(item)] for of, known in places)]) for item in items]


def index(facets: Sequence[Facet[T]], rows: str) -> str:
    """The ways to divide a list and its items as JSON, for the script; `rows` are those of `rows`, with commas between.

    The first facet is shown as the tag of an item.
    """
    told = [
        {"id": facet.id, "title": facet.title,
         "values": [[id, title, facet.colours.get(id, "grey")] for id, title in facet.values]}
        for facet in facets
    ]  # fmt: skip
    return f'{{"facets":{_json(told)},"rows":[{rows}]}}\n'


_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
