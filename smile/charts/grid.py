"""A grid of two scales: who stands where, who moved, and how many stand in each cell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from .svg import LINE, WIDTH, Cell, Chart, frame, number, tag, text, width

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
class Quarters:
    """The four corners of a matrix: their names, and how many of its columns and rows count as low."""

    low: Place
    names: tuple[str, str, str, str]
    """Bottom left, bottom right, top left, top right."""


@dataclass(frozen=True, slots=True)
class _Grid:
    """Where the cells are, in units."""

    columns: int
    rows: int
    left: float
    top: float
    wide: float
    high: float

    @property
    def bottom(self) -> float:
        return self.top + self.high * self.rows

    def centre(self, place: Place) -> tuple[float, float]:
        return self.left + (place[0] + 0.5) * self.wide, self.bottom - (place[1] + 0.5) * self.high


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
    grid = _grid(len(columns), len(rows), LINE + 6.0)
    drawn = _ground(grid, columns, rows, across, up, grid.bottom + 2 * LINE + 2)
    drawn += _arrows(id, [(one.before, one.at) for one in marks if one.before], grid, 12.0)
    for place in sorted({one.at for one in marks}):
        drawn += _cell([one for one in marks if one.at == place], *grid.centre(place), grid.wide, grid.high)
    picture = frame(id, title, description, grid.bottom + 2 * LINE + 10, *drawn)
    return Chart(id, title, picture, ("", across, up, "Before"), tuple(_told(marks, columns, rows)))


def _told(marks: Sequence[Mark], columns: Sequence[str], rows: Sequence[str]) -> Iterator[tuple[Cell, ...]]:
    for one in marks:
        before = f"{columns[one.before[0]]}, {rows[one.before[1]]}" if one.before else ""
        yield f"{one.label}. {one.name}", columns[one.at[0]], rows[one.at[1]], before


@dataclass(frozen=True, slots=True)
class Tally:
    """How many stand in each cell of a grid, and who moved. Plain values: a template asks for the `chart`."""

    id: str
    title: str
    description: str
    columns: tuple[str, ...]
    rows: tuple[str, ...]
    """The lowest first."""
    counts: tuple[tuple[int, ...], ...]
    """For each row its columns."""
    moves: tuple[tuple[Place, Place], ...]
    """From where to where; those that are the same are one arrow."""
    across: str
    up: str
    quarters: Quarters

    @property
    def chart(self) -> Chart:
        """The picture, with the larger circles for the larger numbers, and a table of the same shape."""
        grid = _grid(len(self.columns), len(self.rows), 2 * LINE + 6.0)
        drawn = _ground(grid, self.columns, self.rows, self.across, self.up, grid.bottom + 3 * LINE + 2)
        drawn += [*_quarters(grid, self.quarters), *_arrows(self.id, self.moves, grid, 13.0)]
        most = max((count for row in self.counts for count in row), default=0)
        for row, counts in enumerate(self.counts):
            for column, count in enumerate(counts):
                if count:
                    drawn += _count(count, most, *grid.centre((column, row)), grid)
        picture = frame(self.id, self.title, self.description, grid.bottom + 3 * LINE + 10, *drawn)
        table: list[tuple[Cell, ...]] = [
            (name, *counts) for name, counts in zip(self.rows, self.counts, strict=True)
        ]
        numeric = tuple(range(1, len(self.columns) + 1))
        return Chart(self.id, self.title, picture, (self.up, *self.columns), tuple(reversed(table)), numeric)


def _grid(columns: int, rows: int, top: float) -> _Grid:
    wide = (WIDTH - 28.0) / columns
    return _Grid(columns, rows, 26.0, top, wide, min(wide, 44.0) if wide > 24 else 30.0)


def _ground(
    grid: _Grid, columns: Sequence[str], rows: Sequence[str], across: str, up: str, end: float
) -> list[Markup]:
    """The empty grid with the names of its scales; that of the one across stands at the height `end`."""
    return [
        text(f"{up} \u2191", 0, LINE - 5, class_="chart__label"),
        *_lines(grid),
        *_names(grid, columns, rows),
        text(f"{across} \u2192", WIDTH - 2, end, "end", "chart__label"),
    ]


def _lines(grid: _Grid) -> Iterator[Markup]:
    for step in range(grid.columns + 1):
        path = f"M{number(grid.left + step * grid.wide)} {number(grid.top)}V{number(grid.bottom)}"
        yield tag("path", d=path, class_="chart__grid")
    for step in range(grid.rows + 1):
        path = f"M{number(grid.left)} {number(grid.top + step * grid.high)}H{number(WIDTH - 2)}"
        yield tag("path", d=path, class_="chart__grid")


def _names(grid: _Grid, columns: Sequence[str], rows: Sequence[str]) -> Iterator[Markup]:
    for place, name in enumerate(columns):
        x = grid.left + (place + 0.5) * grid.wide
        yield text(_short(name, place, grid.wide), x, grid.bottom + LINE - 2, "middle")
    for place, name in enumerate(rows):
        yield text(_short(name, place, grid.left), grid.left - 6, grid.centre((0, place))[1] + 5, "end")


def _quarters(grid: _Grid, of: Quarters) -> Iterator[Markup]:
    """The names above and below the grid, and the two lines that divide it."""
    above, below = grid.top - 6, grid.bottom + 2 * LINE
    for name, x, y, anchor in (
        (of.names[2], grid.left, above, None),
        (of.names[3], WIDTH - 2, above, "end"),
        (of.names[0], grid.left, below, None),
        (of.names[1], WIDTH - 2, below, "end"),
    ):
        yield text(name if width(name) < WIDTH / 2 else name[:19] + "\u2026", x, y, anchor)
    x, y = grid.left + of.low[0] * grid.wide, grid.bottom - of.low[1] * grid.high
    yield tag("path", d=f"M{number(x)} {number(grid.top)}V{number(grid.bottom)}", class_="chart__median")
    yield tag("path", d=f"M{number(grid.left)} {number(y)}H{WIDTH - 2}", class_="chart__median")


def _short(name: str, place: int, room: float) -> str:
    """The name of a column or row where there is room for it, else its number from 1."""
    return name if width(name) < room - 4 else str(place + 1)


def _arrows(id: str, pairs: Sequence[tuple[Place, Place]], grid: _Grid, room: float) -> list[Markup]:
    """From where something was to where it is, ending `room` before the middle of the cell."""
    moves = sorted({pair for pair in pairs if pair[0] != pair[1]})
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
    for before, at in moves:
        (x1, y1), (x2, y2) = grid.centre(before), grid.centre(at)
        long = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5
        cut = min(room, long / 3) / long
        path = f"M{number(x1)} {number(y1)}L{number(x2 - (x2 - x1) * cut)} {number(y2 - (y2 - y1) * cut)}"
        made.append(tag("circle", cx=x1, cy=y1, r=3, class_="chart__before"))
        made.append(tag("path", d=path, class_="chart__arrow", marker_end=f"url(#{id}-arrow)"))
    return made


def _count(count: int, most: int, x: float, y: float, grid: _Grid) -> list[Markup]:
    """How many, in a circle: the more there are, the larger."""
    whole = min(grid.wide, grid.high) / 2 - 1.5
    size = round(whole * (0.6 + 0.4 * (count / most) ** 0.5), 1)
    return [
        tag("circle", cx=x, cy=y, r=size, class_="chart__dot"),
        text(str(count), x, y + 4, "middle", "chart__inside"),
    ]


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
