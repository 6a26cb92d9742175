"""What the events room reads: events, and awareness weeks."""

from __future__ import annotations

import datetime as dt
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field

from smile.clock import LONDON
from smile.records import Date, Document, Record, Slug, Text

Clock = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
"""A time of day in London: 14:30."""


def _uuid(value: str) -> str:
    try:
        return str(UUID(value))
    except ValueError:
        raise ValueError("should be a UUID: 6f1c2b9e-3d0a-4c57-9c39-0a4b8e1d2f70") from None


class Event(Document):
    """An event, its text what to know of it: data/events/SLUG.md."""

    summary: Text
    """One sentence for lists, calendars and search results."""
    uid: Annotated[Text, AfterValidator(_uuid)]
    """Its id in calendars for ever: a UUID, which no other event has (RFC 7986, section 5.3)."""
    start: Date
    """Its first day."""
    end: Date | None = None
    """Its last day; the first when left out."""
    from_time: Annotated[Clock | None, Field(alias="from")] = None
    """When it begins, in London; it lasts whole days when left out."""
    to_time: Annotated[Clock | None, Field(alias="to")] = None
    """When it ends, in London; needed with `from`."""
    place: Text | None = None
    """Where it is."""
    category: Slug
    """What kind of event it is: a word for its calendar."""
    changed: Date
    """The day its entry was last changed: calendars look at it."""
    cancelled: bool = False
    """True for one that does not take place; it stays in calendars, struck out."""
    week: Slug | None = None
    """The id of the awareness week that it belongs to."""
    partners: tuple[Slug, ...] = ()
    """The LEAP partners that it is shared with: the names of their files."""

    @property
    def last(self) -> dt.date:
        return self.end or self.start

    @property
    def begins(self) -> dt.datetime | None:
        """The moment it begins; None when it lasts whole days."""
        return _moment(self.start, self.from_time)

    @property
    def ends(self) -> dt.datetime | None:
        """The moment it ends; None when it lasts whole days."""
        return _moment(self.last, self.to_time)


class Week(Record):
    """An awareness day or week, or a campaign: data/weeks/SLUG.yaml. Events, episodes and items name it."""

    title: Text
    """What it is called."""
    summary: Text
    """What it is for, in one sentence."""
    start: Date | None = None
    """Its first day; left out where that is not published."""
    end: Date | None = None
    """Its last day."""
    tag: Text | None = None
    """The tag of the newsroom's items that go with it."""
    partners: tuple[Slug, ...] = ()
    """The LEAP partners that it is shared with: the names of their files."""
    example: bool = False
    """True for an example, which the page says."""


def _moment(day: dt.date, clock: str | None) -> dt.datetime | None:
    if clock is None:
        return None
    return dt.datetime.combine(day, dt.time.fromisoformat(clock), LONDON)
