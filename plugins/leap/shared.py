"""Events and campaigns that are shared with partners: those of the events room that name them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from smile.problems import Problem, nearest
from smile.records import View

from .rules import Told


class Shared(View):
    """An event or a campaign, as the pages of partners show it."""

    title: str
    summary: str
    path: str
    """Its page, below the events' own."""
    start: dt.date | None
    last: dt.date | None
    place: str | None
    cancelled: bool
    campaign: bool
    partners: tuple[str, ...]

    @property
    def order(self) -> tuple[dt.date, dt.date, str]:
        never = dt.date.max
        return self.last or never, self.start or never, self.path


def shared(diary: Any) -> tuple[Shared, ...]:
    """What the model of the events room names partners for, the earliest first."""
    events = [
        Shared.of(event, path=f"{event.id}/", campaign=False) for event in diary.events if event.partners
    ]
    weeks = [
        Shared.of(
            week, path=f"week/{week.id}/", last=week.end or week.start, place=None, cancelled=False, campaign=True
        )
        for week in diary.weeks
        if week.partners
    ]  # fmt: skip
    return tuple(sorted([*events, *weeks], key=lambda one: one.order))


def problems(diary: Any, partners: Sequence[str], told: Told) -> Iterator[Problem]:
    """Names of partners in events and campaigns that nobody is called by."""
    for one in (*diary.events, *diary.weeks):
        for index, name in enumerate(one.partners):
            if name not in partners:
                close = nearest(name, partners)
                hint = f"did you mean `{close}`?" if close else "add the partner to data/leap/partners/"
                message, expected = "there is no such partner", "the name of a file in data/leap/partners/"
                yield told(one, ("partners", index), "partner", message, name, expected, hint)
