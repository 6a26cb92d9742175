"""An incremental build gives the same bytes as one from nothing, after whatever changes, failures and accidents.

SMILE_STEPS says how many changes each run of the state machine makes (25), SMILE_RUNS how many runs (3); with either,
the changes are other ones each time.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from smile import explain
from smile.results import output
from tests.estates import NOW, Forked, Result, build, clean, forked, tree, write
from tests.lively import LIVELY
from tests.moves import MOVES, Move, break_something

STEPS, RUNS = int(os.environ.get("SMILE_STEPS", 25)), int(os.environ.get("SMILE_RUNS", 3))
CHOSEN = "SMILE_STEPS" in os.environ or "SMILE_RUNS" in os.environ
FROM = (*"content data plugins theme".split(),)
BESIDE = re.compile(
    r"^\w+/(_\w+|robots\.txt|[\w/-]*sitemap[\w-]*\.xml|search/indexes\.json|assets/.*|\.well-known/.*)$"
)
"""What is beside the pages, and made of all of them."""


class Changes(RuleBasedStateMachine):
    """Two sites of one estate are kept up to date, by fresh processes and by one that lasts, as serve does."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="smile-"))
        self.root, self.kept = self.folder / "estate", self.folder / "kept"
        self.lasting, self.steps = Forked(same=True), 0

    def teardown(self) -> None:
        self.lasting.end()
        shutil.rmtree(self.folder)

    @initialize()
    def begin(self) -> None:
        write(self.root, LIVELY)
        self.good = clean(self.root, self.folder / "clean")
        self.keep()
        self.both(0)

    @rule(chosen=st.sampled_from(MOVES), seed=st.integers(0, 10_000))
    def change(self, chosen: Move, seed: int) -> None:
        chosen(self.root, self.chance(seed))
        note(f"{chosen.__name__} {seed}")
        self.compare()

    @rule(seed=st.integers(0, 10_000))
    def change_twice(self, seed: int) -> None:
        """Two changes between two builds."""
        for chosen in self.chance(seed).sample(MOVES, 2):
            chosen(self.root, self.chance(seed))
            note(f"{chosen.__name__} {seed}")
        self.compare()

    @rule(seed=st.integers(0, 10_000))
    def break_and_mend(self, seed: int) -> None:
        break_something(self.root, self.chance(seed))
        self.compare()

    def chance(self, seed: int) -> Random:
        """Chance that is the same in each run, and another one at each step."""
        self.steps += 1
        return Random(f"{self.steps} {seed}")

    def keep(self) -> None:
        """Remembers an estate that builds."""
        shutil.rmtree(self.kept, ignore_errors=True)
        shutil.copytree(self.root, self.kept)

    def changed(self) -> list[str]:
        """The files that are not what they were when the estate last built."""
        now, then = (
            {name: data for name, data in tree(folder).items() if name.split("/")[0] in FROM}
            for folder in (self.root, self.kept)
        )
        return sorted(name for name in now.keys() | then.keys() if now.get(name) != then.get(name))

    def reach(self, files: list[str]) -> set[str]:
        """All that `files` reach, as the last good build of one of the sites took it down."""
        cache = self.folder / "fresh" / ".smile"
        found = (pair for file in files for pair in explain.reached(self.root, cache, file))
        return {f"{audience}/{output(url)}" for audience, url in found}

    def both(self, status: int) -> list[Result]:
        """Builds both sites; compares them with the last clean one."""
        results = [
            build(self.root, "--out", self.folder / "fresh"),
            self.lasting(
                "build", "--estate", self.root, "--out", self.folder / "lasting", "--jobs", "1", "--now", NOW, "--no-search"
            ),
        ]  # fmt: skip
        for name, result in zip(("fresh", "lasting"), results, strict=True):
            assert result.status == status, f"{name}: {result.out}{result.err}"
            assert_same(tree(self.folder / name), self.good, name)
        return results

    def compare(self) -> None:
        """Builds from nothing and from what there is; what broke the estate is taken back."""
        shutil.rmtree(self.folder / "clean", ignore_errors=True)
        result = build(self.root, "--out", self.folder / "clean")
        if result.status == 0:
            files, before = self.changed(), self.good
            reached = self.reach(files)
            self.good = tree(self.folder / "clean")
            self.both(0)
            other = {
                path for path in before.keys() | self.good.keys() if before.get(path) != self.good.get(path)
            }
            unknown = {path for path in other if not BESIDE.search(path)} - reached - self.reach(files)
            assert not unknown, f"{files} changed {sorted(unknown)}, and `uses` knows nothing of it"
            self.keep()
            if os.environ.get("DBG"):
                open("/tmp/tf/dbg", "a").write("ok\n")
            return
        assert result.status == 1, result.out + result.err
        for other in self.both(1):
            assert other.out == result.out
        if os.environ.get("DBG"):
            open("/tmp/tf/dbg", "a").write("BROKEN " + result.out.splitlines()[0] + "\n")
        note(f"broken: {result.out.splitlines()[0]}")
        for name in FROM:
            shutil.rmtree(self.root / name, ignore_errors=True)
        shutil.copytree(self.kept, self.root, dirs_exist_ok=True)
        self.both(0)


def assert_same(found: dict[str, bytes], wanted: dict[str, bytes], name: str) -> None:
    """Two trees hold the same files with the same bytes."""
    more, less = sorted(found.keys() - wanted.keys()), sorted(wanted.keys() - found.keys())
    other = sorted(path for path in found.keys() & wanted.keys() if found[path] != wanted[path])
    assert not (more or less or other), f"{name}: more {more}, less {less}, other {other}"


def test_every_change_gives_what_a_build_from_nothing_gives() -> None:
    run_state_machine_as_test(
        Changes,
        settings=settings(
            max_examples=RUNS,
            stateful_step_count=STEPS,
            deadline=None,
            derandomize=not CHOSEN,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
