"""A list that programs read, by mistake twice."""

from collections.abc import Iterator
from typing import Any

from smile.plugin import File, Planned, Plugin, Site


class Extra(Plugin):
    """Two files of one name."""

    def plan(self, model: Any, site: Site) -> Iterator[Planned]:
        yield File("list.json", "[]", ())
        yield File("list.json", "[1]", ())
