"""Digests: what appeared in each day or week that is over, in Europe/London."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from smile.clock import LONDON

from .records import Item

DAY, WEEK = 1, 7
KEPT = {DAY: 30, WEEK: 26}
"""How many digests are offered: a month of days, half a year of weeks."""


@dataclass(frozen=True, slots=True)
class Digest:
    """The items that appeared in one period, newest first. `first` is its first day, `last` its last."""

    first: dt.date
    last: dt.date
    items: tuple[Item, ...]

    @property
    def name(self) -> str:
        """2026-03-29 for a day, 2026-W13 for a week (ISO 8601)."""
        year, week, _ = self.first.isocalendar()
        return f"{year}-W{week:02}" if self.last > self.first else self.first.isoformat()

    @property
    def closed(self) -> dt.datetime:
        """The moment it was over: midnight in London, in UTC."""
        return ends(self.last)


def ends(day: dt.date) -> dt.datetime:
    """The moment that `day` is over in London, in UTC: 23:00 on that day in summer."""
    after = day + dt.timedelta(days=1)
    return dt.datetime(after.year, after.month, after.day, tzinfo=LONDON).astimezone(dt.UTC)


def appeared(item: Item) -> dt.date | None:
    """The day that readers could first see an item: the day it waited for, or else its own; None for a month."""
    if item.publish:
        return max(item.publish, item.date.first)
    return item.date.first if item.date.exact else None


def digests(items: Sequence[Item], now: dt.datetime, days: int) -> tuple[Digest, ...]:
    """The newest digests of periods of `days` (DAY or WEEK) that are over at `now`; none is empty."""

    known = [(day, item) for item in items if (day := appeared(item)) is not None]
    known.sort(key=lambda pair: pair[0], reverse=True)
    made = []
    for start, group in groupby(known, key=lambda pair: _first(pair[0], days)):
        last = start + dt.timedelta(days=days - 1)
        if ends(last) <= now:
            made.append(Digest(start, last, tuple(item for _, item in group)))
        if len(made) == KEPT[days]:
            break
    return tuple(made)


def _first(day: dt.date, days: int) -> dt.date:
    """The first day of the period that holds `day`; weeks begin on Monday."""
    return day - dt.timedelta(days=day.weekday()) if days == WEEK else day
