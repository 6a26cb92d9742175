"""Who is connected to whom: one with those around it, and the parts of a whole with the ties between them.

Both are drawn without chance, and every box is a link: the Tab key goes through them in the order of reading.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from smile.jinja import escaped, markup

from .svg import EM, LINE, WIDTH, Chart, few, frame, number, tag, text, wrap

_SIDE = 148.0
"""How wide a box beside the middle is, in units."""
_BOX = 112.0
"""How wide the box of a part is."""
MOST = 20
"""How many neighbours a picture has room for."""


@dataclass(frozen=True, slots=True)
class Near:
    """Somebody beside the one in the middle."""

    name: str
    url: str
    ties: tuple[str, ...]
    """What ties the two, in words; the first decides how the line is drawn."""
    line: int = 0
    """How the line is drawn: 0 to 5, as a series of a chart."""
    round: bool = False
    """Whether the box has round corners: a second kind of thing."""


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """One and those around it. Plain values: hand it to a page, whose template asks for the `chart`."""

    id: str
    title: str
    centre: str
    around: tuple[Near, ...]
    """In the order of reading."""
    between: tuple[tuple[int, int], ...] = ()
    """Those around it that are tied to each other, by their places."""

    @property
    def chart(self) -> Chart:
        """The picture, with the first `MOST` of them, and the table with all."""
        shown = self.around[:MOST]
        middle = _lines(self.centre, WIDTH - 150)
        top = len(middle) * LINE + 14.0
        places, bottom = _places(shown, top + 20)
        drawn = [
            *_between(self.between, places),
            *(_spoke(one.line, place.inner, top) for one, place in zip(shown, places, strict=True)),
            _box(middle, 75, 0, WIDTH - 150, top, "chart__middle"),
            *(_link(one, place) for one, place in zip(shown, places, strict=True)),
        ]
        more = len(self.around) - len(shown)
        said = f"{self.centre} in the middle, and {len(self.around)} around it. The table says the same."
        said += f" {more} of them are in the table alone." if more else ""
        picture = frame(self.id, self.title, said, bottom, markup("".join(drawn)), role="group")
        return Chart(
            self.id, self.title, picture, ("Name", "What ties them", "Also tied to"), tuple(self._rows())
        )

    def _rows(self) -> Iterator[tuple[str, str, str]]:
        others: dict[int, list[str]] = {}
        for one, other in self.between:
            others.setdefault(one, []).append(self.around[other].name)
            others.setdefault(other, []).append(self.around[one].name)
        for place, near in enumerate(self.around):
            name = markup(f'<a href="{escaped(near.url)}">{escaped(near.name)}</a>')
            yield name, ", ".join(near.ties), ", ".join(sorted(others.get(place, ())))


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a box is: its upper left corner, its height, and the lines of text in it."""

    x: float
    y: float
    high: float
    lines: tuple[str, ...]

    @property
    def inner(self) -> tuple[float, float]:
        """The middle of the side that faces the middle of the picture."""
        return (self.x + _SIDE if self.x < WIDTH / 2 else self.x), self.y + self.high / 2


def _lines(name: str, units: float, most: int = 3) -> Sequence[str]:
    """A name in few lines; what does not fit is cut."""
    lines = wrap(name, units - 12)
    return lines if len(lines) <= most else [*lines[: most - 1], lines[most - 1][:-1] + "\u2026"]


@lru_cache(1 << 14)
def _beside(name: str) -> tuple[str, ...]:
    """A name in the lines of a box beside the middle."""
    return tuple(_lines(name, _SIDE))


def _places(around: Sequence[Near], top: float) -> tuple[list[_Place], float]:
    """Two boxes a row, from left to right; and where the last row ends."""
    made: list[_Place] = []
    y = top
    for first in range(0, len(around), 2):
        pair = [_beside(one.name) for one in around[first : first + 2]]
        high = max(map(len, pair)) * LINE + 14.0
        made += [
            _Place(1.0 if at == 0 else WIDTH - _SIDE - 1, y, high, lines) for at, lines in enumerate(pair)
        ]
        y += high + 12
    return made, y


# thousands of these are drawn in a build: they are written out, where other pictures ask for `tag`, and as their
# places are mostly those of another picture, what has no words in it is kept
@lru_cache(1 << 12)
def _spoke(line: int, inner: tuple[float, float], top: float) -> str:
    x, y = inner
    path = f"M{WIDTH // 2} {number(top)}V{number(max(top, y - 16))}Q{WIDTH // 2} {number(y)} {number(x)} {number(y)}"
    return f'<path d="{path}" class="chart__line chart__line--{line}"></path>'


def _between(ties: Sequence[tuple[int, int]], places: Sequence[_Place]) -> Iterator[str]:
    for one, other in ties:
        if one < len(places) and other < len(places):
            (x1, y1), (x2, y2) = places[one].inner, places[other].inner
            bend = 22.0 if x1 == x2 < WIDTH / 2 else -22.0 if x1 == x2 else 0.0
            path = f"M{number(x1)} {number(y1 + 6)}C{number(x1 + bend)} {number(y1 + 6)} "
            path += f"{number(x2 + bend)} {number(y2 - 6)} {number(x2)} {number(y2 - 6)}"
            yield f'<path d="{path}" class="chart__tie"></path>'


def _box(
    lines: Sequence[str], x: float, y: float, wide: float, high: float, class_: str, rx: float = 2
) -> str:
    """A box with lines of text in it, as HTML."""
    box, starts = _frame(len(lines), x, y, wide, high, class_, rx)
    # a space between the lines of a name, for who listens or speaks
    return box + "".join(
        [f"{start}{escaped(line)}</text>" for start, line in zip(starts, lines, strict=True)]
    )


@lru_cache(1 << 12)
def _frame(
    lines: int, x: float, y: float, wide: float, high: float, class_: str, rx: float
) -> tuple[str, tuple[str, ...]]:
    """The box alone, and what each of so many lines of text begins with."""
    box = f'<rect x="{number(x)}" y="{number(y + 1)}" width="{number(wide)}" height="{number(high - 2)}"'
    box += f' rx="{number(rx)}" class="{class_}"></rect>'
    first = y + high / 2 - (lines - 1) * LINE / 2 + EM / 2 - 2
    middle = number(x + wide / 2)
    return box, tuple(
        f' <text x="{middle}" y="{number(first + at * LINE)}" text-anchor="middle">' for at in range(lines)
    )


def _link(one: Near, place: _Place) -> str:
    label = escaped(f"{one.name}: {', '.join(one.ties)}")
    inside = _box(place.lines, place.x, place.y, _SIDE, place.high, "chart__node", 14 if one.round else 2)
    return f'<a href="{escaped(one.url)}" aria-label="{label}" class="chart__link">{inside}</a>'


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a whole, and how many there are in it."""

    name: str
    url: str
    count: int


def parts(
    id: str, title: str, description: str, all_parts: Sequence[Part], ties: Mapping[tuple[int, int], int]
) -> Chart:
    """Up to six parts in a ring. `ties` are numbers by the places of two parts, the smaller first, or of one twice.

    The more ties, the wider the line; their number stands on it. ValueError for none or more than six parts.
    """
    few(all_parts)
    high, middle, tall = 62.0, 226.0, 190.0
    turn = 2 * math.pi / len(all_parts)
    at = [
        (WIDTH / 2 + 123 * math.sin(turn * step), middle - tall * math.cos(turn * step))
        for step in range(len(all_parts))
    ]
    most = max((count for (one, other), count in ties.items() if one != other), default=0)
    across = sorted((pair, count) for pair, count in ties.items() if pair[0] != pair[1] and count)
    lines, plates = [], []
    for (one, other), count in across:
        (x1, y1), (x2, y2) = at[one], at[other]
        wide = 1 + 4 * (count / most) ** 0.5
        path = f"M{number(x1)} {number(y1)}L{number(x2)} {number(y2)}"
        lines.append(tag("path", d=path, stroke_width=round(wide, 1), class_="chart__between"))
        # of neighbours between the two boxes, of others not in the middle, where the lines meet
        part = 0.5 if other - one in (1, len(all_parts) - 1) else 0.4
        x, y = x1 + (x2 - x1) * part, y1 + (y2 - y1) * part
        room = 6 + 8 * len(str(count))
        plates.append(
            tag("rect", x=x - room / 2, y=y - 9, width=room, height=18, rx=3, class_="chart__plate")
        )
        plates.append(text(str(count), x, y + 5, "middle"))
    boxes = []
    for place, one_part in enumerate(all_parts):
        inner = ties.get((place, place), 0)
        words = [*_lines(one_part.name, _BOX, 2), f"{one_part.count}, {inner} within"]
        x, y = at[place]
        drawn = markup(_box(words, x - _BOX / 2, y - high / 2, _BOX, high, "chart__node"))
        label = f"{one_part.name} {one_part.count}, {inner} within"
        boxes.append(tag("a", drawn, href=one_part.url, aria_label=label, class_="chart__link"))
    picture = frame(id, title, description, 2 * middle, *lines, *plates, *boxes, role="group")
    return Chart(id, title, picture, ("", *(one.name for one in all_parts)), tuple(_rows(all_parts, ties)),
                 tuple(range(1, len(all_parts) + 1)))  # fmt: skip


def _rows(all_parts: Sequence[Part], ties: Mapping[tuple[int, int], int]) -> Iterator[tuple[str | int, ...]]:
    steps = range(len(all_parts))
    for row, one in enumerate(all_parts):
        yield one.name, *(ties.get((min(row, other), max(row, other)), 0) for other in steps)
