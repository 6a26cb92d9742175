"""The flat estate with as many pages as a register makes: as SMILE builds it, and as Hugo does."""

from __future__ import annotations

from typing import NamedTuple

from benchmarks import measure
from benchmarks.contenders import contender
from benchmarks.install import BenchError
from benchmarks.pages import edited, make
from benchmarks.race import COLD, EDITED, Stand


class Flat(NamedTuple):
    """What builds of the flat estate took."""

    cold: measure.Sample
    edit: measure.Sample
    hugo: tuple[measure.Sample, measure.Sample] | None
    """Hugo's first build of the same pages, and its build after one edit; None where there is no Hugo."""

    def told(self, cold: measure.Sample, **edits: measure.Sample) -> str:
        """A cold build of a register, and edits of it by what they are, in times of both."""
        lines = [f"cold build, against the flat estate of as many pages: {measure.ratio(cold, self.cold)}"]
        if self.hugo:
            first, rebuilt = self.hugo
            lines.append(f"cold build, against Hugo's of as many pages: {cold.wall / first.wall:.2f}")
            for what, edit in edits.items():
                name = what.replace("_", " ")
                lines.append(
                    f"{name}, against one edit by Hugo of as many pages: {edit.wall / rebuilt.wall:.2f}"
                )
        return "\n".join(lines)


def flat(pages: int) -> Flat:
    """Builds the flat estate with so many pages: twice, as the first build of each warms up."""
    before = make(pages, 2019)
    after, record = edited(before)
    own = Stand(contender("smile"), before, after, record)
    own.run(COLD)
    cold, edit = own.run(COLD), own.run(EDITED)
    try:
        peer = Stand(contender("hugo"), before, after, record)
    except BenchError:  # `build.py bench` installs it
        return Flat(cold, edit, None)
    peer.run(COLD)
    return Flat(cold, edit, (peer.run(COLD), peer.run(EDITED)))
