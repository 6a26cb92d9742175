"""How values are spread: a dot for each along one scale."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from .svg import LINE, WIDTH, Chart, frame, number, shape, tag, text, wrap


@dataclass(frozen=True, slots=True)
class Row:
    """Values of one kind, and the one among them (or beside them) that the reader looks for."""

    name: str
    values: tuple[float, ...]
    own: float | None = None


def spread(
    id: str,
    title: str,
    description: str,
    rows: Sequence[Row],
    ticks: Sequence[tuple[float, str]],
    own: str = "Own",
    heading: str = "",
) -> Chart:
    """For each row its values as columns of dots along one scale, the median as a line, its own value as a diamond.

    The scale reaches from the lowest to the highest of `ticks`. ValueError for fewer than two ticks.
    """
    if len(ticks) < 2:
        raise ValueError("a spread needs two ticks at the least")
    low, high = min(value for value, _ in ticks), max(value for value, _ in ticks)

    def along(value: float) -> float:
        return 8 + (WIDTH - 16) * max(0.0, min(1.0, (value - low) / (high - low)))

    drawn: list[Markup] = []
    y = 0.0
    for one in rows:
        for line in wrap(one.name, WIDTH):
            y += LINE
            drawn.append(text(line, 0, y - 4, class_="chart__label"))
        drawn += _dots([along(value) for value in one.values], y + 40)
        drawn.append(tag("path", d=f"M8 {number(y + 42)}H{WIDTH - 8}", class_="chart__axis"))
        if one.values:
            middle = along(statistics.median(one.values))
            drawn.append(
                tag("path", d=f"M{number(middle)} {number(y + 2)}V{number(y + 46)}", class_="chart__median")
            )
        if one.own is not None:
            drawn.append(shape(2, along(one.own), y + 42, 6))
        y += 54
    for place, (value, words) in enumerate(sorted(ticks)):
        anchor = None if place == 0 else "end" if place == len(ticks) - 1 else "middle"
        drawn.append(
            text(words, 0 if place == 0 else WIDTH if anchor == "end" else along(value), y + 8, anchor)
        )
    table = tuple(_summary(one) for one in rows)
    head = (heading, "Values", "Lowest", "Median", "Highest", own)
    return Chart(id, title, frame(id, title, description, y + 16, *drawn), head, table, (1, 2, 3, 4, 5))


def _dots(places: Sequence[float], floor: float) -> list[Markup]:
    """Dots stacked on `floor` in columns of six units; columns too high for that are bars of their own height."""
    columns = Counter(round(x / 6) for x in places)
    most = max(columns.values(), default=0)
    if most <= 6:
        return [
            tag("circle", cx=column * 6, cy=floor - 3 - 6 * step, r=2.7, class_="chart__dot")
            for column, count in sorted(columns.items())
            for step in range(count)
        ]
    return [
        tag(
            "rect",
            x=column * 6 - 2.5,
            y=floor - 36 * count / most,
            width=5,
            height=36 * count / most,
            class_="chart__dot",
        )
        for column, count in sorted(columns.items())
    ]


def _summary(one: Row) -> tuple[str | int | float | None, ...]:
    if not one.values:
        return (one.name, 0, None, None, None, one.own)
    middle = statistics.median(one.values)
    return (one.name, len(one.values), min(one.values), middle, max(one.values), one.own)
