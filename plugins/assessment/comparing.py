"""Two results side by side: two dates of one organisation, or two organisations; any two that a reader chooses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

from smile.charts import Series, radar
from smile.plugin import File, Page, Planned, Site
from smile.templates import date

from . import export
from .model import Result
from .pages import data
from .records import in_words

MOST = 12
"""Up to so many results each pair has a page; of more, only those that `pairs` says, so that pages stay few."""
SCRIPT = (Path(__file__).parent / "compare.js").read_text("utf-8")

Pair = tuple[Result, Result]
"""The older or lesser one first."""


def comparisons(results: Sequence[Result], site: Site) -> Iterator[Planned]:
    """The page to choose two results on, and a page for each pair; nothing where no two can be compared."""
    chosen = pairs(results)
    if not chosen:
        return
    yield choice(results, chosen, site)
    yield File("compare.js", SCRIPT, [])
    for first, second in chosen:
        yield from side_by_side(first, second, site)


def pairs(results: Sequence[Result]) -> list[Pair]:
    """The pairs that have a page; `results` are the leading one first, then from the newest to the oldest.

    Every two of a model; of more than MOST results, those of one organisation and, of the newest of each
    organisation, those with the leading one.
    """
    found = [(old, new) for new, old in combinations(results, 2) if comparable(old, new)]
    if len(results) <= MOST:
        return found
    newest: dict[str, Result] = {}
    for one in results:
        newest.setdefault(one.assessment.organisation, one)
    return [
        (old, new)
        for old, new in found
        if old.assessment.organisation == new.assessment.organisation
        or (new is results[0] and newest[old.assessment.organisation] is old)
    ]


def comparable(one: Result, other: Result) -> bool:
    """Whether both are told in the same levels of the same indicators."""
    if one.model is None or other.model is None:
        return one.model is other.model and one.scale.levels == other.scale.levels
    return one.model is other.model


def name(one: Result) -> str:
    """What a result is called among others: its organisation and its date."""
    return f"{one.assessment.organisation}, {date(one.assessment.date)}"


def heads(first: Result, second: Result) -> tuple[str, str]:
    """What tables call two results: by their dates, and by whose they are where that differs."""
    one, other = first.assessment, second.assessment
    days = str(date(one.date)), str(date(other.date))
    if one.organisation == other.organisation:
        return days
    short = one.label != other.label
    names = (one.label, other.label) if short else (one.organisation, other.organisation)
    return f"{names[0]}, {days[0]}", f"{names[1]}, {days[1]}"


def choice(results: Sequence[Result], chosen: Sequence[Pair], site: Site) -> Page:
    """Every pair as a link; with scripts, two lists to choose any two from."""
    listed = [
        {
            "name": name(one),
            "report": site.url(f"{'' if place == 0 else one.assessment.id + '/'}report/")
            if one.model
            else None,
            "example": one.assessment.example,
            "beside": [
                (name(other), site.url(path_of(old, new)))
                for old, new in chosen
                if one in (old, new)
                for other in (new if one is old else old,)
            ],
        }
        for place, one in enumerate(results)
    ]
    counted = [one for one in results if one.model]
    models = {one.model.name: one.model for one in counted if one.model}
    told = {
        "models": {id: {**data(model), "names": {one.id: one.name for one in model.indicators}}
                   for id, model in models.items()},
        "results": [
            {
                "organisation": one.assessment.organisation, "label": one.assessment.label,
                "date": date(one.assessment.date), "model": one.model.name, "levels": one.places("combined"),
            }
            for one in counted
            if one.model
        ],
    }  # fmt: skip
    return Page(
        "compare/",
        "assessment/choose.html",
        "Compare two results",
        "Choose two organisations, or two dates of one, and see them side by side.",
        {"results": listed, "data": told, "script": site.url("compare.js")},
        [one.assessment for one in results],
        navigation=True,
    )


def path_of(first: Result, second: Result) -> str:
    """The path of the page of a pair."""
    return f"compare/{first.assessment.id}/{second.assessment.id}/"


def side_by_side(first: Result, second: Result, site: Site) -> Iterator[Planned]:
    """The page of a pair, and the same as CSV and JSON."""
    names = heads(first, second)
    same = first.assessment.organisation == second.assessment.organisation
    whose = f"{second.assessment.organisation}: " if same else ""
    rows = compared(first, second)
    path = path_of(first, second)
    context = {
        "names": names,
        "full": [name(first), name(second)],
        "example": first.assessment.example or second.assessment.example,
        "rows": rows,
        "dimensions": [
            (part.name, *(_sum(one, part.id) for one in (first, second))) for part in second.dimensions
        ],
        "totals": [(one.totals.organisation, one.totals.most) for one in (first, second)],
        "states": [found.whole if (found := one.computed("combined")) else None for one in (first, second)],
        "tally": [sum(row["change"] > 0 for row in rows), sum(row["change"] < 0 for row in rows)],
        "picture": _outlines(first, second, names),
        "files": ["comparison.csv", "comparison.json"],
    }
    title = f"{whose}{names[0]} and {names[1]}"
    made_from = [first.assessment, second.assessment]
    yield Page(
        path, "assessment/compare.html", title, "Two results side by side.", context, made_from,
        parent=site.url("compare/"),
    )  # fmt: skip
    yield File(f"{path}comparison.csv", export.table(rows), made_from)
    yield File(f"{path}comparison.json", export.dump({"of": names, "rows": rows}), made_from)


def _outlines(first: Result, second: Result, names: Sequence[str]) -> Any:
    """The levels of both around one centre."""
    levels = second.scale.levels
    both = [first.places("combined"), second.places("combined")]
    shared = [one.indicator for one in second.indicators if one.indicator.id in both[0]]
    return radar(
        "outlines",
        f"Each indicator, from {levels[0].lower()} in the middle to {levels[-1].lower()} at the edge",
        "The same levels are in the table below.",
        [one.name for one in shared],
        [
            Series(title, tuple(float(places[one.id]) for one in shared))
            for title, places in zip(names, both, strict=True)
        ],
        len(levels) - 1,
        "Indicator",
        levels,
    )


def compared(first: Result, second: Result) -> list[dict[str, Any]]:
    """A row for each indicator that both have: its two levels, and by how many levels the second is higher."""
    before = {one.indicator.id: one.indicator.combined for one in first.indicators}
    place = second.scale.place
    made = []
    for one in second.indicators:
        if one.indicator.id in before:
            old, new = before[one.indicator.id], one.indicator.combined
            change = place(new) - place(old)
            made.append(
                {
                    "indicator": one.indicator.name,
                    "first": old,
                    "second": new,
                    "change": change,
                    "compared": in_words(change).partition(" ")[0],
                }
            )
    return made


def _sum(result: Result, dimension: str) -> str:
    found = next((part.totals for part in result.dimensions if part.id == dimension), None)
    return f"{found.organisation} of {found.most}" if found else "not asked"
