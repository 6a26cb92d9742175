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
from trust.outcome import Outcome

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
    """One check, timed."""
    begun = time.monotonic()
    outcome = CHECKS[name](built, whole)
    outcome.seconds = time.monotonic() - begun
    return outcome
