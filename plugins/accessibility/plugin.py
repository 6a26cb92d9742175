"""The accessibility statement: the parts that the law requires, made from the last results.

Source: The Public Sector Bodies (Websites and Mobile Applications) (No. 2) Accessibility Regulations 2018, and the
model accessibility statement in the annex to Commission Implementing Decision (EU) 2018/1523, which they refer to.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from smile.plugin import Build, Fragment, Parameters, Plugin, Records, Site, block
from smile.problems import ContentError, Problem

from .records import Checked, Results, Statement

STATEMENT = "data/accessibility/statement.yaml"
RESULTS = "data/accessibility/results.yaml"
TESTS = ("Accessible (axe-core)", "Keyboard", "Valid: Nu HTML Checker")
"""The checks that say something of accessibility."""
STALE = 366
"""After so many days the law wants the statement reviewed."""


@dataclass(frozen=True)
class Model:
    """The statement, the last results, and the compliance that follows from both."""

    statement: Statement | None
    results: Results | None
    status: str
    why: str


class Accessibility(Plugin):
    records = {STATEMENT: Statement, RESULTS: Results}

    def derive(self, data: Records, build: Build) -> Model:
        statement = next(iter(data[Statement]), None)
        results = next(iter(data[Results]), None)
        problems = list(overdue(statement, build)) if statement else []
        if problems:
            raise ContentError(problems)
        return Model(statement, results, *compliance(statement, results))

    @block("accessibility-statement")
    def draw(self, model: Model, site: Site, asked: Parameters) -> Fragment:
        if model.statement is None:
            hint = f"write {STATEMENT}: `python3 build.py fields {STATEMENT}` says what it needs"
            message = "there is nothing to make the statement from"
            raise ContentError([Problem("", 0, 0, "accessibility.statement", message, "", STATEMENT, hint)])
        said, results = model.statement, model.results
        context = {
            "said": said,
            "status": model.status,
            "why": model.why,
            "tests": list(tests(results)),
            "tested": results.tested if results else None,
            "groups": [(reason, [one for one in said.known if one.reason == reason]) for reason in REASONS],
            "found": sorted({rule for one in _ours(results) for rule in one.rules}),
        }
        return Fragment("accessibility/statement.html", context, [said, *([results] if results else [])])


REASONS = ("non-compliance", "disproportionate burden", "outside the scope")


def compliance(statement: Statement | None, results: Results | None) -> tuple[str, str]:
    """One of the law's three words, or "not yet assessed"; and why, as a sentence.

    A machine finds perhaps half of what keeps people out, so "fully compliant" needs a test by people as well.
    """
    ours = list(_ours(results))
    if not ours or results is None or not results.whole:
        return "not yet assessed", "No whole run of the tests has been recorded."
    failed = [one for one in ours if one.faults]
    known = [one for one in statement.known if one.reason == "non-compliance"] if statement else []
    people = statement.people if statement else ()
    if len(failed) == len(ours):
        return "not compliant", "Every kind of test found faults."
    if failed or known:
        return "partially compliant", "The non-compliances are listed below."
    if not people or not all(one.passed for one in people):
        why = "The automated tests found no fault, but people have not yet confirmed it."
        return "partially compliant", why
    return "fully compliant", "Neither the automated tests nor the people who tested found a fault."


def tests(results: Results | None) -> Iterator[tuple[str, str, str]]:
    """For each automated test its name, what it looked at, and what it found."""
    for one in _ours(results):
        looked = ", ".join(f"{count:,} {name}" for name, count in one.counts.items() if name != "violations")
        yield one.name, looked, "No fault" if not one.faults else f"{one.faults:,} faults"


def overdue(statement: Statement, build: Build) -> Iterator[Problem]:
    """A statement that nobody has read through for more than a year, and days that cannot be."""
    today = build.now.date()
    for name, day in (("prepared", statement.prepared), ("reviewed", statement.reviewed)):
        if day > today:
            message, expected = f"`{name}` is a day that is still to come", "a day in the past"
            yield _at(build, statement, name, message, day, expected, "write the day that it was done")
    if (today - statement.reviewed).days > STALE:
        message, expected = (
            "the accessibility statement has not been reviewed for a year",
            "a day within a year",
        )
        hint = "read the statement through, run the tests, and write today's date here"
        yield _at(build, statement, "reviewed", message, statement.reviewed, expected, hint)


def _at(
    build: Build, statement: Statement, name: str, message: str, day: dt.date, expected: str, hint: str
) -> Problem:
    place = build.place(statement, name)
    return Problem(*place, f"accessibility.{name}", message, day.isoformat(), expected, hint)


def _ours(results: Results | None) -> Sequence[Checked]:
    return [one for one in results.checks if one.name in TESTS] if results else []
