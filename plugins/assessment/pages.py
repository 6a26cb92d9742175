"""Pages beside those of the published results: the report, the plan, the form, and comparisons for staff."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from smile.charts import Chart, Row, Series, bars, radar, shares, spread, trend
from smile.plugin import File, Page, Planned, Site

from .aggregate import Aggregate, GroupResult
from .answers import Organisation
from .framework import Framework, band
from .model import Result
from .planning import Plan, overdue, what_if
from .records import LEVELS, score
from .scoring import answered

SCRIPT = (Path(__file__).parent / "self-assessment.js").read_text("utf-8")


def report(model: Framework, result: Result, plan: Plan | None) -> Page:
    """The whole result on one page that prints well."""
    one = result.assessment
    indicators = [each for part in result.dimensions for each in part.indicators]
    places = {each.indicator.id: score(each.indicator.combined) for each in indicators}
    whole = answered(model, places).whole
    theirs = answered(model, {each.indicator.id: score(each.indicator.nhs) for each in indicators}).whole
    aim = answered(model, {each.indicator.id: score(each.indicator.target) for each in indicators}).whole
    evidence = (
        {
            id: [where for action in plan.actions if id in action.indicators for where in action.evidence]
            for id in places
        }
        if plan
        else {}
    )
    context: dict[str, Any] = {
        "assessment": one,
        "dimensions": result.dimensions,
        "totals": result.totals,
        "tally": result.tally,
        "states": {"ours": whole, "theirs": theirs, "aim": aim},
        "evidence": evidence,
        "note": model.note,
        "charts": published_charts(result),
    }
    title = f"Report: {one.organisation}"
    summary = "The whole assessment on one page: states, dimensions, and each indicator with its gap."
    made_from = [one, *([plan] if plan else [])]
    return Page("report/", "assessment/report.html", title, summary, context, made_from, navigation=True)


def published_charts(result: Result) -> tuple[Chart, Chart]:
    """Radar of all indicators and bars of the dimensions, the organisation beside what it is compared with."""
    one = result.assessment
    indicators = [each.indicator for part in result.dimensions for each in part.indicators]
    names = (one.label, one.benchmark, "Target")
    outline = radar(
        "radar",
        "Each indicator, from none in the middle to optimal at the edge",
        "The same figures are in the table below.",
        [each.name for each in indicators],
        [
            Series(names[0], tuple(float(score(each.combined)) for each in indicators)),
            Series(names[1], tuple(float(score(each.nhs)) for each in indicators)),
        ],
        len(LEVELS) - 1,
        "Indicator",
        LEVELS,
    )
    totals = [part.totals for part in result.dimensions]
    sums = bars(
        "sums",
        "Levels added up in each dimension",
        f"{one.label} {result.totals.organisation}, {one.benchmark} {result.totals.benchmark} of {result.totals.most}.",
        [part.name for part in result.dimensions],
        [
            Series(names[0], tuple(each.organisation for each in totals)),
            Series(names[1], tuple(each.benchmark for each in totals)),
            Series(names[2], tuple(each.target for each in totals)),
        ],
        max(each.most for each in totals),
        heading="Dimension",
    )
    return outline, sums


def plan_page(model: Framework, result: Result, plan: Plan, today: dt.date, script: str) -> Page:
    """Actions, steps, progress to the targets, and what each indicator would change."""
    indicators = [each.indicator for part in result.dimensions for each in part.indicators]
    now = {each.id: score(each.combined) for each in indicators}
    target = {each.id: score(each.target) for each in indicators}
    late = overdue(plan, today)
    context = {
        "plan": plan,
        "names": {each.id: each.name for each in indicators},
        "late": [one.title for one in late],
        "what_if": list(what_if(model, now, target)),
        "whole": answered(model, now).whole,
        "gaps": sum(target[id] > now[id] for id in now),
        "model": model,
        "levels": now,
        "data": data(model),
        "script": script,
    }
    summary = plan.summary or "What is to be done, how far it is, and what each step would change."
    return Page("plan/", "assessment/plan.html", plan.title, summary, context, [plan], navigation=True)


def form(model: Framework, ladder: dict[str, list[str | None]], site: Site, first: bool, script: str) -> Page:
    """The self-assessment: one field for each indicator, a step for each dimension."""
    path = "self-assessment/" if first else f"self-assessment-{model.name}/"
    context = {"model": model, "ladder": ladder, "data": data(model), "script": script}
    count = len(model.indicators)
    summary = f"{count} questions in {len(model.dimensions)} steps. You see the result at once."
    title = "Assess your team" if first else f"Assess your team: {model.title}"
    return Page(path, "assessment/form.html", title, summary, context, [model], navigation=first)


def data(model: Framework) -> dict[str, Any]:
    """The model as the script reads it: points by level, and bands by the share where each ends."""

    def ends(bands: Sequence[Any]) -> list[list[str | int]]:
        from fractions import Fraction

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
    }
    yield Page(
        f"{base}results/",
        "assessment/results.html",
        f"Results: {model.title}",
        "",
        index,
        [model],
        navigation=True,
    )
    for one in shown:
        assert latest is not None
        context = place_of(model, found, known, one, latest)
        yield Page(f"{base}{one.name}/", "assessment/place.html", one.title, "", context, [model, one])


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
        "least": model.least,
        "example": found.example,
        "level": band(model.states, own.scores.whole.points / own.scores.whole.most)
        if own.scores.whole.most
        else "",
    }


def script() -> File:
    """The script of the form and the plan."""
    return File("self-assessment.js", SCRIPT, [])
