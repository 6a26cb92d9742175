"""What staff suggest for the channels, what was decided, and where it ran."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from smile.records import Audience, Date, Record, Shareable, Text, Value

# The nine channels of the content suggestion form: review 2019, lines 1394 to 1408.
Target = Literal[
    "team-brief", "ceo-board-report", "newsround", "intranet-news", "public-news", "podcast", "patient-story",
    "trust-monitors", "social-media",
]  # fmt: skip
TARGETS: dict[str, str] = {
    "team-brief": "Team Brief",
    "ceo-board-report": "CEO Board Report",
    "newsround": "Newsround",
    "intranet-news": "News on the intranet",
    "public-news": "News on the public website",
    "podcast": "Podcast",
    "patient-story": "Patient story",
    "trust-monitors": "Trust monitors",
    "social-media": "Social media",
}
Verdict = Literal["approved", "approved with changes", "declined"]


class Decision(Value):
    """What was decided."""

    verdict: Verdict
    """What was decided."""
    on: Date
    """When it was decided."""
    by: Annotated[Text, Shareable]
    """The role that decided."""
    reason: Text
    """Why: the team that sent it in reads this."""
    channels: tuple[Target, ...] = ()
    """The channels that it was approved for; none where it was declined."""


class Run(Value):
    """Where it appeared."""

    channel: Target
    """The channel."""
    on: Date
    """The day."""
    where: Annotated[Text | None, Shareable] = None
    """The edition, page or account."""


class Suggestion(Record):
    """Content that a team suggests: data/suggestions/NAME.yaml.

    It is meant to be published, so its words are no secret. Consent and the reason of a decision stay with staff.
    """

    audience: ClassVar[Audience] = Audience.staff

    title: Annotated[Text, Shareable]
    """What it is about."""
    team: Annotated[Text, Shareable]
    """The team that sent it in."""
    received: Date
    """When it came in."""
    text: Annotated[Text, Shareable]
    """What the team wrote."""
    pictures: Annotated[tuple[Text, ...], Shareable] = ()
    """What each picture shows. The files are kept with the submission."""
    channels: tuple[Target, ...] = Field(min_length=1)
    """The channels that the team ticked."""
    consent: Text | None = None
    """Where the consent of those who are named or shown is recorded. A patient story needs it to be approved."""
    decision: Decision | None = None
    """What was decided; left out while it waits."""
    ran: tuple[Run, ...] = ()
    """Where it appeared."""
    example: bool = False
    """True for an example, which the page says."""
