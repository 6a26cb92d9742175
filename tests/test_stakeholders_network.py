"""The network: who is tied to whom, its pictures with the same in tables, and the way through them by keyboard."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from plugins.stakeholders.network import around, network
from smile.charts.network import MOST
from smile.records import Audience
from tests.estates import Files, built, write
from tests.test_plugins import site
from tests.test_stakeholders import ESTATE, loaded

ONE = """\
organisations:
  - id: {id}
    name: {name}
    group: {group}
    proximity: local
    summary: Speaks.
    connections: [{ties}]
    people: [{people}]
"""
PERSON = "{{id: {0}, name: {0}, lawful_basis: public task, review: 2031-01-01, connections: [{1}]}}"


def register(*rows: tuple[str, str, str, str]) -> dict[str, str]:
    """A file for each organisation: id, group, ids of others, people."""
    return {
        f"data/stakeholders/{id}.yaml": ONE.format(
            id=id, name=id.title(), group=group, ties=ties, people=people
        )
        for id, group, ties, people in rows
    }


ROWS = register(
    ("hub", "third-sector", "alder, birch", PERSON.format("zoe", "cedar")),
    ("alder", "companies", "birch", ""),
    ("birch", "third-sector", "", ""),
    ("cedar", "companies", "", ""),
    ("lonely", "companies", "", PERSON.format("yan", "")),
)
FILES: Files = {**ESTATE, "data/stakeholders.yaml": None, "data/stakeholders/local/one.yaml": None, **ROWS}


def page(root: Path, path: str) -> str:
    return (root / "site/restricted" / path / "index.html").read_text("utf-8")


def picture(text: str) -> str:
    return next(
        one for one in re.findall(r"<svg.*?</svg>", text, re.DOTALL) if re.search(r'role="?group', one)
    )


def links(text: str) -> list[str]:
    """Where the links of the picture lead, in the order of the Tab key."""
    return re.findall(r'href="?([^" >]+)', picture(text))


def rows(text: str, caption: str) -> list[list[str]]:
    table = next(one for one in re.findall(r"<table.*?</table>", text, re.DOTALL) if caption in one)
    cell = re.compile(r"<t[hd].*?>(.*?)(?=<t[hd]|</tr|$)", re.DOTALL)
    return [
        [unescape(re.sub(r"<[^>]*>", "", words)).strip() for words in cell.findall(row)]
        for row in table.split("<tr")[2:]
    ]


def test_each_page_shows_what_is_around_it(tmp_path: Path) -> None:
    built(write(tmp_path, FILES))
    hub = page(tmp_path, "organisations/hub")
    assert links(hub) == [f"/organisations/{id}/" for id in ("alder", "birch", "cedar")]
    assert rows(hub, "Around Hub") == [
        ["Alder", "works with", "Birch"],
        ["Birch", "works with", "Alder"],
        ["Cedar", "works with, through zoe", ""],
    ]
    assert picture(hub).count("<a ") == 3 and 'aria-label="Alder: works with"' in picture(hub)
    zoe = page(tmp_path, "people/zoe")
    assert links(zoe) == ["/organisations/cedar/", "/organisations/hub/"]
    assert [row[:2] for row in rows(zoe, "Around zoe")] == [["Cedar", "works with"], ["Hub", "belongs to"]]
    assert "Connected to" not in page(tmp_path, "people/yan") + page(tmp_path, "organisations/lonely")


def test_the_groups_and_those_with_the_most_ties(tmp_path: Path) -> None:
    built(write(tmp_path, FILES))
    whole = page(tmp_path, "network")
    assert links(whole) == [f"/network/{key}/" for key in (
        "patients-carers-families", "health-and-care-partners", "media-and-opinion-formers", "companies",
        "elected-representatives", "third-sector",
    )]  # fmt: skip
    counts = {row[0]: row[1:] for row in rows(whole, "Ties between groups")}
    assert counts["Companies"] == ["0", "0", "0", "0", "0", "3"]
    assert counts["Third sector"] == ["0", "0", "0", "3", "0", "1"]
    assert rows(whole, "They reach others")[0] == [
        "Hub", "3", "Companies and Third sector",
    ]  # fmt: skip
    assert "1 organisation has no tie" in whole and "/organisations/lonely/" in whole
    group = page(tmp_path, "network/companies")
    assert [row[:2] for row in rows(group, "The most ties first")] == [["Alder", "2"], ["Cedar", "1"]]
    assert links(group) == ["/organisations/alder/", "/organisations/cedar/"]


def test_a_change_of_ties_redraws_those_whom_it_ties(tmp_path: Path) -> None:
    folder = built(write(tmp_path, FILES)) / "restricted"
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*.html")}
    write(tmp_path, register(("cedar", "companies", "lonely", "")))
    built(tmp_path)
    changed = {
        path.relative_to(folder).as_posix() for path, at in before.items() if path.stat().st_mtime_ns != at
    }
    assert {name for name in changed if not name.startswith("network/")} == {
        "organisations/cedar/index.html", "organisations/lonely/index.html",
    }  # fmt: skip


def test_a_crowd_is_in_the_table_and_not_all_in_the_picture() -> None:
    many = register(
        ("hub", "third-sector", ", ".join(f"o{at:03d}" for at in range(60)), ""),
        *((f"o{at:03d}", "companies", "", "") for at in range(60)),
    )
    of = loaded(many)
    made = around(of.by_id["hub"], of, network(of), site("closed", "/", Audience.restricted))
    assert made is not None
    chart = made.chart
    assert chart.svg.count("<a ") == MOST and len(chart.rows) == 60
    assert "40 of them are in the table alone" in chart.svg


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=20))
def test_ties_are_mutual_and_count_once(pairs: list[tuple[int, int]]) -> None:
    named: dict[int, set[int]] = {}
    for one, other in pairs:
        named.setdefault(one, set()).add(other)
    of = loaded(register(*(
        (f"o{at}", "companies", ", ".join(f"o{other}" for other in sorted(named.get(at, ()))), "") for at in range(8)
    )))  # fmt: skip
    by = network(of)
    expected = {frozenset((f"o{one}", f"o{other}")) for one, other in pairs if one != other}
    assert {frozenset((one, other)) for one, others in by.bodies.items() for other in others} == expected
    assert all(one in by.ties[other] for one, others in by.ties.items() for other in others)
