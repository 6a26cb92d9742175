"""What follows from the items: which are due, their order, years, channels and neighbours."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from smile.markdown import slug as heading_slug
from smile.plugin import Site
from smile.records import PartialDate, View

from .digests import DAY, WEEK, Digest, digests
from .records import BLOG, STYLES, ChannelName, Item


class Headline(View):
    """An item as lists show it; `url` is a site path."""

    title: str
    url: str
    summary: str
    date: PartialDate
    style: str | None = None
    guest_editor: str | None = None


@dataclass(frozen=True, slots=True)
class Year:
    """The items of one year, newest first."""

    year: int
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Manner:
    """The items of a blog in one style, or by guest editors. `id` is its name in an address."""

    id: str
    name: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Topic:
    """A channel that at least one item is marked with."""

    id: str
    name: str
    items: tuple[Item, ...]
    named: ChannelName | None = None
    """The record that gives it its name."""

    @property
    def years(self) -> tuple[Year, ...]:
        """Its past items, or editions, by year."""
        return _years(self.items)

    @property
    def manners(self) -> tuple[Manner, ...]:
        """Of a blog: its items by style and by guest editors, where there are any."""
        if self.named is None or self.named.kind != BLOG:
            return ()
        every = [(style, tuple(item for item in self.items if item.style == style)) for style in STYLES]
        every.append(("guest editors", tuple(item for item in self.items if item.guest_editor)))
        return tuple(Manner(slug(name), name[0].upper() + name[1:], items) for name, items in every if items)


@dataclass(frozen=True, slots=True)
class Latest:
    """Some items, newest first, and where all of their kind are listed."""

    items: tuple[Item, ...]
    path: str

    def headlines(self, site: Site) -> list[Headline]:
        """The items as a page of `site` lists them."""
        at = home(site)
        return [headline(item, at) for item in self.items]

    def page(self, site: Site) -> str | None:
        """The site path of the page that lists them all, or None when there is nothing to list."""
        return home(site) + self.path if self.items else None


@dataclass(frozen=True, slots=True)
class News:
    """The newsroom: every item that is due, newest first, and the same by year and by channel."""

    items: tuple[Item, ...]
    years: tuple[Year, ...]
    topics: Mapping[str, Topic]
    tags: Mapping[str, Topic] = field(default_factory=dict)
    """By its name in an address, each tag that at least one item has."""
    daily: tuple[Digest, ...] = ()
    weekly: tuple[Digest, ...] = ()
    hub: str | None = None
    """The WebSub hub of all feeds."""
    known: tuple[str, ...] = ()
    """The ids of all channels of the estate."""

    def latest(self, channel: str | None = None, count: int | None = None) -> Latest:
        """The newest `count` items (all, when it is None) of `channel`, or of the whole newsroom."""
        if channel is None:
            return Latest(self.items[:count], "all/")
        items = self.topics[channel].items if channel in self.topics else ()
        return Latest(items[:count], channel_path(channel))


def news(
    items: Iterable[Item],
    names: Iterable[ChannelName],
    now: dt.datetime,
    drafts: bool,
    hub: str | None = None,
) -> News:
    """The newsroom at the time `now`."""
    due = sorted((item for item in items if item.due(now, drafts)), key=_age)
    known = {channel.id: channel for channel in names}
    marked: dict[str, list[Item]] = {}
    for item in due:
        for channel in dict.fromkeys(item.channels):
            marked.setdefault(channel, []).append(item)
    topics = {id: _topic(id, known.get(id), of) for id, of in sorted(marked.items())}
    tagged: dict[str, list[Item]] = {}
    titles: dict[str, str] = {}
    for item in due:
        for tag in dict.fromkeys(item.tags):
            titles.setdefault(slug(tag), tag)
            tagged.setdefault(slug(tag), []).append(item)
    tags = {id: Topic(id, titles[id], tuple(dict.fromkeys(of))) for id, of in sorted(tagged.items())}
    daily, weekly = digests(due, now, DAY), digests(due, now, WEEK)
    return News(tuple(due), _years(due), topics, tags, daily, weekly, hub, tuple(known))


def _years(items: Sequence[Item]) -> tuple[Year, ...]:
    """Items that are ordered newest first, by year."""
    return tuple(Year(year, tuple(group)) for year, group in groupby(items, key=lambda item: item.year))


def _topic(id: str, named: ChannelName | None, items: Sequence[Item]) -> Topic:
    return Topic(id, named.name if named else id, tuple(items), named)


def _age(item: Item) -> tuple[int, str]:
    """Newest first; on one day by the name of the file, so that the order never changes."""
    return (-item.date.first.toordinal(), item.source.file)


def home(site: Site) -> str:
    """Where the newsroom stands, seen from any page of the same audience."""
    return next((card.url for card in site.neighbours if card.slug == "newsroom"), "/newsroom/")


def item_path(item: Item) -> str:
    """The path of an item's page, below the newsroom's own."""
    return f"{item.year}/{item.id}/"


def channel_path(channel: str) -> str:
    """The path of a channel's page, below the newsroom's own."""
    return f"channel/{channel}/"


def manner_path(channel: str, manner: str) -> str:
    """The path of the page of a style of a blog, below the newsroom's own."""
    return f"{channel_path(channel)}style/{manner}/"


def tag_path(tag: str) -> str:
    """The path of a tag's page, below the newsroom's own; `tag` is its name in an address."""
    return f"tag/{tag}/"


def slug(tag: str) -> str:
    """The name of a tag in an address."""
    return re.sub(r"[^a-z0-9]+", "-", heading_slug(tag)).strip("-") or "tag"


def headline(item: Item, at: str) -> Headline:
    """An item as a list shows it, in a newsroom that stands at the site path `at`."""
    return Headline.of(item, url=at + item_path(item))
