"""Writing feeds: Atom (RFC 4287) and JSON Feed 1.1, from plain values and nothing else.

No clock is read: a feed was updated when its newest entry was, so the same entries give the same bytes.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

from pydantic import Field

from smile.records import Record

Web = Annotated[str, Field(pattern=r"^https?://[^\s/]+")]
"""A full address: https://www.example.org/page/"""
ATOM = "http://www.w3.org/2005/Atom"
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
"""When a feed without entries was updated."""

# XML 1.0 section 2.2: these cannot stand in a document, not even escaped
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class FeedInfo:
    """A feed as a whole. `url` is its own address, `home` the page it belongs to, both absolute."""

    title: str
    url: str
    home: str
    author: str
    summary: str = ""
    language: str | None = None
    hub: str | None = None
    """The WebSub hub that tells subscribers of changes at once (W3C Recommendation, section 4)."""


class FeedSettings(Record):
    """What is the same for every feed of the estate: data/feeds.yaml."""

    hub: Web | None = None
    """The WebSub hub that is told of new entries after a deploy; without one there is none."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. `id` and `url` are absolute and never change; times carry their zone.

    `html` is the whole text, with absolute links; without it a reader sees the summary.
    """

    id: str
    url: str
    title: str
    updated: dt.datetime
    published: dt.datetime | None = None
    summary: str = ""
    html: str | None = None
    author: str | None = None
    tags: Sequence[str] = ()


def updated(entries: Sequence[Entry]) -> dt.datetime:
    """When the newest of `entries` was updated; the epoch when there is none."""
    return max((entry.updated for entry in entries), default=EPOCH)


def at_midnight(day: dt.date) -> dt.datetime:
    """The first moment of `day` in UTC: what a feed says of an entry that is only known to the day."""
    return dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC)


def atom(feed: FeedInfo, entries: Sequence[Entry]) -> bytes:
    """`entries`, in their order, as an Atom document.

    ValueError for a relative address, an id that is used twice and a time without a zone.
    """
    check(feed, entries)
    root = ET.Element("feed", {"xmlns": ATOM} | ({"xml:lang": feed.language} if feed.language else {}))
    add(root, "title", feed.title)
    if feed.summary:
        add(root, "subtitle", feed.summary)
    add(root, "id", feed.url)
    ET.SubElement(root, "link", {"rel": "self", "type": "application/atom+xml", "href": feed.url})
    ET.SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": feed.home})
    if feed.hub:
        ET.SubElement(root, "link", {"rel": "hub", "href": feed.hub})
    add(root, "updated", _time(updated(entries)))
    add(ET.SubElement(root, "author"), "name", feed.author)
    for entry in entries:
        _entry(root, entry)
    ET.indent(root)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _entry(root: ET.Element, entry: Entry) -> None:
    element = ET.SubElement(root, "entry")
    add(element, "title", entry.title)
    add(element, "id", entry.id)
    ET.SubElement(element, "link", {"rel": "alternate", "type": "text/html", "href": entry.url})
    add(element, "updated", _time(entry.updated))
    if entry.published:
        add(element, "published", _time(entry.published))
    if entry.author:
        add(ET.SubElement(element, "author"), "name", entry.author)
    for tag in entry.tags:
        ET.SubElement(element, "category", {"term": _clean(tag)})
    if entry.summary:
        add(element, "summary", entry.summary)
    if entry.html is not None:
        add(element, "content", entry.html, type="html")


def json_feed(feed: FeedInfo, entries: Sequence[Entry]) -> bytes:
    """`entries`, in their order, as a JSON Feed 1.1 document. ValueError as for `atom`."""
    check(feed, entries)
    whole: dict[str, object] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.home,
        "feed_url": feed.url,
        "description": feed.summary,
        "language": feed.language,
        "authors": [{"name": feed.author}],
        "hubs": [{"type": "WebSub", "url": feed.hub}] if feed.hub else None,
        "items": [_item(entry) for entry in entries],
    }
    held = {key: value for key, value in whole.items() if value or key == "items"}
    text = json.dumps(held, indent=1, ensure_ascii=False)
    return (text + "\n").encode("utf-8", "replace")


def _item(entry: Entry) -> dict[str, object]:
    # version 1.1 asks for one of the two contents in every item
    plain = {"content_text": entry.summary or entry.title}
    content = {"content_html": entry.html} if entry.html is not None else plain
    item: dict[str, object] = {
        "id": entry.id,
        "url": entry.url,
        "title": entry.title,
        "summary": entry.summary,
        **content,
        "date_published": _time(entry.published) if entry.published else None,
        "date_modified": _time(entry.updated),
        "authors": [{"name": entry.author}] if entry.author else None,
        "tags": list(entry.tags),
    }
    return {key: value for key, value in item.items() if value or key == "content_html"}


def check(feed: FeedInfo, entries: Sequence[Entry]) -> None:
    """ValueError for what no feed may hold: a relative address, an id used twice, a time without a zone."""
    addresses = [address for entry in entries for address in (entry.id, entry.url)]
    for address in (feed.url, feed.home, *addresses):
        if not urlsplit(address).scheme:
            raise ValueError(f"a feed needs absolute addresses: {address!r}")
    if len({entry.id for entry in entries}) != len(entries):
        raise ValueError(f"two entries of {feed.url} have the same id")
    for moment in (moment for entry in entries for moment in (entry.updated, entry.published)):
        if moment is not None and moment.tzinfo is None:
            raise ValueError(f"a time in {feed.url} has no zone: {moment}")


def add(parent: ET.Element, name: str, text: str, /, **attributes: str) -> None:
    """Adds an element with a text, from which what XML cannot hold is taken."""
    ET.SubElement(parent, name, attributes).text = _clean(text)


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("", text)


def _time(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
