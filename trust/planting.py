"""Attacks planted in every string field of every record type, and the estate built of them."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from trust.built import NOW, ROOT, WORK, Built, command
from trust.inside import inside
from trust.specimens import Leaf, Specimen, specimens
from trust.strings import MARK

Plant = Callable[[int], str]
"""From the number of a field to the text that is planted in it."""
ROUNDS = 60
EXACT = 12
"""So many rounds take out single fields. Rules that only speak once others are kept would go on for long."""
_NUMBER = re.compile(rf"{MARK} (\d+) here")


@dataclass
class Field:
    """One place where texts are planted."""

    number: int
    specimen: Specimen
    leaf: Leaf

    @property
    def name(self) -> str:
        steps = ".".join("*" if isinstance(step, int) else step for step in self.leaf)
        return f"{self.specimen.kind.__name__}.{steps}"


@dataclass
class Garden:
    """A copy of an estate that texts are planted in."""

    root: Path
    specimens: list[Specimen]
    small: bool = False
    """Whether it is built in this process, as a small estate is soonest."""
    fields: list[Field] = field(default_factory=list)
    built: Built = field(init=False)
    refusals: int = 0
    """Texts that a rule refused, with a message that names the line."""

    def __post_init__(self) -> None:
        self.built = Built(self.root, self.root / "site")
        places = ((one, leaf) for one in self.specimens for leaf in one.leaves)
        self.fields = [Field(number, one, leaf) for number, (one, leaf) in enumerate(places)]

    def grow(self, plant: Plant) -> list[Field]:
        """Plants, builds, and takes out again what the rules refuse; the fields that hold their text in the end.

        RuntimeError where the build fails without saying why at a line of what was planted.
        """
        planted = {one.number: one for one in self.fields}
        for turn in range(ROUNDS):
            self._write(planted, plant)
            status, out, err = self.build()
            if status == 0:
                return list(planted.values())
            if status != 1 or "Traceback" in err:
                raise RuntimeError(f"status {status}: {err[-600:]}")
            refused = self._refused(planted, json.loads(out), turn < EXACT)
            if not refused:
                raise RuntimeError(f"refused with nothing planted: {out[:1500]}")
            self.refusals += len(refused)
            for number in refused:
                del planted[number]
        raise RuntimeError("the rules refuse ever more of it")

    def build(self) -> tuple[int, str, str]:
        """Builds with the command: status, and what it printed."""
        words = ("build", "--estate", self.root, "--no-search", "--format", "json", "--jobs")
        if self.small:
            return inside(*words, "1")
        done = command(*words, "2", "--now", NOW)
        return done.returncode, done.stdout, done.stderr

    def _write(self, planted: dict[int, Field], plant: Plant) -> None:
        by_file: dict[str, tuple[Specimen, dict[Leaf, int]]] = {}
        for one in self.fields:
            entry = by_file.setdefault(one.specimen.file, (one.specimen, {}))
            if one.number in planted:
                entry[1][one.leaf] = one.number
        for file, (specimen, numbers) in by_file.items():

            def text(leaf: Leaf, numbers: dict[Leaf, int] = numbers) -> str | None:
                return plant(numbers[leaf]) if leaf in numbers else None

            data = specimen.written(text)
            path = self.root / file
            if path.read_bytes() != data:
                path.write_bytes(data)

    def _refused(self, planted: dict[int, Field], problems: list[dict[str, object]], exact: bool) -> set[int]:
        """The fields that the problems are about: by line if `exact`, else all of the file or of its type's folder."""
        gone: set[int] = set()
        for problem in problems:
            if problem["severity"] != "error":
                continue
            file, line = str(problem["file"]), int(str(problem["line"]))
            mine = [one for one in planted.values() if one.specimen.file == file]
            if mine:
                leaf = mine[0].specimen.at((self.root / file).read_bytes(), line)
                there = {one.number for one in mine if exact and one.leaf == leaf}
                gone |= there or {one.number for one in mine}
                continue
            # a file that nothing was planted in: what it refers to was
            text = json.dumps(problem)
            told = {int(number) for number in _NUMBER.findall(text)} & planted.keys()
            gone |= told or {one.number for one in planted.values() if one.specimen.file in text}
        return gone or self._half(planted, problems)

    def _half(self, planted: dict[int, Field], problems: list[dict[str, object]]) -> set[int]:
        """Half of what is planted, near the problems where there is something: which of it is meant is not told."""
        folders = {str(problem["file"]).rpartition("/")[0] for problem in problems}
        near = [one.number for one in planted.values() if one.specimen.file.rpartition("/")[0] in folders]
        those = near or list(planted)
        return set(those[: (len(those) + 1) // 2])


def copied(root: Path, at: Path) -> Path:
    """A fresh copy of what an estate is made of."""
    shutil.rmtree(at, ignore_errors=True)
    for folder in ("content", "data"):
        if (root / folder).is_dir():
            shutil.copytree(root / folder, at / folder)
    return at


def garden(root: Path = ROOT, at: Path = WORK / "attacked", small: bool = False) -> Garden:
    """A copy of an estate, with the fields that let it build when plain words stand in them."""
    made = Garden(copied(root, at), specimens(root), small)
    made.fields = made.grow(lambda number: f"Words {MARK} {number} here")
    made.refusals = 0
    return made
