"""The runs themselves: contenders in turn, round after round, so that a drifting machine harms all alike."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from benchmarks import measure
from benchmarks.aside import put_aside
from benchmarks.contenders import Contender
from benchmarks.install import WORK, BenchError
from benchmarks.pages import EDIT_MARK, Estate, Item, edited, make

COLD, UNCHANGED, EDITED, SEARCH, SEARCHED = "cold", "unchanged", "edited", "search", "cold and search"
SLOW = 60.0
"""A contender whose first build takes longer than this, in seconds, is timed in one round only."""
CLOCK = {"SOURCE_DATE_EPOCH": "1735689600"}


@dataclass(slots=True)
class Row:
    """What one contender took in one scenario; `peak` is in bytes."""

    pages: int
    contender: str
    scenario: str
    walls: list[float] = field(default_factory=list)
    processors: list[float] = field(default_factory=list)
    peak: int | None = None

    @property
    def wall(self) -> float:
        """The median, in seconds."""
        return median(self.walls)

    def add(self, sample: measure.Sample) -> None:
        self.walls.append(sample.wall)
        self.processors.append(sample.processor)


class Stand:
    """A contender's site on disk, in one of two states: as it was made, and with one record edited."""

    def __init__(self, contender: Contender, before: Estate, after: Estate, record: Item) -> None:
        self.contender = contender
        self.folder = WORK / "sites" / str(len(before.items)) / contender.name
        self.record = record
        self._changes = _write(self.folder, contender.files(before), contender.files(after))
        self._edited = False
        self._sources = {path.name for path in self.folder.iterdir()}
        self.environment = {
            name: value.replace("{folder}", str(self.folder)) for name, value in contender.environment.items()
        } | {**CLOCK, "XDG_CACHE_HOME": str(self.folder / "cache-home")}

    @property
    def tree(self) -> Path:
        return self.folder / self.contender.tree

    def clear(self) -> None:
        """Takes away all that the generator has made: the pages and every cache."""
        for path in self.folder.iterdir():
            if path.name not in self._sources:
                put_aside(path)

    def edit(self) -> None:
        """Changes the record, or changes it back."""
        self._edited = not self._edited
        for path, texts in self._changes.items():
            (self.folder / path).write_text(texts[self._edited], encoding="utf-8")

    def run(self, scenario: str, watch: bool = False) -> measure.Sample:
        """One run of a scenario, after what has to come before it."""
        commands = [self.contender.again]
        if scenario in (COLD, SEARCHED):
            self.clear()
            commands = [self.contender.cold]
        elif scenario == EDITED:
            self.edit()
        if scenario == SEARCHED:
            commands = (
                [self.contender.searched]
                if self.contender.searched
                else [self.contender.cold, self._search()]
            )
        elif scenario == SEARCH:
            commands = [self._search()]
        os.sync()  # what others have written is not to be waited for while this one is timed
        samples = [measure.run(command, self.folder, self.environment, watch) for command in commands]
        peaks = [sample.peak for sample in samples if sample.peak]
        return measure.Sample(
            sum(sample.wall for sample in samples),
            sum(sample.processor for sample in samples),
            max(peaks, default=None),
        )

    def check(self, estate: Estate) -> None:
        """Raises BenchError unless every page is there, and the edited record's page says what it should."""
        missing = [
            item.url
            for item in estate.items
            if not (self.tree / item.url.lstrip("/") / "index.html").is_file()
        ]
        if missing:
            raise BenchError(
                f"{self.contender.title} did not make {len(missing)} of the pages, such as {missing[0]}"
            )
        page = (self.tree / self.record.url.strip("/") / "index.html").read_text(encoding="utf-8")
        if (EDIT_MARK in page) != self._edited:
            raise BenchError(f"{self.contender.title} did not show the edit in {self.record.url}")

    def _search(self) -> tuple[str, ...]:
        root = ("--root-selector", self.contender.article) if self.contender.article else ()
        index = str(self.folder / "search-index")
        return (
            sys.executable,
            "-m",
            "pagefind",
            "--site",
            self.contender.tree,
            "--output-path",
            index,
            *root,
        )


def race(
    pages: int,
    contenders: Sequence[Contender],
    runs: int,
    search: bool,
    say: Callable[[str], None],
    seed: int = 2019,
) -> list[Row]:
    """Measures `contenders` on an estate of `pages` pages: one round to warm up, watched, then `runs` rounds.

    `say` is told what is being done. Rows come in order of contender and scenario.
    """
    before = make(pages, seed)
    after, record = edited(before)
    scenarios = (COLD, UNCHANGED, EDITED, *((SEARCH, SEARCHED) if search else ()))
    stands = []
    for contender in contenders:
        say(f"{pages:,} pages: writing the sources for {contender.title}")
        stands.append(Stand(contender, before, after, record))
    rows = {
        (stand.contender.name, scenario): Row(pages, stand.contender.name, scenario)
        for stand in stands
        for scenario in scenarios
    }
    extra = [Row(pages, "floor", COLD), Row(pages, "python", COLD)]
    slow: set[str] = set()
    for turn in range(runs + 1):
        for stand in stands[turn % len(stands) :] + stands[: turn % len(stands)]:
            name = stand.contender.name
            if name in slow and turn > 1:
                continue
            stage = f"round {turn} of {runs}" if turn else "warming up"
            say(f"{pages:,} pages, {stage}: {stand.contender.title}")
            for scenario in scenarios:
                sample = stand.run(scenario, watch=not turn)
                if turn:
                    rows[name, scenario].add(sample)
                    continue
                rows[name, scenario].peak = sample.peak
                stand.check(after if scenario == EDITED else before)
                if scenario == COLD and sample.wall > SLOW:
                    slow.add(name)
        if turn:
            extra[0].add(measure.copy(stands[0].tree, WORK / "floor"))
            extra[1].add(measure.run((sys.executable, "-c", "pass"), WORK / "sites", {}))
    return [*rows.values(), *extra]


def _write(
    folder: Path, before: Iterable[tuple[str, str]], after: Iterable[tuple[str, str]]
) -> dict[str, tuple[str, str]]:
    """Writes a site's sources; returns the files that the edit changes, each with both its texts."""
    put_aside(folder)
    changes = {}
    for (path, text), (_, changed) in zip(before, after, strict=True):
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        if text != changed:
            changes[path] = (text, changed)
    return changes
