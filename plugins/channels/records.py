"""What a channel's file says."""

from __future__ import annotations

from typing import Literal, get_args

from pydantic import Field

from smile.records import Citation, Record, Slug, Text, Value

Kind = Literal[
    "blog",
    "report",
    "podcast",
    "newsletter",
    "social",
    "website",
    "intranet",
    "listening",
    "video",
    "presentation",
]
Status = Literal["live", "new", "relaunched", "draft", "not yet used"]

KINDS: dict[str, tuple[str, str]] = {
    "blog": ("Blog", "Blogs"),
    "report": ("Report", "Reports"),
    "podcast": ("Podcast", "Podcasts"),
    "newsletter": ("Newsletter", "Newsletters"),
    "social": ("Social media", "Social media"),
    "video": ("Video", "Video"),
    "website": ("Website", "Websites"),
    "intranet": ("Intranet", "Intranet"),
    "listening": ("Listening", "Listening"),
    "presentation": ("Presentation", "Presentations"),
}
"""The kinds in the order of the page: what one channel is called, and the heading of many."""

STATUSES: tuple[str, ...] = get_args(Status)
"""The states in the order of the page."""


class ChannelLink(Value):
    """Where the channel can be found, or what shows it."""

    title: Text
    """The words of the link."""
    url: Text = Field(pattern=r"^(https?://|mailto:|tel:|/)")
    """A full address, or a site path: /microsite/page/"""


class Channel(Record):
    """A way to reach people: data/channels/ID.yaml."""

    name: Text
    """What it is called."""
    summary: Text
    """One sentence on what it is."""
    kind: Kind
    """What kind of channel it is."""
    status: Status
    """How far it is in use."""
    audience_groups: tuple[Text, ...] = Field(default=(), alias="audience")
    """Who it is for; left out where that is not published."""
    frequency: Text | None = None
    """How often it appears; left out where that is not published."""
    owner: Text | None = None
    """The role that answers for it; left out where that is not published."""
    delivered: tuple[Text, ...] = ()
    """What was done with it: one sentence each."""
    proposals: tuple[Text, ...] = ()
    """What was proposed for it: one sentence each."""
    links: tuple[ChannelLink, ...] = ()
    """Where to find it."""
    related: tuple[Slug, ...] = ()
    """The ids of channels that go with it."""
    sources: tuple[Citation, ...] = ()
    """The documents that its facts come from."""
    example: bool = False
    """True for an example, which the page says."""
