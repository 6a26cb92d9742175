"""What the newsroom reads: dated items, and the names of the channels they are marked with."""

from __future__ import annotations

from typing import Literal, get_args

from pydantic import ConfigDict

from smile.records import Document, PartialDate, Record, Slug, Text

Style = Literal["review of the week", "focus on", "thought piece", "wider NHS"]
"""The styles of a blog that the review of 2019 proposes for the one of the chief executive."""
BLOG = "blog"
STYLES: tuple[str, ...] = get_args(Style)


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
    style: Style | None = None
    """For an item of a blog: its style."""
    guest_editor: Text | None = None
    """For an item of a blog by somebody else than its usual author: their role, not their name."""

    @property
    def year(self) -> int:
        return self.date.first.year


class ChannelName(Record):
    """A channel as the newsroom sees it: its id and its name. The rest of the file is for others to read."""

    model_config = ConfigDict(extra="ignore")

    name: Text
    """What the channel is called."""
    kind: Text | None = None
    """What kind of channel it is; items of a "blog" may have a style and a guest editor."""
