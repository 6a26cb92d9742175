"""The newsroom's feeds: all items, and each channel's."""

from __future__ import annotations

from collections.abc import Iterator

from smile.feeds import Entry, FeedInfo, at_midnight, atom, json_feed
from smile.plugin import Feed, File, Site

from .model import News, channel_path, item_path
from .records import Item

LENGTH = 50
"""How many items a feed holds at most."""


def offered(site: Site) -> tuple[Feed, Feed]:
    """The feeds of all items."""
    title = f"{site.title}: all items"
    return (Feed(site.url("feed.xml"), title), Feed(site.url("feed.json"), title, "application/feed+json"))


def channel_feed(site: Site, channel: str, name: str) -> Feed:
    """The feed of one channel."""
    return Feed(site.url(channel_path(channel) + "feed.xml"), f"{site.title}: {name}")


def files(news: News, site: Site) -> Iterator[File]:
    """All feeds as files."""
    newest = news.items[:LENGTH]
    entries = [entry(item, site) for item in newest]
    yield File("feed.xml", atom(_info(site, offered(site)[0], "all/"), entries), newest)
    yield File("feed.json", json_feed(_info(site, offered(site)[1], "all/"), entries), newest)
    for topic in news.topics.values():
        path = channel_path(topic.id)
        info = _info(site, channel_feed(site, topic.id, topic.name), path)
        items = topic.items[:LENGTH]
        made_from = [*items, *([topic.named] if topic.named else [])]
        yield File(path + "feed.xml", atom(info, [entry(item, site) for item in items]), made_from)


def entry(item: Item, site: Site) -> Entry:
    """An item as an entry: its address is its id, its date the time of both dates."""
    url = site.base + site.url(item_path(item))
    moment = at_midnight(item.date.first)
    return Entry(url, url, item.title, moment, moment, item.summary, author=item.author, tags=item.tags)


def _info(site: Site, feed: Feed, page: str) -> FeedInfo:
    home = site.base + site.url(page)
    return FeedInfo(feed.title, site.base + feed.path, home, site.build.name or site.title)
