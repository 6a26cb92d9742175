"""Full-text search: which microsites have an index, and where it stands. `indexing` makes them."""

from __future__ import annotations

import json
from collections.abc import Sequence

from msgspec import Struct

from smile.results import SiteResult


class Index(Struct, frozen=True):
    """One microsite to be indexed, and where its index stands."""

    at: str
    title: str
    result: SiteResult
    full: bool
    """Whether it has pages to be found."""

    @property
    def urls(self) -> tuple[str, ...]:
        """The addresses of its listed pages."""
        return tuple(page.url for page in self.result.pages.values() if page.listed) if self.full else ()

    @property
    def bundle(self) -> str:
        """The folder of the index below the tree: "channels/pagefind"."""
        return self.at.lstrip("/") + "pagefind"


def listing(indexes: Sequence[Index]) -> str:
    """/search/indexes.json: which indexes the search page merges."""
    items = [
        {"bundle": "/" + index.bundle + "/", "base": index.at, "title": index.title}
        for index in indexes
        if index.full
    ]
    return json.dumps(items, ensure_ascii=False, indent=1) + "\n"
