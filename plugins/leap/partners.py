"""What pages may show of a partner, and the rules of agreements."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence

from smile.problems import Problem
from smile.records import View

from .agreements import Activity, Ending, Method, Partner, Roles, Signatures
from .choices import OPPORTUNITIES, PARTNER_STATES, SIDES
from .rules import Told


class PublicPartner(View):
    """An agreement as everybody may see it: contacts by role alone."""

    id: str
    name: str
    summary: str
    website: str | None
    opportunities: tuple[str, ...]
    purpose: str
    participants: str | None
    outcomes: tuple[str, ...]
    methods: tuple[Method, ...]
    roles: Roles | None
    contacts: tuple[tuple[str, str], ...]
    """Side and role."""
    proposed: dt.date
    signed: Signatures
    since: dt.date | None
    review: dt.date | None
    ended: Ending | None
    activity: tuple[Activity, ...]
    status: str
    example: bool

    @property
    def status_title(self) -> str:
        return PARTNER_STATES[self.status]

    @property
    def opportunity_titles(self) -> list[str]:
        return [OPPORTUNITIES[one] for one in self.opportunities]

    def done_by(self) -> dict[str, int]:
        """How many activities each side has done; what both did together is a count of its own."""
        counts = Counter[str](one.by for one in self.activity)
        return {title: counts[side] for side, title in SIDES.items()}


def published(partner: Partner, today: dt.date) -> PublicPartner:
    """What everybody may see of an agreement."""
    return PublicPartner.of(
        partner,
        contacts=tuple((one.side, one.role) for one in partner.contacts),
        activity=tuple(sorted(partner.activity, key=lambda one: one.on, reverse=True)),
    )


def due(partner: PublicPartner, ahead: int, today: dt.date) -> bool:
    """Whether an agreement in force is to be looked at within `ahead` days, or should have been."""
    soon = today + dt.timedelta(ahead)
    return partner.status == "signed" and partner.review is not None and partner.review <= soon


def problems(partners: Sequence[Partner], told: Told) -> Iterator[Problem]:
    """Dates and activities that do not fit the agreement."""
    for one in partners:
        for side, day in (("trust", one.signed.trust), ("partner", one.signed.partner)):
            if day and day < one.proposed:
                message, expected = (
                    "the agreement was signed before it was proposed",
                    f"{one.proposed} or later",
                )
                at = ("signed", side)
                yield told(one, at, "partner", message, str(day), expected, "correct one of the two days")
        if one.review and one.since and one.review <= one.since:
            message, expected = "the review is not after the signatures", f"a day after {one.since}"
            yield told(one, ("review",), "partner", message, str(one.review), expected, "correct the day")
        if one.ended and one.ended.on < (one.since or one.proposed):
            message, expected = "the agreement ended before it began", f"{one.since or one.proposed} or later"
            yield told(
                one, ("ended", "on"), "partner", message, str(one.ended.on), expected, "correct the day"
            )
        yield from _activity(one, told)


def _activity(partner: Partner, told: Told) -> Iterator[Problem]:
    chosen = ", ".join(partner.opportunities)
    for index, done in enumerate(partner.activity):
        if done.opportunity not in partner.opportunities:
            message, hint = (
                "the agreement does not have this opportunity",
                "correct it, or add it to the agreement",
            )
            at = ("activity", index, "opportunity")
            yield told(partner, at, "opportunity", message, done.opportunity, f"one of {chosen}", hint)
        if partner.since is None or done.on < partner.since:
            message = "the activity was before both sides had signed"
            expected = f"{partner.since} or later" if partner.since else "both dates in `signed`"
            at = ("activity", index, "on")
            yield told(partner, at, "partner", message, str(done.on), expected, "correct the day")
        if partner.ended and done.on > partner.ended.on:
            message, expected = "the activity was after the agreement ended", f"{partner.ended.on} or earlier"
            at = ("activity", index, "on")
            yield told(partner, at, "partner", message, str(done.on), expected, "correct the day")
