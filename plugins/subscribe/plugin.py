"""Ways to follow the estate: every feed and calendar on one page, in plain words, and as OPML."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree as ET

from smile.plugin import Build, Feed, File, Page, Planned, Plugin, Records, Site


@dataclass(frozen=True, slots=True)
class Following:
    """The models of the rooms that offer feeds."""

    news: Any
    podcast: Any


class Subscribe(Plugin):
    needs = ("newsroom", "podcast")

    def derive(self, data: Records, build: Build) -> Following:
        return Following(build.models["newsroom"], build.models["podcast"])

    def plan(self, model: Following, site: Site) -> Iterator[Planned]:
        at = {name: card.url for card in site.neighbours for name in card.plugins}
        groups = _groups(model, at)
        yield Page(
            path="all/",
            template="subscribe/all.html",
            title="Every feed",
            summary="Each feed of this site with its address, and all of them in one file.",
            context={"groups": groups, "opml": site.url("feeds.opml"), "calendar": _calendar(at)},
            made_from=[],
            navigation=True,
            kind="index",
        )
        yield File("feeds.opml", _opml(groups, site))


def _groups(model: Following, at: dict[str, str]) -> list[tuple[str, list[tuple[str, Feed, Feed | None]]]]:
    """By kind of following, each feed: its name, its RSS form, and its Atom form where there is one."""
    groups = []
    if "newsroom" in at:
        here = at["newsroom"]
        periods = [("News each day", "daily/"), ("News each week", "weekly/")]
        everything = [("News as it happens", ""), *periods]
        channels = [(topic.name, f"channel/{topic.id}/") for topic in model.news.topics.values()]
        tags = [(tag.name, f"tag/{tag.id}/") for tag in model.news.tags.values()]
        for title, feeds in (("All news", everything), ("By channel", channels), ("By subject", tags)):
            groups.append((title, [_pair(name, here + path) for name, path in feeds]))
    if "podcast" in at and model.podcast.show is not None:
        title = model.podcast.show.title
        feed = Feed(at["podcast"] + "feed.xml", title, "application/rss+xml")
        groups.append(("Podcast", [(title, feed, None)]))
    return groups


def _pair(name: str, path: str) -> tuple[str, Feed, Feed | None]:
    return name, Feed(path + "rss.xml", name, "application/rss+xml"), Feed(path + "feed.xml", name)


def _calendar(at: dict[str, str]) -> str:
    return at["events"] + "events.ics" if "events" in at else ""


def _opml(groups: list[tuple[str, list[tuple[str, Feed, Feed | None]]]], site: Site) -> bytes:
    """All feeds as an OPML 2.0 document: opml.org/spec2.opml, "subscription lists"."""
    root = ET.Element("opml", {"version": "2.0"})
    ET.SubElement(ET.SubElement(root, "head"), "title").text = f"Feeds of {site.build.name or site.title}"
    body = ET.SubElement(root, "body")
    for title, feeds in groups:
        folder = ET.SubElement(body, "outline", {"text": title, "title": title})
        for name, feed, _ in feeds:
            outline = {"type": "rss", "text": name, "title": name, "xmlUrl": site.base + feed.path}
            ET.SubElement(folder, "outline", outline)
    ET.indent(root)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"
