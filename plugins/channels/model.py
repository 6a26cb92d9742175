"""What follows from the channels: their order, their groups, and who points at whom."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from smile.plugin import Site
from smile.problems import Problem, nearest

from .records import KINDS, STATUSES, Channel

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

Grouping = Literal["kind", "status", "none"]


class Latest(Protocol):
    """The newest items of a channel, as a newsroom gives them."""

    def headlines(self, site: Site) -> Sequence[Any]:
        """The items with title, url, summary and date."""

    def page(self, site: Site) -> str | None:
        """The site path of all items of the channel, if it has any."""


class News(Protocol):
    """What the pages of the channels ask of a newsroom."""

    def latest(self, channel: str | None = None, count: int | None = None) -> Latest:
        """The newest items of a channel."""


class Podcast(Protocol):
    """What the pages of the channels ask of a podcast."""

    def players(self, channel: str, count: int, site: Site) -> Sequence[Any]:
        """The newest episodes of a channel, as the player of the podcast shows them."""


@dataclass(frozen=True, slots=True)
class Directory:
    """All channels by id, in the order of their names, the newest items of each, and the podcast."""

    channels: Mapping[str, Channel]
    latest: Mapping[str, Latest]
    podcast: Podcast | None = None


def directory(
    channels: Iterable[Channel], news: News | None, podcast: Podcast | None, count: int
) -> Directory:
    """The channels in alphabetical order, each with its newest `count` items."""
    ordered = sorted(channels, key=lambda channel: (channel.name.lower(), channel.id))
    latest = {channel.id: news.latest(channel.id, count) for channel in ordered} if news else {}
    return Directory({channel.id: channel for channel in ordered}, latest, podcast)


def problems(channels: Sequence[Channel]) -> Iterator[Problem]:
    """Channels that cannot have an address, and relations that lead nowhere."""
    known = sorted(channel.id for channel in channels)
    for channel in channels:
        if not _SLUG.fullmatch(channel.id):
            message, expected = "the name of the file cannot be used in an address", "a name like-this"
            yield _problem(channel, "name", message, channel.id, expected, "rename the file")
        for other in channel.related:
            if other == channel.id:
                message = "the channel is related to itself"
                yield _problem(channel, "related", message, other, "other channels", "leave it out")
            elif other not in known:
                close = nearest(other, known)
                hint = f"did you mean `{close}`?" if close else "leave it out"
                expected = "one of " + ", ".join(known)
                yield _problem(channel, "related", "there is no such channel", other, expected, hint)


def _problem(channel: Channel, code: str, message: str, found: str, expected: str, hint: str) -> Problem:
    file, line = channel.source
    return Problem(file, line, 0, f"channels.{code}", message, found, expected, hint)


@dataclass(frozen=True, slots=True)
class Group:
    """Some channels under one heading; the heading is empty where all stand together."""

    id: str
    title: str
    channels: tuple[Channel, ...]


def groups(channels: Sequence[Channel], by: Grouping) -> tuple[Group, ...]:
    """`channels` under the headings of their kind or status, without empty groups."""
    if by == "none":
        return (Group("", "", tuple(channels)),) if channels else ()
    kinds = {kind: many for kind, (_, many) in KINDS.items()}
    headings = kinds if by == "kind" else {status: status.capitalize() for status in STATUSES}
    made = {
        key: Group(
            f"{by}-{key}".replace(" ", "-"), title, tuple(c for c in channels if getattr(c, by) == key)
        )
        for key, title in headings.items()
    }
    return tuple(group for group in made.values() if group.channels)


def home(site: Site) -> str:
    """Where the pages of the channels stand, seen from any page of the same audience."""
    return next((card.url for card in site.neighbours if card.slug == "channels"), "/channels/")
