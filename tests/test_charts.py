"""Charts: well-formed SVG under a strict policy, the table beside each, and what they refuse."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from smile.charts import (
    Chart,
    Mark,
    Near,
    Neighbourhood,
    Part,
    Quarters,
    Row,
    Series,
    Tally,
    bars,
    matrix,
    parts,
    radar,
    shares,
    spread,
    trend,
)
from smile.charts.svg import WIDTH

TWO = (Series("Trust", (4, 2, 3)), Series("NHS <average>", (3, 3, None)))
WHOLE = (Series("Trust", (4, 2, 3)), Series("NHS", (3, 3, 2)))
LABELS = (
    "Use & reuse",
    "Board engagement",
    "Integrated communications, listening, engagement and improvement",
)
LEVELS = ("None", "Low", "Middle", "High", "Most", "All")
DAYS = (dt.date(2019, 7, 1), dt.date(2020, 7, 1), dt.date(2021, 1, 1))
TICKS = ((0, "None"), (5, "Optimal"))

CHARTS = (
    bars("b", "Bars & more", "What they say.", LABELS, TWO, 5, LEVELS),
    shares("s", "Shares", "What they say.", LEVELS, [("All", (1, 2, 3, 0, 90, 4)), ("Empty", (0,) * 6)]),
    trend("t", "Trend", "What it says.", DAYS, TWO, TICKS),
    radar("r", "Radar", "What it says.", LABELS, WHOLE, 5),
    matrix(
        "m",
        "Matrix",
        "What it says.",
        [str(n) for n in range(1, 13)],
        [str(n) for n in range(1, 8)],
        [Mark("Forum", "F", (11, 6), (0, 0)), *(Mark(f"Other {n}", str(n), (2, 3)) for n in range(9))],
        "Support",
        "Influence",
    ),
    spread("d", "Spread", "What it says.", [Row("All", (1, 2, 2, 3), 2), Row("None yet", ())], TICKS),
    Tally(
        "y", "Tally", "What it says.", ("1", "2"), ("1", "2", "3"), ((0, 4), (1, 0), (0, 100)),
        (((0, 0), (1, 2)), ((0, 0), (1, 2)), ((1, 1), (1, 1))), "Support", "Influence",
        Quarters((1, 2), ("Watch", "Warm", "Win over", "Close")),
    ).chart,
)  # fmt: skip
LINKED = (
    Neighbourhood(
        "n", "Around & about", "A centre with a long name that takes more than a line or two of text, or even three",
        (Near("Forum <1>", "/1/", ("works with",)), Near("Person", "/2/", ("champion", "belongs to"), 1, True),
         Near("Third", "/3/", ("works with",))),
        ((0, 1), (0, 2)),
    ).chart,
    parts("p", "Parts", "What they say.", [Part(f"Part {at}", f"/{at}/", at) for at in range(6)],
          {(0, 1): 4, (2, 5): 1, (3, 3): 2}),
)  # fmt: skip


@pytest.mark.parametrize("chart", CHARTS, ids=lambda one: one.title)
def test_each_is_a_named_picture_that_a_strict_policy_allows(chart: Chart) -> None:
    root = ElementTree.fromstring(chart.svg)
    names = {node.get("id"): node.text for node in root if node.tag in ("title", "desc")}
    assert root.get("role") == "img" and root.get("viewBox", "").startswith(f"0 0 {WIDTH} ")
    assert [names[id] for id in root.get("aria-labelledby", "").split()] == [
        chart.title,
        names[f"{chart.id}-desc"],
    ]
    assert names[f"{chart.id}-desc"]
    attributes = {name for node in root.iter() for name in node.attrib}
    assert not attributes & {"style", "onload", "onclick"} and "<script" not in chart.svg
    ids = [node.get("id") for node in root.iter() if node.get("id")]
    assert len(ids) == len(set(ids)) and all(id and id.startswith(f"{chart.id}-") for id in ids)
    assert set(re.findall(r"url\(#([^)]+)\)", chart.svg)) <= set(ids)


@pytest.mark.parametrize("chart", CHARTS, ids=lambda one: one.title)
def test_each_row_of_its_table_has_a_cell_below_each_heading(chart: Chart) -> None:
    assert chart.rows
    assert {len(row) for row in chart.rows} == {len(chart.head)}


def test_the_table_of_bars_says_what_the_bars_say() -> None:
    assert CHARTS[0].head == ("", "Trust", "NHS <average>")
    assert CHARTS[0].rows[0] == ("Use & reuse", "Most", "High")
    assert CHARTS[0].rows[2][1:] == ("High", "not known")
    assert "NHS &lt;average&gt;" in CHARTS[0].svg


def test_bars_are_as_long_as_their_values() -> None:
    chart = bars("x", "T", "D", ["a", "b", "c"], [Series("s", (10.0, 5.0, 0.0))], 10)
    boxes = [node for node in ElementTree.fromstring(chart.svg) if node.tag == "rect"]
    assert [float(box.get("width", 0)) for box in boxes] == [320, 160]


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=6))
def test_shares_fill_the_whole_width_and_no_more(counts: list[int]) -> None:
    chart = shares("x", "T", "D", LEVELS[: len(counts)], [("All", counts)])
    found = re.findall(r'y="29" width="([\d.]+)" height="22"', chart.svg) or re.findall(
        r'width="([\d.]+)" height="22"', chart.svg
    )
    assert abs(sum(map(float, found)) - (WIDTH if sum(counts) else 0)) < 0.1
    assert chart.rows == (("All", *counts),)


def test_a_trend_keeps_a_gap_where_a_value_is_not_known() -> None:
    chart = trend("x", "T", "D", DAYS, [Series("s", (1, None, 2))], TICKS)
    line = next(one for one in re.findall(r'd="([^"]+)" class="chart__line chart__line--0"', chart.svg)[1:])
    assert line.count("M") == 2 and "L" not in line
    assert chart.rows[1] == ("1 July 2020", None)


@pytest.mark.parametrize("chart", LINKED, ids=lambda one: one.title)
def test_what_has_links_in_it_is_no_mere_picture(chart: Chart) -> None:
    root = ElementTree.fromstring(chart.svg)
    assert root.get("role") == "group" and root.get("aria-labelledby") == f"{chart.id}-title {chart.id}-desc"
    links = root.findall("a")
    assert all(node.get("href") and node.get("aria-label") for node in links)
    rects = [node for link in links for node in link if node.tag == "rect"]
    assert all(float(node.get("height", 0)) >= 24 and float(node.get("width", 0)) >= 24 for node in rects)
    for node in rects:
        assert (
            float(node.get("x", -1)) >= 0 and float(node.get("x", 0)) + float(node.get("width", 0)) <= WIDTH
        )


def test_a_neighbourhood_is_read_in_its_order_and_its_table_has_the_same() -> None:
    assert re.findall(r'href="([^"]+)"', LINKED[0].svg) == ["/1/", "/2/", "/3/"]
    assert LINKED[0].rows[0] == ('<a href="/1/">Forum &lt;1&gt;</a>', "works with", "Person, Third")
    assert LINKED[0].svg.count("chart__tie") == 2 and LINKED[0].svg.count("chart__line--1") == 1


def test_parts_say_how_many_ties_there_are_and_draw_more_of_them_wider() -> None:
    wide = [float(one) for one in re.findall(r'stroke-width="([^"]+)"', LINKED[1].svg)]
    assert wide == [5, 3] and "3, 2 within" in LINKED[1].svg
    assert LINKED[1].rows[1] == ("Part 1", 4, 0, 0, 0, 0, 0) and LINKED[1].rows[3][4] == 2


def test_a_tally_counts_and_has_an_arrow_for_each_move_once() -> None:
    tally = CHARTS[6]
    assert tally.svg.count("marker-end") == 1 and re.findall(r">(\d+)</text>", tally.svg)[-3:] == [
        "4",
        "1",
        "100",
    ]
    assert (tally.head, tally.rows) == (("Influence", "1", "2"), (("3", 0, 100), ("2", 1, 0), ("1", 0, 4)))
    assert all(f">{name}<" in tally.svg for name in ("Watch", "Warm", "Win over", "Close"))


def test_a_matrix_draws_an_arrow_for_a_move_and_a_count_for_a_crowd() -> None:
    assert CHARTS[4].svg.count("marker-end") == 1
    assert ">9</text>" in CHARTS[4].svg
    assert CHARTS[4].rows[0] == ("F. Forum", "12", "7", "1, 1")


def test_a_spread_shows_every_value_as_a_dot_and_many_as_bars() -> None:
    assert CHARTS[5].svg.count("<circle") == 4
    assert CHARTS[5].rows == (("All", 4, 1, 2.0, 3, 2), ("None yet", 0, None, None, None, None))
    many = spread("x", "T", "D", [Row("All", (2.0,) * 1000)], TICKS)
    assert many.svg.count("<circle") == 0 and many.svg.count('width="5"') == 1


REFUSED: tuple[Callable[[], Chart], ...] = (
    lambda: bars("x", "T", "D", ["a"], [Series("s", (1,))] * 7, 5),
    lambda: bars("x", "T", "D", ["a"], [], 5),
    lambda: bars("x", "T", "D", ["a"], [Series("s", (1, 2))], 5),
    lambda: bars("x", "T", "D", ["a"], [Series("s", (1,))], 0),
    lambda: shares("x", "T", "D", ["a", "b"], [("All", [1])]),
    lambda: trend("x", "T", "D", DAYS[::-1], [Series("s", (1, 2, 3))], TICKS),
    lambda: radar("x", "T", "D", ["a", "b"], [Series("s", (1, 2))], 5),
    lambda: radar("x", "T", "D", LABELS, TWO, 5),
    lambda: matrix("x", "T", "D", ["1"], ["1"], [Mark("Far", "F", (1, 0))], "a", "b"),
    lambda: spread("x", "T", "D", [], [(1, "one")]),
    lambda: parts("x", "T", "D", [Part("a", "/", 1)] * 7, {}),
)


@pytest.mark.parametrize("make", REFUSED)
def test_what_cannot_be_drawn_is_refused(make: Callable[[], Chart]) -> None:
    with pytest.raises(ValueError, match="."):
        make()


def test_every_class_of_a_chart_is_in_the_style_sheet() -> None:
    css = (Path(__file__).parent.parent / "theme/assets/smile.css").read_text("utf-8")
    used = {
        name
        for chart in (*CHARTS, *LINKED)
        for value in re.findall(r'class="([^"]+)"', chart.svg)
        for name in value.split()
    }
    plain = {name for name in used if not re.search(r"--\d$", name)}
    assert plain and all(f".{name}" in css for name in plain)


def test_the_macro_shows_the_picture_and_its_table(tmp_path: Path) -> None:
    from smile import bundled
    from smile.templates import Templates

    (tmp_path / "x").mkdir()
    (tmp_path / "x/templates").mkdir()
    (tmp_path / "x/templates/page.html").write_text(
        '{% from "charts.html" import chart %}{{ chart(one) }}', "utf-8"
    )
    themes = bundled.themes(tmp_path)
    html = Templates(themes, [tmp_path]).render("x/page.html", {"one": CHARTS[0]})
    assert str(CHARTS[0].svg) in html and isinstance(CHARTS[0].svg, Markup)
    for words in ("Use &amp; reuse", "not known", "NHS &lt;average&gt;", "<details>"):
        assert words in html
