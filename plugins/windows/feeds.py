"""Reading a feed, whatever it calls itself: RSS, Atom, JSON Feed, of a blog, a network, a podcast or a channel."""

from __future__ import annotations

import calendar
import datetime as dt
import email.utils
import hashlib
import io
import json
import re
from collections.abc import Sequence
from typing import Any, NamedTuple
from urllib.parse import parse_qs
from zoneinfo import ZoneInfo

import feedparser

from . import text, wellformed
from .posts import KEPT, Post, moment
from .wellformed import Entry, Said

_LONDON = ZoneInfo("Europe/London")
_UK = re.compile(r"^(?:[A-Za-z]{3,9},?\s+)?(\d{1,2})/(\d{1,2})/(\d{4})(?:[ ,T]+(\d{1,2}):(\d{2}))?")
_ALERT = re.compile(r"https?://(?:[\w-]+\.)*google\.com/url\?", re.I)
_PAGE = re.compile(rb"<link\b[^>]*type=[\"']application/(?:rss|atom|feed)\+(?:xml|json)[\"'][^>]*>", re.I)
_HREF = re.compile(rb"href=[\"']([^\"']+)", re.I)


class Heard(NamedTuple):
    """What a feed says. `note` is what was wrong with it, where some of it could be read all the same."""

    title: str
    home: str
    posts: list[Post]
    note: str = ""
    left_out: int = 0


def parse(data: bytes, url: str, kind: str, now: dt.datetime) -> Heard:
    """The posts in `data`, which came from `url` with the media type `kind`.

    A post without a date, or with one that is yet to come, gets `now`. ValueError with what is wrong, in words.
    """
    start = data[:2000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start:
        raise ValueError("the answer is empty")
    if start[:1] == b"{":
        return _json(data, url, now)
    if re.match(rb"<!doctype html|<html", start, re.I):
        raise ValueError(_page(data, url))
    quick = wellformed.read(data, KEPT)
    if quick is not None:
        home = text.address(quick.link or url, url)
        return _heard(quick.title, home, [_made(entry, home or url, now) for entry in quick.entries], "")
    return _parsed(data, url, kind, now)


def _parsed(data: bytes, url: str, kind: str, now: dt.datetime) -> Heard:
    """What feedparser makes of a feed that is not well formed, or is of an unusual kind."""
    headers = {"content-type": kind or "application/xml", "content-location": url}
    made = feedparser.parse(
        io.BytesIO(data), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
    )
    if not made.get("version") and not made.entries:
        raise ValueError(_page(data, url) if b"<html" in data[:5000].lower() else "the answer is not a feed")
    base = made.feed.get("link") or url
    home = text.address(base, url)
    found = [_made(_entry(entry), home or url, now) for entry in made.entries[:KEPT]]
    error = made.get("bozo_exception")
    mild = isinstance(error, feedparser.CharacterEncodingOverride | feedparser.NonXMLContentType)
    note = "the feed is not well formed or is cut short" if made.get("bozo") and not mild else ""
    if note and not any(found):
        raise ValueError(note)
    return _heard(made.feed.get("title", ""), home, found, note)


def _heard(title: str, home: str, found: list[Post | None], note: str) -> Heard:
    posts = [post for post in found if post is not None]
    return Heard(text.plain(title)[:200], home, _apart(posts), note, len(found) - len(posts))


def _entry(entry: Any) -> Entry:
    """An entry of feedparser."""
    link = entry.get("link") or next(iter([one.get("href") for one in entry.get("links", [])]), "") or ""
    contents = [
        Said(one.get("value") or "", one.get("type") != "text/plain") for one in entry.get("content", [])
    ]
    body = max(contents, key=lambda one: len(one.text), default=Said())
    if not body.text:
        body = _said(entry.get("summary_detail"), entry.get("summary", ""))
    dates = (str(entry.get("published") or ""), str(entry.get("updated") or ""))
    title = _said(entry.get("title_detail"), entry.get("title", ""))
    return Entry(str(entry.get("id") or ""), link, title, body, dates)


def _said(detail: Any, value: str) -> Said:
    return Said(value or "", (detail or {}).get("type") != "text/plain")


def _made(entry: Entry, base: str, now: dt.datetime) -> Post | None:
    """An entry as a post; None where there is nothing to show or to link to."""
    link = entry.link
    if _ALERT.match(link):  # what Google Alerts link to
        link = (parse_qs(link.partition("?")[2]).get("url") or [link])[0]
    url = text.address(link, base) if link else ""
    title, body = (text.plain(said.text, said.markup) for said in (entry.title, entry.body))
    return _post(entry.id or url, url, title, body, _when(entry.dates, now))


def _post(id: str, url: str, title: str, body: str, when: dt.datetime) -> Post | None:
    title, body = text.excerpt(title, 200), text.excerpt(body)
    if not url or not (title or body):
        return None
    return Post(
        hashlib.blake2b((id or url).encode("utf-8", "replace"), digest_size=8).hexdigest(),
        url,
        title,
        body,
        moment(when),
    )


def _when(dates: Sequence[str], now: dt.datetime) -> dt.datetime:
    for said in dates:
        made = date(said) if said else None
        if made is not None and made.year >= 1990:
            return min(made, now) if now.year > 1970 else made
    return now


def date(said: str) -> dt.datetime | None:
    """A date as British feeds write it, or as anybody does; None where it is none."""
    said = said.strip()
    try:
        uk = _UK.match(said)
        if uk:  # the day comes first
            day, month, year, hour, minute = (int(part or 0) for part in uk.groups())
            return dt.datetime(year, month, day, hour, minute, tzinfo=_LONDON)
        if re.match(r"\d{4}-\d\d-\d\d", said):
            made = dt.datetime.fromisoformat(said)
            return made if made.tzinfo else made.replace(tzinfo=dt.UTC)
        made = email.utils.parsedate_to_datetime(said[:-3] + "+0100" if said.endswith("BST") else said)
        return made if made.tzinfo else made.replace(tzinfo=dt.UTC)
    except (ValueError, OverflowError, TypeError, OSError):
        return _unusual(said)


def _unusual(said: str) -> dt.datetime | None:
    """What only feedparser reads: days in Korean, Greek or Hungarian, and forms that no standard has."""
    try:
        parsed = feedparser.datetimes._parse_date(said)
        return dt.datetime.fromtimestamp(calendar.timegm(parsed), dt.UTC) if parsed else None
    except (ValueError, OverflowError, TypeError, OSError):
        return None


def _json(data: bytes, url: str, now: dt.datetime) -> Heard:
    """JSON Feed 1 and 1.1 (https://www.jsonfeed.org/version/1.1/), which feedparser does not read."""
    try:
        whole = json.loads(data)
    except (ValueError, RecursionError):
        raise ValueError("the answer is JSON that is not well formed or is cut short") from None
    items = whole.get("items") if isinstance(whole, dict) else None
    if not isinstance(items, list) or "jsonfeed.org" not in str(whole.get("version")):
        raise ValueError("the answer is JSON, but not a JSON Feed")
    home = text.address(str(whole.get("home_page_url") or ""), url)
    posts: list[Post] = []
    left = 0
    for item in items[:KEPT]:
        if not isinstance(item, dict):
            continue
        written, said = item.get("content_html"), item.get("content_text")
        body = (
            text.plain(str(written))
            if written
            else text.plain(str(said or item.get("summary") or ""), markup=False)
        )
        when = date(str(item.get("date_published") or item.get("date_modified") or ""))
        link = str(item.get("url") or item.get("external_url") or "")
        title = text.plain(str(item.get("title") or ""), markup=False)
        post = _post(
            str(item.get("id") or ""),
            text.address(link, home or url),
            title,
            body,
            min(when or now, now) if now.year > 1970 else when or now,
        )
        posts, left = ([*posts, post], left) if post else (posts, left + 1)
    return Heard(text.plain(str(whole.get("title") or ""), markup=False)[:200], home, _apart(posts), "", left)


def _apart(posts: list[Post]) -> list[Post]:
    """Posts that share an id but not an address are two; those that share both are one."""
    made: dict[str, Post] = {}
    for post in posts:
        key = (
            post.id
            if made.get(post.id, post).url == post.url
            else f"{post.id}-{hashlib.blake2b(post.url.encode(), digest_size=4).hexdigest()}"
        )
        made.setdefault(key, post._replace(id=key))
    return list(made.values())


def _page(data: bytes, url: str) -> str:
    """What to say of a web page in the place of a feed: where its feed may be, if it says so."""
    tag = _PAGE.search(data[:200_000])
    href = _HREF.search(tag[0]) if tag else None
    there = text.address(href[1].decode("utf-8", "replace"), url) if href else ""
    return "the answer is a web page, not a feed" + (f"; its feed may be {there}" if there else "")
