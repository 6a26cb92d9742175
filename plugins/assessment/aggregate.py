"""Many answers as one result: means and spreads by organisation, team and year, small groups left out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from .answers import AnswerTable, SelfAssessment
from .framework import Framework
from .scoring import Scored, scored
from .suppression import shown

Key = tuple[int, str, str]
"""Year, organisation, team; "" for all organisations of a year, or all teams of one."""


@dataclass(slots=True)
class Counts:
    """What was answered, by group: people, and how many chose each level of each indicator."""

    people: Counter[Key]
    levels: defaultdict[Key, Counter[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class Spread:
    """How the answers to one indicator lie: how many chose each level, lowest first, and the mean of their points."""

    indicator: str
    counts: tuple[int, ...]
    unknown: int
    mean: Fraction | None


@dataclass(frozen=True, slots=True)
class GroupResult:
    """The result of a group that is large enough to be shown."""

    year: int
    organisation: str
    """"" for all organisations."""
    team: str
    """"" for all teams."""
    people: int
    spreads: tuple[Spread, ...]
    """Of each indicator; without counts and mean where too few knew an answer."""
    scores: Scored


@dataclass(frozen=True, slots=True)
class Aggregate:
    """All groups that may be shown, by year, organisation and team."""

    groups: Mapping[Key, GroupResult]
    example: bool

    def of(self, year: int, organisation: str = "", team: str = "") -> GroupResult | None:
        """A group; None where there is none, or it is too small."""
        return self.groups.get((year, organisation, team))

    def years(self, organisation: str = "") -> list[int]:
        """The years with a result of an organisation (or of all), in order."""
        return sorted(year for year, whose, team in self.groups if whose == organisation and not team)


def count(people: Iterable[SelfAssessment], tables: Iterable[AnswerTable]) -> Counts:
    """Everything that was answered, by the smallest groups."""
    counts = Counts(Counter(), defaultdict(Counter))
    for one in people:
        key = (one.date.year, one.organisation, one.team)
        counts.people[key] += 1
        counts.levels[key].update(one.answers.items())
    for table in tables:
        for organisation, year, team, number in table.people:
            counts.people[year, organisation, team] += number
        for organisation, year, team, indicator, level, number, _ in table.tallies:
            counts.levels[year, organisation, team][indicator, level] += number
    return counts


def aggregate(model: Framework, counts: Counts, example: bool = False) -> Aggregate:
    """The groups that may be shown, each with its result.

    The rule holds for people, and again for those who knew an answer to each indicator.
    """
    rolled, people = _rolled(counts)
    visible = _visible(people, model.least)
    ids = {one.id for one in model.indicators}
    known = {id: Counter[Key]() for id in ids}
    for key, chosen in rolled.items():
        for (indicator, level), number in chosen.items():
            if indicator in ids and level != model.unknown:
                known[indicator][key] += number
    told = {id: _visible(known[id], model.least) for id in ids}
    return Aggregate(
        {key: _group(model, key, people[key], rolled[key], told) for key in sorted(visible)}, example
    )


def _rolled(counts: Counts) -> tuple[dict[Key, Counter[tuple[str, str]]], Counter[Key]]:
    """The same for all teams of an organisation, and for all organisations of a year."""
    levels: dict[Key, Counter[tuple[str, str]]] = defaultdict(Counter)
    people: Counter[Key] = Counter()
    for (year, organisation, team), number in counts.people.items():
        for key in ((year, "", ""), (year, organisation, ""), (year, organisation, team)):
            people[key] += number
            levels[key].update(counts.levels[year, organisation, team])
    return levels, people


def _visible(sizes: Counter[Key], least: int) -> frozenset[Key]:
    """The groups that may be shown: from the whole of a year down, parts only of what is shown itself."""
    below: defaultdict[Key, dict[Key, int]] = defaultdict(dict)
    for (year, organisation, team), size in sizes.items():
        if organisation:
            below[year, organisation if team else "", ""][year, organisation, team] = size
    found = {key for key, size in sizes.items() if not key[1] and size >= least}
    for parent in sorted(found):
        found |= shown(below[parent], least)
    for parent in sorted(key for key in found if key[1]):
        found |= shown(below[parent], least)
    return frozenset(found)


def _group(
    model: Framework,
    key: Key,
    people: int,
    chosen: Counter[tuple[str, str]],
    told: Mapping[str, frozenset[Key]],
) -> GroupResult:
    spreads: list[Spread] = []
    for one in model.indicators:
        if key not in told[one.id]:
            spreads.append(Spread(one.id, (), 0, None))
            continue
        numbers = tuple(chosen[one.id, level] for level in model.levels)
        points = sum(number * worth for number, worth in zip(numbers, model.points(one), strict=True))
        spreads.append(Spread(one.id, numbers, chosen[one.id, model.unknown], Fraction(points, sum(numbers))))
    result = scored(model, {one.indicator: one.mean for one in spreads})
    return GroupResult(*key, people, tuple(spreads), result)
