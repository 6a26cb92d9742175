"""Bars from left to right: one or several series, and the shares of a whole."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from .svg import (
    LINE,
    WIDTH,
    Cell,
    Chart,
    Series,
    block,
    boxes,
    few,
    frame,
    key,
    number,
    patterns,
    tag,
    text,
    width,
    wrap,
)

_BAR = 14


def bars(
    id: str,
    title: str,
    description: str,
    labels: Sequence[str],
    series: Sequence[Series],
    top: float,
    words: Sequence[str] = (),
    heading: str = "",
) -> Chart:
    """Bars from 0 to `top` for each label, those of all `series` below each other, each with its value.

    `words` name whole values from 0 (levels, say) in place of numbers. `heading` is the first column's in the
    table. ValueError for no or too many series, or for a series that has not a value for each label.
    """
    few(series)
    if not top > 0:
        raise ValueError("the end of the scale has to be above 0")
    shown = [[_shown(value, words) for value in one.values] for one in series]
    room = WIDTH - max([40.0, *(width(value) + 10 for row in shown for value in row)])
    drawn, y = key([one.name for one in series], boxes(id, len(series)), 0) if len(series) > 1 else ([], 0.0)
    for place, label in enumerate(labels):
        for line in wrap(label, WIDTH):
            y += LINE
            drawn.append(text(line, 0, y - 4, class_="chart__label"))
        for kind, one in enumerate(series):
            value = one.values[place]
            long = 0 if value is None else max(0.0, min(1.0, value / top)) * room
            drawn.append(tag("path", d=f"M0 {number(y)}v{_BAR}", class_="chart__axis"))
            if long:
                drawn.append(block(id, kind, 0, y, long, _BAR))
            drawn.append(text(shown[kind][place], long + 6, y + _BAR - 2))
            y += _BAR + 4
        y += 8
    rows = tuple(
        (label, *(column[place] for column in shown))
        for place, label in zip(range(len(labels)), labels, strict=True)
    )
    if any(len(one.values) != len(labels) for one in series):
        raise ValueError("each series needs a value for each label")
    head = (heading, *(one.name for one in series))
    picture = frame(id, title, description, y, patterns(id, len(series)), *drawn)
    return Chart(id, title, picture, head, rows, () if words else tuple(range(1, len(head))))


def _shown(value: float | None, words: Sequence[str]) -> str:
    if value is None:
        return "not known"
    return words[int(value)] if words and value % 1 == 0 and 0 <= value < len(words) else number(value)


def shares(
    id: str,
    title: str,
    description: str,
    parts: Sequence[str],
    rows: Sequence[tuple[str, Sequence[int]]],
    heading: str = "",
) -> Chart:
    """For each row one bar of full width, cut into `parts` by their counts, each count in its piece.

    A row whose counts are all 0 says so. ValueError for more than six parts, or a row with other than a count each.
    """
    few(parts)
    drawn, y = key(parts, boxes(id, len(parts)), 0)
    for label, counts in rows:
        if len(counts) != len(parts) or min(counts) < 0:
            raise ValueError(f"{label}: one count for each part, and none below 0")
        for line in wrap(label, WIDTH):
            y += LINE
            drawn.append(text(line, 0, y - 4, class_="chart__label"))
        drawn += _pieces(id, counts, y)
        y += 30
    head = (heading, *parts)
    table: tuple[tuple[Cell, ...], ...] = tuple((label, *counts) for label, counts in rows)
    picture = frame(id, title, description, y, patterns(id, len(parts)), *drawn)
    return Chart(id, title, picture, head, table, tuple(range(1, len(head))))


def _pieces(id: str, counts: Sequence[int], y: float) -> list[Markup]:
    whole = sum(counts)
    if not whole:
        return [text("none", 0, y + 15)]
    made: list[Markup] = []
    x = 0.0
    for kind, count in enumerate(counts):
        wide = WIDTH * count / whole
        if count:
            made.append(block(id, kind, x, y, wide, 22))
        if count and wide > width(str(count)) + 10:
            half = width(str(count)) / 2 + 3
            made.append(
                tag(
                    "rect",
                    x=x + wide / 2 - half,
                    y=y + 3,
                    width=2 * half,
                    height=16,
                    rx=3,
                    class_="chart__plate",
                )
            )
            made.append(text(str(count), x + wide / 2, y + 16, "middle"))
        x += wide
    return made
