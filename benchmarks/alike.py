"""A register's cold builds in turn with those of the flat estate with as many pages, by SMILE and by Hugo."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import NamedTuple

from benchmarks import measure
from benchmarks.contenders import contender
from benchmarks.install import BenchError
from benchmarks.pages import edited, make
from benchmarks.race import COLD, EDITED, Stand


class Raced(NamedTuple):
    """Medians by wall seconds."""

    cold: measure.Sample
    """A first build of the register."""
    flat: measure.Sample
    edit: measure.Sample
    hugo: tuple[measure.Sample, measure.Sample] | None
    """Hugo's first build of the same pages, and its build after one edit; None where there is no Hugo."""

    def told(self, **edits: measure.Sample) -> str:
        """A cold build of the register, and edits of it by what they are, in times of both."""
        lines = [
            f"cold build, against the flat estate of as many pages: {measure.ratio(self.cold, self.flat)}"
        ]
        if self.hugo:
            first, rebuilt = self.hugo
            lines.append(f"cold build, against Hugo's of as many pages: {self.cold.wall / first.wall:.2f}")
            lines += [
                f"{what.replace('_', ' ')}, against one edit by Hugo of as many pages: {edit.wall / rebuilt.wall:.2f}"
                for what, edit in edits.items()
            ]
        return "\n".join(lines)


def middle(many: Sequence[measure.Sample]) -> measure.Sample:
    """The run in the middle by wall seconds."""
    return sorted(many, key=lambda one: one.wall)[len(many) // 2]


def race(cold: Callable[[], measure.Sample], pages: int, runs: int) -> Raced:
    """Builds a register from nothing (`cold`) and the flat estate with so many pages, `runs` times each in turn."""
    before = make(pages, 2019)
    after, record = edited(before)
    stands = [Stand(contender("smile"), before, after, record)]
    with suppress(BenchError):  # `build.py bench` installs it
        stands.append(Stand(contender("hugo"), before, after, record))
    for one in stands:
        one.run(COLD)  # it warms up
    mine: list[measure.Sample] = []
    theirs: list[list[measure.Sample]] = [[] for _ in stands]
    for _ in range(runs):
        mine.append(cold())
        for one, found in zip(stands, theirs, strict=True):
            found.append(one.run(COLD))
    colds = [*map(middle, theirs)]
    edits = [middle([one.run(EDITED) for _ in range(runs)]) for one in stands]
    return Raced(middle(mine), colds[0], edits[0], (colds[1], edits[1]) if len(stands) > 1 else None)
