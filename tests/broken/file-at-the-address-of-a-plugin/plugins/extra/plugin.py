"""A list that programs read."""

from collections.abc import Iterator
from typing import Any

from smile.plugin import File, Planned, Plugin, Site


class Extra(Plugin):
    """One file."""

    def plan(self, model: Any, site: Site) -> Iterator[Planned]:
        yield File("list.json", "[]", ())
