"""For staff: what people answered, each organisation beside the others, without a league, by year and kind."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from smile.charts import Chart, Row, Series, shares, spread, trend
from smile.plugin import File, Page, Planned

from . import export
from .aggregate import Aggregate, GroupResult
from .answers import Organisation
from .framework import Framework, band
from .model import Texts
from .records import in_words
from .scoring import nearest


def benchmarks(
    model: Framework, found: Aggregate, organisations: Sequence[Organisation], texts: Texts, first: bool
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
        context["indicators"] = levels(model, found, one.name, latest, texts)
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


def levels(model: Framework, found: Aggregate, name: str, year: int, texts: Texts) -> list[dict[str, Any]]:
    """For each indicator the level nearest to the mean of an organisation's answers, beside that of all answers.

    Without a level where too few knew an answer.
    """
    own, every = found.of(year, name), found.of(year)
    rows: list[dict[str, Any]] = []
    for place, one in enumerate(model.indicators):
        points = model.points(one)
        means = [group.spreads[place].mean if group else None for group in (own, every)]
        near = [None if mean is None else nearest(points, mean) for mean in means]
        names = [None if level is None else model.levels[level] for level in near]
        known = near[0] is not None and near[1] is not None
        rows.append(
            {
                "name": one.name,
                "level": names[0],
                "benchmark": names[1],
                "mean": None if means[0] is None else f"{float(means[0]):.2f} of {points[-1]}",
                "compared": in_words(near[0] - near[1]).partition(" ")[0] if known else None,  # type: ignore[operator]
                "unknown": own.spreads[place].unknown if own else 0,
                "text": texts.get((one.id, names[0] or "")),
            }
        )
    return rows
