"""Counting: shares, days and ages, each with its denominator."""

from __future__ import annotations

import datetime as dt
import math
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .batches import Row
from .choices import OPEN
from .records import Settings

WEEKS = 12


@dataclass(frozen=True, slots=True)
class Days:
    """How many days something took: over `count` items; None where there are none."""

    count: int
    median: int | None
    ninetieth: int | None


@dataclass(frozen=True, slots=True)
class Quarter:
    """What came in and went out in three months, by the day of each step."""

    title: str
    received: int
    answered: int
    already: int
    promised: int
    declined: int
    median: int | None
    on_time: int
    due: int


@dataclass(frozen=True, slots=True)
class Week:
    """What came in and went out in seven days, and what was open at their end."""

    ends: dt.date
    received: int
    closed: int
    open: int


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of the register on the day `today`."""

    today: dt.date
    received: int
    waiting: int
    comments: int
    suggestions: int
    answered: int
    outcomes: tuple[tuple[str, int], ...]
    """Answers by outcome, in the order of OUTCOMES; their sum is `answered`."""
    done: int
    overdue: int
    on_time: int
    """Suggestions answered within the target."""
    due: int
    """Suggestions answered, or open for longer than the target."""
    first_answer: Days
    completion: Days
    ages: tuple[tuple[str, int], ...]
    quarters: tuple[Quarter, ...]
    target: int


def nearest_rank(values: Iterable[int], percent: int) -> int | None:
    """The smallest of `values` that at least `percent` in a hundred of them do not exceed; None for none.

    Definition 1 of Hyndman and Fan, "Sample quantiles in statistical packages", The American Statistician 50
    (1996): the inverse of the empirical distribution. It is always a number of days that really occurred.
    """
    ordered = sorted(values)
    return ordered[max(0, math.ceil(percent * len(ordered) / 100) - 1)] if ordered else None


def days(values: Sequence[int]) -> Days:
    return Days(len(values), nearest_rank(values, 50), nearest_rank(values, 90))


def took(item: Row) -> int:
    """Days from receipt to the first answer of an answered item."""
    assert item.answered is not None
    return (item.answered - item.received).days


def figures(items: Sequence[Row], settings: Settings, today: dt.date) -> Figures:
    """The figures of the register as it stood on `today`."""
    suggestions = [item for item in items if item.suggested]
    answered = [item for item in suggestions if item.answered]
    outcomes = Counter(item.outcome for item in answered)
    promised = [item for item in answered if item.outcome == "will-be-done"]
    done = [item for item in promised if item.completed]
    late = [item for item in promised if _overdue(item, today)]
    on_time, due = on_target(suggestions, settings.answer_within, today)
    return Figures(
        today, len(items), sum(item.suggested is None for item in items),
        sum(item.suggested is False for item in items), len(suggestions), len(answered),
        tuple((name, outcomes[name]) for name in ("already-done", "will-be-done", "not-taken-forward")),
        len(done), len(late), on_time, due, days([took(item) for item in answered]),
        days([(item.completed - item.received).days for item in done if item.completed]),
        ages(items, settings, today), quarters(suggestions, settings.answer_within, today), settings.answer_within,
    )  # fmt: skip


def _overdue(item: Row, today: dt.date) -> bool:
    action = item.action
    return bool(action and not action.done and action.due and action.due < today)


def on_target(suggestions: Iterable[Row], within: int, today: dt.date) -> tuple[int, int]:
    """How many were answered in time, of how many that were answered or should have been."""
    taken = [
        took(item) if item.answered else None
        for item in suggestions
        if item.answered or _age(item, today) > within
    ]
    return sum(one is not None and one <= within for one in taken), len(taken)


def _age(item: Row, today: dt.date) -> int:
    return (today - item.received).days


def ages(items: Iterable[Row], settings: Settings, today: dt.date) -> tuple[tuple[str, int], ...]:
    """Open items by age, in the bands of the settings."""
    counts = Counter(band_of(_age(item, today), settings) for item in items if item.status in OPEN)
    return tuple((band.title, counts[place]) for place, band in enumerate(settings.age_bands))


def band_of(age: int, settings: Settings) -> int:
    """The place of the band that an age falls into."""
    bands = settings.age_bands
    return next((n for n, band in enumerate(bands) if band.most is None or age <= band.most), len(bands) - 1)


def quarters(suggestions: Iterable[Row], within: int, today: dt.date) -> tuple[Quarter, ...]:
    """Every quarter from the first suggestion to `today`: by the day each was received, or answered."""
    came: dict[tuple[int, int], list[Row]] = {}
    went: dict[tuple[int, int], list[Row]] = {}
    for item in suggestions:
        came.setdefault(_quarter(item.received), []).append(item)
        if item.answered:
            went.setdefault(_quarter(item.answered), []).append(item)
    if not came:
        return ()
    made, key = [], min(came)
    while key <= _quarter(today):
        mine = went.get(key, [])
        outcomes = Counter(item.outcome for item in mine)
        on_time, due = on_target(came.get(key, []), within, today)
        made.append(
            Quarter(
                f"{_MONTHS[key[1]]} {key[0]}", len(came.get(key, [])), len(mine), outcomes["already-done"],
                outcomes["will-be-done"], outcomes["not-taken-forward"],
                nearest_rank([took(item) for item in mine], 50), on_time, due,
            )
        )  # fmt: skip
        key = (key[0], key[1] + 1) if key[1] < 4 else (key[0] + 1, 1)
    return tuple(made)


_MONTHS = {1: "January to March", 2: "April to June", 3: "July to September", 4: "October to December"}


def _quarter(day: dt.date) -> tuple[int, int]:
    return day.year, (day.month + 2) // 3


def weeks(items: Sequence[Row], today: dt.date) -> tuple[Week, ...]:
    """The last twelve weeks, each of the seven days that end on its last day; the newest ends on `today`."""
    received = sorted(item.received for item in items)
    closed = sorted(day for item in items if (day := item.answered or item.thanked))
    ends = [today - dt.timedelta(7 * back) for back in range(WEEKS, -1, -1)]
    came, went = ([bisect_right(days, end) for end in ends] for days in (received, closed))
    return tuple(
        Week(ends[at], came[at] - came[at - 1], went[at] - went[at - 1], came[at] - went[at])
        for at in range(1, len(ends))
    )
