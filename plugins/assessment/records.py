"""Published results of a social media capability assessment, and what its levels mean in our own words."""

from __future__ import annotations

from typing import Annotated, Literal, Self, get_args

from pydantic import Field, model_validator

from smile.records import Citation, PartialDate, Record, Slug, Text, Value

Level = Literal["None", "Sub-optimal", "Adequate", "Reasonable", "Good", "Optimal"]
Comparison = Literal["Above Average", "At Average", "Below Average"]

LEVELS: tuple[Level, ...] = get_args(Level)
"""The six levels from lowest to highest."""


def score(level: Level) -> int:
    """A level as a number: 0 for none to 5 for optimal."""
    return LEVELS.index(level)


def in_words(difference: int) -> Comparison:
    """How a level or a sum of levels stands to another, in the words of the source."""
    return "Above Average" if difference > 0 else "Below Average" if difference < 0 else "At Average"


def compare(organisation: Level, benchmark: Level) -> Comparison:
    """How the first level stands to the second."""
    return in_words(score(organisation) - score(benchmark))


class Rating(Value):
    """Levels as they are printed: the organisation's, the NHS average, how these compare, and the target."""

    combined: Level
    """The organisation's level."""
    nhs: Level
    """The level of the NHS on average."""
    comparison: Comparison
    """How the source says that the first stands to the second."""
    target: Level
    """The level that is aimed at."""

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        right = compare(self.combined, self.nhs)
        if self.comparison != right:
            raise ValueError(
                f"the comparison of {self.combined} with {self.nhs} is {right}, not {self.comparison}: "
                "correct one of the levels or the comparison"
            )
        return self


class Indicator(Rating):
    """One indicator."""

    id: Slug
    """Its name in addresses, and in the file of descriptions."""
    name: Text
    """What it is called."""
    note: Text | None = None
    """What a reader should know of how it is printed."""


class Dimension(Value):
    """A group of indicators with the rating that is printed for the group."""

    id: Slug
    """Its name in addresses."""
    name: Text
    """What it is called."""
    summary: Text | None = None
    """One sentence on what it is about."""
    printed: Rating
    """The rating that the source prints for the whole dimension."""
    note: Text | None = None
    """What a reader should know of how it is printed."""
    indicators: tuple[Indicator, ...] = Field(min_length=1)
    """Its indicators, in the order of the source."""


class PublishedAssessment(Record):
    """Results as a document prints them: data/assessment/published-YEAR.yaml."""

    title: Text = "Social media capability assessment"
    """What the results are called."""
    organisation: Text
    """Whose results these are."""
    label: Text = "Trust"
    """What tables call the organisation."""
    benchmark: Text = "NHS average"
    """What the results are compared with."""
    date: PartialDate
    """When the results were published."""
    origin: Annotated[Text | None, Field(alias="source")] = None
    """Where they are published, in words."""
    sources: tuple[Citation, ...] = ()
    """Where they are published, by document and lines."""
    dimensions: tuple[Dimension, ...] = Field(min_length=1)
    """The groups of indicators, in the order of the source."""
    example: bool = False
    """True for an example, which the page says."""


class Description(Record):
    """What a level of an indicator means, in your own words: see data/assessment/descriptions.yaml."""

    indicator: Slug
    """The id of the indicator."""
    level: Level
    """The level that is described."""
    text: Text
    """What is true of an organisation at this level."""
    sources: tuple[Citation, ...] = ()
    """Where its substance is published; none for one that was drafted for this estate."""
