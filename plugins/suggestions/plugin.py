"""Content suggestions: the queue, each decision with its reason, and where each ran."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from smile.estate import position
from smile.plugin import Build, Page, Plugin, Records, Site
from smile.problems import ContentError, Problem
from smile.records import Audience

from .records import TARGETS, Suggestion


@dataclass(frozen=True, slots=True)
class Desk:
    """Suggestions that wait, the oldest first with their age in days; and those that are decided, newest first."""

    waiting: tuple[tuple[Suggestion, int], ...]
    decided: tuple[Suggestion, ...]

    @property
    def everything(self) -> list[Suggestion]:
        return [*(one for one, _ in self.waiting), *self.decided]


class Suggestions(Plugin):
    audience = Audience.staff
    records = {"data/suggestions/*.yaml": Suggestion}

    def derive(self, data: Records, build: Build) -> Desk:
        found = [problem for one in data[Suggestion] for problem in problems(one, build)]
        if found:
            raise ContentError(found)
        today = build.now.date()
        ordered = sorted(data[Suggestion], key=lambda one: (one.received, one.id))
        waiting = tuple((one, (today - one.received).days) for one in ordered if not one.decision)
        return Desk(waiting, tuple(one for one in reversed(ordered) if one.decision))

    def plan(self, model: Desk, site: Site) -> Iterator[Page]:
        rows = [(_link(one, site), age, one) for one, age in model.waiting]
        done = [(_link(one, site), one) for one in model.decided]
        context: dict[str, Any] = {"waiting": rows, "decided": done, "targets": TARGETS, "at": site.path}
        yield Page(
            "queue/", "suggestions/queue.html", "Suggestions and decisions",
            "What waits for a decision, what was decided and why, and where it ran.",
            context, model.everything, navigation=True, order=1, kind="index",
        )  # fmt: skip
        for id, title in TARGETS.items():
            runs = [(run, _link(one, site)) for one in model.decided for run in one.ran if run.channel == id]
            runs.sort(key=lambda pair: pair[0].on, reverse=True)
            asked = sum(id in one.channels for one in model.everything)
            yield Page(
                f"channel/{id}/", "suggestions/channel.html", f"What ran in: {title}",
                f"Suggestions that appeared in {title}, the latest first.",
                {"runs": runs, "asked": asked}, model.everything, parent=site.url("queue/"), kind="index",
            )  # fmt: skip
        for one in model.everything:
            yield Page(
                f"{one.id}/", "suggestions/suggestion.html", one.title, f"Suggested by {one.team}.",
                {"one": one, "targets": TARGETS}, [one], parent=site.url("queue/"),
            )  # fmt: skip


def _link(one: Suggestion, site: Site) -> dict[str, str]:
    return {"title": one.title, "url": site.url(f"{one.id}/")}


def problems(one: Suggestion, build: Build) -> Iterator[Problem]:
    """What the fields alone cannot refuse: a decision that contradicts the suggestion, or what ran without one."""

    def told(at: tuple[str | int, ...], message: str, found: str, expected: str, hint: str) -> Problem:
        file = one.source.file
        line, column = position(build.root, file, at) if build.root else (1, 0)
        return Problem(file, line, column, f"suggestions.{at[0]}", message, found, expected, hint)

    decision = one.decision
    approved = decision.channels if decision else ()
    if decision:
        if decision.on < one.received:
            message, expected = "it was decided before it was received", f"{one.received} or later"
            yield told(("decision", "on"), message, str(decision.on), expected, "correct one of the two days")
        if (decision.verdict == "declined") == bool(approved):
            message = "the channels do not fit the decision"
            expected = "no channels" if decision.verdict == "declined" else "at least one of `channels`"
            yield told(("decision", "verdict"), message, decision.verdict, expected, "correct one of the two")
        if "patient-story" in approved and not one.consent:
            message, expected = "a patient story is approved without consent", "`consent`"
            hint = "say where the consent is recorded, or take the patient story out"
            yield told(("decision", "channels"), message, "patient-story", expected, hint)
    for index, run in enumerate(one.ran):
        if run.channel not in approved:
            message, expected = (
                "it ran where it was not approved",
                "one of " + (", ".join(approved) or "none"),
            )
            yield told(
                ("ran", index, "channel"), message, run.channel, expected, "correct it, or the decision"
            )
        elif decision and run.on < decision.on:
            message, expected = "it ran before it was decided", f"{decision.on} or later"
            yield told(("ran", index, "on"), message, str(run.on), expected, "correct one of the two days")
