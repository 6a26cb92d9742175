"""The restricted pages of each organisation and person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from smile.plugin import Page, Pages, Site
from smile.scan import digest_of

from . import messages, trackers
from .choices import GROUPS, PROXIMITIES, ROLES, SELDOM_HEARD
from .network import Network, address, around
from .records import Interaction, Organisation, Stakeholder
from .register import Held, Register, elsewhere
from .trackers import Standing

LOGGED = 20
"""How many contacts the page of a stakeholder lists."""
SHOWN = 200
"""How many stakeholders one page lists."""


def link(held: Held, site: Site) -> dict[str, str]:
    """Name and address of a stakeholder's page."""
    return {"title": held.who.name, "url": address(held, site)}


def card(held: Held, site: Site) -> dict[str, str]:
    who = held.who
    if isinstance(who, Organisation):
        return {**link(held, site), "summary": who.summary, "meta": PROXIMITIES[who.proximity]}
    meta = held.home.name if held.home else "For themselves"
    return {**link(held, site), "summary": getattr(who, "role", None) or "Role not recorded", "meta": meta}


def single(
    of: Register, by: Callable[[], Network], stand: Callable[[], Standing], site: Site
) -> Iterator[Pages]:
    """The page of each organisation and of each person, planned together with those of the files beside theirs."""
    by_file: dict[str, list[Held]] = {}
    for held in of.held:
        by_file.setdefault(held.file.source.file, []).append(held)
    show = cache(lambda: _single_pages(of, by(), stand(), site))  # only where a page may have changed
    for part in of.parts:
        files = dict.fromkeys(file.source.file for file in part.records)
        mine = [held for file in files for held in by_file.get(file, ())]
        if mine:
            yield Pages(
                digest_of([part.key, of.around]),
                [address(held, site)[len(site.path) :] for held in mine],
                lambda mine=mine: [show()(held) for held in mine],  # type: ignore[misc]
            )


def _single_pages(of: Register, by: Network, stand: Standing, site: Site) -> Callable[[Held], Page]:
    """What plans the page of one stakeholder. Of others it shows what `surroundings` names, and nothing else."""
    log: dict[str, list[Interaction]] = {}
    for entry in of.interactions:
        for id in entry.parties:
            log.setdefault(id, []).append(entry)
    filled: dict[str, list[tuple[str, dict[str, str]]]] = {}
    for held in of.held:
        for role, id in held.who.partnering.holders():
            filled.setdefault(id, []).append((ROLES[role], link(held, site)))
    circles: dict[str, list[str]] = {}
    for file in of.files:
        for circle in file.groups:
            for id in circle.members:
                circles.setdefault(id, []).append(circle.name)
    told = [(framework, messages.voice(framework)) for framework in of.frameworks]
    at = {name: elsewhere(site, name) for name in ("leap", "windows")}

    def show(held: Held) -> Page:
        id = held.who.id
        heard = {
            "partner": of.partners.get(held.who.leap or "") if isinstance(held.who, Organisation) else None,
            "mentions": of.mentions.get(id, ()),
        }
        more = {
            "log": log.get(id, ())[:LOGGED],
            **_promised(log.get(id, ()), of.today),
            "around": around(held, of, by, site),
            "fills": filled.get(id, ()),
            "circles": circles.get(id, ()),
            "frameworks": [(one.name, many) for one, say in told if (many := say(held))],
            **({**heard, "at": at} if any(heard.values()) else {}),
        }
        return _single(held, of, stand, site, more)

    return show


def _single(held: Held, of: Register, stand: Standing, site: Site, more: Mapping[str, Any]) -> Page:
    who, organisation = held.who, isinstance(held.who, Organisation)
    roles = _roles(who, of, site)
    context: dict[str, Any] = {
        # what is shown in other ways below would only make the page depend on more than it shows
        "who": {name: value for name, value in who.__dict__.items() if name not in _ELSEWHERE},
        "organisation": organisation,
        "example": held.file.example,
        "home": link(of.by_id[held.home.id], site) if held.home else None,
        "roles": roles,
        "managers": dict(roles)[ROLES["manager"]],
        "standing": _standing(held, of, stand, site) if who.assessments else (),
        **more,
    }
    if isinstance(who, Organisation):
        context |= {
            "group": GROUPS[who.group],
            "proximity": PROXIMITIES[who.proximity],
            "seldom_heard": [SELDOM_HEARD[key] for key in who.seldom_heard],
            "protected": [key.replace("-", " ") for key in who.protected],
            "people": [card(of.by_id[person.id], site) for person in who.people],
        }
    summary = (
        who.summary
        if isinstance(who, Organisation)
        else getattr(who, "role", None) or "A person in the register."
    )
    made_from = [held.file, *more["log"], *of.frameworks]
    return Page(
        address(held, site)[len(site.path) :],
        "stakeholders/single.html",
        who.name,
        summary,
        context,
        made_from,
        next_review=who.review,
    )


def _promised(log: Sequence[Interaction], today: dt.date) -> dict[str, Any]:
    """What was promised to somebody: open promises first, then the newest; and how many are late."""
    promised: list[dict[str, Any]] = [
        {"text": one.text, "owner": one.owner, "due": one.due, "done": one.done,
         "late": one.done is None and one.due < today}
        for entry in log
        for one in entry.commitments
    ]  # fmt: skip
    if not promised:
        return {}
    promised.sort(key=lambda one: (one["done"] is not None, -one["due"].toordinal()))
    waits = sum(one["done"] is None for one in promised)
    return {"promised": promised, "waits": waits, "late": sum(one["late"] for one in promised)}


_ELSEWHERE = frozenset(("people", "assessments", "partnering", "connections", "leap"))


def _roles(who: Stakeholder, of: Register, site: Site) -> list[tuple[str, list[dict[str, str]]]]:
    """Each partnering role with those who fill it."""
    holders = list(who.partnering.holders())
    if not holders:
        return _NOBODY
    return [
        (title, [link(of.by_id[id], site) for role, id in holders if role == key])
        for key, title in ROLES.items()
    ]


_NOBODY: list[tuple[str, list[dict[str, str]]]] = [(title, []) for title in ROLES.values()]


def _standing(held: Held, of: Register, stand: Standing, site: Site) -> list[dict[str, Any]]:
    """One's place on each tracker, and every judgement, the newest first."""
    made = []
    for tracker in of.trackers:
        judged, at, scales = held.who.judged(tracker.id), stand[tracker.id].get(held.who.id), tracker.scales
        if judged:
            history = [
                (one.date, [*(one.scores.get(name, "Not judged") for name in scales), one.by, one.reason])
                for one in reversed(judged)
            ]
            made.append(
                {
                    "name": tracker.name,
                    "url": site.url(f"trackers/{tracker.id}/"),
                    "score": at.score if at else None,
                    "corner": trackers.corner_name(tracker, at.corner) if at else None,
                    "heads": ["Judged on", *(axis.label for axis in scales.values()), "By", "Why"],
                    "history": history,
                }
            )
    return made
