"""What is defined as data: trackers with their axes. Their words are methods, and no secrets."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from smile.records import Audience, Date, Record, Shareable, Slug, Text, Value

from .choices import Group, Proximity, SeldomHeard


class Axis(Value):
    """A scale of whole numbers."""

    id: Annotated[Slug, Shareable]
    """Its name in assessments."""
    label: Annotated[Text, Shareable]
    """What it measures."""
    least: int = Field(default=1, alias="from")
    """The lowest number."""
    most: int = Field(alias="to")
    """The highest number."""
    low: Annotated[Text, Shareable]
    """What the lowest means."""
    high: Annotated[Text, Shareable]
    """What the highest means."""

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if not 0 < self.most - self.least < 50:
            raise ValueError("needs a `to` that is higher than `from`, by less than 50")
        return self

    @property
    def steps(self) -> range:
        return range(self.least, self.most + 1)

    @property
    def middle(self) -> float:
        return (self.least + self.most) / 2


class Quadrants(Value):
    """What the four corners of a tracker are called."""

    low_low: Annotated[Text, Shareable]
    """Low on both axes."""
    high_low: Annotated[Text, Shareable]
    """High across, low up."""
    low_high: Annotated[Text, Shareable]
    """Low across, high up."""
    high_high: Annotated[Text, Shareable]
    """High on both axes."""
    first: Literal["low_low", "high_low", "low_high", "high_high"]
    """The corner to work on first."""


class Tracker(Record):
    """A desired outcome tracker: data/chase/trackers/NAME.yaml. Its id is the name of the file."""

    audience: ClassVar[Audience] = Audience.restricted

    name: Annotated[Text, Shareable]
    """What it is called."""
    summary: Annotated[Text, Shareable]
    """One sentence on what it is for."""
    across: Axis
    """The axis that runs across."""
    up: Axis
    """The axis that runs up."""
    measures: tuple[Axis, ...] = ()
    """More that is judged, outside the score."""
    score: Literal["product", "sum", "quadrant"] = "product"
    """How the score is made: across times up, across plus up, or the corner alone."""
    quadrants: Quadrants
    """What the four corners are called."""
    only: Literal["everybody", "seldom-heard"] = "everybody"
    """Whom it plots."""
    note: Annotated[Text | None, Shareable] = None
    """What readers have to know of it."""
    order: int = 0
    """Its place among the trackers."""

    @property
    def scales(self) -> dict[str, Axis]:
        return {axis.id: axis for axis in (self.across, self.up, *self.measures)}


class Message(Value):
    """One thing that we want people to take away."""

    id: Annotated[Slug, Shareable]
    """Its short name: no other message has it, in any framework."""
    text: Annotated[Text, Shareable]
    """The message."""
    under: Annotated[Slug | None, Shareable] = None
    """The message that it supports; a leading message when left out."""
    proof: Annotated[tuple[Text, ...], Shareable] = ()
    """What shows that it is true."""


class Override(Value):
    """What some are told otherwise. Whoever belongs to them inherits it."""

    whom: Group | Text = Field(alias="for")
    """A kind of organisation such as `companies`, or the id of an organisation or a person."""
    texts: dict[Annotated[Slug, Shareable], Text] = {}
    """By the id of a message, what it says to them."""
    leave_out: Annotated[tuple[Slug, ...], Shareable] = ()
    """Messages that are not for them, with all that support those."""


class MessageFramework(Record):
    """A message framework: data/chase/messages/NAME.yaml. Its id is the name of the file."""

    audience: ClassVar[Audience] = Audience.restricted

    name: Annotated[Text, Shareable]
    """What it is called."""
    summary: Annotated[Text, Shareable]
    """One sentence on what it is for."""
    messages: tuple[Message, ...] = Field(min_length=1)
    """What the whole organisation says, in order."""
    overrides: tuple[Override, ...] = ()
    """What some are told otherwise: the nearer to a person, the stronger."""
    example: bool = False
    """True for an example."""
    order: int = 0
    """Its place among the frameworks."""


class MailingList(Record):
    """A mailing list by rules: data/chase/lists/NAME.yaml. Its id is the name of the file."""

    audience: ClassVar[Audience] = Audience.restricted

    name: Annotated[Text, Shareable]
    """What it is called."""
    purpose: Text
    """What it is for."""
    groups: tuple[Group, ...] = ()
    """Only people in organisations of these groups."""
    proximities: tuple[Proximity, ...] = ()
    """Only people in organisations as near as this."""
    seldom_heard: tuple[SeldomHeard, ...] = ()
    """Only people in organisations that speak for one of these."""
    interests: Annotated[tuple[Slug, ...], Shareable] = ()
    """Only where they, or their organisation, care about one of these topics."""
    circles: tuple[Text, ...] = ()
    """Only members of these named groups."""
    tracker: Annotated[Slug | None, Shareable] = None
    """Only who stands in `corners` of this tracker."""
    corners: tuple[Literal["low_low", "high_low", "low_high", "high_high"], ...] = ()
    """Those corners."""
    retired: bool = False
    """True for a list that is used no more. It stays, so that the log of exports can be understood."""
    message: Annotated[Text | None, Shareable] = None
    """What everybody is told."""
    tailored: Annotated[dict[Group, Text], Shareable] = {}
    """What each group is told instead."""
    says: Annotated[Slug | None, Shareable] = None
    """Instead of `message`: the id of a message of a framework. Each is told it as it is for them."""

    @model_validator(mode="after")
    def _one_message(self) -> Self:
        if (self.message is None) == (self.says is None):
            raise ValueError("needs either `message` or `says`")
        if bool(self.corners) != (self.tracker is not None):
            raise ValueError("needs both `tracker` and `corners`, or neither")
        if self.says is not None and self.tailored:
            raise ValueError("has `says`: what is tailored belongs into the framework")
        return self


class Export(Record):
    """An entry of the log of exports, data/chase/exports.yaml: the command writes it."""

    audience: ClassVar[Audience] = Audience.restricted

    date: Date
    """When."""
    mailing_list: Annotated[Slug, Shareable]
    """Which list."""
    purpose: Text
    """What for."""
    by: Annotated[Text, Shareable]
    """Who: a role."""
    form: Literal["mail-merge", "campaign-monitor"]
    """For which program."""
    members: int = Field(ge=0)
    """How many people."""
