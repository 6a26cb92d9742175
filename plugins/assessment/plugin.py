"""The social media assessment: printed results beside what their levels add up to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from smile.plugin import Build, File, Fragment, Page, Parameters, Planned, Plugin, Records, Site, block
from smile.problems import ContentError, Problem
from smile.records import Audience, Slug

from . import pages, questions
from .aggregate import Aggregate, aggregate, count
from .answer_checks import Checker
from .answers import AnswerTable, Organisation, SelfAssessment
from .checks import problems
from .comparing import comparisons
from .export import as_csv, as_json
from .framework import Framework
from .model import DimensionResult, Result, Texts, newest_first
from .planning import Plan
from .records import Description, PublishedAssessment
from .report import reports


class Chosen(Parameters):
    """What `assessment-table` may be told."""

    assessment: Slug | None = None
    """The name of the file with the results, without its ending; the newest when left out."""


@dataclass(frozen=True, slots=True)
class Everything:
    """All that is known of assessments."""

    results: tuple[Result, ...]
    """The published ones, the newest first."""
    models: tuple[Framework, ...] = ()
    plan: Plan | None = None
    organisations: tuple[Organisation, ...] = ()
    aggregates: tuple[Aggregate, ...] = ()
    """What people answered, for each of the models; staff pages alone show it."""
    texts: Texts = field(default_factory=dict)
    """What levels of indicators mean."""
    today: dt.date = dt.date.min


class Assessment(Plugin):
    records = {
        "data/assessment/published-*.yaml": PublishedAssessment,
        "data/assessment/descriptions*.yaml": Description,
        "data/assessment/model*.yaml": Framework,
        "data/assessment/plan.yaml": Plan,
        "data/assessment/organisations.yaml": Organisation,
        "data/assessment/answers/*.yaml": SelfAssessment,
        "data/assessment/answers/*.csv": AnswerTable,
        "data/assessment/answers/*.parquet": AnswerTable,
    }

    def derive(self, data: Records, build: Build) -> Everything:
        today = build.now.date()
        check = Checker(data[Framework], data[Organisation], today, build.root)
        found = list(problems(data[PublishedAssessment], data[Description], data[Framework], build.root))
        found += [one for each in data[SelfAssessment] for one in check.assessment(each)]
        found += [one for each in data[AnswerTable] for one in check.table(each)]
        found += [one for each in data[Plan] for one in check.plan(each)]
        if found:
            raise ContentError(found)
        results = newest_first(data[PublishedAssessment], data[Description], data[Framework])
        return Everything(
            results,
            tuple(data[Framework]),
            next(iter(data[Plan]), None),
            tuple(data[Organisation]),
            tuple(_aggregate(model, data) for model in data[Framework]),
            {(one.indicator, one.level): one for one in data[Description]},
            today,
        )

    def plan(self, model: Everything, site: Site) -> Iterator[Planned]:
        if site.audience >= Audience.staff:
            for place, (one, found) in enumerate(zip(model.models, model.aggregates, strict=True)):
                yield from pages.benchmarks(one, found, model.organisations, place == 0)
            return
        yield from _published(model.results, site)
        if model.models:
            yield pages.script()
        script = site.url("self-assessment.js")
        for place, one in enumerate(model.models):
            ladder = _ladder(one, model.texts)
            yield from questions.form(one, ladder, model.organisations, site, place == 0, script)
        yield from reports(model.results, model.plan)
        yield from comparisons(model.results, site)
        if model.plan and model.results:
            yield from pages.plan_pages(model.results[0], model.plan, model.today, script)

    @block("assessment-table", Chosen)
    def table(self, model: Everything, site: Site, asked: Chosen) -> Fragment:
        results = model.results
        result = next((one for one in results if asked.assessment in (None, one.assessment.id)), None)
        if result is None and asked.assessment:
            known = "one of " + ", ".join(one.assessment.id for one in results)
            message = "there are no results of this name"
            raise ContentError([Problem("", 0, 0, "assessment.unknown", message, asked.assessment, known)])
        if result is None:
            return Fragment("assessment/table.html", {"result": None}, [])
        at = home(site)
        below = _below(results, result)
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


def _published(results: tuple[Result, ...], site: Site) -> Iterator[Planned]:
    for index, result in enumerate(results):
        below = _below(results, result)
        for place in range(len(result.dimensions)):
            yield _page(result, place, below, site, navigation=index == 0)
        name = result.assessment.id
        yield File(f"{name}.csv", as_csv(result), [result.assessment])
        yield File(f"{name}.json", as_json(result), [result.assessment])


def _aggregate(model: Framework, data: Records) -> Aggregate:
    people = [one for one in data[SelfAssessment] if one.model == model.name]
    names = (model.name, "") if model is data[Framework][0] else (model.name,)
    return aggregate(model, count(people, data[AnswerTable], *names), _example(people, data[Organisation]))


def _example(people: Sequence[SelfAssessment], organisations: Sequence[Organisation]) -> bool:
    """Whether anything among these is made up, so that pages say it."""
    return any(one.example for one in people) or any(one.example for one in organisations)


def _ladder(model: Framework, texts: Texts) -> dict[str, list[Description | None]]:
    """What each level of each indicator means, lowest first; None where nobody has said."""
    return {one.id: [texts.get((one.id, level)) for level in model.levels] for one in model.indicators}


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
