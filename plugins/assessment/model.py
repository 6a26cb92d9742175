"""What follows from published levels: totals, tallies, gaps, and ratings that cannot follow from them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from smile.records import Record

from .framework import Framework
from .records import (
    LEVELS,
    Comparison,
    Description,
    Dimension,
    Indicator,
    PublishedAssessment,
    Rating,
    in_words,
)
from .scoring import Scored, answered

Texts = Mapping[tuple[str, str], Description]
"""What a level of an indicator means, by the indicator's id and the level."""


@dataclass(frozen=True, slots=True)
class Scale:
    """The levels that results are told in, lowest first, and the points of each where an indicator has its own."""

    levels: tuple[str, ...]
    points: Mapping[str, tuple[int, ...]]

    def place(self, level: str) -> int:
        """A level as a number: 0 for the lowest."""
        return self.levels.index(level)

    def worth(self, indicator: str, level: str) -> int:
        """The points of a level of an indicator: its place where no model gives points."""
        place = self.place(level)
        return self.points[indicator][place] if indicator in self.points else place


def scale_of(model: Framework | None) -> Scale:
    """The levels of a model, or the six of the 2019 review."""
    if model is None:
        return Scale(LEVELS, {})
    return Scale(model.levels, {one.id: model.points(one) for one in model.indicators})


def model_of(assessment: PublishedAssessment, models: Iterable[Framework]) -> Framework | None:
    """The model whose levels these results are told in: the one they name, or that asks for their indicators."""
    ids = {one.id for part in assessment.dimensions for one in part.indicators}
    for one in models:
        if one.name == assessment.model or (
            not assessment.model and ids == {each.id for each in one.indicators}
        ):
            return one
    return None


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums of the points of levels, and the most there can be."""

    organisation: int
    benchmark: int
    target: int
    most: int

    @property
    def comparison(self) -> Comparison:
        """How the first sum stands to the second: every indicator counts the same."""
        return in_words(self.organisation - self.benchmark)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many indicators are above, at and below the benchmark."""

    above: int
    at: int
    below: int


@dataclass(frozen=True, slots=True)
class IndicatorResult:
    """An indicator, how many levels are missing to its target, and what its levels mean, highest first."""

    indicator: Indicator
    gap: int
    ladder: tuple[tuple[str, Description | None], ...]
    """Each level with its description; None where there is none."""

    def text(self, level: str) -> Description | None:
        """What a level of it means."""
        return dict(self.ladder).get(level)


@dataclass(frozen=True, slots=True)
class DimensionResult:
    """A dimension: what is printed, and what its levels give."""

    id: str
    name: str
    summary: str | None
    note: str | None
    printed: Rating
    indicators: tuple[IndicatorResult, ...]
    totals: Totals
    tally: Tally
    doubts: tuple[str, ...]
    """Why a printed rating cannot follow from the levels below it: one sentence each."""


@dataclass(frozen=True, slots=True)
class Result:
    """One published assessment with everything computed from it."""

    assessment: PublishedAssessment
    descriptions: tuple[Description, ...]
    dimensions: tuple[DimensionResult, ...]
    totals: Totals
    tally: Tally
    model: Framework | None
    scale: Scale

    @property
    def indicators(self) -> list[IndicatorResult]:
        """All indicators, in order."""
        return [one for part in self.dimensions for one in part.indicators]

    def places(self, column: str) -> dict[str, int]:
        """The places of levels by indicator, of `combined`, `nhs` or `target`."""
        return {one.indicator.id: self.scale.place(getattr(one.indicator, column)) for one in self.indicators}

    def computed(self, column: str) -> Scored | None:
        """What the model makes of `combined`, `nhs` or `target`; None without a model."""
        return answered(self.model, self.places(column)) if self.model else None

    @property
    def sources(self) -> list[Record]:
        """The records that it was made from."""
        return [self.assessment, *self.descriptions]


def result(
    assessment: PublishedAssessment, descriptions: Iterable[Description], model: Framework | None = None
) -> Result:
    """Everything that follows from the levels of one assessment; each of them is one of its model's."""
    everything = [indicator for one in assessment.dimensions for indicator in one.indicators]
    ids = {one.id for one in everything}
    scale = scale_of(model)
    ours = tuple(one for one in descriptions if one.indicator in ids)
    texts = {(one.indicator, one.level): one for one in ours}
    dimensions = tuple(_dimension(one, assessment, texts, scale) for one in assessment.dimensions)
    sums = totals(everything, scale)
    return Result(assessment, ours, dimensions, sums, tally(everything, scale), model, scale)


def totals(ratings: Sequence[Indicator], scale: Scale) -> Totals:
    """The sums of the points of `ratings`."""
    return Totals(
        sum(scale.worth(one.id, one.combined) for one in ratings),
        sum(scale.worth(one.id, one.nhs) for one in ratings),
        sum(scale.worth(one.id, one.target) for one in ratings),
        sum(scale.worth(one.id, scale.levels[-1]) for one in ratings),
    )


def compare(one: Rating, scale: Scale) -> Comparison:
    """How the organisation's level stands to the benchmark's."""
    return in_words(scale.place(one.combined) - scale.place(one.nhs))


def tally(ratings: Iterable[Rating], scale: Scale) -> Tally:
    """How many of `ratings` are above, at and below the benchmark, by their levels."""
    found: list[Comparison] = [compare(one, scale) for one in ratings]
    return Tally(found.count("Above Average"), found.count("At Average"), found.count("Below Average"))


def _dimension(
    one: Dimension, assessment: PublishedAssessment, texts: Texts, scale: Scale
) -> DimensionResult:
    return DimensionResult(
        one.id,
        one.name,
        one.summary,
        one.note,
        one.printed,
        tuple(_indicator(each, texts, scale) for each in one.indicators),
        totals(one.indicators, scale),
        tally(one.indicators, scale),
        tuple(doubts(one, f"the {assessment.label}", f"the {assessment.benchmark}", scale)),
    )


def _indicator(one: Indicator, texts: Texts, scale: Scale) -> IndicatorResult:
    gap = max(0, scale.place(one.target) - scale.place(one.combined))
    ladder = tuple((level, texts.get((one.id, level))) for level in reversed(scale.levels))
    return IndicatorResult(one, gap, ladder)


def doubts(one: Dimension, organisation: str, benchmark: str, scale: Scale) -> Iterator[str]:
    """Printed ratings that no fair way of counting can give.

    A rating made of levels lies between the lowest and the highest of them; and who is behind on no indicator
    cannot be rated lower, whatever weight each indicator has.
    """
    ours = [scale.place(each.combined) for each in one.indicators]
    theirs = [scale.place(each.nhs) for each in one.indicators]
    yield from _outside(organisation, one.printed.combined, ours, scale)
    yield from _outside(benchmark, one.printed.nhs, theirs, scale)
    pairs = list(zip(ours, theirs, strict=True))
    printed = scale.place(one.printed.combined) - scale.place(one.printed.nhs)
    if printed > 0 and all(left <= right for left, right in pairs):
        yield f"{_capital(organisation)} is rated above {benchmark}, but is ahead of it on no indicator."
    if printed < 0 and all(left >= right for left, right in pairs):
        yield f"{_capital(organisation)} is rated below {benchmark}, but is behind it on no indicator."


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _outside(who: str, printed: str, levels: Sequence[int], scale: Scale) -> Iterator[str]:
    lowest, highest = scale.levels[min(levels)], scale.levels[max(levels)]
    if scale.place(printed) > max(levels):
        yield f"The rating printed for {who}, {printed}, is higher than its highest indicator, {highest}."
    if scale.place(printed) < min(levels):
        yield f"The rating printed for {who}, {printed}, is lower than its lowest indicator, {lowest}."


def newest_first(
    assessments: Iterable[PublishedAssessment],
    descriptions: Iterable[Description],
    models: Sequence[Framework] = (),
) -> tuple[Result, ...]:
    """All results, the newest first; examples come last, so that none of them leads."""
    described = tuple(descriptions)
    ordered = sorted(assessments, key=lambda one: (not one.example, one.date.first, one.id), reverse=True)
    return tuple(result(one, described, model_of(one, models)) for one in ordered)
