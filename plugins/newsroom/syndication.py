"""The newsroom's feeds: all items, each channel's, each tag's, and what appeared in a day or a week."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from html import escape
from urllib.parse import urlsplit

from smile.feeds import Entry, FeedInfo, at_midnight, atom, json_feed
from smile.plugin import Feed, File, Site
from smile.records import Source, Sourced
from smile.rss import rss
from smile.templates import date

from .digests import Digest
from .model import News, channel_path, item_path, tag_path
from .records import Item

LENGTH = 50
"""How many items a feed holds at most."""
FORMS = {
    "feed.xml": ("Atom", "application/atom+xml", atom),
    "rss.xml": ("RSS", "application/rss+xml", rss),
    "feed.json": ("JSON Feed", "application/feed+json", json_feed),
}
"""By the name of its file, each form of a feed: its name, its media type, and what writes it."""
PERIODS = {"daily": "each day", "weekly": "each week"}
"""By the name of its folder, how often a digest comes."""


def followed(site: Site, path: str, title: str) -> tuple[Feed, ...]:
    """The forms of the feed whose files lie below `path` of the newsroom."""
    return tuple(
        Feed(site.url(path + name), f"{site.title}: {title} ({form})", kind)
        for name, (form, kind, _) in FORMS.items()
    )


def offered(site: Site) -> tuple[Feed, ...]:
    """The feeds of all items."""
    return followed(site, "", "all items")


def digested(site: Site) -> tuple[Feed, ...]:
    """The digests, in the form that the most readers know."""
    return tuple(
        feed
        for name, title in PERIODS.items()
        for feed in followed(site, f"{name}/", f"what is new, {title}")
        if feed.kind == "application/rss+xml"
    )


def files(news: News, site: Site) -> Iterator[File]:
    """All feeds as files."""
    made: dict[Source, Entry] = {}

    def told(item: Item) -> Entry:
        """The entry of an item that stands in at least one feed, made once."""
        if item.source not in made:
            made[item.source] = entry(item, site)
        return made[item.source]

    yield from _files(news, site, "", "all items", "all/", news.items, told)
    for topic in news.topics.values():
        path = channel_path(topic.id)
        named = [topic.named] if topic.named else []
        yield from _files(news, site, path, topic.name, path, topic.items, told, named)
    for tag in news.tags.values():
        path = tag_path(tag.id)
        yield from _files(news, site, path, tag.name, path, tag.items, told)
    for name, periods in (("daily", news.daily), ("weekly", news.weekly)):
        yield from _digests(news, site, name, PERIODS[name], periods)


def _files(
    news: News,
    site: Site,
    path: str,
    title: str,
    page: str,
    items: Sequence[Item],
    told: Callable[[Item], Entry],
    named: Sequence[Sourced] = (),
) -> Iterator[File]:
    newest = items[:LENGTH]
    entries = [told(item) for item in newest]
    yield from _written(news, site, path, title, page, entries, [*newest, *named])


def _digests(news: News, site: Site, name: str, title: str, made: Sequence[Digest]) -> Iterator[File]:
    entries = [digest_entry(digest, site, name) for digest in made]
    items = [item for digest in made for item in digest.items]
    yield from _written(news, site, f"{name}/", f"what is new, {title}", "all/", entries, items)


def _written(
    news: News,
    site: Site,
    path: str,
    title: str,
    page: str,
    entries: Sequence[Entry],
    made_from: Sequence[Sourced],
) -> Iterator[File]:
    home, author = site.base + site.url(page), site.build.name or site.title
    for name, (_, _, write) in FORMS.items():
        url = site.base + site.url(path + name)
        info = FeedInfo(f"{site.title}: {title}", url, home, author, hub=news.hub)
        yield File(path + name, write(info, entries), made_from)


def entry(item: Item, site: Site) -> Entry:
    """An item as an entry, with its whole text: its address is its id, its date the time of both dates."""
    path = site.url(item_path(item))
    url, moment = site.base + path, at_midnight(item.date.first)
    text = site.text(item, path)
    return Entry(url, url, item.title, moment, moment, item.summary, text, item.author, item.tags)


def digest_entry(digest: Digest, site: Site, name: str) -> Entry:
    """A period as one entry, which says what appeared in it. Its id and its time never change (RFC 4151)."""
    host = urlsplit(site.base).hostname
    id = f"tag:{host},2026:newsroom/{name}/{digest.name}"
    span = (
        date(digest.first) if digest.first == digest.last else f"{date(digest.first)} to {date(digest.last)}"
    )
    listed = "".join(
        f'<li><a href="{escape(site.base + site.url(item_path(item)))}">{escape(item.title)}</a>: '
        f"{escape(item.summary)}</li>"
        for item in digest.items
    )
    summary = "; ".join(item.title for item in digest.items)
    # the list of the year holds them all, and stays where it is
    url = site.base + site.url(f"{digest.items[0].year}/")
    html = f"<ul>{listed}</ul>"
    return Entry(id, url, f"What was new: {span}", digest.closed, digest.closed, summary, html)
