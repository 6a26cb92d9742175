"""What an accessibility statement is made from: what the organisation says, and what the last tests found."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from smile.records import Date, Record, Text, Value

Reason = Literal["non-compliance", "disproportionate burden", "outside the scope"]


class Known(Value):
    """Something that people cannot use."""

    what: Text
    """What it is, and whom it keeps out."""
    criterion: Text | None = None
    """The WCAG success criterion that it fails: 1.1.1 Non-text content."""
    reason: Reason = "non-compliance"
    """Under which of the law's three headings it comes."""
    by: Date | None = None
    """When it will be put right."""


class Tested(Value):
    """A test that people carried out."""

    what: Text
    """What was tested: keyboard only, a screen reader, with disabled people."""
    on: Date
    """The day that it ended."""
    by: Text
    """Who carried it out: an organisation, or a role."""
    passed: bool
    """Whether nothing was found that keeps anybody out."""


class Statement(Record):
    """What the organisation says: data/accessibility/statement.yaml."""

    organisation: Text
    """The organisation that answers for the sites."""
    scope: Text
    """Which sites it covers: "every page whose address starts with ..." """
    feedback: Text
    """The page to report a problem on, a site path."""
    formats: Text
    """The page to ask for another format on, a site path."""
    answer_days: int | None = Field(default=None, ge=1, le=60)
    """Within how many working days reports are answered; left out where that is not published."""
    prepared: Date
    """The day that the statement was first prepared."""
    reviewed: Date
    """The day that somebody last read it through: every year at least."""
    known: tuple[Known, ...] = ()
    """What people cannot use, besides what the tests find."""
    people: tuple[Tested, ...] = ()
    """The tests that people carried out, besides those of the machine."""
    public_body: bool = True
    """Whether the regulations bind the organisation. A demonstration says that they do not."""


class Checked(Value):
    """One check of the last run."""

    name: Text
    """What it is called."""
    counts: dict[str, int] = {}
    """How much it looked at, by what was counted."""
    faults: int = Field(ge=0)
    """How many faults it found."""
    warnings: int = Field(default=0, ge=0)
    """How many warnings, which fail nothing."""
    seconds: int = Field(ge=0, default=0)
    """How long it took."""
    rules: tuple[Text, ...] = ()
    """The rules that were broken."""


class Results(Record):
    """What the last whole run of the tests found: data/accessibility/results.yaml, which `trust` writes."""

    tested: Date
    """The day of the run."""
    whole: bool = False
    """Whether it was a whole run, not a sample."""
    checks: tuple[Checked, ...] = ()
    """The checks, in order."""
