"""The charts of the register."""

from __future__ import annotations

from collections.abc import Sequence

from smile.charts import Chart, Series, bars, shares, trend

from .choices import OUTCOMES
from .figures import Figures, Week

Ticks = list[tuple[float, str]]


def outcomes(figures: Figures) -> list[Chart]:
    """What came of answered suggestions: of all, and by the quarter of the answer."""
    whole = tuple(count for _, count in figures.outcomes)
    rows = [(one.title, (one.already, one.promised, one.declined)) for one in reversed(figures.quarters)]
    rows = [(title, counts) for title, counts in rows if any(counts)]
    if not rows:
        return []
    title = "What came of suggestions"
    said = f"Of {figures.answered} answered suggestions: " + ", ".join(
        f"{count} {OUTCOMES[name].lower()}" for name, count in figures.outcomes
    )
    parts = list(OUTCOMES.values())
    return [
        shares("outcomes-all", title, said + ".", parts, [("All answers", whole)], "Answers"),
        shares(
            "outcomes-by-quarter", f"{title}, by quarter",
            "For each quarter one bar, cut by what the answers of that quarter said.", parts, rows, "Quarter",
        ),
    ]  # fmt: skip


def ages(figures: Figures) -> list[Chart]:
    """Open items by age."""
    counts = tuple(count for _, count in figures.ages)
    if not any(counts):
        return []
    labels = [title for title, _ in figures.ages]
    said = "Items without a first answer: " + ", ".join(
        f"{title.lower()} {count}" for title, count in figures.ages
    )
    series = [Series("Items", counts)]
    return [bars("ages", "Open items by age", said + ".", labels, series, max(counts), heading="Age")]


def speed(figures: Figures) -> list[Chart]:
    """The median days to the first answer, by the quarter of the answer."""
    known = [one for one in figures.quarters if one.median is not None]
    if not known:
        return []
    series = [Series("Median days", tuple(one.median for one in reversed(known)))]
    top = max([figures.target, *(one.median or 0 for one in known)])
    said = f"From {known[0].median} days in {known[0].title} to {known[-1].median} in {known[-1].title}."
    labels = [one.title for one in reversed(known)]
    return [bars("speed", "Median days to the first answer", said, labels, series, top, heading="Quarter")]


def weeks(many: Sequence[Week]) -> Chart:
    """What came in, what was answered and what was open, week by week."""
    series = [
        Series("Received", tuple(one.received for one in many)),
        Series("Answered", tuple(one.closed for one in many)),
        Series("Open", tuple(one.open for one in many)),
    ]
    top = max(1, *(max(one.received, one.closed, one.open) for one in many))
    ticks: Ticks = [(0, "0"), (top, f"{top:,}")]
    if top > 1:
        ticks.insert(1, (top / 2, f"{top / 2:g}"))
    said = f"{many[-1].open:,} items were open at the end of the last week, {many[0].open:,} at the end of the first."
    return trend("weeks", "The last twelve weeks", said, [one.ends for one in many], series, ticks)
