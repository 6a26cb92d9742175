"""Lines: what changes over dates, and the outline of many values around a centre."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence

from markupsafe import Markup

from .svg import LINE, WIDTH, Chart, Series, few, frame, key, number, shape, tag, text, width, wrap

Ticks = Sequence[tuple[float, str]]
"""Values of an axis with the words that stand there."""
SHORT = 120
"""Within fewer days the axis of time tells days, not months."""


def trend(
    id: str,
    title: str,
    description: str,
    dates: Sequence[dt.date],
    series: Sequence[Series],
    ticks: Ticks,
) -> Chart:
    """A line for each of `series` over `dates` (rising), between the lowest and the highest of `ticks`.

    A value that is None leaves a gap. ValueError for fewer than two ticks, dates that do not rise, or a value too few.
    """
    few(series)
    if len(ticks) < 2 or list(dates) != sorted(set(dates)) or not dates:
        raise ValueError("a trend needs two ticks at the least, and dates that rise")
    if any(len(one.values) != len(dates) for one in series):
        raise ValueError("each series needs a value for each date")
    drawn, top = key([one.name for one in series], _samples(len(series)), 0)
    low, high = min(value for value, _ in ticks), max(value for value, _ in ticks)
    left = max(width(words) for _, words in ticks) + 8
    bottom, right = top + 170, WIDTH - 12
    days = max(1, (dates[-1] - dates[0]).days)

    def across(day: dt.date) -> float:
        return left + 8 + (right - left - 8) * (day - dates[0]).days / days

    def up(value: float) -> float:
        return bottom - (bottom - top - 8) * (value - low) / (high - low)

    for value, words in ticks:
        drawn.append(tag("path", d=f"M{number(left)} {number(up(value))}H{right + 6}", class_="chart__grid"))
        drawn.append(text(words, left - 6, up(value) + 4, "end"))
    drawn += _years(dates, [across(day) for day in dates], bottom)
    for kind, one in enumerate(series):
        points = [
            None if value is None else (across(day), up(value))
            for day, value in zip(dates, one.values, strict=True)
        ]
        drawn.append(tag("path", d=_path(points), class_=f"chart__line chart__line--{kind}"))
        drawn += [shape(kind, *point) for point in points if point]
    rows = tuple(
        (f"{day.day} {day:%B %Y}", *(one.values[place] for one in series)) for place, day in enumerate(dates)
    )
    head = ("Date", *(one.name for one in series))
    return Chart(
        id, title, frame(id, title, description, bottom + 28, *drawn), head, rows, tuple(range(1, len(head)))
    )


def _years(dates: Sequence[dt.date], places: Sequence[float], bottom: float) -> list[Markup]:
    """Months under the line, or days of a short time, as many as there is room for; the ends come first."""
    short = (dates[-1] - dates[0]).days < SHORT
    made: list[Markup] = []
    taken: list[float] = []
    for place in (0, len(dates) - 1, *range(1, len(dates) - 1)):
        words = f"{dates[place].day} {dates[place]:%b}" if short else f"{dates[place]:%b %Y}"
        room = width(words) + 6
        if all(abs(places[place] - other) >= room for other in taken):
            taken.append(places[place])
            middle = min(max(places[place], room / 2), WIDTH - room / 2)
            made.append(text(words, middle, bottom + 20, "middle"))
    return made


def _path(points: Sequence[tuple[float, float] | None]) -> str:
    """Through `points`, with a gap at each None."""
    steps, pen = [], "M"
    for point in points:
        if point is not None:
            steps.append(f"{pen}{number(point[0])} {number(point[1])}")
        pen = "M" if point is None else "L"
    return "".join(steps)


def _samples(count: int) -> list[Markup]:
    return [
        tag("path", d="M-9 0H9", class_=f"chart__line chart__line--{kind}") + shape(kind, 0, 0)
        for kind in range(count)
    ]


def radar(
    id: str,
    title: str,
    description: str,
    axes: Sequence[str],
    series: Sequence[Series],
    top: float,
    heading: str = "",
    words: Sequence[str] = (),
) -> Chart:
    """An outline for each of `series`, with an axis from 0 to `top` for each of `axes`, clockwise from above.

    More than eight axes are numbered, and the numbers stand in the table. `words` name whole values in the table.
    ValueError for fewer than three axes, or a series with a value missing.
    """
    few(series)
    if len(axes) < 3 or any(len(one.values) != len(axes) or None in one.values for one in series):
        raise ValueError("a radar needs three axes at the least, and a value of each series for each")
    drawn, above = key([one.name for one in series], _samples(len(series)), 0)
    numbered = len(axes) > 8
    radius = 130.0 if numbered else 92.0
    x, y = WIDTH / 2, above + radius + LINE * (1.5 if numbered else 2.5)
    turns = [2 * math.pi * place / len(axes) for place in range(len(axes))]

    def at(turn: float, share: float) -> tuple[float, float]:
        return x + radius * share * math.sin(turn), y - radius * share * math.cos(turn)

    steps = int(top) if top % 1 == 0 and top <= 10 else 5
    for step in range(1, steps + 1):
        drawn.append(
            tag("path", d=_path([at(turn, step / steps) for turn in turns]) + "Z", class_="chart__grid")
        )
    for place, turn in enumerate(turns):
        end = at(turn, 1)
        drawn.append(
            tag(
                "path",
                d=f"M{number(x)} {number(y)}L{number(end[0])} {number(end[1])}",
                class_="chart__grid",
            )
        )
        drawn += _name(str(place + 1) if numbered else axes[place], *at(turn, 1 + 14 / radius), turn)
    for kind, one in enumerate(series):
        points = [at(turn, (value or 0) / top) for turn, value in zip(turns, one.values, strict=True)]
        drawn.append(tag("path", d=_path(points) + "Z", class_=f"chart__line chart__line--{kind}"))
        drawn += [shape(kind, *point, 4) for point in points]

    def shown(value: float | None) -> str | float | None:
        return words[int(value)] if words and value is not None and value % 1 == 0 else value

    rows = tuple(
        (f"{place + 1}. {name}" if numbered else name, *(shown(one.values[place]) for one in series))
        for place, name in enumerate(axes)
    )
    head = (heading, *(one.name for one in series))
    picture = frame(id, title, description, y + radius + LINE * (1.5 if numbered else 2.5), *drawn)
    return Chart(id, title, picture, head, rows, () if words else tuple(range(1, len(head))))


def _name(words: str, x: float, y: float, turn: float) -> list[Markup]:
    side = math.sin(turn)
    anchor = "middle" if abs(side) < 0.2 else "start" if side > 0 else "end"
    room = WIDTH if anchor == "middle" else WIDTH - x if side > 0 else x
    lines = wrap(words, room)
    first = y + 4 - (LINE * (len(lines) - 1) if math.cos(turn) > 0.2 else 0)
    return [text(line, x, first + LINE * place, anchor) for place, line in enumerate(lines)]
