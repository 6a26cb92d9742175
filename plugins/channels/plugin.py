"""The channels: a directory of every way to reach people, and a page for each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from smile.plugin import Build, Feed, Fragment, Page, Parameters, Planned, Plugin, Records, Site, block
from smile.problems import ContentError, Problem, nearest
from smile.records import Linked, Slug

from .model import Directory, Grouping, directory, groups, home, problems
from .records import KINDS, Channel, Kind, Status

EPISODES = 3
"""How many episodes of the podcast the page of a channel plays."""
NEWEST = 5
"""How many items of the newsroom the page of a channel shows."""


class Listing(Parameters):
    """What `channels` may be told."""

    group: Grouping = "status"
    """By what the list is divided: kind, status or none."""
    kind: Kind | None = None
    """Only channels of this kind."""
    status: Status | None = None
    """Only channels in this state."""


class Summary(Parameters):
    """What `channel-summary` must be told."""

    channel: Slug
    """The id of the channel."""


class Channels(Plugin):
    records = {"data/channels/*.yaml": Channel}
    needs = ("newsroom", "podcast")

    def derive(self, data: Records, build: Build) -> Directory:
        found = list(problems(data[Channel]))
        if found:
            raise ContentError(found)
        news, podcast = build.models.get("newsroom"), build.models.get("podcast")
        return directory(data[Channel], news, podcast, NEWEST)

    def plan(self, model: Directory, site: Site) -> Iterator[Planned]:
        for channel in model.channels.values():
            yield _page(model, channel, site)

    @block("channels", Listing)
    def listing(self, model: Directory, site: Site, asked: Listing) -> Fragment:
        chosen = [
            channel
            for channel in model.channels.values()
            if asked.kind in (None, channel.kind) and asked.status in (None, channel.status)
        ]
        at = home(site)
        shown = [
            {
                "id": group.id,
                "title": group.title,
                "cards": [_card(channel, at, asked.group) for channel in group.channels],
            }
            for group in groups(chosen, asked.group)
        ]
        return Fragment("channels/list.html", {"groups": shown}, chosen)

    @block("channel-summary", Summary)
    def summary(self, model: Directory, site: Site, asked: Summary) -> Fragment:
        channel = model.channels.get(asked.channel)
        if channel is None:
            close = nearest(asked.channel, model.channels)
            expected, hint = (
                "one of " + ", ".join(model.channels),
                f"did you mean `{close}`?" if close else "",
            )
            message = "there is no such channel"
            raise ContentError(
                [Problem("", 0, 0, "channels.unknown", message, asked.channel, expected, hint)]
            )
        context = {"channel": channel, "url": f"{home(site)}{channel.id}/"}
        return Fragment("channels/summary.html", context, [channel])


def _card(channel: Channel, at: str, by: Grouping) -> dict[str, str]:
    """A channel as a card, which leaves out what the heading above it says."""
    kind = "" if by == "kind" else KINDS[channel.kind][0]
    often = channel.frequency or ""
    return {
        "title": channel.name,
        "url": f"{at}{channel.id}/",
        "summary": channel.summary,
        "meta": f"{kind}, {often[:1].lower()}{often[1:]}" if kind and often else kind or often,
        "tag": "" if by == "status" else channel.status.capitalize(),
    }


def _page(model: Directory, channel: Channel, site: Site) -> Page:
    latest = model.latest.get(channel.id)
    more = latest.page(site) if latest else None
    related = [model.channels[other] for other in dict.fromkeys(channel.related)]
    context: dict[str, Any] = {
        "channel": channel,
        "kind": KINDS[channel.kind][0],
        "related": [Linked.of(other, title=other.name, url=site.url(f"{other.id}/")) for other in related],
        "headlines": latest.headlines(site) if latest else [],
        "more": more,
        "episodes": model.podcast.players(channel.id, EPISODES, site) if model.podcast else [],
    }
    return Page(
        path=f"{channel.id}/",
        template="channels/channel.html",
        title=channel.name,
        summary=channel.summary,
        context=context,
        # the items are views, which tell where they come from; "edit this page" leads to the channel
        made_from=[channel],
        navigation=True,
        feeds=[Feed(f"{more}feed.xml", f"News for {channel.name}")] if more else [],
    )
