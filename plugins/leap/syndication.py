"""The feeds of the register: all items, and those of each topic, as Atom, RSS and JSON Feed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from heapq import nlargest
from html import escape

from smile.feeds import Entry, FeedInfo, at_midnight, atom, json_feed
from smile.plugin import Feed, File, Lazy, Site
from smile.rss import rss
from smile.scan import digest_of

from .batches import Row
from .journey import PublicItem
from .model import Register

LENGTH = 50
"""How many items a feed holds at most: those that moved last."""


FORMS = {
    "feed.xml": ("Atom", "application/atom+xml", atom),
    "rss.xml": ("RSS", "application/rss+xml", rss),
    "feed.json": ("JSON Feed", "application/feed+json", json_feed),
}
"""By the name of its file, each form of a feed: its name, its media type, and what writes it."""


def offered(site: Site, below: str, title: str) -> tuple[Feed, ...]:
    """The feeds of a list at the path `below` the microsite's own."""
    at = site.url(below)
    return tuple(Feed(at + name, f"{title} ({form})", kind) for name, (form, kind, _) in FORMS.items())


def files(site: Site, below: str, title: str, items: Sequence[Row], register: Register) -> Iterator[File]:
    """The feeds of a list."""
    latest = nlargest(LENGTH, items, key=lambda item: (item.changed, item.id))
    entries = cache(lambda: [entry(item, site, register) for item in register.chosen(latest)])
    for name, (_, _, write) in FORMS.items():
        info = FeedInfo(
            title, site.base + site.url(below + name), site.base + site.url(below),
            site.build.name or site.title, "Each item appears again when it moves on.", "en-GB",
        )  # fmt: skip
        key = digest_of([repr((info, register.settings.topics)), *(item.news for item in latest)])
        yield File(below + name, Lazy(key, lambda write=write, info=info: write(info, entries())), latest)  # type: ignore[misc]


def entry(item: PublicItem, site: Site, register: Register) -> Entry:
    """An item as an entry. Its address is its id, so readers see it move on."""
    url = site.base + site.url(item.id + "/")
    summary = f"{item.id}: {item.status_title.lower()}."
    said = [("You said", item.said), ("We answered", item.response), ("What was done", item.completion)]
    html = "".join(f"<h2>{head}</h2><p>{escape(text)}</p>" for head, text in said if text)
    return Entry(
        url, url, item.title, at_midnight(item.changed), at_midnight(item.received), summary,
        html or f"<p>{summary}</p>", tags=(register.topic(item.topic), item.status_title),
    )  # fmt: skip
