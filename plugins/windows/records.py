"""What a Window is made of: its definition, what was fetched for it, and files of exported posts."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from smile.binaries import Binary
from smile.problems import ContentError
from smile.records import Date, Record, Text, Value

from . import posts

Web = Annotated[str, Field(pattern=r"^https?://[^\s/$.?#][^\s]*$", max_length=2000)]
"""An address on the web."""
Origin = Annotated[str, Field(pattern=r"^https?://[a-zA-Z0-9.-]+(:\d{1,5})?$|^https://\*\.[a-zA-Z0-9.-]+$")]
"""A site without a path: https://www.example.org"""


class Origins(Value):
    """One account, site or programme that a Window listens to: one of `feed`, `posts` and `note`."""

    name: Text
    """What readers know it as."""
    feed: Web | None = None
    """The address of its feed: RSS, Atom or JSON Feed."""
    posts: Annotated[str, Field(pattern=r"^[\w.-]+\.(csv|json|xml)$")] | None = None
    """A file in `data/windows/posts/` with posts that somebody exported, where there is no feed."""
    home: Web | None = None
    """The page that people would go to."""
    note: Text | None = None
    """Why nothing can be heard, where there is neither feed nor file."""

    @model_validator(mode="after")
    def _one(self) -> Self:
        if sum(value is not None for value in (self.feed, self.posts, self.note)) != 1:
            raise ValueError("needs one of `feed`, `posts` and `note`, and no more")
        return self


class Window(Record):
    """A Window on the World: data/windows/NAME.yaml."""

    title: Text
    """What it is called."""
    summary: Text
    """One sentence for lists and search results."""
    purpose: Text
    """Who it is for, and what it is there to show; one paragraph of Markdown."""
    sources: tuple[Origins, ...] = ()
    """Whom it listens to."""
    unnamed: Text | None = None
    """What is not known of its sources, said on its page."""
    stop: tuple[Text, ...] = ()
    """Words and phrases that its cloud never shows."""
    keep: tuple[Text, ...] = ()
    """Words and phrases that its cloud always shows when two posts have them."""
    merge: dict[Text, tuple[Text, ...]] = {}
    """Other ways of saying the same: the name to show, and what counts as it."""
    topics: tuple[Text, ...] = ()
    """Only posts that say one of these; all when it is empty."""
    without: tuple[Text, ...] = ()
    """Posts that say one of these are left out."""
    days: int = Field(default=30, ge=1, le=3660)
    """How many days back it looks."""
    period: int = Field(default=7, ge=1, le=366)
    """How many days are compared with as many before them, for what rises and falls."""
    until: Date | None = None
    """The last day it looks at, for a Window on something that is over; today when left out."""
    words: int = Field(default=60, ge=5, le=150)
    """The most words in its cloud."""
    posts: int = Field(default=200, ge=10, le=1000)
    """The most posts on its pages, newest first; the cloud counts all."""
    share: int = Field(default=40, ge=10, le=100)
    """The most of the cloud that one source may make up, in per cent."""
    embed: tuple[Origin, ...] = ()
    """The sites that may show it in a frame."""
    order: int | None = None
    """Its place in lists."""
    example: bool = False
    """True for an example with made-up posts, which its pages say."""


class Snapshot(Binary):
    """What `fetch` last heard of one feed: data/windows/snapshots/NAME.jsonl."""


class Hearing(Binary):
    """When each feed was last heard, and what is wrong with it: data/windows/snapshots/state.json."""


class Exported(Binary):
    """Posts that somebody exported: data/windows/posts/NAME.csv (or .json, .xml)."""

    limit = 20_000_000
    count: int
    """How many posts it holds."""

    @classmethod
    def examine(cls, path: Path, file: str) -> dict[str, Any]:
        found, problems = posts.exported(path.read_bytes(), file)
        if problems:
            raise ContentError(problems)
        return {"count": len(found)}
