"""The restricted pages about the whole register: trackers, reach, contacts and commitments."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Any

from smile.charts import Quarters, Tally
from smile.plugin import Lazy, Page, Pages, Site

from . import reach, trackers
from .choices import GROUPS, PROXIMITIES
from .definitions import Tracker
from .pages import SHOWN, link
from .records import Interaction
from .register import Held, Register
from .trackers import Placed, Position, Standing

ARROWS = 24
"""How many moves a picture shows: the newest."""


_PARTS = {**GROUPS, **PROXIMITIES}
"""The parts of the register that a tracker has a page for, by what they are called in addresses."""


def tracker_pages(of: Register, by: Callable[[], Standing], site: Site) -> Iterator[Page | Pages]:
    """Each tracker for everybody, and for each group and proximity."""
    if not of.trackers:
        return
    cards = [
        {"title": one.name, "url": site.url(f"trackers/{one.id}/"), "summary": one.summary}
        for one in of.trackers
    ]
    yield Page(
        "trackers/", "stakeholders/trackers.html", "Trackers", "Where stakeholders stand, and where they are heading.",
        {"cards": cards}, None, navigation=True, kind="index",
    )  # fmt: skip
    members, everything = cache(lambda: trackers.filters(of)), of.key
    for tracker in of.trackers:
        yield Page(
            f"trackers/{tracker.id}/", "stakeholders/tracker.html", tracker.name, tracker.summary,
            Lazy(everything, lambda tracker=tracker: _tracker(tracker, "", of.held, of, by(), site)),  # type: ignore[misc]
            None, navigation=True, kind="index",
        )  # fmt: skip
        for part in _PARTS:
            yield Pages(
                everything,
                [f"trackers/{tracker.id}/{part}/"],
                lambda tracker=tracker, part=part: [  # type: ignore[misc]
                    _tracker_page(tracker, part, members()[part], of, by(), site)
                ],
            )


def _tracker_page(
    tracker: Tracker, part: str, many: Sequence[Held], of: Register, by: Standing, site: Site
) -> Page:
    """A tracker for a part of the register."""
    return Page(
        f"trackers/{tracker.id}/{part}/", "stakeholders/tracker.html", f"{tracker.name}: {_PARTS[part].lower()}",
        tracker.summary, _tracker(tracker, part, many, of, by, site), of.records, kind="index",
    )  # fmt: skip


def _tracker(
    tracker: Tracker, part: str, many: Sequence[Held], of: Register, by: Standing, site: Site
) -> dict[str, Any]:
    """What is shown of a tracker, for a part of the register, or for everybody."""
    base = f"trackers/{tracker.id}/"
    path = base + (f"{part}/" if part else "")
    ways = [{"title": "Everybody", "url": site.url(base)}]
    ways += [{"title": title, "url": site.url(f"{base}{key}/")} for key, title in _PARTS.items()]
    shown = picture(trackers.placed(tracker, many, by), site)
    return {"ways": ways, "at": site.url(path), **shown, "example": of.example}


def picture(of: Placed, site: Site) -> dict[str, Any]:
    """What the templates of a tracker show."""
    tracker = of.tracker

    def row(one: Position) -> dict[str, Any]:
        corner = trackers.corner_name(tracker, one.corner)
        facts = {
            "across": one.across,
            "up": one.up,
            "score": one.score,
            "corner": corner,
            "date": one.now.date,
        }
        return {**link(one.held, site), **facts}

    moved = trackers.movements(of)
    return {
        "tracker": tracker,
        "picture": tally(of, moved[:ARROWS]),
        "corners": trackers.corners(of),
        "unplaced": of.unplaced,
        "count": len(of.positions),
        "ranked": [row(one) for one in of.positions[:SHOWN]],
        "next": [row(one) for one in trackers.next_ones(of)],
        "moved": [{**row(one), "start": start} for one, start in moved[:SHOWN]],
        "moves": len(moved),
    }


def tally(of: Placed, moved: Sequence[tuple[Position, tuple[int, int]]]) -> Tally:
    """How many stand at each place of a tracker, and the moves that its picture shows."""
    tracker, across, up = of.tracker, of.tracker.across, of.tracker.up
    low = (sum(step <= across.middle for step in across.steps), sum(step <= up.middle for step in up.steps))
    bottom_left, bottom_right, top_left, top_right = (
        trackers.corner_name(tracker, key) for key in trackers.CORNERS
    )
    said = ", ".join(f"{name}: {count}" for name, count in trackers.corners(of))
    return Tally(
        f"tracker-{tracker.id}", tracker.name, f"{len(of.positions)} stakeholders. {said}.",
        tuple(map(str, across.steps)), tuple(map(str, up.steps)),
        tuple(counts for _, counts in reversed(of.rows)),
        tuple(
            ((start[0] - across.least, start[1] - up.least), (one.across - across.least, one.up - up.least))
            for one, start in moved
        ),
        across.label, up.label, Quarters(low, (bottom_left, bottom_right, top_left, top_right)),
    )  # fmt: skip


def reach_page(of: Register, site: Site) -> Iterator[Page]:
    summary = "Whom we know and whom we do not: groups, seldom-heard people, growth, accounts and depth."
    context = Lazy(of.key, lambda: _reach(of))
    yield Page("reach/", "stakeholders/reach-page.html", "Reach", summary, context, None, navigation=True)


def _reach(of: Register) -> dict[str, Any]:
    everyone = of.organisations
    return {
        "grid": reach.grid(everyone),
        "published": [reach.growth(one) for one in of.published],
        "progress": reach.seldom_heard(everyone),
        "target": reach.SELDOM_HEARD_TARGET,
        "protected": reach.protected(everyone),
        "baseline": reach.BASELINE,
        "goal": reach.GROWTH_GOAL,
        "claims": [(count, reach.against_goal(count)) for count in (173, 197)],
        "own": (len(everyone), reach.against_goal(len(everyone))),
        "coverage": reach.coverage(everyone),
        "depth": reach.depth(everyone),
        "example": of.example,
    }


def log_page(of: Register, site: Site) -> Iterator[Page]:
    """Commitments that are open, and the newest interactions."""
    open_ones = sorted(
        (
            {
                "text": one.text,
                "owner": one.owner,
                "due": one.due,
                "late": one.due < of.today,
                "to": _parties(entry, of, site),
            }
            for entry in of.interactions
            for one in entry.commitments
            if one.done is None
        ),
        key=lambda one: str(one["due"]),
    )
    entries = [
        {
            "date": one.date,
            "kind": one.kind,
            "event": one.event,
            "summary": one.summary,
            "by": one.by,
            "with": _parties(one, of, site),
        }
        for one in of.interactions[:SHOWN]
    ]
    context = {
        "commitments": open_ones,
        "entries": entries,
        "total": len(of.interactions),
        "example": of.example,
    }
    summary = "What we promised, by when, and whom we met."
    yield Page(
        "contacts/",
        "stakeholders/log.html",
        "Contacts and commitments",
        summary,
        context,
        of.interactions,
        navigation=True,
    )


def _parties(entry: Interaction, of: Register, site: Site) -> list[dict[str, str]]:
    return [link(of.by_id[id], site) for id in entry.parties]
