"""What a cloud holds: words, posts, trends and themes, as pages show them."""

from __future__ import annotations

import datetime as dt
from array import array
from dataclasses import dataclass, field

from .posts import Post


@dataclass(frozen=True, slots=True)
class Word:
    """A word or phrase of the cloud."""

    slug: str
    text: str
    posts: int
    sources: int
    size: int
    weight: float
    shown: tuple[int, ...]
    """The posts that say it, as places in the list of those that are shown."""
    related: tuple[tuple[str, int], ...] = ()
    """Words that the same posts say: slug and number of posts."""


@dataclass(frozen=True, slots=True)
class Item:
    """A post as pages show it."""

    source: str
    title: str
    text: str
    url: str
    when: str
    also: tuple[str, ...] = ()
    """Who else said the same."""

    @property
    def day(self) -> dt.date:
        return dt.date.fromisoformat(self.when[:10])


@dataclass(frozen=True, slots=True)
class Trend:
    """A word that is said more, or less, than in the period before."""

    text: str
    slug: str | None
    now: int
    before: int


@dataclass(frozen=True, slots=True)
class Theme:
    """Words that go together."""

    title: str
    words: tuple[str, ...]
    posts: int


@dataclass(frozen=True, slots=True)
class Cloud:
    """All that a Window shows of what was said."""

    words: tuple[Word, ...] = ()
    items: tuple[Item, ...] = ()
    themes: tuple[Theme, ...] = ()
    rising: tuple[Trend, ...] = ()
    falling: tuple[Trend, ...] = ()
    total: int = 0
    """How many posts were counted, those that say the same once."""
    twice: int = 0
    shares: tuple[tuple[str, float], ...] = ()
    """By source, its part of the cloud, from 0 to 1."""
    counts: tuple[tuple[str, int], ...] = ()
    """By source, its posts in the time that the Window looks at."""
    over: tuple[tuple[dt.date, int], ...] = ()
    """How many posts there were in each part of that time, by the last day of the part."""


@dataclass(slots=True)
class Said:
    """The posts of a Window, oldest first, and what each says."""

    posts: list[tuple[str, Post]]
    texts: list[array[int]] = field(default_factory=list)
    first: list[int] = field(default_factory=list)
