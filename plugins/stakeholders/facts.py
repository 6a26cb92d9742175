"""Facts of a stakeholder that are small records themselves: contacts, accounts, judgements, sources, roles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from smile.records import Date, Shareable, Slug, Text, Value

from .choices import Origin, Platform


class Contact(Value):
    """The person to talk to."""

    role: Annotated[Text | None, Shareable] = None
    """Their role, which is no secret."""
    name: Text | None = None
    """The name of the person."""
    email: Text | None = None
    """Their e-mail address."""
    phone: Text | None = None
    """Their telephone number."""


class PublicPage(Value):
    """What everybody may see of somebody who holds a public office. Each word of it is published."""

    office: Annotated[Text, Shareable]
    """What they are elected to, or oversee."""
    area: Annotated[Text | None, Shareable] = None
    """For which place."""
    about: Annotated[Text | None, Shareable] = None
    """What they do about health and care."""
    meets: Annotated[Text | None, Shareable] = None
    """When and where they meet the public."""
    email: Annotated[Text | None, Shareable] = None
    """Their published e-mail address."""
    phone: Annotated[Text | None, Shareable] = None
    """Their published telephone number."""
    website: Annotated[Annotated[str, Field(pattern=r"^https://")] | None, Shareable] = None
    """Their own page."""
    checked: Date
    """When this was last checked."""

    @property
    def texts(self) -> list[str]:
        """What of it may also stand in private fields: ways to reach them, and where their page is."""
        host = self.website.split("/")[2] if self.website else None
        return [text for text in (self.email, self.phone, host) if text]


class Account(Value):
    """An account on a social network."""

    platform: Platform
    """Where."""
    handle: Text
    """Its name there."""
    we_follow: bool = False
    """Whether we follow it."""
    they_follow: bool = False
    """Whether it follows us."""
    checked: Date
    """When this was looked up."""


class Assessment(Value):
    """A judgement of one day. It is never changed: a new one is added below."""

    tracker: Annotated[Slug, Shareable] = "partnering"
    """The tracker that it belongs to."""
    date: Date
    """When this was judged."""
    scores: Annotated[dict[Slug, int], Shareable]
    """A number for each axis or measure."""
    by: Annotated[Text, Shareable]
    """Who judged: a role, no name."""
    reason: Text
    """Why: what was seen or heard."""


class Origins(Value):
    """Where some of the facts come from."""

    facts: Annotated[tuple[Text, ...], Shareable] = Field(min_length=1)
    """The fields that come from it."""
    origin: Origin
    """How they came to us."""
    date: Date
    """When."""
    detail: Text | None = None
    """More about it."""


class Partnering(Value):
    """Who fills the five roles of the partnering strategy: ids of people."""

    champion: tuple[Text, ...] = ()
    """Lends their own name or standing."""
    broker: tuple[Text, ...] = ()
    """Builds the partnership for the partners."""
    manager: tuple[Text, ...] = ()
    """Is paid to run the partnership."""
    facilitator: tuple[Text, ...] = ()
    """Handles one part, mostly from outside."""
    promoter: tuple[Text, ...] = ()
    """Argues from what the partnership has achieved."""

    def holders(self) -> Sequence[tuple[str, str]]:
        """Each role with the id of one who fills it."""
        fields = self.__dict__
        if not any(fields.values()):  # as most
            return ()
        return [(role, person) for role in _ROLES for person in fields[role]]


_ROLES = tuple(Partnering.model_fields)
