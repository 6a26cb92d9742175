"""The pages for staff: what waits for whom, what is late, and how the last twelve weeks went."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from smile.plugin import Page, Site

from . import pictures
from .figures import band_of
from .journey import StaffItem
from .model import Register
from .partners import due
from .records import Settings

NOBODY = "Nobody yet"


def pages(register: Register, site: Site) -> Iterator[Page]:
    """Everything that only people who work here see."""
    rows = [_row(one, register) for one in register.queue]
    yield Page(
        "queue/", "leap/queue.html", "The queue",
        "Every item that waits for somebody, the oldest first, with what is late.",
        {"rows": rows, "bands": _bands(register), "owners": _owners(rows), "settings": register.settings,
         "example": register.example},
        register.queue, navigation=True, order=1, kind="index",
    )  # fmt: skip
    yield Page(
        "trend/", "leap/trend.html", "The last twelve weeks",
        "What came in, what was answered, and what stayed open, week by week.",
        {"trend": pictures.weeks(register.weeks), "example": register.example},
        register.items, navigation=True, order=2, kind="index",
    )  # fmt: skip
    ahead, today = register.settings.review_ahead, register.today
    yield Page(
        "agreements/", "leap/agreements.html", "Agreements",
        "What is due for review, what waits for a signature, and what each side has done.",
        {
            "due": [one for one in register.partners if due(one, ahead, today)],
            "unsigned": [one for one in register.partners if one.status in ("proposed", "part-signed")],
            "partners": register.partners, "notes": dict(register.notes), "today": today, "ahead": ahead,
            "example": register.example,
        },
        register.partners, navigation=True, order=3, kind="index",
    )  # fmt: skip


def _row(one: StaffItem, register: Register) -> dict[str, object]:
    item, today = one.public, register.today
    return {
        "id": item.id,
        "title": one.title,
        "received": item.received,
        "age": (today - item.received).days,
        "status": item.status_title,
        "next": next_step(one),
        "late": late(one, register.settings, today),
        "owner": waits_for(one),
        "screened": one.screened,
        "reference": one.reference,
        "note": one.note,
    }


def next_step(one: StaffItem) -> str:
    """What somebody has to do next about an item."""
    item = one.public
    if item.status == "new":
        return "Judge whether it suggests something specific"
    if item.status == "considered":
        if item.suggested is False:
            return "Thank for the comment"
        return "Send the reply" if one.decided else "Decide and answer"
    return "Send the second reply" if item.action and item.action.done else "Do what was promised"


def waits_for(one: StaffItem) -> str:
    """The role that an item waits for."""
    action = one.public.action
    return (action.owner if action and action.owner else one.owner) or NOBODY


def late(one: StaffItem, settings: Settings, today: dt.date) -> str:
    """What is late about an item; "" when nothing is."""
    item, action = one.public, one.public.action
    age = (today - item.received).days
    if item.status == "new":
        over = age - settings.judge_within
        return f"Judging is {over} days late" if over > 0 else ""
    if item.status == "considered":
        over = age - settings.answer_within
        return f"The answer is {over} days late" if over > 0 else ""
    if action and action.done:
        over = (today - action.done).days - settings.second_reply_within
        return f"The second reply is {over} days late" if over > 0 else ""
    over = (today - action.due).days if action and action.due else 0
    return f"The action is {over} days late" if over > 0 else ""


def _bands(register: Register) -> list[tuple[str, int, int]]:
    """Items without a first answer by age: band, number, and how many of them break a target."""
    settings, today = register.settings, register.today
    waiting = [one for one in register.queue if one.public.status != "will-be-done"]
    places = [band_of((today - one.public.received).days, settings) for one in waiting]
    broken = [place for place, one in zip(places, waiting, strict=True) if late(one, settings, today)]
    bands = enumerate(settings.age_bands)
    return [(band.title, places.count(place), broken.count(place)) for place, band in bands]


def _owners(rows: list[dict[str, object]]) -> list[tuple[str, int, int]]:
    """Owner, how many items wait for them, and how many of these are late."""
    names = sorted({str(row["owner"]) for row in rows}, key=lambda name: (name == NOBODY, name))
    mine = {name: [row for row in rows if row["owner"] == name] for name in names}
    return [(name, len(many), sum(bool(row["late"]) for row in many)) for name, many in mine.items()]
