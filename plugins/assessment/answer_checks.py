"""What self-assessments, plans and tables can get wrong against the model: told at the line where it stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from smile.places import within
from smile.problems import Problem, nearest
from smile.records import Record

from .answers import NOT_TOLD, AnswerTable, Organisation, SelfAssessment
from .framework import Framework
from .planning import Plan

Path_ = Sequence[str | int]


class Checker:
    """Looks at records of one estate; `root` is its folder (None: lines are those that records begin at)."""

    def __init__(
        self,
        models: Sequence[Framework],
        organisations: Sequence[Organisation],
        today: dt.date,
        root: Path | None,
    ) -> None:
        self.models = {one.name: one for one in models}
        self.organisations = [one.name for one in organisations]
        self.today, self.root = today, root

    def assessment(self, one: SelfAssessment) -> Iterator[Problem]:
        """Everything wrong with one self-assessment."""
        model = self.models.get(one.model)
        if model is None:
            yield self._unknown(
                one, ("model",), "model", "there is no such model", one.model, list(self.models)
            )
            return
        if one.version != model.version:
            message = f"the model {model.name} has another version"
            expected = f"{model.version}, with the levels and indicators of that version"
            yield self._problem(one, ("version",), "version", message, one.version, expected)
        if one.organisation not in self.organisations:
            message = "there is no such organisation in data/assessment/organisations.yaml"
            yield self._unknown(
                one, ("organisation",), "organisation", message, one.organisation, self.organisations
            )
        if one.role_group not in (*model.role_groups, NOT_TOLD) and model.role_groups:
            message = f"the model {model.name} has no such role group"
            known = [*model.role_groups, NOT_TOLD]
            yield self._unknown(one, ("role_group",), "role", message, one.role_group, known)
        if one.date > self.today:
            message = "the self-assessment is from the future"
            yield self._problem(one, ("date",), "date", message, str(one.date), f"{self.today} or before")
        yield from self._answers(one, model)

    def _answers(self, one: SelfAssessment, model: Framework) -> Iterator[Problem]:
        ids = [each.id for each in model.indicators]
        levels = [*model.levels, model.unknown]
        for id, level in one.answers.items():
            if id not in ids:
                message = f"the model {model.name} has no such indicator"
                yield self._unknown(one, ("answers", id), "indicator", message, id, ids, key=True)
            elif level not in levels:
                message = f"the model {model.name}, version {model.version}, has no such level"
                yield self._unknown(one, ("answers", id), "level", message, level, levels)
        for id in ids:
            if id not in one.answers:
                message = "an indicator has no answer"
                expected = f"a line for it: one of {', '.join(levels)}"
                yield self._problem(one, ("answers",), "missing", message, id, expected, key=True)

    def plan(self, one: Plan) -> Iterator[Problem]:
        """The actions for indicators that do not exist."""
        ids = [each.id for model in self.models.values() for each in model.indicators]
        for place, action in enumerate(one.actions):
            for at, id in enumerate(action.indicators):
                if id not in ids:
                    path = ("actions", place, "indicators", at)
                    message = "an action is for an indicator that does not exist"
                    yield self._unknown(one, path, "indicator", message, id, ids)

    def table(self, one: AnswerTable) -> Iterator[Problem]:
        """The rows of a table that cannot be; one of each kind and name."""
        seen: set[tuple[str, str]] = set()
        for group, indicator, level, _, row in one.tallies:
            model = self.models.get(group.model) if group.model else next(iter(self.models.values()), None)
            tests: list[tuple[str, str, Collection[str]]] = [
                ("organisation", group.organisation, self.organisations)
            ]
            if model is None:
                tests.append(("model", group.model, self.models))
            else:
                tests.append(("version", group.version or model.version, [model.version]))
                tests.append(("indicator", indicator, [each.id for each in model.indicators]))
                tests.append(("level", level, [*model.levels, model.unknown]))
                if model.role_groups:
                    tests.append(("role group", group.role, [*model.role_groups, NOT_TOLD]))
            for what, found, known in tests:
                if found not in known and (what, found) not in seen:
                    seen.add((what, found))
                    close = nearest(found, list(known))
                    hint = f"did you mean `{close}`?" if close else "correct it, or take the row out"
                    message = f"there is no such {what}"
                    if what == "version" and model:
                        message = f"the model {model.name} has another version"
                        hint = f"its version is {model.version}: change the rows that answer that one"
                    yield _row(one, row, what.partition(" ")[0], message, found, hint)
        day, row = one.latest
        if day > str(self.today):
            hint = f"write {self.today} or a day before it"
            yield _row(one, row, "date", "the answer is from the future", day, hint)
        person, row = one.twice
        if row:
            message = "a person answers the same indicator twice in a year"
            hint = "keep one of the two rows; give each person of an organisation another name"
            yield _row(one, row, "twice", message, person, hint)

    def _unknown(
        self,
        record: Record,
        path: Path_,
        code: str,
        message: str,
        found: str,
        known: Sequence[str],
        key: bool = False,
    ) -> Problem:
        close = nearest(found, known)
        hint = f"did you mean `{close}`?" if close else ""
        expected = "one of " + ", ".join(known) if len(known) < 10 or not close else ""
        return self._problem(record, path, code, message, found, expected, hint, key)

    def _problem(
        self,
        record: Record,
        path: Path_,
        code: str,
        message: str,
        found: str,
        expected: str,
        hint: str = "",
        key: bool = False,
    ) -> Problem:
        file, line = record.source
        place = within(self.root, file, line, path, key) if self.root is not None else (line, 0)
        return Problem(file, *place, f"assessment.{code}", message, found, expected, hint)


def _row(one: AnswerTable, row: int, code: str, message: str, found: str, hint: str) -> Problem:
    """A problem of a row; in a CSV file the heading is the first line."""
    line = row + 1 if one.source.file.endswith(".csv") else row
    return Problem(one.source.file, line, 0, f"assessment.{code}", message, found, "", hint)
