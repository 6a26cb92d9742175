"""What was measured, and the ratios that follow from it: nothing here reads a clock or a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from benchmarks.contenders import Contender
from benchmarks.race import COLD, EDITED, SEARCH, SEARCHED, UNCHANGED, Row

TITLES = {
    COLD: "Cold",
    UNCHANGED: "Unchanged",
    EDITED: "One edit",
    SEARCH: "Search",
    SEARCHED: "Cold and search",
}
MEMORY = "Memory"


@dataclass(frozen=True, slots=True)
class Goal:
    """A ratio to stay under, at 10,000 pages: the time of SMILE in `scenario` for each second of `peer`'s."""

    scenario: str
    peer: str
    under: float


GOAL_PAGES = 10_000
GOALS = (
    Goal(COLD, "hugo", 0.6),
    Goal(COLD, "eleventy", 0.6),
    Goal(COLD, "pelican", 0.2),
    Goal(COLD, "material", 0.05),
    Goal(EDITED, "hugo", 0.15),
    Goal(UNCHANGED, "hugo", 0.05),
    Goal(COLD, "floor", 8.0),
)
EDIT_OVER_PYTHON = 0.3
"""Seconds that a build after one edit may take beyond the start of Python."""


@dataclass(frozen=True)
class Results:
    """One run of the benchmarks: `machine` are words about it, `command` what gives these figures."""

    rows: Sequence[Row]
    contenders: Sequence[Contender]
    machine: Mapping[str, str]
    command: str

    @property
    def sizes(self) -> list[int]:
        return sorted({row.pages for row in self.rows})

    @property
    def charted(self) -> int:
        """The size for the chart: the largest that more than one contender was measured at."""
        compared = [size for size in self.sizes if len(self.ratios(size, COLD)) > 1]
        return (compared or self.sizes)[-1]

    @property
    def base(self) -> Contender:
        """The contender whose figures are 1: Hugo, or the first that was measured."""
        return next((item for item in self.contenders if item.name == "hugo"), self.contenders[0])

    def title(self, name: str) -> str:
        """The name of a contender, the floor or Python as a reader knows it."""
        others = {"floor": "copying the finished tree", "python": "starting Python"}
        return others.get(name) or next(item.title for item in self.contenders if item.name == name)

    def row(self, pages: int, name: str, scenario: str) -> Row | None:
        """The measured row, or None where there is none."""
        found = (
            row for row in self.rows if (row.pages, row.contender, row.scenario) == (pages, name, scenario)
        )
        return next((row for row in found if row.walls), None)

    def wall(self, pages: int, name: str, scenario: str) -> float | None:
        """The median in seconds."""
        row = self.row(pages, name, scenario)
        return row.wall if row else None

    def scenarios(self, pages: int) -> list[str]:
        """What was measured at this size, in order."""
        measured = {row.scenario for row in self.rows if row.pages == pages and row.walls}
        return [scenario for scenario in TITLES if scenario in measured]

    def ratios(self, pages: int, scenario: str) -> dict[str, float]:
        """For each contender its median divided by the base's; of MEMORY the peaks."""
        peaks = scenario == MEMORY
        base = self._value(pages, self.base.name, COLD if peaks else scenario, peaks)
        found = {
            item.name: self._value(pages, item.name, COLD if peaks else scenario, peaks)
            for item in self.contenders
        }
        return {name: value / base for name, value in found.items() if value and base}

    def spread(self, pages: int, name: str) -> float | None:
        """How far the cold builds lay apart: (slowest - fastest) / median."""
        row = self.row(pages, name, COLD)
        return (max(row.walls) - min(row.walls)) / row.wall if row else None

    def over_floor(self, pages: int, name: str) -> float | None:
        """The cold build's time in times of copying the finished tree file by file."""
        cold, floor = self.wall(pages, name, COLD), self.wall(pages, "floor", COLD)
        return cold / floor if cold and floor else None

    def growth(self) -> Iterator[tuple[str, int, int, float, float | None]]:
        """For each contender and two sizes: how time and memory grew for each time the pages did."""
        for item in self.contenders:
            sizes = [size for size in self.sizes if self.row(size, item.name, COLD)]
            for small, large in pairwise(sizes):
                first, then = self.row(small, item.name, COLD), self.row(large, item.name, COLD)
                assert first and then
                memory = then.peak / first.peak * small / large if then.peak and first.peak else None
                yield item.name, small, large, then.wall / first.wall * small / large, memory

    def share(self, pages: int, peer: str, scenario: str) -> float | None:
        """SMILE's median for each second of a peer's."""
        own, other = self.wall(pages, "smile", scenario), self.wall(pages, peer, scenario)
        return own / other if own and other else None

    def goals(self) -> Iterator[tuple[Goal, float]]:
        """Each goal that was measured, with what was reached."""
        for goal in GOALS:
            reached = self.share(GOAL_PAGES, goal.peer, goal.scenario)
            if reached:
                yield goal, reached

    def edit_over_python(self) -> float | None:
        """Seconds that SMILE took after one edit, beyond the start of Python, at 10,000 pages."""
        edit, python = self.wall(GOAL_PAGES, "smile", EDITED), self.wall(GOAL_PAGES, "python", COLD)
        return edit - python if edit and python else None

    def _value(self, pages: int, name: str, scenario: str, peak: bool) -> float | None:
        row = self.row(pages, name, scenario)
        return (row.peak if peak else row.wall) if row else None
