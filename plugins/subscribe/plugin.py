"""Ways to follow the newsroom, the podcast and the events: every feed and calendar on one page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from smile.plugin import Build, Feed, Page, Planned, Plugin, Records, Site

OPML = "/feeds.opml"
"""Where the generator puts the list of all feeds."""


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
            context={"groups": groups, "opml": OPML, "calendar": _calendar(at)},
            made_from=[],
            navigation=True,
            kind="index",
        )


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
