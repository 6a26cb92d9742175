"""Points, shares and states, in whole numbers and fractions: what the page's script computes as well, to the digit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from .framework import Framework, Group, band


@dataclass(frozen=True, slots=True)
class Score:
    """Points of a dimension or of the whole, of the most there can be for what was answered."""

    name: str
    points: Fraction
    most: int
    tenths: int | None
    """The share in tenths of a per cent, rounded half up; None where nothing was answered."""
    band: str | None

    @property
    def percent(self) -> str:
        """The share as people read it: 45.0%."""
        return "not known" if self.tenths is None else f"{self.tenths // 10}.{self.tenths % 10}%"


@dataclass(frozen=True, slots=True)
class Scored:
    """Everything that follows from one set of answers or means."""

    dimensions: tuple[Score, ...]
    whole: Score


def scored(model: Framework, points: Mapping[str, Fraction | int | None]) -> Scored:
    """The result of `points` by indicator: those of an answer, or their mean. None is left out of the sums."""
    parts = tuple(_part(model, group, points) for group in model.dimensions)
    gained, most = sum((one.points for one in parts), Fraction(0)), sum(one.most for one in parts)
    return Scored(parts, _score(model.title, gained, most, model, whole=True))


def answered(model: Framework, levels: Mapping[str, int | None]) -> Scored:
    """The result of one person's answers: by indicator the place of a level from 0, None for "don't know"."""
    return scored(
        model,
        {
            one.id: None if (place := levels.get(one.id)) is None else model.points(one)[place]
            for one in model.indicators
        },
    )


def nearest(points: tuple[int, ...], mean: Fraction) -> int:
    """The place of the level whose points are nearest to a mean; halfway counts as the higher one."""
    return min(range(len(points)), key=lambda place: (abs(points[place] - mean), -place))


def _part(model: Framework, group: Group, points: Mapping[str, Fraction | int | None]) -> Score:
    known = [(one, value) for one in group.indicators if (value := points.get(one.id)) is not None]
    gained = sum((Fraction(value) for _, value in known), Fraction(0))
    return _score(group.name, gained, sum(model.points(one)[-1] for one, _ in known), model, whole=False)


def _score(name: str, points: Fraction, most: int, model: Framework, whole: bool) -> Score:
    if not most:
        return Score(name, points, 0, None, None)
    share = points / most
    tenths = int(share * 1000 + Fraction(1, 2))
    return Score(name, points, most, tenths, band(model.states if whole else model.ratings, share))
