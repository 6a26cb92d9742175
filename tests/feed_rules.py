"""What a feed validator holds against a feed. Each rule has a name; a checker gives those that are broken.

The W3C's validator is no package that can be installed, so its rules, as far as feeds of this kind can break them,
are written down here: RSS 2.0 (rssboard.org), Atom (RFC 4287) and OPML 2.0 (opml.org/spec2). Names are its own.
JSON Feed (jsonfeed.org/version/1.1) and calendars (RFC 5545, RFC 7986) have no such validator.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Iterator
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}"
_OF_CHANNEL = {
    "title", "link", "description", "language", "copyright", "managingEditor", "webMaster", "pubDate",
    "lastBuildDate", "category", "generator", "docs", "cloud", "ttl", "image", "rating", "textInput",
    "skipHours", "skipDays", "item",
}  # fmt: skip
_OF_ITEM = {"title", "link", "description", "author", "category", "comments", "enclosure", "guid", "pubDate",
            "source"}  # fmt: skip
_MANY = {"item", "category", "enclosure"}
_RFC2822 = re.compile(
    r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} "
    r"\d{2}:\d{2}:\d{2} ([+-]\d{4}|GMT)"
)
_RFC3339 = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_MIME = re.compile(r"[a-z]+/[a-z0-9.+-]+")
_RELATIVE = re.compile(
    r"""\b(?:href|src|poster|action)\s*=\s*["']?(?![a-z][a-z0-9+.-]*:)[^"'>\s]""", re.IGNORECASE
)
_UNSAFE = re.compile(r"<(?:script|iframe|object|embed|form|meta|link|style)\b|\son[a-z]+\s*=", re.IGNORECASE)
_STYLE = re.compile(r"<[a-z][^>]*\sstyle\s*=", re.IGNORECASE)
_TAG = re.compile(r"<[a-z/!][^>]*>|&(?:#\d+|[a-z]+);", re.IGNORECASE)

Broken = Iterator[str]


def xml(data: bytes) -> tuple[ET.Element | None, list[str]]:
    """The document; and the rules that any XML of ours keeps."""
    broken = []
    if not re.match(rb"<\?xml version=['\"]1\.0['\"] encoding=['\"]utf-8['\"]\?>", data, re.IGNORECASE):
        broken.append("EncodingNotDeclared")
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        return None, [*broken, "ContainsSystemEntity"]
    try:
        return ET.fromstring(data.decode("utf-8")), broken
    except (ET.ParseError, UnicodeDecodeError, ValueError):
        pass
    try:
        return ET.fromstring(data), broken
    except ET.ParseError:
        return None, [*broken, "SAXError"]


def rss(data: bytes, at: str) -> list[str]:
    """The rules that an RSS feed, found at the address `at`, breaks."""
    root, broken = xml(data)
    if root is None:
        return broken
    if root.tag != "rss" or root.get("version") != "2.0" or [child.tag for child in root] != ["channel"]:
        return [*broken, "UndefinedFeed"]
    return [*broken, *_channel(root[0], at)]


def _channel(channel: ET.Element, at: str) -> Broken:
    yield from _names(channel, _OF_CHANNEL, ("title", "link", "description"))
    if not absolute(channel.findtext("link")):
        yield "InvalidFullLink"
    if (language := channel.findtext("language")) is not None and not _LANGUAGE.fullmatch(language):
        yield "InvalidLanguage"
    yield from _dates(channel)
    own = [link for link in channel.findall(f"{ATOM}link") if link.get("rel") == "self"]
    if not own:
        yield "MissingAtomSelfLink"
    elif len(own) > 1:
        yield "DuplicateAtomLink"
    elif own[0].get("href") != at:
        yield "SelfDoesntMatchLocation"
    elif own[0].get("type") != "application/rss+xml":
        yield "InvalidMIMEAttribute"
    if any(not absolute(link.get("href")) for link in channel.findall(f"{ATOM}link")):
        yield "InvalidURIAttribute"
    items = channel.findall("item")
    guids = [item.findtext("guid") for item in items]
    if len(set(guids)) < len(guids):
        yield "DuplicateValue"
    enclosed = [one.get("url") for item in items for one in item.findall("enclosure")]
    if len(set(enclosed)) < len(enclosed):
        yield "DuplicateEnclosure"
    for item in items:
        yield from _item(item)


def _item(item: ET.Element) -> Broken:
    yield from _names(item, _OF_ITEM, ())
    title, description = item.findtext("title"), item.findtext("description")
    if not (title or description):
        yield "ItemMustContainTitleOrDescription"
    if title and _TAG.search(title):
        yield "ContainsHTML"
    if item.find("link") is not None and not absolute(item.findtext("link")):
        yield "InvalidFullLink"
    guid = item.find("guid")
    if guid is None or not guid.text:
        yield "MissingGuid"
    elif guid.get("isPermaLink", "true") == "true" and not absolute(guid.text):
        yield "InvalidHttpGUID"
    if (author := item.findtext("author")) is not None and "@" not in author:
        yield "InvalidContact"
    yield from _dates(item)
    for enclosure in item.findall("enclosure"):
        if not absolute(enclosure.get("url")):
            yield "InvalidURLAttribute"
        if not re.fullmatch(r"[1-9]\d*", enclosure.get("length", "")):
            yield "InvalidIntegerAttribute"
        if not _MIME.fullmatch(enclosure.get("type", "")):
            yield "InvalidMIMEAttribute"
    for text in (description, item.findtext(f"{CONTENT}encoded")):
        yield from html(text or "")


def _names(element: ET.Element, known: set[str], needed: tuple[str, ...]) -> Broken:
    """Elements that are not there, there twice, or nowhere defined; those of a namespace are left alone."""
    names = [child.tag for child in element if not child.tag.startswith("{")]
    if set(names) - known:
        yield "UndefinedElement"
    if any(names.count(name) > 1 for name in set(names) - _MANY):
        yield "DuplicateElement"
    for name in needed:
        if not element.findtext(name):
            yield "MissingElement"
    if any(not (child.text or "").strip() for child in element if child.tag in ("title", "link", "category")):
        yield "NotBlank"


def _dates(element: ET.Element) -> Broken:
    for name in ("pubDate", "lastBuildDate"):
        text = element.findtext(name)
        if text is not None:
            if not _RFC2822.fullmatch(text):
                yield "InvalidRFC2822Date"
            elif parsedate_to_datetime(text).strftime("%a") != text[:3]:
                yield "IncorrectDOW"


def html(text: str) -> Broken:
    """What the text of an entry may not hold."""
    if _RELATIVE.search(text):
        yield "ContainsRelRef"
    if _UNSAFE.search(text):
        yield "SecurityRisk"
    if _STYLE.search(text):
        yield "DangerousStyleAttr"


def absolute(url: str | None) -> bool:
    """Whether an address is whole, and of the web."""
    parts = urlsplit(url or "")
    return parts.scheme in ("http", "https") and bool(parts.netloc) and not re.search(r"\s", url or "")


def moment(text: str | None) -> bool:
    """Whether a text is a time by RFC 3339 that a calendar has."""
    if not text or not _RFC3339.fullmatch(text):
        return False
    try:
        dt.datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return False
    return True


def atom(data: bytes, at: str) -> list[str]:
    """The rules of RFC 4287 that a feed, found at the address `at`, breaks."""
    root, broken = xml(data)
    if root is None:
        return broken
    if root.tag != f"{ATOM}feed":
        return [*broken, "UndefinedFeed"]
    return [*broken, *_feed(root, at)]


def _feed(root: ET.Element, at: str) -> Broken:
    yield from _once(root)
    own = [link for link in root.findall(f"{ATOM}link") if link.get("rel") == "self"]
    if not own:
        yield "MissingSelf"
    elif own[0].get("href") != at:
        yield "SelfDoesntMatchLocation"
    entries = root.findall(f"{ATOM}entry")
    if root.find(f"{ATOM}author/{ATOM}name") is None and any(
        entry.find(f"{ATOM}author/{ATOM}name") is None for entry in entries or [root]
    ):
        yield "MissingAuthor"
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    if len(set(ids)) < len(ids):
        yield "DuplicateIds"
    for entry in entries:
        yield from _once(entry)
        if not any(link.get("rel", "alternate") == "alternate" for link in entry.findall(f"{ATOM}link")):
            yield "MissingAlternateLink"
        if (when := entry.findtext(f"{ATOM}published")) is not None and not moment(when):
            yield "InvalidRFC3339Date"
        for name in ("title", "summary", "content"):
            part = entry.find(f"{ATOM}{name}")
            if part is None:
                continue
            if part.get("type", "text") not in ("text", "html", "xhtml"):
                yield "InvalidTextType"
            elif part.get("type") == "html":
                yield from html(part.text or "")
            elif _TAG.search(part.text or ""):
                yield "ContainsHTML"
        if any(not one.get("term") for one in entry.findall(f"{ATOM}category")):
            yield "MissingAttribute"


def _once(element: ET.Element) -> Broken:
    """What a feed and an entry have once, and their links."""
    for name in ("id", "title", "updated"):
        found = element.findall(f"{ATOM}{name}")
        if len(found) != 1 or not (found[0].text or "").strip():
            yield "MissingElement" if not found or not (found[0].text or "").strip() else "DuplicateElement"
    if not re.match(r"[a-z][a-z0-9+.-]*:\S+$", element.findtext(f"{ATOM}id") or ""):
        yield "InvalidFullLink"
    if not moment(element.findtext(f"{ATOM}updated")):
        yield "InvalidRFC3339Date"
    links = element.findall(f"{ATOM}link")
    if any(not absolute(link.get("href")) for link in links):
        yield "InvalidURIAttribute"
    alternate = [(link.get("type"), link.get("hreflang")) for link in links
                 if link.get("rel", "alternate") == "alternate"]  # fmt: skip
    if len(set(alternate)) < len(alternate):
        yield "DuplicateAtomLink"


def json_feed(data: bytes, at: str) -> list[str]:
    """The rules of JSON Feed 1.1 that a feed, found at the address `at`, breaks."""
    try:
        whole = json.loads(data.decode("utf-8"))
    except ValueError:
        return ["NotJSON"]
    return list(_json(whole, at)) if isinstance(whole, dict) else ["NotAnObject"]


def _json(whole: dict[str, Any], at: str) -> Broken:
    if whole.get("version") != "https://jsonfeed.org/version/1.1":
        yield "Version"
    if not (isinstance(whole.get("title"), str) and whole["title"]):
        yield "Title"
    if whole.get("feed_url") != at:
        yield "FeedURL"
    if not absolute(whole.get("home_page_url")):
        yield "HomePage"
    yield from _people(whole)
    items = whole.get("items")
    if not isinstance(items, list):
        yield "Items"
        return
    ids = [item.get("id") for item in items]
    if any(not (isinstance(id, str) and id) for id in ids):
        yield "ItemId"
    elif len(set(ids)) < len(ids):
        yield "ItemIdTwice"
    for item in items:
        if not (isinstance(item.get("content_html"), str) or isinstance(item.get("content_text"), str)):
            yield "ItemContent"
        yield from html(item.get("content_html") or "")
        if not absolute(item.get("url", at)):
            yield "ItemURL"
        if any(name in item and not moment(item[name]) for name in ("date_published", "date_modified")):
            yield "ItemDate"
        if any(not (isinstance(tag, str) and tag) for tag in item.get("tags", ())):
            yield "ItemTags"
        yield from _people(item)


def _people(of: dict[str, Any]) -> Broken:
    if any(not set(one) & {"name", "url", "avatar"} for one in of.get("authors", ())):
        yield "Authors"


def opml(data: bytes, at: str) -> list[str]:
    """The rules of OPML 2.0 that a list of subscriptions breaks."""
    root, broken = xml(data)
    if root is None:
        return broken
    if (
        root.tag != "opml"
        or root.get("version") != "2.0"
        or [child.tag for child in root] != ["head", "body"]
    ):
        return [*broken, "UndefinedFeed"]
    if not root.findtext("head/title"):
        broken.append("MissingElement")
    outlines = list(root.iter("outline"))
    if not outlines:
        broken.append("MissingOutline")
    for one in outlines:
        if not one.get("text"):
            broken.append("MissingText")
        if one.get("type") == "rss" and not absolute(one.get("xmlUrl")):
            broken.append("MissingXmlURL")
        if one.get("type") not in (None, "rss", "link", "include"):
            broken.append("InvalidOutlineType")
    return broken


def ics(data: bytes, at: str) -> list[str]:
    """The rules of RFC 5545 that a calendar breaks, read as bytes, not by a library."""
    broken: list[str] = []
    if not data.endswith(b"\r\n") or re.search(rb"(?<!\r)\n|\r(?!\n)", data):
        broken.append("LineEnds")
    if any(len(line) > 75 for line in data.splitlines()):
        broken.append("LineTooLong")
    lines = data.decode("utf-8").replace("\r\n", "\n").replace("\n ", "").splitlines()
    if lines[:1] != ["BEGIN:VCALENDAR"] or lines[-1:] != ["END:VCALENDAR"]:
        return [*broken, "NoCalendar"]
    head = lines[1 : next((n for n, line in enumerate(lines) if line == "BEGIN:VEVENT"), -1)]
    if "VERSION:2.0" not in head or not any(line.startswith("PRODID:") for line in head):
        broken.append("VersionAndProduct")
    if any(line.startswith("REFRESH-INTERVAL") and "VALUE=DURATION" not in line for line in head):
        broken.append("RefreshInterval")
    uids: list[str] = []
    for block in "\n".join(lines).split("BEGIN:VEVENT\n")[1:]:
        event = block.partition("\nEND:VEVENT")[0].split("\n")
        broken += _event(event)
        uids += [line for line in event if line.startswith("UID:")]
    return [*broken, "UidTwice"] if len(set(uids)) < len(uids) else broken


def _event(lines: list[str]) -> Broken:
    fields: dict[str, tuple[str, str]] = {}
    for line in lines:
        name, _, value = line.partition(":")
        fields[name.partition(";")[0]] = (name, value)
    if not fields.get("UID", ("", ""))[1]:
        yield "NoUid"
    if not re.fullmatch(r"\d{8}T\d{6}Z", fields.get("DTSTAMP", ("", ""))[1]):
        yield "Stamp"
    start, end = fields.get("DTSTART", ("", "")), fields.get("DTEND", ("", ""))
    if not re.fullmatch(r"\d{8}(T\d{6}Z)?", start[1]) or (len(start[1]) == 8) != ("VALUE=DATE" in start[0]):
        yield "Start"
    elif len(end[1]) != len(start[1]) or end[1] <= start[1]:
        yield "End"
    for name in ("SUMMARY", "DESCRIPTION", "LOCATION"):
        # without what is escaped as it should be, nothing may be left that has to be
        if re.search(r"[\\,;]", re.sub(r"\\[\\,;nN]", "", fields.get(name, ("", ""))[1])):
            yield "Escaping"
    if fields.get("STATUS", ("", "CONFIRMED"))[1] not in ("TENTATIVE", "CONFIRMED", "CANCELLED"):
        yield "Status"
    if "URL" in fields and not absolute(fields["URL"][1]):
        yield "EventURL"


CHECKERS: dict[str, Callable[[bytes, str], list[str]]] = {
    "rss": rss, "atom": atom, "json": json_feed, "opml": opml, "ics": ics,
}  # fmt: skip
