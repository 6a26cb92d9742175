"""What the newsroom reads: dated items, and the names of the channels they are marked with."""

from __future__ import annotations

from pydantic import ConfigDict

from smile.records import Document, PartialDate, Record, Slug, Text


class Item(Document):
    """A dated item: content/newsroom/items/YYYY/SLUG.md."""

    summary: Text
    """One sentence for lists, feeds, search results and social previews."""
    date: PartialDate
    """The day it happened (2019-02-07), or the month where only that is published (2019-02)."""
    channels: tuple[Slug, ...] = ()
    """The channels that it would suit, by their ids."""
    author: Text | None = None
    """The role that it speaks for."""

    @property
    def year(self) -> int:
        return self.date.first.year


class ChannelName(Record):
    """A channel as the newsroom sees it: its id and its name. The rest of the file is for others to read."""

    model_config = ConfigDict(extra="ignore")

    name: Text
    """What the channel is called."""
