"""What pages may show of an item, and how far it is."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from smile.records import Audience, View
from smile.templates import date

from .choices import AUDIENCES, COLOURS, OUTCOMES, ROUTES, STATUSES, Status
from .records import Action, Item

UNSCREENED = "Waiting to be screened"
Line = tuple[str, str, str, str, str]
"""What a list shows of an item: its id and title, colour and words of its tag, and a line on it."""


class PublicItem(View):
    """An item as everybody may see it: no name, no contact, and its words only once they are screened."""

    id: str
    title: str
    received: dt.date
    route: str
    audience_group: str
    topic: str
    status: Status
    said: str | None
    judged: dt.date | None
    suggested: bool | None
    outcome: str | None
    response: str | None
    explanation: str | None
    answered: dt.date | None
    thanked: dt.date | None
    action: Action | None
    completed: dt.date | None
    completion: str | None
    same_as: tuple[str, ...]
    partner: str | None
    changed: dt.date
    example: bool

    @property
    def year(self) -> int:
        return self.received.year

    @property
    def status_title(self) -> str:
        return STATUSES[self.status]

    @property
    def colour(self) -> str:
        return COLOURS[self.status]

    @property
    def route_title(self) -> str:
        return ROUTES[self.route]

    @property
    def audience_title(self) -> str:
        return AUDIENCES[self.audience_group]

    @property
    def outcome_title(self) -> str | None:
        return OUTCOMES[self.outcome] if self.outcome else None


class StaffItem(View):
    """An item as staff see it in the queue: what everybody sees, and what helps to answer it."""

    audience: ClassVar[Audience] = Audience.staff

    public: PublicItem
    title: str
    said: str
    owner: str | None
    screened: bool
    reference: str | None
    note: str | None
    decided: dt.date | None


def status(item: Item) -> Status:
    """How far an item is. An answer counts from the day it was sent: whoever suggested it hears first."""
    if item.answer and item.answer.sent:
        if item.answer.outcome == "will-be-done":
            return "done" if item.completion else "will-be-done"
        return item.answer.outcome
    if item.thanked:
        return "comment"
    return "considered" if item.judged else "new"


def public(item: Item) -> PublicItem:
    """What everybody may see of an item."""
    shown, answer = item.screened is not None, item.answer
    sent = answer if answer and answer.sent and shown else None
    judged, action, completion = item.judged, item.action, item.completion
    days = (
        item.received,
        judged.on if judged else None,
        answer.sent if answer else None,
        item.thanked,
        action.done if action else None,
        completion.sent if completion else None,
    )
    made = PublicItem(
        id=item.id,
        title=item.title if shown else UNSCREENED,
        received=item.received,
        route=item.route,
        audience_group=item.from_audience,
        topic=item.topic,
        status=status(item),
        said=item.said if shown else None,
        judged=judged.on if judged else None,
        suggested=judged.suggested if judged else None,
        outcome=sent.outcome if sent else None,
        response=sent.response if sent else None,
        explanation=sent.explanation if sent else None,
        answered=sent.sent if sent else None,
        thanked=item.thanked,
        action=action if sent else None,
        completed=completion.sent if completion else None,
        completion=completion.response if completion and shown else None,
        same_as=item.same_as,
        partner=item.partner,
        changed=max([day for day in days if day]),
        example=item.example,
    )
    return made.with_source(item.source)


def line(item: PublicItem, topic: str = "") -> Line:
    """An item in a list; `topic` is the title of its topic, where the list tells it."""
    words = f"{item.id}, received {date(item.received)}"
    if topic:
        words += f", {topic}"
    if item.example:
        words += ". Example record"
    return item.id, item.title, item.colour, item.status_title, words


def staff(item: Item, shown: PublicItem) -> StaffItem:
    """What staff may see of an item."""
    made = StaffItem.model_construct(
        public=shown, title=item.title, said=item.said, owner=item.owner, screened=item.screened is not None,
        reference=item.reference, note=item.note, decided=item.answer.decided if item.answer else None,
    )  # fmt: skip
    return made.with_source(item.source)
