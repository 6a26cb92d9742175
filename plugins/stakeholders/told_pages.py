"""The restricted pages of what stakeholders are told: mailing lists with their exports, and message frameworks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from smile.plugin import Lazy, Page, Site

from . import lists, messages, trackers
from .choices import GROUPS, PROXIMITIES, SELDOM_HEARD
from .definitions import MailingList
from .lists import Member
from .pages import SHOWN, link
from .register import Register
from .trackers import Standing


def list_pages(of: Register, by: Callable[[], Standing], site: Site) -> Iterator[Page]:
    """The mailing lists with the log of exports, and the members of each with what they are told."""
    found = cache(lambda: {one.id: lists.members(of, one, by()) for one in of.lists})
    summary = "Mailing lists by rules, and every export that was made of them."
    yield Page(
        "lists/",
        "stakeholders/lists.html",
        "Mailing lists",
        summary,
        Lazy(of.key, lambda: _lists(of, found(), site)),
        None,
        navigation=True,
        kind="index",
    )
    for one in of.lists:
        shown = Lazy(of.key, lambda one=one: _list(of, one, found()[one.id], site))  # type: ignore[misc]
        yield Page(
            f"lists/{one.id}/", "stakeholders/list.html", one.name, one.purpose, shown, None, kind="index"
        )


def _lists(of: Register, found: Mapping[str, Sequence[Member]], site: Site) -> dict[str, Any]:
    """What is shown of all lists."""
    cards = [
        {
            "title": one.name,
            "url": site.url(f"lists/{one.id}/"),
            "summary": one.purpose,
            "meta": "Used no more"
            if one.retired
            else "1 person"
            if len(who) == 1
            else f"{len(who):,} people",
        }
        for one in of.lists
        for who in (found[one.id],)
    ]
    return {"cards": cards, "exports": of.exports, "names": {one.id: one.name for one in of.lists}}


def _list(of: Register, one: MailingList, who: Sequence[Member], site: Site) -> dict[str, Any]:
    """What is shown of one list."""
    rows = [
        {
            **link(member.held, site),
            "home": member.held.home.name if member.held.home else "",
            "message": member.message,
        }
        for member in who[:SHOWN]
    ]
    return {
        "list": one,
        "rules": _rules(of, one),
        "rows": rows,
        "total": len(who),
        "example": of.example,
    }


def _rules(of: Register, one: MailingList) -> list[tuple[str, list[str]]]:
    """The rules of a list in words: what each asks for, any of which is enough."""
    circles = {circle.id: circle.name for file in of.files for circle in file.groups}
    tracker = next((tracker for tracker in of.trackers if tracker.id == one.tracker), None)
    rules = [
        ("Groups", [GROUPS[key] for key in one.groups]),
        ("Proximity", [PROXIMITIES[key] for key in one.proximities]),
        ("Speaks for", [SELDOM_HEARD[key] for key in one.seldom_heard]),
        ("Cares about", [topic.replace("-", " ") for topic in one.interests]),
        ("Member of", [circles[id] for id in one.circles]),
    ]
    if tracker:
        corners = [trackers.corner_name(tracker, key) for key in one.corners]
        rules.append((tracker.name, corners))
    return [(title, words) for title, words in rules if words]


def message_pages(of: Register, site: Site) -> Iterator[Page]:
    """The message frameworks, and each with what it says to everybody and to some."""
    if not of.frameworks:
        return
    cards = [
        {"title": one.name, "url": site.url(f"messages/{one.id}/"), "summary": one.summary}
        for one in of.frameworks
    ]
    summary = "What we want stakeholders to take away, and who is told it in other words."
    yield Page(
        "messages/", "stakeholders/frameworks.html", "Messages", summary, {"cards": cards}, None,
        navigation=True, kind="index",
    )  # fmt: skip
    for one in of.frameworks:
        texts = {message.id: message.text for message in one.messages}
        rows: list[dict[str, Any]] = []
        for other in one.overrides:
            held = of.by_id.get(other.whom)
            whom = link(held, site) if held else {"title": GROUPS[other.whom], "url": ""}
            rows += [
                {"whom": whom, "instead_of": texts[id], "text": text} for id, text in other.texts.items()
            ]
            rows += [{"whom": whom, "instead_of": texts[id], "text": None} for id in other.leave_out]
        context = {"told": messages.told(one, None), "rows": rows, "example": one.example}
        yield Page(
            f"messages/{one.id}/", "stakeholders/framework.html", one.name, one.summary, context, [one]
        )
