"""The checks by name, in the order of the table."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

from trust import (
    accessible,
    attacks,
    consent,
    files,
    formats,
    fuzz,
    hardship,
    keyboard,
    links,
    nu,
    policy,
    prose,
    supply,
    words,
)
from trust.built import Built
from trust.outcome import Fault, Outcome

CHECKS: Mapping[str, Callable[[Built, bool], Outcome]] = {
    "accessible": accessible.check,
    "keyboard": keyboard.check,
    "nu": nu.check,
    "formats": formats.check,
    "links": links.check,
    "words": words.check,
    "attacks": attacks.check,
    "prose": prose.check,
    "policy": policy.check,
    "files": files.check,
    "fuzz": fuzz.check,
    "hardship": hardship.check,
    "supply": supply.check,
    "consent": consent.check,
}


def carry_out(name: str, built: Built, whole: bool) -> Outcome:
    """One check, timed. One that cannot go on is a fault, so that the others are still carried out."""
    begun = time.monotonic()
    try:
        outcome = CHECKS[name](built, whole)
    except Exception as error:
        outcome = Outcome(f"{name}: not finished")
        outcome.faults.append(Fault("check.stopped", name, f"{type(error).__name__}: {error}"))
    outcome.seconds = time.monotonic() - begun
    return outcome
