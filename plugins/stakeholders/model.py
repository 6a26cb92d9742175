"""What follows from the organisations: the grid, the matrix, the gaps, and totals that may be published."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from smile.problems import Problem
from smile.records import Citation, Sourced, View

from .records import (
    GROUPS,
    INFLUENCE_STEPS,
    PROXIMITIES,
    SELDOM_HEARD,
    SUPPORT_STEPS,
    Organisation,
    PublishedTotal,
    StakeholderFile,
)

SELDOM_HEARD_TARGET = 2
"""New organisations that the review aims at for each seldom-heard group (lines 2429-2438)."""


@dataclass(frozen=True, slots=True)
class Held:
    """An organisation and the file that it is kept in."""

    organisation: Organisation
    file: StakeholderFile


@dataclass(frozen=True, slots=True)
class Register:
    """Every organisation in order of name, the files, and the totals that were published."""

    held: tuple[Held, ...]
    files: tuple[StakeholderFile, ...]
    published: tuple[PublishedTotal, ...]

    @property
    def organisations(self) -> tuple[Organisation, ...]:
        return tuple(held.organisation for held in self.held)

    @property
    def example(self) -> bool:
        """Whether any of them is an example."""
        return any(file.example for file in self.files)


@dataclass(frozen=True, slots=True)
class GridRow:
    """One group: how many organisations at each proximity, in the order of PROXIMITIES."""

    group: str
    title: str
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.counts)

    @property
    def gaps(self) -> int:
        return self.counts.count(0)


@dataclass(frozen=True, slots=True)
class Grid:
    """Groups by proximities, computed from the records."""

    proximities: tuple[str, ...]
    rows: tuple[GridRow, ...]
    totals: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.totals)

    @property
    def gaps(self) -> int:
        """How many cells are empty."""
        return sum(row.gaps for row in self.rows)


@dataclass(frozen=True, slots=True)
class Matrix:
    """Influence by support: `rows` from most influence to least, each with a count for support 1 to 12."""

    support: tuple[int, ...]
    rows: tuple[tuple[int, tuple[int, ...]], ...]
    placed: tuple[Organisation, ...]
    """Those with scores, the highest score first."""
    unplaced: int


@dataclass(frozen=True, slots=True)
class Progress:
    """How many organisations speak for a seldom-heard group, and how many are missing from the target."""

    title: str
    count: int
    shortfall: int


class Growth(View):
    """A published count and how it grew; `percent` is None where only one count is published."""

    measure: str
    counts: tuple[tuple[str, int], ...]
    percent: float | None
    sources: tuple[Citation, ...] = ()


class ReachFigures(View):
    """What may be published of the register: totals, and nothing that could point at an organisation."""

    organisations: int
    contacts: int
    cleansed: int


def register(files: Iterable[StakeholderFile], published: Iterable[PublishedTotal]) -> Register:
    """Every organisation of every file."""
    kept = tuple(files)
    held = [Held(organisation, file) for file in kept for organisation in file.organisations]
    held.sort(key=lambda one: (one.organisation.name.lower(), one.organisation.id))
    return Register(tuple(held), kept, tuple(published))


def problems(files: Sequence[StakeholderFile]) -> Iterator[Problem]:
    """Two organisations under one id: they would have one page."""
    first: dict[str, StakeholderFile] = {}
    seen: set[str] = set()
    for file in files:
        for organisation in file.organisations:
            other = first.setdefault(organisation.id, file)
            earlier = organisation.id in seen
            seen.add(organisation.id)
            if earlier:
                path, line = file.source
                message, expected = (
                    "two organisations have the same id",
                    f"an id that {other.source.file} does not use",
                )
                code, hint = "stakeholders.id", "change one of the two"
                yield Problem(path, line, 0, code, message, organisation.id, expected, hint)


def grid(organisations: Sequence[Organisation]) -> Grid:
    """How many organisations of each group there are at each proximity."""

    def count(group: str, proximity: str) -> int:
        return sum(one.group == group and one.proximity == proximity for one in organisations)

    rows = tuple(
        GridRow(key, title, tuple(count(key, near) for near in PROXIMITIES)) for key, title in GROUPS.items()
    )
    columns = zip(*(row.counts for row in rows), strict=True)
    return Grid(tuple(PROXIMITIES.values()), rows, tuple(sum(column) for column in columns))


def matrix(organisations: Sequence[Organisation]) -> Matrix:
    """How many organisations stand at each support and influence."""
    placed = sorted(
        (one for one in organisations if one.scores),
        key=lambda one: (-one.scores.chase if one.scores else 0, one.name.lower()),
    )
    counts: dict[tuple[int, int], int] = {}
    for one in placed:
        if one.scores:
            at = (one.scores.influence, one.scores.support)
            counts[at] = counts.get(at, 0) + 1
    support = tuple(range(1, SUPPORT_STEPS + 1))
    influence = range(INFLUENCE_STEPS, 0, -1)
    rows = tuple((high, tuple(counts.get((high, far), 0) for far in support)) for high in influence)
    return Matrix(support, rows, tuple(placed), len(organisations) - len(placed))


def seldom_heard(organisations: Sequence[Organisation]) -> tuple[Progress, ...]:
    """How many organisations speak for each seldom-heard group, against the target."""
    counts = {key: sum(key in one.seldom_heard for one in organisations) for key in SELDOM_HEARD}
    missing = {key: max(0, SELDOM_HEARD_TARGET - count) for key, count in counts.items()}
    return tuple(Progress(title, counts[key], missing[key]) for key, title in SELDOM_HEARD.items())


def reach(of: Register) -> ReachFigures | None:
    """The totals of the register that may be published; None when it is empty or not here."""
    everyone = of.organisations
    if not everyone:
        return None
    made = ReachFigures(
        organisations=len(everyone),
        contacts=sum(one.contact.name is not None for one in everyone),
        cleansed=sum(one.cleansed for one in everyone),
    )
    return made.with_source(of.files[0].source)


def growth(published: PublishedTotal) -> Growth:
    """The published counts of one measure, and the growth from the first to the last in percent."""
    counts = tuple((total.when, total.count) for total in published.totals)
    first, last = counts[0][1], counts[-1][1]
    percent = round(100 * (last - first) / first, 1) if len(counts) > 1 and first else None
    return Growth.of(published, counts=counts, percent=percent)


def by_group(held: Sequence[Held]) -> list[tuple[str, str, list[Held]]]:
    """The organisations under the key and title of their group; empty groups stay, as gaps."""
    many: dict[str, list[Held]] = {key: [] for key in GROUPS}
    for one in held:
        many[one.organisation.group].append(one)
    return [(key, title, many[key]) for key, title in GROUPS.items()]


def sourced(of: Register) -> list[Sourced]:
    """The files that a page about the whole register was made from."""
    return [*of.files, *of.published]
