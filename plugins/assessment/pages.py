"""Pages beside those of the published results: the plan, the form, and comparisons for staff."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from smile.charts import Chart, Row, Series, shares, spread, trend
from smile.plugin import File, Page, Planned

from . import export
from .aggregate import Aggregate, GroupResult
from .answers import Organisation
from .framework import Framework, band
from .model import Result
from .planning import Plan, overdue, what_if
from .scoring import answered

SCRIPT = (Path(__file__).parent / "self-assessment.js").read_text("utf-8")


def plan_pages(result: Result, plan: Plan, today: dt.date, script: str) -> Iterator[Planned]:
    """Actions, steps, progress to the targets, and what each indicator would change; and the same as tables."""
    model = result.model
    if model is None:
        return
    indicators = [each.indicator for each in result.indicators]
    now, target = result.places("combined"), result.places("target")
    sums = [(part.name, part.totals) for part in result.dimensions]
    steps = list(what_if(model, now, target))
    late = overdue(plan, today)
    context: dict[str, Any] = {
        "plan": plan,
        "names": {each.id: each.name for each in indicators},
        "late": [one.title for one in late],
        "what_if": steps,
        "progress": [*sums, ("All together", result.totals)],
        "label": result.assessment.label,
        "whole": answered(model, now).whole,
        "gaps": sum(target[id] > now[id] for id in now),
        "model": model,
        "levels": now,
        "data": data(model),
        "script": script,
    }
    summary = plan.summary or "What is to be done, how far it is, and what each step would change."
    yield Page("plan/", "assessment/plan.html", plan.title, summary, context, [plan], navigation=True)
    rows = export.actions(plan, context["late"])
    whole = {
        "title": plan.title,
        "steps": [one.model_dump() for one in plan.steps],
        "actions": rows,
        "what_if": [asdict(one) for one in steps],
    }
    yield File("plan/plan.csv", export.table(rows), [plan])
    yield File("plan/plan.json", export.dump(whole), [plan])


def data(model: Framework) -> dict[str, Any]:
    """The model as the script reads it: points by level, and bands by the share where each ends."""

    def ends(bands: Sequence[Any]) -> list[list[str | int]]:
        return [[one.name, *Fraction(one.to).as_integer_ratio()] for one in bands]

    return {
        "name": model.name,
        "version": model.version,
        "title": model.title,
        "levels": list(model.levels),
        "ratings": ends(model.ratings),
        "states": ends(model.states),
        "dimensions": [
            {
                "name": group.name,
                "indicators": [{"id": one.id, "points": list(model.points(one))} for one in group.indicators],
            }
            for group in model.dimensions
        ],
    }


def benchmarks(
    model: Framework, found: Aggregate, organisations: Sequence[Organisation], first: bool
) -> Iterator[Planned]:
    """For staff: each organisation's place among the others, without a league, by year and kind."""
    known = {one.name: one for one in organisations}
    base = "" if first else f"{model.name}/"
    latest = found.years()[-1] if found.years() else None
    shown = [one for one in organisations if latest and found.of(latest, one.name)]
    index = {
        "title": model.title,
        "year": latest,
        "least": model.least,
        "organisations": [(one.title, f"{base}{one.name}/") for one in shown],
        "example": found.example,
        "all": spreads(model, found.of(latest)) if latest and found.of(latest) else None,
        "dimensions": [group.name for group in model.dimensions],
        "beside": [_line(one.title, found.of(latest, one.name)) for one in shown if latest],
        "spread": distribution(found, known) if latest else None,
        "hidden": sum(year == latest for year, _ in found.answered) - len(shown),
        "roles": [_line(role, group) for (year, role), group in found.roles.items() if year == latest],
    }
    made_from = [model]
    yield Page(
        f"{base}results/",
        "assessment/results.html",
        f"Results: {model.title}",
        "",
        index,
        made_from,
        navigation=True,
    )
    everything = export.groups(model, found)
    if everything:
        yield File(f"{base}results/results.csv", export.table(everything), made_from)
        yield File(f"{base}results/results.json", export.dump(everything), made_from)
    for one in shown:
        assert latest is not None
        context = place_of(model, found, known, one, latest)
        yield Page(f"{base}{one.name}/", "assessment/place.html", one.title, "", context, [model, one])


def distribution(found: Aggregate, known: dict[str, Organisation]) -> Chart:
    """How the shares of organisations lie in each year, all together and by kind; nobody is named."""
    rows: list[Row] = []
    for year in found.years():
        shares_of: dict[str, list[float]] = {}
        for (when, whose, team), group in sorted(found.groups.items()):
            if when == year and whose and not team:
                share = (group.scores.whole.tenths or 0) / 10
                shares_of.setdefault(known[whose].kind, []).append(share)
        every = [share for some in shares_of.values() for share in some]
        rows.append(Row(str(year), tuple(every)))
        rows += [
            Row(f"{year}: {kind}", tuple(some)) for kind, some in sorted(shares_of.items()) if len(some) > 1
        ]
    title = "How organisations lie, by year and kind"
    ticks = ((0, "0%"), (50, "50%"), (100, "100%"))
    words = "Per cent of the points; the line is the median."
    made = spread("distribution", title, words, rows, ticks, heading="Year and kind")
    # no row is anybody's own
    return replace(made, head=made.head[:-1], rows=tuple(row[:-1] for row in made.rows), numeric=(1, 2, 3, 4))


def _line(name: str, group: GroupResult | None) -> list[str]:
    """A row of shares: what it is called, how many people, all together, then each dimension."""
    if group is None:
        return [name]
    parts = [one.percent for one in (group.scores.whole, *group.scores.dimensions)]
    return [name, str(group.people), *parts]


def spreads(model: Framework, group: GroupResult | None) -> Chart:
    """How many chose each level, for each indicator of a group."""
    rows = [
        (one.name, each.counts)
        for one, each in zip(model.indicators, group.spreads if group else (), strict=True)
        if each.counts
    ]
    title = "How many chose each level"
    return shares("levels", title, "The counts are in the table below.", model.levels, rows, "Indicator")


def place_of(
    model: Framework, found: Aggregate, known: dict[str, Organisation], one: Organisation, year: int
) -> dict[str, Any]:
    """What the page of one organisation shows: its place in the spread of all, and its years."""
    own = found.of(year, one.name)
    assert own is not None
    others = [
        group for (when, whose, team), group in found.groups.items() if when == year and whose and not team
    ]
    alike = [group for group in others if known[group.organisation].kind == one.kind]

    def share(group: GroupResult, place: int | None = None) -> float:
        part = group.scores.whole if place is None else group.scores.dimensions[place]
        return (part.tenths or 0) / 10

    rows = [
        Row("All together", tuple(map(share, others)), share(own)),
        Row(f"All together: {one.kind}", tuple(map(share, alike)), share(own)),
        *(
            Row(group.name, tuple(share(each, place) for each in others), share(own, place))
            for place, group in enumerate(model.dimensions)
        ),
    ]
    ticks = ((0, "0%"), (50, "50%"), (100, "100%"))
    years = found.years(one.name)
    values = tuple(share(each) for year in years if (each := found.of(year, one.name)))
    charts = [
        spread(
            "place", "Its place among all organisations", "Per cent of the points.", rows, ticks, one.title
        )
    ]
    if len(years) > 1:
        days = [dt.date(year, 7, 1) for year in years]
        charts.append(
            trend(
                "years", "Over the years", "Per cent of the points.", days, [Series(one.title, values)], ticks
            )
        )
    charts.append(spreads(model, own))
    teams = [
        (group.team, group.people, group.scores.whole.percent, group.scores.whole.band)
        for (when, whose, team), group in sorted(found.groups.items())
        if when == year and whose == one.name and team
    ]
    return {
        "organisation": one,
        "own": own,
        "charts": charts,
        "teams": teams,
        "dimensions": [group.name for group in model.dimensions],
        "by_year": [_line(str(year), found.of(year, one.name)) for year in years],
        "least": model.least,
        "example": found.example,
        "level": band(model.states, own.scores.whole.points / own.scores.whole.most)
        if own.scores.whole.most
        else "",
    }


def script() -> File:
    """The script of the form and the plan."""
    return File("self-assessment.js", SCRIPT, [])
