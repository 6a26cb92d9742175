"""What LEAP reads: one file for each item of the register, and the settings."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, ClassVar

from pydantic import Field

from smile.records import Audience, Date, Record, Shareable, Slug, Sourced, Text, Value

from .choices import AudienceGroup, Outcome, Route
from .likeness import plain

Open = Annotated[Text, Shareable]
"""A text that everybody may see. Any other text of an item stays with staff."""
MaybeOpen = Annotated[Text | None, Shareable]
OpenSlug = Annotated[Slug, Shareable]
ItemId = Annotated[str, Field(pattern=r"^LEAP-\d{4}-\d{4,}$")]


class Sender(Sourced):
    """Who sent it: for the few who reply. Better kept where the replies are sent from, and not here."""

    audience: ClassVar[Audience] = Audience.restricted

    name: Text | None = None
    """Their name."""
    contact: Text | None = None
    """Where a reply reaches them."""


class Step(Value):
    """Somebody did something on a day."""

    on: Date
    """The day."""
    by: Open
    """Their role: no names of persons."""


class Judgement(Value):
    """Whether it suggests something specific."""

    suggested: bool
    """True if something specific is suggested or asked for."""
    on: Date
    """When that was judged."""
    by: Open
    """The role that judged it."""


class Answer(Value):
    """The decision on a specific suggestion, and the reply to whoever made it."""

    outcome: Outcome
    """What was decided."""
    decided: Date
    """When it was decided."""
    by: Open
    """The role that decided."""
    response: MaybeOpen = None
    """The reply: individual, specific, in words that everybody may read. The build fails without it."""
    explanation: MaybeOpen = None
    """Why not: needed where a suggestion is not taken forward."""
    sent: Date | None = None
    """When the reply was sent. It counts as answered from this day."""


class Action(Value):
    """What is going to be done: needed for the outcome `will-be-done`."""

    what: Open
    """The action, in one sentence."""
    owner: MaybeOpen = None
    """The role that does it."""
    due: Date | None = None
    """When it should be done by."""
    done: Date | None = None
    """When it was done."""


class Completion(Value):
    """The second reply, when the action is done."""

    response: Open
    """What was done, for the person who suggested it."""
    sent: Date
    """When it was sent."""


class Item(Record):
    """One item of the register: data/leap/items/LEAP-YYYY-NNNN.yaml. The name of the file is its id, for ever."""

    audience: ClassVar[Audience] = Audience.staff

    title: Open
    """What it is about, in a few words."""
    received: Date
    """When it came in."""
    route: Route
    """How it came in."""
    from_audience: Annotated[AudienceGroup, Field(alias="audience")]
    """Whose voice it is."""
    topic: OpenSlug
    """What it is about: the id of a topic in the settings."""
    said: Open
    """What was said, without anything that could point at a person. Shown to the public once it is screened."""
    screened: Step | None = None
    """Who looked that nothing in `title` and `said` points at a person, and when."""
    judged: Judgement | None = None
    """Whether something specific is suggested."""
    owner: MaybeOpen = None
    """The role that has to answer."""
    answer: Answer | None = None
    """The decision and the reply."""
    action: Action | None = None
    """What is going to be done."""
    completion: Completion | None = None
    """The second reply."""
    thanked: Date | None = None
    """When somebody was thanked for a comment that suggests nothing specific: that closes it."""
    same_as: Annotated[tuple[ItemId, ...], Shareable] = ()
    """The ids of items that suggest the same. Each still gets an answer of its own."""
    partner: Annotated[Slug | None, Shareable] = None
    """The LEAP partner that it came from: the name of its file."""
    reference: Text | None = None
    """The reference number of its form, or where contact details are."""
    note: Text | None = None
    """What colleagues should know, for staff."""
    sender: Sender | None = None
    """Who sent it, for the few who reply."""
    example: bool = False
    """True for an example, which the page says."""

    @cached_property
    def replies(self) -> tuple[tuple[tuple[str, str], str], ...]:
        """Each reply by its place in the file, as normalised words. Worked out once for each version of a file."""
        found = []
        if self.answer and self.answer.response:
            found.append((("answer", "response"), plain(self.answer.response)))
        if self.completion:
            found.append((("completion", "response"), plain(self.completion.response)))
        return tuple(found)

    @property
    def order(self) -> tuple[int, int]:
        """Year and number of its id."""
        _, year, number = self.id.split("-")
        return int(year), int(number)


class Topic(Value):
    """A topic of the register."""

    id: Slug
    """Its name in items and addresses."""
    title: Text
    """What pages call it."""


class AgeBand(Value):
    """An age of items that are still open."""

    title: Text
    """What pages call it."""
    most: int | None = Field(default=None, ge=0)
    """The greatest number of days in it; the last band has none."""


class Settings(Record):
    """data/leap/settings.yaml: topics, targets and thresholds."""

    topics: tuple[Topic, ...] = Field(min_length=1)
    """What items may be about."""
    answer_within: int = Field(default=28, ge=1)
    """Days from the receipt of a suggestion to its first answer, at most."""
    judge_within: int = Field(default=7, ge=1)
    """Days until somebody judges whether something specific is suggested, at most."""
    second_reply_within: int = Field(default=14, ge=1)
    """Days from the end of an action to the second reply, at most."""
    review_ahead: int = Field(default=60, ge=1)
    """How many days before its review an agreement is listed as due."""
    alike: int = Field(default=80, ge=50, le=100)
    """Two replies are too much alike when this share of their words, in percent, is the same in the same order."""
    least_words: int = Field(default=12, ge=0)
    """Words that a reply must have besides stock phrases."""
    common_words: int = Field(default=1, ge=0)
    """Words of the suggestion that its reply must take up; 0 for no such rule."""
    stock_phrases: tuple[Text, ...] = ()
    """Phrases that say nothing about a suggestion. They do not count as words of a reply."""
    page_length: int = Field(default=50, ge=5, le=200)
    """Items on each page of a list."""
    age_bands: tuple[AgeBand, ...] = (
        AgeBand(title="Up to a week", most=7),
        AgeBand(title="8 to 14 days", most=14),
        AgeBand(title="15 to 28 days", most=28),
        AgeBand(title="Longer"),
    )
    """How open items are grouped by age, the youngest first."""
    form: Slug | None = None
    """The form whose answers become items: what it asks in `topic` and `audience` has to be what items may say."""
    sign_up: Slug | None = None
    """The form that partners sign up with: what it asks in `opportunities` has to be the seven opportunities."""
    withdrawn: tuple[ItemId, ...] = ()
    """Ids of items that were withdrawn. They are never used again."""
