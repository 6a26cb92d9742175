"""What of an estate may not be built, and why: nothing, in most."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from pathlib import Path

from msgspec import Struct

from smile.problems import Problem
from smile.scan import any_of
from smile.secrets import Secret
from smile.settings import Estate

PATTERN = "data/consent/*.yaml"
"""The files that say who agreed to what."""


class Withheld(Struct, frozen=True):
    """What may not be built, and why."""

    files: Mapping[str, str] = {}
    """By file, the reason: "consent was withdrawn on 1 May 2027"."""
    secrets: tuple[Secret, ...] = ()
    """The words of all that is withheld: no page may show them."""
    warnings: tuple[Problem, ...] = ()


def look(root: Path, files: Collection[str], estate: Estate, now: dt.datetime) -> Withheld:
    """What of `files`, those of the estate, is withheld at the time `now`. ContentError for records that are wrong."""
    records = sorted(filter(any_of([PATTERN]), files))
    if not records and not estate.consent_needed:
        return Withheld()
    from smile import consent  # here: few estates have any

    return consent.look(root, records, files, estate, now)
