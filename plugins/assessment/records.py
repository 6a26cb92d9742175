"""Published results of a social media capability assessment, and what its levels mean in our own words."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from smile.records import Citation, PartialDate, Record, Slug, Text, Value

Comparison = Literal["Above Average", "At Average", "Below Average"]

LEVELS = ("None", "Sub-optimal", "Adequate", "Reasonable", "Good", "Optimal")
"""The levels of results that no model asks for, from lowest to highest."""


def in_words(difference: int) -> Comparison:
    """How a level or a sum of levels stands to another, in the words of the source."""
    return "Above Average" if difference > 0 else "Below Average" if difference < 0 else "At Average"


class Rating(Value):
    """Levels as they are printed: the organisation's, the NHS average, how these compare, and the target."""

    combined: Text
    """The organisation's level."""
    nhs: Text
    """The level of the NHS on average."""
    comparison: Comparison
    """How the source says that the first stands to the second."""
    target: Text
    """The level that is aimed at."""


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


class States(Value):
    """The overall states as they are printed."""

    combined: Text
    """The organisation's."""
    nhs: Text
    """That of the NHS on average."""
    target: Text
    """The one that is aimed at."""


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
    model: Slug | None = None
    """The model whose levels these are; the one that asks for these indicators when left out."""
    states: States | None = None
    """The overall states that the source prints."""
    explained_at: Text | None = None
    """The address of the page that says why printed and computed values differ."""
    dimensions: tuple[Dimension, ...] = Field(min_length=1)
    """The groups of indicators, in the order of the source."""
    example: bool = False
    """True for an example, which the page says."""


class Description(Record):
    """What a level of an indicator means, in your own words: data/assessment/descriptions*.yaml."""

    indicator: Slug
    """The id of the indicator."""
    level: Text
    """The level that is described."""
    basis: Literal["published", "drafted"] = "drafted"
    """Whether its substance is published, or it was drafted for this estate, which pages say."""
    text: Text
    """What is true of an organisation at this level."""
    sources: tuple[Citation, ...] = ()
    """Where its substance is published."""
