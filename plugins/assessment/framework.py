"""An assessment model as data: levels, dimensions, indicators, bands, and how a total becomes a state."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from smile.records import Citation, Record, Slug, Text, Value


def _share(value: object) -> str:
    words = str(value)
    try:
        found = Fraction(words) if not isinstance(value, float) else None
    except (ValueError, ZeroDivisionError):
        found = None
    if found is None or not 0 <= found <= 1:
        raise ValueError('should be a part of the whole from 0 to 1, in quotation marks: "1/3"')
    return words


Share = Annotated[str, BeforeValidator(_share)]
"""A part of the most points there can be, as an exact fraction: "1/3"."""


class Band(Value):
    """What a share of the points is called: from `from` up to, but not with, `to` (the last one has its end)."""

    name: Text
    """What it is called."""
    start: Annotated[Share, Field(alias="from")]
    """The smallest share that is in it."""
    to: Share
    """The share where the next one begins; 1 for the last."""


def _bands(bands: tuple[Band, ...]) -> tuple[Band, ...]:
    reached = Fraction(0)
    for band in bands:
        start, end = Fraction(band.start), Fraction(band.to)
        if start > reached:
            raise ValueError(f"leave a gap: nothing is said of shares from {reached} to {start}")
        if start < reached:
            raise ValueError(
                f"overlap: {band.name} begins at {start}, before {reached}, where the band before ends"
            )
        if end <= start:
            raise ValueError(f"the band {band.name} ends where it begins, or before")
        reached = end
    if reached != 1:
        raise ValueError(f"leave a gap: nothing is said of shares from {reached} to 1")
    return bands


Bands = Annotated[tuple[Band, ...], Field(min_length=1), AfterValidator(_bands)]


def _rising(scores: tuple[int, ...]) -> tuple[int, ...]:
    if any(later < earlier for earlier, later in zip(scores, scores[1:], strict=False)):
        raise ValueError("fall as levels rise: write them from the lowest level to the highest")
    return scores


Scores = Annotated[tuple[Annotated[int, Field(ge=0, le=1000)], ...], AfterValidator(_rising)]


class Asked(Value):
    """One indicator of a model."""

    id: Slug
    """Its name in answers and addresses."""
    name: Text
    """What it is called."""
    question: Text | None = None
    """What the form asks; its name when left out."""
    scores: Scores | None = None
    """The points of each level, lowest first, where they differ from the model's."""


class Group(Value):
    """One dimension of a model: a step of the form."""

    id: Slug
    """Its name in addresses."""
    name: Text
    """What it is called."""
    summary: Text | None = None
    """What it is about, in a sentence."""
    indicators: tuple[Asked, ...] = Field(min_length=1)
    """Its indicators, in order."""


class Framework(Record):
    """A model of assessment: data/assessment/model.yaml, or another file beginning with `model`."""

    name: Slug
    """What files of answers call it."""
    version: Text
    """Which edition of it this is: change it when levels, indicators or points change."""
    title: Text
    """What the assessment is called."""
    levels: tuple[Text, ...] = Field(min_length=2)
    """The names of its levels, lowest first."""
    scores: Scores
    """The points of each level, lowest first."""
    unknown: Text = "Don't know"
    """The answer that is left out of every mean."""
    combine: Literal["mean"] = "mean"
    """How the answers of many people to an indicator become one."""
    least: int = Field(default=5, ge=2)
    """The smallest group whose results are shown."""
    role_groups: tuple[Text, ...] = ()
    """The kinds of role that people choose from, never names; anything may be written when left out."""
    ratings: Bands
    """What the share of points in a dimension is called."""
    states: Bands
    """What the share of all points is called."""
    dimensions: tuple[Group, ...] = Field(min_length=1)
    """Its dimensions, in order."""
    sources: tuple[Citation, ...] = ()
    """The documents it was taken from."""
    note: Text | None = None
    """What is ours in it, and not of the source."""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        ids = [one.id for one in self.indicators]
        if len(set(ids)) < len(ids):
            raise ValueError("two indicators have the same id: change one of them")
        for one in (None, *self.indicators):
            scores, whose = (one.scores or self.scores, one.id) if one else (self.scores, "the model")
            if len(scores) != len(self.levels) or not scores[-1]:
                raise ValueError(
                    f"{whose} needs points for each of {len(self.levels)} levels, the last above 0"
                )
        return self

    @property
    def indicators(self) -> tuple[Asked, ...]:
        """All indicators, in order."""
        return tuple(one for group in self.dimensions for one in group.indicators)

    def points(self, indicator: Asked) -> tuple[int, ...]:
        """The points of each level of an indicator."""
        return indicator.scores or self.scores


def band(bands: tuple[Band, ...], share: Fraction) -> str:
    """The name of the band that a share of the points (0 to 1) falls into."""
    return next((one.name for one in bands if share < Fraction(one.to)), bands[-1].name)
