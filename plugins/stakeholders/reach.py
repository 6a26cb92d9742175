"""Whom we reach: the grid and its gaps, seldom-heard groups, growth, accounts, depth; totals for the public."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args

from smile.records import Citation, View

from .choices import GROUPS, PROXIMITIES, SELDOM_HEARD, Protected
from .records import Organisation, PublishedTotal
from .register import Register

SELDOM_HEARD_TARGET = 2
"""New organisations that the review aims at for each seldom-heard group (lines 2429-2438)."""
BASELINE, GROWTH_GOAL = 130, 25
"""Organisations at the end of July 2018, and the growth aimed at in percent (lines 2352-2374)."""
SINCE = dt.date(2018, 7, 31)
"""The day of the baseline: what was added later is new."""


@dataclass(frozen=True, slots=True)
class GridRow:
    """One group: how many organisations at each proximity, in the order of PROXIMITIES."""

    group: str
    title: str
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.counts)

    @property
    def gaps(self) -> int:
        return self.counts.count(0)


@dataclass(frozen=True, slots=True)
class Grid:
    """Groups by proximities, computed from the records."""

    proximities: tuple[str, ...]
    rows: tuple[GridRow, ...]
    totals: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.totals)

    @property
    def gaps(self) -> int:
        """How many cells are empty."""
        return sum(row.gaps for row in self.rows)


@dataclass(frozen=True, slots=True)
class Progress:
    """How many organisations speak for a seldom-heard group: all, the new ones, and what is missing."""

    title: str
    count: int
    new: int
    shortfall: int


@dataclass(frozen=True, slots=True)
class Share:
    """How many of a whole."""

    title: str
    count: int
    whole: int

    @property
    def percent(self) -> int:
        return round(100 * self.count / self.whole) if self.whole else 0


class Growth(View):
    """A published count and how it grew; `percent` is None where only one count is published."""

    measure: str
    counts: tuple[tuple[str, int], ...]
    percent: float | None
    sources: tuple[Citation, ...] = ()


class ReachFigures(View):
    """What may be published of the register: totals, and nothing that could point at an organisation."""

    organisations: int
    contacts: int
    cleansed: int


def grid(organisations: Sequence[Organisation]) -> Grid:
    """How many organisations of each group there are at each proximity."""
    many = Counter((one.group, one.proximity) for one in organisations)
    rows = tuple(
        GridRow(key, title, tuple(many[key, near] for near in PROXIMITIES))  # type: ignore[index]
        for key, title in GROUPS.items()
    )
    columns = zip(*(row.counts for row in rows), strict=True)
    return Grid(tuple(PROXIMITIES.values()), rows, tuple(sum(column) for column in columns))


def seldom_heard(organisations: Sequence[Organisation]) -> tuple[Progress, ...]:
    """How many organisations speak for each seldom-heard group, and how many new ones the target still misses."""
    made = []
    for key, title in SELDOM_HEARD.items():
        found = [one for one in organisations if key in one.seldom_heard]
        new = sum(one.added is not None and one.added > SINCE for one in found)
        made.append(Progress(title, len(found), new, max(0, SELDOM_HEARD_TARGET - new)))
    return tuple(made)


def protected(organisations: Sequence[Organisation]) -> tuple[tuple[str, int], ...]:
    """How many organisations speak for each protected characteristic."""
    many = Counter(key for one in organisations for key in one.protected)
    return tuple((key.replace("-", " ").capitalize(), many[key]) for key in get_args(Protected))


def coverage(organisations: Sequence[Organisation]) -> tuple[Share, ...]:
    """How far social accounts are known and followed, by organisation."""
    whole = len(organisations)
    having = [one for one in organisations if one.accounts]
    return (
        Share(
            "Looked for accounts", sum(bool(o.accounts_checked or o.accounts) for o in organisations), whole
        ),
        Share("Have an account", len(having), whole),
        Share("We follow one", sum(any(a.we_follow for a in o.accounts) for o in having), len(having)),
        Share("Follow us", sum(any(a.they_follow for a in o.accounts) for o in having), len(having)),
    )


def depth(organisations: Sequence[Organisation]) -> tuple[Share, ...]:
    """How many organisations we know nobody, one, two or three, or more people in."""
    whole = len(organisations)
    known = [one.depth for one in organisations]
    steps = (
        ("Nobody by name", 0, 0),
        ("One person", 1, 1),
        ("Two or three", 2, 3),
        ("Four or more", 4, 10**6),
    )
    return tuple(Share(title, sum(low <= n <= high for n in known), whole) for title, low, high in steps)


def reach(of: Register) -> ReachFigures | None:
    """The totals of the register that may be published; None when it is empty or not here."""
    everyone = of.organisations
    if not everyone:
        return None
    alone = sum(held.home is None for held in of.held) - len(everyone)
    made = ReachFigures(
        organisations=len(everyone),
        contacts=sum(one.depth for one in everyone) + alone,
        cleansed=sum(one.cleanse == "done" for one in everyone),
    )
    return made.with_source(of.files[0].source)


def growth(published: PublishedTotal) -> Growth:
    """The published counts of one measure, and the growth from the first to the last in percent."""
    counts = tuple((total.when, total.count) for total in published.totals)
    first, last = counts[0][1], counts[-1][1]
    percent = round(100 * (last - first) / first, 1) if len(counts) > 1 and first else None
    return Growth.of(published, counts=counts, percent=percent)


def against_goal(count: int) -> float:
    """How far a number of organisations is above the baseline, in percent."""
    return round(100 * (count - BASELINE) / BASELINE, 1)
