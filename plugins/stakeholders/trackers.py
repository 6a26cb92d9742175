"""Where stakeholders stand on a tracker, how they moved, and whom to work on next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .choices import GROUPS, PROXIMITIES
from .definitions import Tracker
from .facts import Assessment
from .register import Held, Register

CORNERS = ("low_low", "high_low", "low_high", "high_high")


@dataclass(frozen=True, slots=True)
class Position:
    """One stakeholder on a tracker: the newest judgement, and the one before it."""

    held: Held
    now: Assessment
    before: Assessment | None
    across: int
    up: int
    score: int | None
    """None where the tracker has corners alone."""
    corner: str


@dataclass(frozen=True, slots=True)
class Placed:
    """A tracker with everybody on it, the highest score first."""

    tracker: Tracker
    positions: tuple[Position, ...]
    unplaced: int
    """How many of those that it is for nobody has judged."""
    rows: tuple[tuple[int, tuple[int, ...]], ...]
    """From the highest step up: how many stand at each step across."""


def score(tracker: Tracker, across: int, up: int) -> int | None:
    """The score by the rule that the tracker names."""
    return {"product": across * up, "sum": across + up}.get(tracker.score)


def corner(tracker: Tracker, across: int, up: int) -> str:
    """Which quarter of the tracker: "high_low" is high across and low up."""
    side = "high" if across > tracker.across.middle else "low"
    return f"{side}_{'high' if up > tracker.up.middle else 'low'}"


def corner_name(tracker: Tracker, key: str) -> str:
    named: str = getattr(tracker.quadrants, key)
    return named


Standing = Mapping[str, Mapping[str, Position]]
"""By tracker and id, where everybody stands whom it is for and somebody has judged."""


def standing(of: Register) -> Standing:
    """Where everybody stands, on every tracker."""
    return {
        tracker.id: {
            one.who.id: found
            for one in of.held
            if one.who.assessments and _meant(tracker, one) and (found := position(tracker, one)) is not None
        }
        for tracker in of.trackers
    }


def placed(tracker: Tracker, held: Sequence[Held], by: Standing) -> Placed:
    """Everybody of `held` whom the tracker is for and somebody has judged."""
    meant = held if tracker.only == "everybody" else [one for one in held if _meant(tracker, one)]
    stand = by[tracker.id]
    made = [stand[one.who.id] for one in meant if one.who.id in stand]
    made.sort(key=lambda one: (-(one.score or 0), one.held.who.name.casefold(), one.held.who.id))
    counts: dict[tuple[int, int], int] = {}
    for one in made:
        counts[one.across, one.up] = counts.get((one.across, one.up), 0) + 1
    rows = tuple(
        (up, tuple(counts.get((across, up), 0) for across in tracker.across.steps))
        for up in reversed(tracker.up.steps)
    )
    return Placed(tracker, tuple(made), len(meant) - len(made), rows)


def position(tracker: Tracker, held: Held) -> Position | None:
    """Where one stands; None where no judgement has both axes."""
    axes = (tracker.across.id, tracker.up.id)
    judged = [one for one in held.who.judged(tracker.id) if all(axis in one.scores for axis in axes)]
    if not judged:
        return None
    now = judged[-1]
    across, up = (now.scores[axis] for axis in axes)
    before = judged[-2] if len(judged) > 1 else None
    found = (across, up, score(tracker, across, up), corner(tracker, across, up))
    return Position(held, now, before, *found)


def movements(of: Placed) -> list[tuple[Position, tuple[int, int]]]:
    """Those who moved, with where they came from; the newest first."""
    axes = (of.tracker.across.id, of.tracker.up.id)
    moved = []
    for one in of.positions:
        if one.before is not None:
            start = (one.before.scores[axes[0]], one.before.scores[axes[1]])
            if start != (one.across, one.up):
                moved.append((one, start))
    return sorted(moved, key=lambda pair: pair[0].now.date, reverse=True)


def next_ones(of: Placed, most: int = 12) -> list[Position]:
    """Whom to work on next: the corner that the tracker names, the most influence and least support first."""
    chosen = [one for one in of.positions if one.corner == of.tracker.quadrants.first]
    return sorted(chosen, key=lambda one: (-one.up, one.across, one.held.who.name.casefold()))[:most]


def corners(of: Placed) -> list[tuple[str, int]]:
    """The name of each corner and how many stand in it."""
    keys = [one.corner for one in of.positions]
    return [(corner_name(of.tracker, key), keys.count(key)) for key in CORNERS]


def filters(of: Register) -> Mapping[str, Sequence[Held]]:
    """The parts of the register that a tracker has a page for, by group and by proximity."""
    parts: dict[str, list[Held]] = {key: [] for key in (*GROUPS, *PROXIMITIES)}
    for one in of.held:
        place = one.place
        if place:
            parts[place.group].append(one)
            parts[place.proximity].append(one)
    return parts


def _meant(tracker: Tracker, held: Held) -> bool:
    if tracker.only == "everybody":
        return True
    return bool(held.place and (held.place.seldom_heard or held.place.protected))
