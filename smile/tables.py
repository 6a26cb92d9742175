"""Tables as HTML: what the macros `table` and `chart` would write cell by cell, which takes many times longer."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from typing import Any

from jinja2.filters import do_striptags
from markupsafe import Markup

from smile.jinja import escaped, markup


def head_cells(titles: Iterable[Any], numeric: Container[int] = ()) -> Markup:
    """The cells of a table's head; those of `numeric` columns, from 0, are right-aligned."""
    return markup(
        "".join(
            f'<th scope="col"{_number(at, numeric)}>{escaped(title)}</th>' if title else "<td></td>"
            for at, title in enumerate(titles)
        )
    )


def body_rows(
    rows: Iterable[Iterable[Any]], titles: Sequence[Any] = (), numeric: Container[int] = ()
) -> Markup:
    """The rows of a table: the first cell of each names it. With `titles`, the others say below which they stand."""
    made: list[str] = []
    starts: list[str] = []
    for row in rows:
        made.append("<tr>")
        for at, cell in enumerate(row):
            if at == len(starts):
                starts.append(_start(at, titles, numeric))
            made += starts[at], escaped(cell), "</td>" if at else "</th>"
        made.append("</tr>")
    return markup("".join(made))


def figures(rows: Iterable[Iterable[Any]]) -> list[list[Any]]:
    """The rows of a chart as a table shows them: nothing where nothing is known, and no long fractions."""
    return [
        ["" if cell is None else round(cell, 2) if isinstance(cell, float) else cell for cell in row]
        for row in rows
    ]


def striptags(value: Any) -> str:
    """A text without its tags, as Jinja2's own; most texts have none."""
    if type(value) is str and "<" not in value and "&" not in value:
        return " ".join(value.split())
    return do_striptags(value)


def _start(at: int, titles: Sequence[Any], numeric: Container[int]) -> str:
    """What a cell of a column begins with."""
    if not at:
        return "<th scope=row>"
    title = striptags(titles[at]) if at < len(titles) else ""
    label = f' data-label="{escaped(title)}"' if titles else ""
    return f"<td{label}{_number(at, numeric)}>"


def _number(at: int, numeric: Container[int]) -> str:
    return ' class="number"' if at in numeric else ""
