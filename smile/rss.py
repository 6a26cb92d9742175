"""Writing feeds: RSS 2.0 (rssboard.org/rss-specification), of the same plain values as Atom and JSON Feed."""

from __future__ import annotations

import html
from collections.abc import Sequence
from email.utils import format_datetime
from xml.etree import ElementTree as ET

from smile import feeds
from smile.feeds import Entry, FeedInfo

CONTENT = "http://purl.org/rss/1.0/modules/content/"
DC = "http://purl.org/dc/elements/1.1/"


def rss(feed: FeedInfo, entries: Sequence[Entry]) -> bytes:
    """`entries`, in their order, as an RSS document. ValueError as for `smile.feeds.atom`."""
    feeds.check(feed, entries)
    root = ET.Element(
        "rss", {"version": "2.0", "xmlns:atom": feeds.ATOM, "xmlns:content": CONTENT, "xmlns:dc": DC}
    )
    channel = ET.SubElement(root, "channel")
    feeds.add(channel, "title", feed.title)
    feeds.add(channel, "link", feed.home)
    feeds.add(channel, "description", as_html(feed.summary or feed.title))
    if feed.language:
        feeds.add(channel, "language", feed.language)
    if entries:  # the date of an empty feed would be made up
        feeds.add(channel, "lastBuildDate", rfc2822(entries))
    link = {"rel": "self", "type": "application/rss+xml", "href": feed.url}
    ET.SubElement(channel, "atom:link", link)
    if feed.hub:
        ET.SubElement(channel, "atom:link", {"rel": "hub", "href": feed.hub})
    for entry in entries:
        _item(channel, entry)
    ET.indent(root)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def as_html(text: str) -> str:
    """A plain text as RSS wants it in a description, which readers take for HTML."""
    return html.escape(text, quote=False)


def rfc2822(entries: Sequence[Entry]) -> str:
    """When the newest of `entries` was updated, as RSS writes dates."""
    return format_datetime(feeds.updated(entries))


def _item(channel: ET.Element, entry: Entry) -> None:
    element = ET.SubElement(channel, "item")
    feeds.add(element, "title", entry.title)
    feeds.add(element, "link", entry.url)
    feeds.add(element, "guid", entry.id, isPermaLink="true" if entry.id == entry.url else "false")
    feeds.add(element, "pubDate", format_datetime(entry.published or entry.updated))
    if entry.author:  # RSS's own `author` is an e-mail address
        feeds.add(element, "dc:creator", entry.author)
    for tag in entry.tags:
        feeds.add(element, "category", tag)
    feeds.add(element, "description", as_html(entry.summary or entry.title))
    if entry.html is not None:
        feeds.add(element, "content:encoded", entry.html)
