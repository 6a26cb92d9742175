"""What an import comes to: records to add, facts to add, facts that differ, and doubts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .register import Held

Fields = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Added:
    """A record that is not there yet; `home` is the id of the organisation of a person."""

    row: int
    fields: Fields
    home: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """A fact of somebody: `was` is what the register says, which stays."""

    row: int
    held: Held
    name: str
    value: Any
    was: str = ""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A row that waits for a person's decision."""

    row: int
    name: str
    why: str


@dataclass(slots=True)
class Import:
    """What one file comes to."""

    organisations: list[Added] = field(default_factory=list)
    people: list[Added] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    """Facts that the register lacks."""
    differs: list[Change] = field(default_factory=list)
    """Facts that it has otherwise: nothing overwrites them."""
    doubts: list[Doubt] = field(default_factory=list)
