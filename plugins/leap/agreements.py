"""What LEAP reads of partners: one file for each agreement."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, ClassVar

from pydantic import Field

from smile.records import Audience, Date, Record, Shareable, Sourced, Text, Value

from .choices import Opportunity, Side
from .records import MaybeOpen, Open


class Contact(Sourced):
    """Somebody to talk to, known to others by role alone."""

    audience: ClassVar[Audience] = Audience.restricted

    side: Side
    """Whose contact it is."""
    role: Open
    """Their role."""
    name: Text | None = None
    """Their name, for the few who need it."""
    address: Text | None = None
    """Where they are reached, for the few who need it."""


class Signatures(Value):
    """When each side signed."""

    trust: Date | None = None
    """The day on which the Trust signed."""
    partner: Date | None = None
    """The day on which the partner signed."""


class Method(Value):
    """Something that is going to be done together."""

    what: Open
    """What is done."""
    when: MaybeOpen = None
    """By when, or how often."""


class Roles(Value):
    """What each side brings."""

    trust: Open
    """What the Trust does."""
    partner: Open
    """What the partner does."""


class Ending(Value):
    """The end of an agreement."""

    on: Date
    """The last day."""
    by: Side
    """Who ended it."""
    reason: Open
    """Why, in one sentence."""


class Activity(Value):
    """Something that was done under the agreement."""

    on: Date
    """The day."""
    by: Side
    """Who did it."""
    opportunity: Opportunity
    """Which of the seven opportunities it used."""
    what: Open
    """What was done, in one sentence."""


class Partner(Record):
    """One agreement: data/leap/partners/NAME.yaml."""

    audience: ClassVar[Audience] = Audience.staff

    name: Open
    """What the organisation is called."""
    summary: Open
    """One sentence on what it does."""
    website: Annotated[Annotated[str, Field(pattern=r"^https://")] | None, Shareable] = None
    """Its address."""
    opportunities: tuple[Opportunity, ...] = Field(min_length=1)
    """Which of the seven opportunities both sides chose."""
    purpose: Open
    """What the partnership is for."""
    participants: MaybeOpen = None
    """Who takes part."""
    outcomes: Annotated[tuple[Text, ...], Shareable] = ()
    """What both sides hope for."""
    methods: tuple[Method, ...] = ()
    """How they work, and by when."""
    roles: Roles | None = None
    """What each side brings."""
    contacts: tuple[Contact, ...] = ()
    """Whom to talk to on each side."""
    proposed: Date
    """When the agreement was proposed."""
    signed: Signatures = Signatures()
    """When each side signed. It is in force when both have, until one asks to stop."""
    review: Date | None = None
    """When both sides look at it again."""
    ended: Ending | None = None
    """How it ended."""
    activity: tuple[Activity, ...] = ()
    """The joint log of what was done."""
    note: Text | None = None
    """What colleagues should know, for staff."""
    example: bool = False
    """True for an example, which the page says."""

    @property
    def status(self) -> str:
        """One of PARTNER_STATES: it follows from the dates, so that they can never contradict it."""
        if self.ended:
            return "ended"
        both = (self.signed.trust, self.signed.partner)
        return "signed" if all(both) else "part-signed" if any(both) else "proposed"

    @property
    def since(self) -> dt.date | None:
        """The day from which it is in force."""
        days = (self.signed.trust, self.signed.partner)
        return max(day for day in days if day) if all(days) else None
