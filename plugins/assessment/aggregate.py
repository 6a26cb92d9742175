"""Many answers as one result: means and spreads by organisation, team and year, small groups left out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass, field, replace
from fractions import Fraction

from .answers import AnswerTable, SelfAssessment
from .framework import Framework
from .scoring import Scored, scored
from .suppression import shown

Key = tuple[int, str, str]
"""Year, organisation, team; "" for all organisations of a year, or all teams of one."""


Cell = tuple[int, str, str, str]
"""Year, organisation, team and role group."""


@dataclass(slots=True)
class Counts:
    """What was answered, by the smallest groups: people, and how many chose each level of each indicator."""

    people: Counter[Cell]
    levels: defaultdict[Cell, Counter[tuple[str, str]]]


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
    role: str = ""
    """The role group, of all organisations; "" for all of them."""


@dataclass(frozen=True, slots=True)
class Aggregate:
    """All groups that may be shown, by year, organisation and team."""

    groups: Mapping[Key, GroupResult]
    example: bool
    roles: Mapping[tuple[int, str], GroupResult] = field(default_factory=dict)
    """By year and role group, over all organisations."""
    answered: frozenset[tuple[int, str]] = frozenset()
    """By year, every organisation that anybody answered for, shown or not."""

    def of(self, year: int, organisation: str = "", team: str = "") -> GroupResult | None:
        """A group; None where there is none, or it is too small."""
        return self.groups.get((year, organisation, team))

    def years(self, organisation: str = "") -> list[int]:
        """The years with a result of an organisation (or of all), in order."""
        return sorted(year for year, whose, team in self.groups if whose == organisation and not team)


def count(people: Iterable[SelfAssessment], tables: Iterable[AnswerTable], *models: str) -> Counts:
    """Everything that was answered, by the smallest groups; of tables what is of `models` (all when none is given)."""
    counts = Counts(Counter(), defaultdict(Counter))
    for one in people:
        cell = (one.date.year, one.organisation, one.team, one.role_group)
        counts.people[cell] += 1
        counts.levels[cell].update(one.answers.items())
    for table in tables:
        for group, number in table.people:
            if not models or group.model in models:
                counts.people[group.cell] += number
        for group, indicator, level, number, _ in table.tallies:
            if not models or group.model in models:
                counts.levels[group.cell][indicator, level] += number
    return counts


def aggregate(model: Framework, counts: Counts, example: bool = False) -> Aggregate:
    """The groups that may be shown, each with its result.

    The rule holds for people, and again for those who knew an answer to each indicator.
    """
    rolled, people = _rolled(counts, _places)
    known = _known(model, rolled)
    visible = _visible(people, model.least)
    told = {id: _visible(known[id], model.least) for id in known}
    groups = {key: _group(model, key, people[key], rolled[key], told) for key in sorted(visible)}
    answered = frozenset(
        (year, organisation) for year, organisation, team in people if organisation and not team
    )
    return Aggregate(groups, example, _roles(model, counts, visible), answered)


def _places(cell: Cell) -> tuple[Key, ...]:
    year, organisation, team, _ = cell
    return (year, "", ""), (year, organisation, ""), (year, organisation, team)


def _roles(model: Framework, counts: Counts, places: frozenset[Key]) -> dict[tuple[int, str], GroupResult]:
    """The role groups of each year that is shown.

    A role group is also left out where it has few people beside those of groups that are shown and lie within it.
    """
    rolled, people = _rolled(counts, lambda cell: ((cell[0], "", ""), (cell[0], cell[3], "")))
    by_place: defaultdict[Key, Counter[str]] = defaultdict(Counter)
    for cell, number in counts.people.items():
        for key in _places(cell):
            if key in places and cell[1]:
                by_place[key][cell[3]] += number
    close: set[Key] = set()
    for key, roles in by_place.items():
        for role, number in roles.items():
            whole = people[key[0], role, ""]
            within, around = number == sum(roles.values()), number == whole
            if (within or around) and 0 < abs(whole - sum(roles.values())) < model.least:
                close.add((key[0], role, ""))
    known = _known(model, rolled)
    told = {id: _visible(known[id], model.least, close) for id in known}
    return {
        (key[0], key[1]): replace(
            _group(model, key, people[key], rolled[key], told), organisation="", role=key[1]
        )
        for key in sorted(_visible(people, model.least, close))
        if key[1] and (key[0], "", "") in places
    }


def _rolled(
    counts: Counts, parts: Callable[[Cell], tuple[Key, ...]]
) -> tuple[dict[Key, Counter[tuple[str, str]]], Counter[Key]]:
    """The counts of every group that `parts` says a cell is in."""
    levels: dict[Key, Counter[tuple[str, str]]] = defaultdict(Counter)
    people: Counter[Key] = Counter()
    for cell, number in counts.people.items():
        for key in parts(cell):
            people[key] += number
            levels[key].update(counts.levels[cell])
    return levels, people


def _known(model: Framework, rolled: Mapping[Key, Counter[tuple[str, str]]]) -> dict[str, Counter[Key]]:
    """How many in each group knew an answer, by indicator."""
    known = {one.id: Counter[Key]() for one in model.indicators}
    for key, chosen in rolled.items():
        for (indicator, level), number in chosen.items():
            if indicator in known and level != model.unknown:
                known[indicator][key] += number
    return known


def _visible(sizes: Counter[Key], least: int, never: Set[Key] = frozenset()) -> frozenset[Key]:
    """The groups that may be shown: from the whole of a year down, parts only of what is shown itself."""
    below: defaultdict[Key, dict[Key, int]] = defaultdict(dict)
    for (year, organisation, team), size in sizes.items():
        if organisation:
            below[year, organisation if team else "", ""][year, organisation, team] = size
    found = {key for key, size in sizes.items() if not key[1] and size >= least}
    for parent in sorted(found):
        found |= shown(below[parent], least, never)
    for parent in sorted(key for key in found if key[1]):
        found |= shown(below[parent], least, never)
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
