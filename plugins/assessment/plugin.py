"""The social media assessment: printed results beside what their levels add up to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from smile.plugin import Build, File, Fragment, Page, Parameters, Planned, Plugin, Records, Site, block
from smile.problems import ContentError, Problem
from smile.records import Slug

from .checks import problems
from .export import as_csv, as_json
from .model import DimensionResult, Result, newest_first
from .records import Description, PublishedAssessment


class Chosen(Parameters):
    """What `assessment-table` may be told."""

    assessment: Slug | None = None
    """The name of the file with the results, without its ending; the newest when left out."""


class Assessment(Plugin):
    records = {
        "data/assessment/published-*.yaml": PublishedAssessment,
        "data/assessment/descriptions.yaml": Description,
    }

    def derive(self, data: Records, build: Build) -> tuple[Result, ...]:
        found = list(problems(data[PublishedAssessment], data[Description]))
        if found:
            raise ContentError(found)
        return newest_first(data[PublishedAssessment], data[Description])

    def plan(self, model: tuple[Result, ...], site: Site) -> Iterator[Planned]:
        for index, result in enumerate(model):
            below = _below(model, result)
            for place in range(len(result.dimensions)):
                yield _page(result, place, below, site, navigation=index == 0)
            name = result.assessment.id
            yield File(f"{name}.csv", as_csv(result), [result.assessment])
            yield File(f"{name}.json", as_json(result), [result.assessment])

    @block("assessment-table", Chosen)
    def table(self, model: tuple[Result, ...], site: Site, asked: Chosen) -> Fragment:
        result = next((one for one in model if asked.assessment in (None, one.assessment.id)), None)
        if result is None and asked.assessment:
            known = "one of " + ", ".join(one.assessment.id for one in model)
            message = "there are no results of this name"
            raise ContentError([Problem("", 0, 0, "assessment.unknown", message, asked.assessment, known)])
        if result is None:
            return Fragment("assessment/table.html", {"result": None}, [])
        at = home(site)
        below = _below(model, result)
        context: dict[str, Any] = {
            "result": result,
            "urls": {one.id: f"{at}{below}{one.id}/" for one in result.dimensions},
            "downloads": [
                {"title": f"These results as {kind}", "url": f"{at}{result.assessment.id}.{kind.lower()}"}
                for kind in ("CSV", "JSON")
            ],
        }
        return Fragment("assessment/table.html", context, result.sources)


def home(site: Site) -> str:
    """Where the pages of the assessment stand, seen from any page of the same audience."""
    return next((card.url for card in site.neighbours if card.slug == "assessment"), "/assessment/")


def _below(model: tuple[Result, ...], result: Result) -> str:
    """The folder of a result's pages: the newest stands at the top, older ones in a folder of their own."""
    return "" if result is model[0] else f"{result.assessment.id}/"


def _page(result: Result, place: int, below: str, site: Site, navigation: bool) -> Page:
    dimension = result.dimensions[place]
    before = result.dimensions[place - 1] if place else None
    after = result.dimensions[place + 1] if place + 1 < len(result.dimensions) else None

    def link(one: DimensionResult | None) -> dict[str, str] | None:
        return {"title": one.name, "url": site.url(f"{below}{one.id}/")} if one else None

    assessment = result.assessment
    summary = (
        dimension.summary
        or f"The published results for {dimension.name}, {len(dimension.indicators)} indicators."
    )
    return Page(
        path=f"{below}{dimension.id}/",
        template="assessment/dimension.html",
        title=dimension.name,
        summary=summary,
        context={
            "assessment": assessment,
            "dimension": dimension,
            "previous": link(before),
            "next": link(after),
        },
        # the descriptions are in the context; "edit this page" leads to the results
        made_from=[assessment],
        navigation=navigation,
    )
