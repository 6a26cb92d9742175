"""The results as a picture: bars from the base's time, to the left when faster, to the right when slower."""

from __future__ import annotations

from html import escape
from math import ceil, floor, log10

from benchmarks.race import SEARCH
from benchmarks.report import figure
from benchmarks.results import MEMORY, TITLES, Results

NAMES, LEFT, WIDTH, RIGHT = 180, 236, 520, 64
BAR, GAP, HEAD, TOP, FOOT = 20, 6, 34, 78, 34
INK, FAINT, OWN, OTHER = "#212b32", "#d8dde0", "#005eb8", "#768692"
FONT = 'font-family="Arial, sans-serif"'


def svg(results: Results, pages: int) -> str:
    """The chart of one size: a group of bars for each scenario, on a logarithmic axis with round ticks."""
    scenarios = [*(name for name in results.scenarios(pages) if name != SEARCH), MEMORY]
    groups = [(TITLES.get(name, name), results.ratios(pages, name)) for name in scenarios]
    groups = [(title, values) for title, values in groups if len(values) > 1]
    values = [value for _, found in groups for value in found.values()] or [1.0]
    low, high = min(-1, floor(log10(min(values)))), max(1, ceil(log10(max(values))))
    height = TOP + sum(HEAD + len(found) * (BAR + GAP) for _, found in groups) + FOOT
    base = results.base.title
    title = f"Time and memory of each generator at {pages:,} pages, as ratios to {base}"
    told = "; ".join(
        f"{name}: " + ", ".join(f"{results.title(who)} {figure(value)}" for who, value in found.items())
        for name, found in groups
    )  # fmt: skip
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {LEFT + WIDTH + RIGHT} {height}" role="img" '
        'aria-labelledby="chart-title chart-text">',
        f'<title id="chart-title">{escape(title)}</title>',
        f'<desc id="chart-text">{escape(told)}</desc>',
        f'<rect width="{LEFT + WIDTH + RIGHT}" height="{height}" fill="#ffffff"/>',
        _text(16, 28, title, 17, bold=True),
        _text(
            16,
            48,
            f"Each step to the left is ten times less than {base}, each step to the right ten times more",
            13,
        ),
        *_axis(low, high, height),
    ]
    top = TOP
    for name, found in groups:
        parts.append(_text(16, top + 22, name, 14, bold=True))
        top += HEAD
        for who, value in sorted(found.items(), key=lambda pair: pair[1]):
            parts += _bar(results.title(who), value, top, low, high, OWN if who == "smile" else OTHER)
            top += BAR + GAP
    return "\n".join([*parts, "</svg>"]) + "\n"


def _x(value: float, low: int, high: int) -> float:
    """Where a ratio lies on the axis from 10**low to 10**high."""
    return round(LEFT + WIDTH * (log10(value) - low) / (high - low), 1)


def _axis(low: int, high: int, height: int) -> list[str]:
    parts = []
    for power in range(low, high + 1):
        x, colour = _x(10.0**power, low, high), INK if power == 0 else FAINT
        parts.append(f'<line x1="{x}" x2="{x}" y1="{TOP - 8}" y2="{height - FOOT + 4}" stroke="{colour}"/>')
        parts.append(_text(x, height - 12, f"{10.0**power:g}", 12, "middle"))
    return parts


def _bar(title: str, value: float, top: int, low: int, high: int, colour: str) -> list[str]:
    one, end = _x(1.0, low, high), _x(value, low, high)
    left, width = min(one, end), max(abs(end - one), 2)
    number_at = end + 6 if value >= 1 else end - 6
    middle = top + BAR - 5
    return [
        _text(NAMES, middle, title, 13, "end"),
        f'<rect x="{left}" y="{top}" width="{round(width, 1)}" height="{BAR}" fill="{colour}"/>',
        _text(number_at, middle, figure(value), 13, "start" if value >= 1 else "end"),
    ]


def _text(x: float, y: float, words: str, size: int, anchor: str = "start", bold: bool = False) -> str:
    weight = ' font-weight="bold"' if bold else ""
    look = f'{FONT} font-size="{size}" text-anchor="{anchor}" fill="{INK}"{weight}'
    return f'<text x="{x}" y="{y}" {look}>{escape(words)}</text>'
