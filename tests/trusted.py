"""The shipped estate for the checks of trust, and what a check must have done."""

from __future__ import annotations

from tests.shipped import shipped
from trust.built import ROOT, Built
from trust.outcome import Outcome


def built() -> Built:
    """Built once for all tests of this process."""
    return Built(ROOT, shipped().out)


def passed(outcome: Outcome, **least: int) -> None:
    """Nothing is wrong, and at least so much was looked at."""
    assert not outcome.faults, "\n".join(str(fault) for fault in outcome.faults[:20])
    for name, count in least.items():
        assert outcome.counts[name.replace("_", " ")] >= count, outcome.counts
