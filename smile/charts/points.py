"""Points: a grid of cells with marks that move, and how values are spread."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from .svg import LINE, WIDTH, Chart, frame, number, shape, tag, text, width, wrap

Place = tuple[int, int]
"""A column and a row of a matrix, from 0: to the right and upwards."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Something in a cell of a matrix, and the cell it came from."""

    name: str
    """What the table calls it."""
    label: str
    """What stands in the picture: one to three letters or digits."""
    at: Place
    before: Place | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """Values of one kind, and the one among them (or beside them) that the reader looks for."""

    name: str
    values: tuple[float, ...]
    own: float | None = None


def matrix(
    id: str,
    title: str,
    description: str,
    columns: Sequence[str],
    rows: Sequence[str],
    marks: Sequence[Mark],
    across: str,
    up: str,
) -> Chart:
    """A grid of `columns` by `rows` (lowest first) with `marks` in it, and arrows from where they were before.

    `across` and `up` name the two scales. A cell with more marks than it has room for shows how many they are.
    ValueError for a mark outside the grid.
    """
    for one in marks:
        for place in (one.at, one.before or one.at):
            if not (0 <= place[0] < len(columns) and 0 <= place[1] < len(rows)):
                raise ValueError(f"{one.name} is outside the grid of {len(columns)} by {len(rows)}")
    left, top = 26.0, LINE + 6.0
    wide = (WIDTH - left - 2) / len(columns)
    high = min(wide, 44.0) if wide > 24 else 30.0
    bottom = top + high * len(rows)
    drawn = [text(f"{up} \u2191", 0, LINE - 5, class_="chart__label")]
    for step in range(len(columns) + 1):
        drawn.append(
            tag(
                "path",
                d=f"M{number(left + step * wide)} {number(top)}V{number(bottom)}",
                class_="chart__grid",
            )
        )
    for step in range(len(rows) + 1):
        drawn.append(
            tag(
                "path",
                d=f"M{number(left)} {number(top + step * high)}H{number(WIDTH - 2)}",
                class_="chart__grid",
            )
        )
    drawn += [
        text(_short(name, place, wide), left + (place + 0.5) * wide, bottom + LINE - 2, "middle")
        for place, name in enumerate(columns)
    ]
    drawn += [
        text(_short(name, place, left), left - 6, bottom - (place + 0.5) * high + 5, "end")
        for place, name in enumerate(rows)
    ]
    drawn.append(text(f"{across} \u2192", WIDTH - 2, bottom + 2 * LINE + 2, "end", "chart__label"))

    def centre(place: Place) -> tuple[float, float]:
        return left + (place[0] + 0.5) * wide, bottom - (place[1] + 0.5) * high

    drawn += _arrows(id, marks, centre_of={place: centre(place) for place in _places(marks)})
    for place in sorted({one.at for one in marks}):
        drawn += _cell([one for one in marks if one.at == place], *centre(place), wide, high)
    table = tuple(
        (
            f"{one.label}. {one.name}",
            columns[one.at[0]],
            rows[one.at[1]],
            f"{columns[one.before[0]]}, {rows[one.before[1]]}" if one.before else "",
        )
        for one in marks
    )
    picture = frame(id, title, description, bottom + 2 * LINE + 10, *drawn)
    return Chart(id, title, picture, ("", across, up, "Before"), table)


def _places(marks: Sequence[Mark]) -> set[Place]:
    return {place for one in marks for place in (one.at, one.before or one.at)}


def _short(name: str, place: int, room: float) -> str:
    """The name of a column or row where there is room for it, else its number from 1."""
    return name if width(name) < room - 4 else str(place + 1)


def _arrows(id: str, marks: Sequence[Mark], centre_of: dict[Place, tuple[float, float]]) -> list[Markup]:
    moves = Counter((one.before, one.at) for one in marks if one.before and one.before != one.at)
    head = tag(
        "marker",
        tag("path", d="M0 0L8 4L0 8Z", class_="chart__head"),
        id=f"{id}-arrow",
        viewBox="0 0 8 8",
        refX=8,
        refY=4,
        markerWidth=7,
        markerHeight=7,
        orient="auto",
    )
    made = [tag("defs", head)] if moves else []
    for before, at in sorted(moves):
        assert before is not None
        (x1, y1), (x2, y2) = centre_of[before], centre_of[at]
        long = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5
        cut = min(12.0, long / 3) / long
        path = f"M{number(x1)} {number(y1)}L{number(x2 - (x2 - x1) * cut)} {number(y2 - (y2 - y1) * cut)}"
        made.append(tag("circle", cx=x1, cy=y1, r=3, class_="chart__before"))
        made.append(tag("path", d=path, class_="chart__arrow", marker_end=f"url(#{id}-arrow)"))
    return made


def _cell(marks: Sequence[Mark], x: float, y: float, wide: float, high: float) -> list[Markup]:
    """The marks of one cell side by side, or how many they are."""
    size = min(10.0, wide / 2 - 2, high / 2 - 2)
    per_row, per_column = max(1, int(wide // (2 * size + 1))), max(1, int(high // (2 * size + 1)))
    if len(marks) > per_row * per_column:
        half = min(wide, high) / 2 - 2
        return [
            tag("rect", x=x - half, y=y - half, width=2 * half, height=2 * half, class_="chart__many"),
            text(str(len(marks)), x, y + 5, "middle", "chart__inside"),
        ]
    made: list[Markup] = []
    lines = [marks[first : first + per_row] for first in range(0, len(marks), per_row)]
    for row, line in enumerate(lines):
        for column, one in enumerate(line):
            cx = x + (column - (len(line) - 1) / 2) * (2 * size + 1)
            cy = y + (row - (len(lines) - 1) / 2) * (2 * size + 1)
            made.append(tag("circle", cx=cx, cy=cy, r=size, class_="chart__dot"))
            made.append(text(one.label, cx, cy + 4, "middle", "chart__inside"))
    return made


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
