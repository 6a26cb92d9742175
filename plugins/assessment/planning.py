"""The optimisation plan: what is to be done, how far it is, and what each step would change in the result."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from pydantic import Field

from smile.records import Citation, Date, Record, Slug, Text, Value

from .framework import Framework
from .scoring import Scored, answered

Status = Literal["planned", "under way", "done", "stopped"]


class Action(Value):
    """Something to be done."""

    title: Text
    """What is to be done."""
    indicators: tuple[Slug, ...] = ()
    """The indicators that it should move."""
    owner: Text | None = None
    """The role that sees to it: no names of persons."""
    due: Date | None = None
    """The day by which it is to be done."""
    status: Status = "planned"
    """How far it is."""
    evidence: tuple[Text, ...] = ()
    """Where it can be seen: addresses or names of documents."""


class Step(Value):
    """A step of the programme that the plan is part of."""

    title: Text
    """What it is."""
    status: Text
    """How far it is, in words."""


class Plan(Record):
    """The plan to reach the targets: data/assessment/plan.yaml."""

    title: Text = "Optimisation plan"
    """What it is called."""
    summary: Text | None = None
    """What it is about, in a sentence."""
    steps: tuple[Step, ...] = ()
    """The steps of the programme, in order."""
    actions: tuple[Action, ...] = Field(min_length=1)
    """What is to be done, in order."""
    sources: tuple[Citation, ...] = ()
    """The documents it was taken from."""
    example: bool = False
    """True for an example, which the page says."""


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What the whole would be if one indicator alone rose to another level."""

    indicator: str
    level: str
    to: str
    gain: int
    whole: str
    state: str


def evidence(plan: Plan | None, ids: Iterable[str]) -> dict[str, list[str]]:
    """Where progress can be seen, by indicator."""
    actions = plan.actions if plan else ()
    return {id: [where for one in actions if id in one.indicators for where in one.evidence] for id in ids}


def overdue(plan: Plan, today: dt.date) -> list[Action]:
    """The actions whose day has passed, and that are neither done nor stopped."""
    return [
        one for one in plan.actions if one.due and one.due < today and one.status in ("planned", "under way")
    ]


def what_if(model: Framework, now: Mapping[str, int], target: Mapping[str, int]) -> Iterator[WhatIf]:
    """For each indicator below its target: the result if it alone were there. Levels are places from 0."""
    for one in model.indicators:
        if target[one.id] > now[one.id]:
            result: Scored = answered(model, {**now, one.id: target[one.id]})
            whole = result.whole
            yield WhatIf(
                one.name,
                model.levels[now[one.id]],
                model.levels[target[one.id]],
                model.points(one)[target[one.id]] - model.points(one)[now[one.id]],
                f"{whole.points} of {whole.most}",
                whole.band or "",
            )
