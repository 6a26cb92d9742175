"""What podcast directories hold against a feed, beside the rules of RSS.

Apple: podcasters.apple.com/support/823, 1691 and 896. Spotify takes the same feed. Podcasting 2.0: the tags'
pages at podcasting2.org, and the JSON chapters format 1.2.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from uuid import UUID
from xml.etree import ElementTree as ET

from tests.feed_rules import absolute, rss, xml

ITUNES = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"
PODCAST = "{https://podcastindex.org/namespace/1.0}"
TYPES = ("audio/mpeg", "audio/x-m4a", "video/mp4", "video/quicktime", "video/x-m4v")
_MEDIUM = ("podcast", "music", "video", "film", "audiobook", "newsletter", "blog")

Read = Callable[[str], bytes | None]
"""Gives the bytes that are served at an address; None for one of another host."""


def podcast(data: bytes, at: str, read: Read) -> list[str]:
    """The rules that a podcast's feed breaks: those of RSS, and those of directories."""
    root, _ = xml(data)
    channel = root.find("channel") if root is not None else None
    found = rss(data, at)
    if channel is None:
        return found
    found += _show(channel)
    for item in channel.findall("item"):
        found += _episode(item, read)
    return found


def _show(channel: ET.Element) -> Iterator[str]:
    description = channel.findtext("description") or ""
    if len(description.encode()) > 4000:
        yield "ShowDescription"
    if not re.fullmatch(r"[a-z]{2}(-[a-z]{2})?", (channel.findtext("language") or "").lower()):
        yield "ShowLanguage"
    image = channel.find(f"{ITUNES}image")
    if image is None or not absolute(image.get("href")):
        yield "ShowImage"
    category = channel.find(f"{ITUNES}category")
    if category is None or not category.get("text"):
        yield "ShowCategory"
    if channel.findtext(f"{ITUNES}explicit") not in ("true", "false"):
        yield "Explicit"
    if channel.findtext(f"{ITUNES}type", "episodic") not in ("episodic", "serial"):
        yield "ShowType"
    try:
        UUID(channel.findtext(f"{PODCAST}guid") or "")
    except ValueError:
        yield "ShowGuid"
    if channel.findtext(f"{PODCAST}locked", "no") not in ("yes", "no"):
        yield "Locked"
    if channel.findtext(f"{PODCAST}medium", "podcast") not in _MEDIUM:
        yield "Medium"
    for funding in channel.findall(f"{PODCAST}funding"):
        if not absolute(funding.get("url")) or len(funding.text or "") > 128:
            yield "Funding"
    yield from _people(channel)


def _episode(item: ET.Element, read: Read) -> Iterator[str]:
    enclosure = item.find("enclosure")
    if enclosure is None or enclosure.get("type") not in TYPES:
        yield "Enclosure"
    else:
        url = enclosure.get("url", "")
        if not url.isascii():
            yield "EnclosureName"
        sound = read(url)
        if sound is not None and str(len(sound)) != enclosure.get("length"):
            yield "EnclosureLength"
    if not re.fullmatch(r"[1-9]\d*", item.findtext(f"{ITUNES}duration") or ""):
        yield "Duration"
    if item.findtext(f"{ITUNES}explicit") not in ("true", "false"):
        yield "Explicit"
    if item.findtext(f"{ITUNES}episodeType", "full") not in ("full", "trailer", "bonus"):
        yield "EpisodeType"
    for name in ("season", "episode"):
        if not re.fullmatch(r"[1-9]\d*", item.findtext(f"{ITUNES}{name}", "1")):
            yield "EpisodeNumber"
    texts = item.findall(f"{PODCAST}transcript")
    if not texts:
        yield "TranscriptMissing"
    for text in texts:
        if text.get("type") not in ("text/vtt", "application/x-subrip", "text/html", "application/json"):
            yield "TranscriptType"
        written = read(text.get("url", ""))
        if text.get("type") == "text/vtt" and written is not None and not written.startswith(b"WEBVTT"):
            yield "Transcript"
    for parts in item.findall(f"{PODCAST}chapters"):
        if parts.get("type") != "application/json+chapters":
            yield "ChaptersType"
        written = read(parts.get("url", ""))
        if written is not None and not _chapters(written):
            yield "Chapters"
    yield from _people(item)


def _chapters(data: bytes) -> bool:
    whole = json.loads(data)
    starts = [one.get("startTime") for one in whole.get("chapters", ())]
    return bool(
        whole.get("version") == "1.2.0" and starts and starts[0] == 0 and starts == sorted(set(starts))
    )


def _people(of: ET.Element) -> Iterator[str]:
    for person in of.findall(f"{PODCAST}person"):
        if not 0 < len(person.text or "") <= 128 or not person.get("role") or not person.get("group"):
            yield "Person"
