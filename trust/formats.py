"""What machines read: sitemaps, OPML, calendars, JSON Feed and JSON-LD, against the rules of their standards."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from lxml import etree

from trust.built import Built
from trust.outcome import Fault, Outcome

_MAPS = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
_ATOM = "{http://www.w3.org/2005/Atom}"
Say = Iterator[str]


def check(built: Built, whole: bool) -> Outcome:
    """Every such file of every tree."""
    outcome = Outcome("Valid: feeds and data for machines")
    for audience, path in built.files():
        rule = _rule(path)
        if rule is None:
            continue
        name, read = rule
        outcome.count(name)
        where = f"{audience} /{path.relative_to(built.tree(audience)).as_posix()}"
        try:
            said = list(read(path))
        except (ValueError, KeyError, TypeError, AttributeError, etree.XMLSyntaxError) as error:
            said = [f"cannot be read: {type(error).__name__}: {error}"]
        kind = name.replace(" ", "-").lower()
        outcome.faults += [Fault(f"format.{kind}", where, one) for one in said[:5]]
    return outcome


def _rule(path: Path) -> tuple[str, Callable[[Path], Say]] | None:
    if path.name.startswith("sitemap") and path.suffix == ".xml":
        return "sitemaps", sitemap
    if path.suffix == ".opml":
        return "OPML", opml
    if path.suffix == ".ics":
        return "calendars", calendar
    if path.suffix == ".html":
        return "JSON-LD", linked
    if path.suffix == ".xml":
        return "feeds", feed
    if path.suffix == ".json" and "jsonfeed.org" in path.read_text("utf-8", "replace")[:400]:
        return "JSON feeds", json_feed
    return None


def sitemap(path: Path) -> Say:
    """https://www.sitemaps.org/protocol.html"""
    data = path.read_bytes()
    root = etree.fromstring(data)
    inner = {_MAPS + "urlset": "url", _MAPS + "sitemapindex": "sitemap"}.get(root.tag)
    if inner is None:
        yield f"the outermost element is {root.tag}"
        return
    if len(root) > 50_000 or len(data) > 52_428_800 or not len(root):
        yield f"{len(root)} entries in {len(data)} bytes"
    seen: set[str] = set()
    for one in root:
        places = one.findall(_MAPS + "loc")
        text = (places[0].text or "") if places else ""
        if (
            one.tag != _MAPS + inner
            or len(places) != 1
            or not _full(text)
            or len(text) >= 2048
            or text in seen
        ):
            yield f"an entry that cannot be: {etree.tostring(one).decode()[:120]}"
        seen.add(text)
        for when in one.findall(_MAPS + "lastmod"):
            if not _w3c(when.text or ""):
                yield f"no W3C date: {when.text}"


def opml(path: Path) -> Say:
    """http://opml.org/spec2.opml"""
    root = etree.fromstring(path.read_bytes())
    if root.tag != "opml" or root.get("version") not in ("1.0", "1.1", "2.0"):
        yield f"<{root.tag} version={root.get('version')}>"
    if [one.tag for one in root] != ["head", "body"]:
        yield "not one head and one body"
    for one in root.iter("outline"):
        if one.get("text") is None:
            yield "an outline without text"
        if one.get("type") == "rss" and not _full(one.get("xmlUrl") or ""):
            yield f"a feed without its address: {one.get('text')}"
    for when in root.iter("dateCreated", "dateModified"):
        if not _rfc822(when.text or ""):
            yield f"no RFC 822 date: {when.text}"


def calendar(path: Path) -> Say:
    """RFC 5545"""
    from icalendar import Calendar

    data = path.read_bytes()
    lines = data.split(b"\r\n")
    if b"\n" in data.replace(b"\r\n", b""):
        yield "a line does not end with CRLF"
    if any(len(line) > 75 for line in lines):
        yield "a line is longer than 75 octets"
    found = Calendar.from_ical(data)
    if found.get("VERSION") != "2.0" or not found.get("PRODID"):
        yield "no VERSION 2.0 or no PRODID"
    seen: set[str] = set()
    for event in found.walk("VEVENT"):
        for name in ("UID", "DTSTAMP", "DTSTART", "SUMMARY"):
            if event.get(name) is None:
                yield f"an event without {name}"
        if str(event.get("UID")) in seen:
            yield f"two events have the UID {event.get('UID')}"
        seen.add(str(event.get("UID")))
        start, end = event.get("DTSTART"), event.get("DTEND")
        if end is not None and type(start.dt) is type(end.dt) and end.dt <= start.dt:
            yield f"{event.get('SUMMARY')} ends before it begins"
        if event.errors:
            yield f"{event.get('SUMMARY')}: {event.errors[0]}"


def json_feed(path: Path) -> Say:
    """https://www.jsonfeed.org/version/1.1/"""
    feed = json.loads(path.read_text("utf-8"))
    if feed["version"] != "https://jsonfeed.org/version/1.1" or not feed["title"]:
        yield "no version 1.1 or no title"
    for name in ("home_page_url", "feed_url", "icon", "favicon", "next_url"):
        if name in feed and not _full(feed[name]):
            yield f"{name} is no full address: {feed[name]}"
    if "author" in feed:
        yield "`author` went out with version 1.1"
    seen: set[str] = set()
    for item in feed["items"]:
        if not isinstance(item["id"], str) or not item["id"] or item["id"] in seen:
            yield f"an id that is no text of its own: {item['id']!r}"
        seen.add(item["id"])
        if "content_html" not in item and "content_text" not in item:
            yield f"{item['id']} has no content"
        for name in ("url", "external_url", "image", "banner_image"):
            if name in item and not _full(item[name]):
                yield f"{name} is no full address: {item[name]}"
        for name in ("date_published", "date_modified"):
            if name in item and not _rfc3339(item[name]):
                yield f"no RFC 3339 date: {item[name]}"
        if not isinstance(item.get("tags", []), list) or not all(
            isinstance(tag, str) for tag in item.get("tags", [])
        ):
            yield f"tags are no texts: {item['tags']}"
        for one in item.get("attachments", []):
            if not _full(one["url"]) or "/" not in one["mime_type"]:
                yield f"an attachment without address or type: {one}"


def feed(path: Path) -> Say:
    """RSS 2.0 and Atom (RFC 4287), where they would be refused outright; other XML has to be whole, and no more."""
    root = etree.fromstring(path.read_bytes())
    if root.tag == _ATOM + "feed":
        for name in ("id", "title", "updated"):
            if not root.findtext(_ATOM + name):
                yield f"no {name}"
        for entry in root.findall(_ATOM + "entry"):
            if not all(entry.findtext(_ATOM + name) for name in ("id", "title", "updated")):
                yield f"an entry without id, title or updated: {entry.findtext(_ATOM + 'title')}"
            if not _rfc3339(entry.findtext(_ATOM + "updated") or ""):
                yield f"no RFC 3339 date: {entry.findtext(_ATOM + 'updated')}"
    elif root.tag == "rss":
        channel = root.find("channel")
        if channel is None or not all(channel.findtext(name) for name in ("title", "link", "description")):
            yield "no channel with title, link and description"
            return
        for item in channel.findall("item"):
            if not (item.findtext("title") or item.findtext("description")):
                yield "an item without title and description"
            when = item.findtext("pubDate")
            if when and not _rfc822(when):
                yield f"no RFC 822 date: {when}"


class _Scripts(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open, self.texts = False, list[str]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open = tag == "script" and dict(attrs).get("type") == "application/ld+json"

    def handle_data(self, data: str) -> None:
        if self.open:
            self.texts.append(data)
            self.open = False


TYPES: dict[str, tuple[str, ...]] = {
    "WebPage": ("url", "name"),
    "CollectionPage": ("url", "name"),
    "NewsArticle": ("url", "headline"),
    "BreadcrumbList": ("itemListElement",),
    "ListItem": ("position", "name"),
    "WebSite": ("url",),
    "Event": ("name", "startDate", "location"),
    "PodcastEpisode": ("name",),
    "PodcastSeries": ("name",),
    "Organization": ("name",),
    "Place": ("name",),
}
"""By type of schema.org in use, what it needs to mean anything: https://schema.org, and Google's rich results."""


def linked(path: Path) -> Say:
    """JSON-LD 1.1 with the vocabulary of schema.org."""
    reader = _Scripts()
    reader.feed(path.read_text("utf-8"))
    for text in reader.texts:
        value = json.loads(text)
        if value.get("@context") != "https://schema.org":
            yield f"the context is {value.get('@context')}"
        for node in _nodes(value):
            needed = TYPES.get(node["@type"])
            if needed is None:
                yield f"the type {node['@type']} is not one that is known here"
                continue
            missing = [name for name in needed if node.get(name) in (None, "", [])]
            if missing:
                yield f"a {node['@type']} without {', '.join(missing)}"
            for name, one in node.items():
                if name in ("url", "item") and isinstance(one, str) and not _full(one):
                    yield f"{name} is no full address: {one}"
                if (name.startswith("date") or name.endswith(("Date", "Reviewed"))) and not _w3c(str(one)):
                    yield f"{name} is no date: {one}"
            if node["@type"] == "BreadcrumbList":
                places = [one["position"] for one in node["itemListElement"]]
                if places != list(range(1, len(places) + 1)):
                    yield f"breadcrumbs in the order {places}"


def _nodes(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        if "@type" in value:
            yield value
        for one in value.values():
            yield from _nodes(one)
    elif isinstance(value, list):
        for one in value:
            yield from _nodes(one)


def _full(text: str) -> bool:
    parts = urlsplit(text)
    return parts.scheme in ("http", "https") and bool(parts.netloc) and not re.search(r"[\s<>\"]", text)


def _w3c(text: str) -> bool:
    return bool(re.fullmatch(r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?)?)?", text))


def _rfc3339(text: str) -> bool:
    if not re.fullmatch(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)", text):
        return False
    dt.datetime.fromisoformat(text)
    return True


def _rfc822(text: str) -> bool:
    from email.utils import parsedate_to_datetime

    try:
        return parsedate_to_datetime(text) is not None and bool(re.search(r"(GMT|[+-]\d{4})$", text))
    except ValueError:
        return False
