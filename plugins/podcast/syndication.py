"""The podcast's feed: RSS 2.0 with Apple's tags and the Podcasting 2.0 namespace.

Sources: podcasters.apple.com/support/823; podcasting2.org/docs/podcast-namespace.
"""

from __future__ import annotations

import json
from email.utils import format_datetime
from xml.etree import ElementTree as ET

from smile.feeds import ATOM, add, at_midnight
from smile.plugin import Feed, Site
from smile.rss import CONTENT, as_html

from .model import Podcast, Told, audio_path, people
from .records import Person, Show

ITUNES = "http://www.itunes.com/dtds/podcast-1.0.dtd"
PODCAST = "https://podcastindex.org/namespace/1.0"
MARKS = {"xmlns:atom": ATOM, "xmlns:content": CONTENT, "xmlns:itunes": ITUNES, "xmlns:podcast": PODCAST}


def offered(site: Site, podcast: Podcast) -> tuple[Feed, ...]:
    """The feed, as pages offer it."""
    show = podcast.show
    return (Feed(site.url("feed.xml"), f"{show.title} (podcast)", "application/rss+xml"),) if show else ()


def feed(podcast: Podcast, site: Site) -> bytes:
    """The whole feed. Its date is that of the newest episode, so that the same episodes give the same bytes."""
    show, cover = podcast.show, podcast.cover
    assert show is not None and cover is not None
    root = ET.Element("rss", {"version": "2.0", **MARKS})
    channel = ET.SubElement(root, "channel")
    _head(channel, show, site)
    image = site.base + site.url(cover_path(podcast))
    ET.SubElement(channel, "itunes:image", {"href": image})
    if podcast.heard:
        newest = max(told.episode.date for told in podcast.heard if told.episode.date)
        add(channel, "lastBuildDate", format_datetime(at_midnight(newest)))
    url = site.base + site.url("feed.xml")
    ET.SubElement(channel, "atom:link", {"rel": "self", "type": "application/rss+xml", "href": url})
    if podcast.hub:
        ET.SubElement(channel, "atom:link", {"rel": "hub", "href": podcast.hub})
    for told in podcast.heard:
        _item(channel, told, show, site)
    ET.indent(root)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def cover_path(podcast: Podcast) -> str:
    """The path of the cover below the podcast's own; a new picture has a new one, as Apple asks."""
    assert podcast.cover is not None
    ending = podcast.cover.source.file.rsplit(".", 1)[-1]
    return f"cover-{podcast.cover.digest[:8]}.{ending}"


def chapters_json(told: Told) -> str:
    """The chapters of an episode: JSON chapters format 1.2."""
    parts = [{"startTime": chapter.start, "title": chapter.title} for chapter in told.episode.chapters]
    return json.dumps({"version": "1.2.0", "chapters": parts}, indent=1, ensure_ascii=False) + "\n"


def _head(channel: ET.Element, show: Show, site: Site) -> None:
    add(channel, "title", show.title)
    add(channel, "link", site.base + site.path)
    add(channel, "description", as_html(show.summary))
    add(channel, "language", show.language)
    if show.copyright:
        add(channel, "copyright", show.copyright)
    add(channel, "itunes:author", show.author)
    add(channel, "itunes:type", show.kind)
    add(channel, "itunes:explicit", _flag(show.explicit))
    category = ET.SubElement(channel, "itunes:category", {"text": show.category.name})
    if show.category.within:
        ET.SubElement(category, "itunes:category", {"text": show.category.within})
    add(channel, "podcast:guid", show.guid)
    owner = {"owner": show.contact} if show.contact else {}
    add(channel, "podcast:locked", "yes" if show.locked else "no", **owner)
    if show.contact:
        told = ET.SubElement(channel, "itunes:owner")
        add(told, "itunes:name", show.author)
        add(told, "itunes:email", show.contact)
    add(channel, "podcast:medium", show.medium)
    if show.funding:
        add(channel, "podcast:funding", show.funding.title, url=show.funding.url)
    _people(channel, show.people)


def _item(channel: ET.Element, told: Told, show: Show, site: Site) -> None:
    episode, sound = told.episode, told.sound
    assert sound is not None and episode.date is not None
    item = ET.SubElement(channel, "item")
    path = f"{episode.id}/"
    add(item, "title", episode.title)
    add(item, "link", site.base + site.url(path))
    add(item, "guid", episode.guid or "", isPermaLink="false")
    add(item, "pubDate", format_datetime(at_midnight(episode.date)))
    add(item, "description", as_html(episode.summary))
    add(item, "content:encoded", site.text(episode, site.url(path)))
    url = site.base + site.url(audio_path(told)) if sound.file else sound.url
    ET.SubElement(item, "enclosure", {"url": url, "length": str(sound.length), "type": sound.type})
    add(item, "itunes:duration", str(sound.seconds))
    add(item, "itunes:explicit", _flag(episode.explicit))
    add(item, "itunes:episodeType", episode.kind)
    if episode.season:
        add(item, "itunes:season", str(episode.season))
        add(
            item,
            "podcast:season",
            str(episode.season),
            **({"name": episode.series} if episode.series else {}),
        )
    if episode.number:
        add(item, "itunes:episode", str(episode.number))
        add(item, "podcast:episode", str(episode.number))
    if told.transcript:
        url = site.base + site.url(path + "transcript.vtt")
        transcript = {"url": url, "type": "text/vtt", "language": show.language}
        ET.SubElement(item, "podcast:transcript", transcript)
    if episode.chapters:
        url = site.base + site.url(path + "chapters.json")
        ET.SubElement(item, "podcast:chapters", {"url": url, "type": "application/json+chapters"})
    _people(item, people(told, show) if episode.people else ())


def _people(parent: ET.Element, heard: tuple[Person, ...]) -> None:
    for person in heard:
        add(parent, "podcast:person", person.name, role=person.role, group=person.group)


def _flag(value: bool) -> str:
    return "true" if value else "false"
