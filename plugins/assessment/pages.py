"""Pages beside those of the published results: the plan, and what the scripts are given."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from fractions import Fraction
from pathlib import Path
from typing import Any

from smile.plugin import File, Page, Planned

from . import export
from .framework import Framework
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


def script() -> File:
    """The script of the form and the plan."""
    return File("self-assessment.js", SCRIPT, [])
