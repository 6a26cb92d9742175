"""What is held of stakeholders: restricted, save the totals that were published."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from smile.records import Audience, Citation, Date, Record, Shareable, Slug, Text, Value

Group = Literal[
    "patients-carers-families",
    "health-and-care-partners",
    "media-and-opinion-formers",
    "companies",
    "elected-representatives",
    "third-sector",
]
Proximity = Literal["internal", "local", "regional", "national"]
SeldomHeard = Literal[
    "disability",
    "ethnicity",
    "sexuality",
    "communication-impairments",
    "mental-health-problems",
    "homelessness",
    "geographical-isolation",
]

GROUPS: dict[str, str] = {
    "patients-carers-families": "Patients, carers and families",
    "health-and-care-partners": "Health and care partners",
    "media-and-opinion-formers": "Media, opinion formers and influencers",
    "companies": "Companies and partners",
    "elected-representatives": "Elected representatives and oversight",
    "third-sector": "Third sector and community groups",
}
PROXIMITIES: dict[str, str] = {
    "internal": "Internal",
    "local": "Local",
    "regional": "Regional",
    "national": "National",
}
SELDOM_HEARD: dict[str, str] = {
    "disability": "Disability",
    "ethnicity": "Ethnicity",
    "sexuality": "Sexuality",
    "communication-impairments": "Communication impairments",
    "mental-health-problems": "Mental health problems",
    "homelessness": "Homelessness",
    "geographical-isolation": "Geographical isolation",
}

# The review names a 12 x 7 view of support and influence, but neither which axis is which nor the ranges:
# twelve steps of support and seven of influence, both from 1, are how this plugin reads it.
SUPPORT_STEPS = 12
INFLUENCE_STEPS = 7


class Contact(Value):
    """The person to talk to."""

    role: Annotated[Text | None, Shareable] = None
    """Their role in the organisation: a role is no secret."""
    name: Text | None = None
    """The name of the person."""
    email: Text | None = None
    """Their e-mail address."""
    phone: Text | None = None
    """Their telephone number."""


class Scores(Value):
    """A judgement of one day; their product is the CHASE score."""

    support: int = Field(ge=1, le=SUPPORT_STEPS)
    """From 1, most opposed, to 12, most supportive."""
    influence: int = Field(ge=1, le=INFLUENCE_STEPS)
    """From 1, least, to 7, most influence over decisions."""
    assessed: Date
    """When this was judged."""

    @property
    def chase(self) -> int:
        """Support times influence: 1 to 84."""
        return self.support * self.influence


class Organisation(Value):
    """A stakeholder organisation."""

    id: Slug
    """The name of its page."""
    name: Text
    """What it is called."""
    group: Group
    """What kind of organisation it is."""
    proximity: Proximity
    """How near it is to the Trust."""
    summary: Text
    """One sentence on what it does."""
    contact: Contact = Contact()
    """The person to talk to."""
    preferred_contact: Literal["named contact", "face to face", "e-mail", "telephone"] | None = None
    """How it wishes to be reached."""
    cleansed: bool = False
    """Whether its details were checked in the last data cleanse."""
    seldom_heard: tuple[SeldomHeard, ...] = ()
    """The seldom-heard groups that it speaks for."""
    scores: Scores | None = None
    """Where it stands; left out until somebody has judged it."""
    notes: Text | None = None
    """What colleagues should know before they get in touch."""
    source: Text | None = None
    """Where these details come from."""
    review: Date | None = None
    """When they should be checked again."""


class StakeholderFile(Record):
    """A file of organisations: data/stakeholders.yaml, and any number in data/stakeholders/."""

    audience: ClassVar[Audience] = Audience.restricted

    organisations: tuple[Organisation, ...] = ()
    """The organisations, in any order."""
    example: bool = False
    """True where the organisations are examples, which every page says."""


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
