"""What charts are composed of: elements, texts that fit, patterns, shapes, keys and the frame around them."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import TypeVar

from markupsafe import Markup

from smile.jinja import escaped, markup

T = TypeVar("T")

WIDTH = 360
"""Units across a chart. A unit is about a pixel on a phone; on wider screens charts grow."""
EM = 13.5
"""The size of text in units, at its largest (see smile.css)."""
LINE = 17
"""The height of a line of text in units."""
KINDS = 6
"""How many series can be told apart without colour."""

Cell = str | int | float | None


@dataclass(frozen=True, slots=True)
class Series:
    """A named row of values, one for each label of its chart; None where a value is not known."""

    name: str
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture, and the table that says the same: `rows` of cells below `head`, the first cell names its row."""

    id: str
    title: str
    svg: Markup
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    numeric: tuple[int, ...] = field(default=())
    """The columns that hold numbers, from 0."""


def number(value: float) -> str:
    """A number for people and for coordinates: at most two decimal places, no zeros at the end."""
    return f"{value:.2f}".rstrip("0").rstrip(".") if value % 1 else f"{value:.0f}"


def tag(name: str, *inner: str, **attributes: str | float | None) -> Markup:
    """An element. `class_` is `class`, and `_` in other names is `-`; None leaves an attribute out."""
    made = [f"<{name}"]
    for key, value in attributes.items():
        if value is not None:
            given = number(value) if isinstance(value, int | float) else escaped(value)
            made.append(f' {_attribute(key)}="{given}"')
    made.append(">")
    made += map(escaped, inner)
    made.append(f"</{name}>")
    return markup("".join(made))


@cache
def _attribute(key: str) -> str:
    return key.rstrip("_").replace("_", "-")


def text(words: str, x: float, y: float, anchor: str | None = None, class_: str | None = None) -> Markup:
    """A line of text whose base line is at `y`. `anchor` is None (starts at x), "middle" or "end"."""
    return tag("text", words, x=x, y=y, text_anchor=anchor, class_=class_)


def width(words: str) -> float:
    """About how wide a text is, in units: a little more than Arial takes."""
    return len(words) * EM * 0.6


def wrap(words: str, units: float) -> list[str]:
    """`words` in lines no wider than `units`."""
    return list(wrapped(words, max(4, int(units / (EM * 0.6)))))


@lru_cache(1 << 14)
def wrapped(words: str, most: int) -> tuple[str, ...]:
    """`words` in lines of up to `most` characters. The same name stands in many pictures."""
    parts = words.split(" ")
    if "-" in words or "" in parts or not words.isprintable() or max(map(len, parts)) > most:
        return tuple(textwrap.wrap(words, most) or [""])
    lines = parts[:1]
    for part in parts[1:]:  # what most names are needs no more than this
        if len(lines[-1]) + len(part) < most:
            lines[-1] += " " + part
        else:
            lines.append(part)
    return tuple(lines)


def shape(kind: int, x: float, y: float, size: float = 5) -> Markup:
    """The sign of series `kind`: a full dot, an empty square, a full diamond, an empty triangle, a cross, a ring."""
    forms = (
        f"M{x - size:.1f} {y:.1f}a{size} {size} 0 1 0 {2 * size} 0a{size} {size} 0 1 0 {-2 * size} 0Z",
        f"M{x - size:.1f} {y - size:.1f}h{2 * size}v{2 * size}h{-2 * size}Z",
        f"M{x:.1f} {y - size * 1.3:.1f}l{size * 1.3:.1f} {size * 1.3:.1f}l{-size * 1.3:.1f} {size * 1.3:.1f}"
        f"l{-size * 1.3:.1f} {-size * 1.3:.1f}Z",
        f"M{x:.1f} {y - size:.1f}l{size} {2 * size}h{-2 * size}Z",
        f"M{x - size:.1f} {y - size:.1f}l{2 * size} {2 * size}m0 {-2 * size}l{-2 * size} {2 * size}",
        f"M{x - size:.1f} {y:.1f}a{size} {size} 0 1 0 {2 * size} 0a{size} {size} 0 1 0 {-2 * size} 0Z",
    )
    return tag("path", d=forms[kind], class_=f"chart__mark chart__mark--{kind}")


def block(id: str, kind: int, x: float, y: float, w: float, h: float) -> Markup:
    """A box filled with the pattern of series `kind` of the chart `id`."""
    return tag(
        "rect",
        x=x,
        y=y,
        width=w,
        height=h,
        fill=f"url(#{id}-{kind})",
        class_=f"chart__box chart__box--{kind}",
    )


def patterns(id: str, count: int) -> Markup:
    """The patterns of the first `count` series: full, slanting lines, dots, upright lines, checks, empty."""
    forms = ("M0 0h8v8H0Z", "M-2 2l4-4M0 8l8-8M6 10l4-4", "M2 2h3v3H2Z", "M2 0v8M6 0v8", "M0 4h8M4 0v8", "")
    made = [
        tag(
            "pattern",
            tag("path", d="M0 0h8v8H0Z", class_="chart__ground"),
            tag("path", d=forms[kind], class_=f"chart__pattern chart__pattern--{kind}"),
            id=f"{id}-{kind}",
            width=8,
            height=8,
            patternUnits="userSpaceOnUse",
        )
        for kind in range(count)
    ]
    return tag("defs", *made)


def key(names: Sequence[str], sign: Iterable[Markup], top: float) -> tuple[list[Markup], float]:
    """Names after their signs (drawn around 0, 0), in as many lines as they need; and where the key ends."""
    parts: list[Markup] = []
    x, y = 0.0, top + 12
    for name, drawn in zip(names, sign, strict=True):
        if x and x + 24 + width(name) > WIDTH:
            x, y = 0.0, y + LINE + 5
        parts.append(tag("g", drawn, transform=f"translate({number(x + 9)} {number(y - 5)})"))
        parts.append(text(name, x + 24, y))
        x += 24 + width(name) + 18
    return parts, y + 12


def boxes(id: str, count: int) -> list[Markup]:
    """Signs for a key of patterns."""
    return [block(id, kind, -8, -6, 16, 12) for kind in range(count)]


def frame(id: str, title: str, description: str, height: float, *parts: str, role: str = "img") -> Markup:
    """The whole picture, `height` units high, with its name and description for those who cannot see it.

    The `role` of one with links in it is "group": what is in an "img" nobody hears of.
    """
    return tag(
        "svg",
        tag("title", title, id=f"{id}-title"),
        tag("desc", description, id=f"{id}-desc"),
        *parts,
        viewBox=f"0 0 {WIDTH} {number(height)}",
        role=role,
        aria_labelledby=f"{id}-title {id}-desc",
        class_="chart__picture",
    )


def few(what: Sequence[T], most: int = KINDS) -> Sequence[T]:
    """`what`, which has to have between 1 and `most` entries. ValueError otherwise."""
    if not 1 <= len(what) <= most:
        raise ValueError(f"a chart tells 1 to {most} series apart, not {len(what)}")
    return what
