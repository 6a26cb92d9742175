"""What is held of stakeholders: restricted, save the totals that were published."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from smile.records import Audience, Citation, Date, Record, Shareable, Slug, Text, Value

from .choices import Cleanse, Encounter, Group, LawfulBasis, Means, Protected, Proximity, SeldomHeard
from .facts import Account, Assessment, Contact, Origins, Partnering, PublicPage


class Stakeholder(Value):
    """What is held of an organisation as of a person."""

    id: Slug
    """The name of its page."""
    name: Text
    """What it is called."""
    open_name: bool = False
    """True where public pages may show name and accounts."""
    biography: Text | None = None
    """Background, where it is relevant."""
    reasons: Text | None = None
    """Why they matter to us."""
    influence: Text | None = None
    """What they can sway."""
    support: Text | None = None
    """How far they share our view."""
    notes: Text | None = None
    """What colleagues should know first."""
    preferred_contact: Means | None = None
    """How they wish to be reached."""
    do_not_contact: bool = False
    """True keeps them off every list."""
    accounts: tuple[Account, ...] = ()
    """Accounts on social networks."""
    accounts_checked: Date | None = None
    """When somebody last looked for accounts."""
    interests: Annotated[tuple[Text, ...], Shareable] = ()
    """Topics that they care about."""
    assessments: tuple[Assessment, ...] = ()
    """Every judgement, the oldest first."""
    partnering: Partnering = Partnering()
    """Who fills the five partnering roles for them."""
    connections: tuple[Text, ...] = ()
    """Ids of those they work with."""
    public: PublicPage | None = None
    """The public page of somebody with a public office."""
    sources: tuple[Origins, ...] = ()
    """Where each fact comes from."""
    cleanse: Cleanse = "not yet"
    """How far the data cleanse is."""
    lawful_basis: LawfulBasis | None = None
    """Why we may hold this."""
    review: Date | None = None
    """When to decide: keep, correct or remove."""

    def latest(self, tracker: str) -> Assessment | None:
        """The newest judgement on a tracker."""
        return max(self.judged(tracker), key=lambda one: one.date, default=None)

    def judged(self, tracker: str) -> list[Assessment]:
        """All judgements on a tracker, the oldest first."""
        return sorted((one for one in self.assessments if one.tracker == tracker), key=lambda one: one.date)


class Person(Stakeholder):
    """A person in a role. Whoever is recorded has a lawful basis and a review date."""

    role: Annotated[Text | None, Shareable] = None
    """Their role, which is no secret."""
    positions: Annotated[tuple[Text, ...], Shareable] = ()
    """Other positions that they hold."""
    salutation: Text | None = None
    """How a letter addresses them."""
    email: Text | None = None
    """Their e-mail address."""
    phone: Text | None = None
    """Their telephone number."""
    lawful_basis: LawfulBasis
    """Why we may hold this."""
    review: Date
    """When to decide: keep, correct or remove."""


class Organisation(Stakeholder):
    """A stakeholder organisation."""

    group: Group
    """Its kind."""
    proximity: Proximity
    """How near it is to the Trust."""
    summary: Text
    """One sentence on what it does."""
    contact: Contact = Contact()
    """Whom to write to first."""
    seldom_heard: tuple[SeldomHeard, ...] = ()
    """The seldom-heard groups that it speaks for."""
    protected: tuple[Protected, ...] = ()
    """Protected characteristics that it speaks for."""
    leap: Annotated[Slug | None, Shareable] = None
    """Its LEAP agreement: a file's name in data/leap/partners/."""
    added: Date | None = None
    """When it joined."""
    people: tuple[Person, ...] = ()
    """The people in it whom we know."""

    @property
    def depth(self) -> int:
        """How many people in it we know by name."""
        named = {one.name.casefold() for one in self.people}
        other = self.contact.name is not None and self.contact.name.casefold() not in named
        return len(self.people) + other


class Circle(Value):
    """A named group of organisations and people."""

    id: Slug
    """Its short name, for lists."""
    name: Annotated[Text, Shareable]
    """What it is called."""
    members: tuple[Text, ...] = Field(min_length=1)
    """Ids of organisations and people."""


class StakeholderFile(Record):
    """A file of stakeholders: data/stakeholders.yaml, and any number in data/stakeholders/."""

    audience: ClassVar[Audience] = Audience.restricted

    organisations: tuple[Organisation, ...] = ()
    """The organisations, in any order."""
    people: tuple[Person, ...] = ()
    """People who stand for themselves."""
    groups: tuple[Circle, ...] = ()
    """Named groups of them."""
    example: bool = False
    """True where all in it are examples."""

    @property
    def open_texts(self) -> list[str]:
        """Open names, those of LEAP partners, and what a public page needs: the name, the id and the contacts."""
        made = [one.name for one in self.organisations if one.leap]
        inside = (person for one in self.organisations for person in one.people)
        for who in (*self.organisations, *inside, *self.people):
            made += [who.name, *(one.handle for one in who.accounts)] if who.open_name else []
            if who.public:
                made += [who.name, who.id, *who.public.texts]
        return made


class Commitment(Value):
    """Something that was promised."""

    text: Text
    """What."""
    owner: Annotated[Text, Shareable]
    """Who keeps it: a role."""
    due: Date
    """By when."""
    done: Date | None = None
    """When it was kept."""


class Interaction(Record):
    """An entry of the interactions log: data/chase/interactions/*.yaml."""

    audience: ClassVar[Audience] = Audience.restricted

    date: Date
    """When it was."""
    kind: Encounter
    """What it was."""
    parties: tuple[Text, ...] = Field(alias="with", min_length=1)
    """Ids of the organisations and people."""
    event: Annotated[Text | None, Shareable] = None
    """The event, if it was one."""
    summary: Text
    """What was said."""
    by: Annotated[Text, Shareable]
    """Who of us: a role."""
    commitments: tuple[Commitment, ...] = ()
    """What we promised them."""
    example: bool = False
    """True for an example."""


class Total(Value):
    """A count at one time."""

    count: int = Field(ge=0)
    """How many there were."""
    when: Text
    """The time, as closely as the source gives it."""


class PublishedTotal(Record):
    """What a document says was counted: an entry of data/reach.yaml."""

    measure: Text
    """What was counted."""
    totals: tuple[Total, ...] = Field(min_length=1)
    """The counts in order of time."""
    sources: tuple[Citation, ...] = ()
    """Where they are published."""
