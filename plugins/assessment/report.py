"""The report of published results, and its charts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from smile.charts import Chart, Series, bars, radar, trend
from smile.plugin import Page, Planned
from smile.records import PartialDate

from .model import Result
from .planning import Plan, evidence
from .scoring import Scored

COLUMNS = ("combined", "nhs", "target")


def reports(results: Sequence[Result], plan: Plan | None) -> Iterator[Planned]:
    """A report of each result that a model can count."""
    for place, one in enumerate(results):
        if one.model:
            below = "" if place == 0 else f"{one.assessment.id}/"
            yield report(one, history(one, results), plan if place == 0 else None, f"{below}report/")


def history(result: Result, results: Sequence[Result]) -> list[Result]:
    """The results of the same organisation and model up to this one, oldest first."""
    one = result.assessment
    return [
        each
        for each in reversed(results)
        if each.assessment.organisation == one.organisation
        and each.model is result.model
        and each.assessment.date.first <= one.date.first
    ]


def report(result: Result, past: Sequence[Result], plan: Plan | None, path: str) -> Page:
    """The whole result on one page that prints well."""
    one = result.assessment
    states = {column: result.computed(column) for column in COLUMNS}
    context: dict[str, Any] = {
        "assessment": one,
        "dimensions": result.dimensions,
        "totals": result.totals,
        "tally": result.tally,
        "whole": {column: found.whole for column, found in states.items() if found},
        "differ": _differ(result, states),
        "evidence": evidence(plan, [each.indicator.id for each in result.indicators]),
        "note": result.model.note if result.model else None,
        "charts": published_charts(result),
        "trend": over_time(past) if len(past) > 1 else None,
        "earlier": earlier(past),
        "drafted": any(
            text and text.basis == "drafted"
            for each in result.indicators
            for text in (each.text(each.indicator.combined), each.text(each.indicator.target))
        ),
    }
    summary = "The whole assessment on one page: states, dimensions, and each indicator with its gap."
    made_from = [one, *([plan] if plan else [])]
    title = f"Report: {one.organisation}"
    navigation = path == "report/"
    if not navigation:
        title += f", {one.date}"
    return Page(path, "assessment/report.html", title, summary, context, made_from, navigation=navigation)


def _differ(result: Result, computed: dict[str, Scored | None]) -> bool:
    """Whether something that is printed does not follow from the levels."""
    printed = result.assessment.states
    return any(part.doubts for part in result.dimensions) or any(
        printed and found and getattr(printed, column) != found.whole.band
        for column, found in computed.items()
    )


def published_charts(result: Result) -> tuple[Chart, Chart]:
    """Radar of all indicators and bars of the dimensions, the organisation beside what it is compared with."""
    one, scale = result.assessment, result.scale
    names = (one.label, one.benchmark, "Target")
    levels = scale.levels
    outline = radar(
        "radar",
        f"Each indicator, from {levels[0].lower()} in the middle to {levels[-1].lower()} at the edge",
        "The same figures are in the table below.",
        [each.indicator.name for each in result.indicators],
        [
            Series(name, tuple(map(float, result.places(column).values())))
            for name, column in zip(names[:2], COLUMNS[:2], strict=True)
        ],
        len(levels) - 1,
        "Indicator",
        levels,
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


def earlier(past: Sequence[Result]) -> dict[str, list[tuple[PartialDate, str]]]:
    """By indicator, the dates and levels of all results but the last, oldest first."""
    made: dict[str, list[tuple[PartialDate, str]]] = {}
    for one in past[:-1]:
        for each in one.indicators:
            level = (one.assessment.date, each.indicator.combined)
            made.setdefault(each.indicator.id, []).append(level)
    return made


def over_time(past: Sequence[Result]) -> Chart:
    """The share of all points, of the organisation and of what it is compared with, at each date."""
    days: list[dt.date] = [each.assessment.date.first for each in past]
    newest = past[-1].assessment
    series = [
        Series(name, tuple(_share(each.computed(column)) for each in past))
        for name, column in ((newest.label, "combined"), (newest.benchmark, "nhs"))
    ]
    ticks = ((0, "0%"), (50, "50%"), (100, "100%"))
    return trend("trend", "The share of all points over time", "Per cent of the points.", days, series, ticks)


def _share(found: Scored | None) -> float:
    return (found.whole.tenths or 0) / 10 if found else 0.0
