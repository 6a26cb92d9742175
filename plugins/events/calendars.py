"""Calendars (RFC 5545): the same events give the same bytes, as every uid and stamp comes from the content."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from smile.plugin import Site

from .records import Event

if TYPE_CHECKING:
    from icalendar import Event as Entry


def calendar(events: Sequence[Event], title: str, site: Site) -> bytes:
    """`events` as a calendar that people can subscribe to; times are in UTC."""
    from icalendar import Calendar  # here: it takes long to load

    made = Calendar()
    made.add("version", "2.0")
    made.add("prodid", "-//SMILE//events//EN")
    made.add("x-wr-calname", title)
    made.add("name", title)
    # RFC 7986 asks for the kind of value, which the library leaves out
    made.add("refresh-interval", dt.timedelta(hours=12), parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", "PT12H")
    for event in events:
        made.add_component(_entry(event, site))
    written: bytes = made.to_ical()
    return written


def _entry(event: Event, site: Site) -> Entry:
    from icalendar import Event as Entry

    entry = Entry()
    entry.add("uid", event.uid)
    entry.add("dtstamp", dt.datetime.combine(event.changed, dt.time(), dt.UTC))
    entry.add("summary", event.title)
    entry.add("description", event.summary)
    begins, ends = event.begins, event.ends
    if begins is not None and ends is not None:
        entry.add("dtstart", begins.astimezone(dt.UTC))
        entry.add("dtend", ends.astimezone(dt.UTC))
    else:
        entry.add("dtstart", event.start)
        entry.add("dtend", event.last + dt.timedelta(days=1))  # the day after, by RFC 5545
    if event.place:
        entry.add("location", event.place)
    entry.add("categories", [event.category])
    entry.add("url", site.base + site.url(f"{event.id}/"))
    entry.add("status", "CANCELLED" if event.cancelled else "CONFIRMED")
    return entry
