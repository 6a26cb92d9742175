"""What follows from published levels: totals, tallies, gaps, and ratings that cannot follow from them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from smile.records import Record

from .records import (
    LEVELS,
    Comparison,
    Description,
    Dimension,
    Indicator,
    Level,
    PublishedAssessment,
    Rating,
    compare,
    in_words,
    score,
)

Texts = Mapping[tuple[str, Level], Description]
"""What a level of an indicator means, by the indicator's id and the level."""


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums of levels as numbers (0 to 5 for each indicator), and the most there can be."""

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
    ladder: tuple[tuple[Level, Description | None], ...]
    """Each level with its description; None where that is not published."""


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

    @property
    def sources(self) -> list[Record]:
        """The records that it was made from."""
        return [self.assessment, *self.descriptions]


def result(assessment: PublishedAssessment, descriptions: Iterable[Description]) -> Result:
    """Everything that follows from the levels of one assessment."""
    everything = [indicator for one in assessment.dimensions for indicator in one.indicators]
    ids = {one.id for one in everything}
    ours = tuple(one for one in descriptions if one.indicator in ids)
    texts = {(one.indicator, one.level): one for one in ours}
    dimensions = tuple(_dimension(one, assessment, texts) for one in assessment.dimensions)
    return Result(assessment, ours, dimensions, totals(everything), tally(everything))


def totals(ratings: Sequence[Rating]) -> Totals:
    """The sums of the levels of `ratings`."""
    return Totals(
        sum(score(one.combined) for one in ratings),
        sum(score(one.nhs) for one in ratings),
        sum(score(one.target) for one in ratings),
        len(ratings) * (len(LEVELS) - 1),
    )


def tally(ratings: Iterable[Rating]) -> Tally:
    """How many of `ratings` are above, at and below the benchmark, by their levels."""
    found: list[Comparison] = [compare(one.combined, one.nhs) for one in ratings]
    return Tally(found.count("Above Average"), found.count("At Average"), found.count("Below Average"))


def _dimension(one: Dimension, assessment: PublishedAssessment, texts: Texts) -> DimensionResult:
    return DimensionResult(
        one.id,
        one.name,
        one.summary,
        one.note,
        one.printed,
        tuple(_indicator(each, texts) for each in one.indicators),
        totals(one.indicators),
        tally(one.indicators),
        tuple(doubts(one, f"the {assessment.label}", f"the {assessment.benchmark}")),
    )


def _indicator(one: Indicator, texts: Texts) -> IndicatorResult:
    gap = max(0, score(one.target) - score(one.combined))
    ladder = tuple((level, texts.get((one.id, level))) for level in reversed(LEVELS))
    return IndicatorResult(one, gap, ladder)


def doubts(one: Dimension, organisation: str, benchmark: str) -> Iterator[str]:
    """Printed ratings that no fair way of counting can give.

    A rating made of levels lies between the lowest and the highest of them; and who is behind on no indicator
    cannot be rated lower, whatever weight each indicator has.
    """
    ours = [score(each.combined) for each in one.indicators]
    theirs = [score(each.nhs) for each in one.indicators]
    yield from _outside(organisation, one.printed.combined, ours)
    yield from _outside(benchmark, one.printed.nhs, theirs)
    pairs = list(zip(ours, theirs, strict=True))
    printed = score(one.printed.combined) - score(one.printed.nhs)
    if printed > 0 and all(left <= right for left, right in pairs):
        yield f"{_capital(organisation)} is rated above {benchmark}, but is ahead of it on no indicator."
    if printed < 0 and all(left >= right for left, right in pairs):
        yield f"{_capital(organisation)} is rated below {benchmark}, but is behind it on no indicator."


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _outside(who: str, printed: Level, levels: Sequence[int]) -> Iterator[str]:
    lowest, highest = LEVELS[min(levels)], LEVELS[max(levels)]
    if score(printed) > max(levels):
        yield f"The rating printed for {who}, {printed}, is higher than its highest indicator, {highest}."
    if score(printed) < min(levels):
        yield f"The rating printed for {who}, {printed}, is lower than its lowest indicator, {lowest}."


def newest_first(
    assessments: Iterable[PublishedAssessment], descriptions: Iterable[Description]
) -> tuple[Result, ...]:
    """All results, the newest first."""
    described = tuple(descriptions)
    ordered = sorted(assessments, key=lambda one: (one.date.first, one.id), reverse=True)
    return tuple(result(one, described) for one in ordered)
