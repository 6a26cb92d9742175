"""An incremental build gives the same bytes as one from nothing, after all changes, failures and accidents.

SMILE_STEPS says how many changes each run of the state machine makes (20), SMILE_RUNS how many runs (3); with
either, the changes are other ones each time.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from pathlib import Path
from random import Random

from hypothesis import HealthCheck, Phase, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from smile import explain
from smile.results import output
from tests.accidents import ACCIDENTS
from tests.estates import QUICK, Forked, build, tree, write
from tests.lively import LIVELY
from tests.moves import MOVES
from tests.moves_settings import break_something

STEPS, RUNS = int(os.environ.get("SMILE_STEPS", 20)), int(os.environ.get("SMILE_RUNS", 3))
CHOSEN = "SMILE_STEPS" in os.environ or "SMILE_RUNS" in os.environ
FROM = ("content", "data", "plugins", "theme")
BESIDE = re.compile(
    r"^\w+/(_\w+|robots\.txt|feeds\.opml|[\w/-]*sitemap[\w-]*\.xml|search/indexes\.json|assets/.*|\.well-known/.*)$"
)
"""What is beside the pages, and made of all of them."""


class Changes(RuleBasedStateMachine):
    """Two sites of one estate are kept up to date: by fresh processes, and by one that lasts, as serve does."""

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
        assert self.clean()
        self.keep()
        self.both()

    @rule(seed=st.integers(0, 1_000_000))
    def step(self, seed: int) -> None:
        """Some changes, now and then one that breaks the estate, now and then an accident; then a build."""
        chance = self.chance(seed)
        kind = chance.random()
        moves = chance.sample(MOVES, chance.choice((1, 1, 2, 3)))
        if kind < 0.15:
            moves = [break_something]
        for move in moves:
            move(self.root, chance)
        files = self.changed()
        reached = self.reach(files)
        accident = chance.choice(ACCIDENTS) if kind > 0.75 else None
        note(f"{[move.__name__ for move in moves]}, {accident.__name__ if accident else 'no accident'}")
        if accident:
            accident(self.root, self.folder / "fresh", chance)
        before = self.good
        if not self.clean():
            self.mend(accident is None)
            return
        if kind > 0.9:
            self.kill(chance.uniform(0.05, 0.6))
        self.both()
        other = {path for path in before.keys() | self.good.keys() if before.get(path) != self.good.get(path)}
        unknown = {path for path in other if not BESIDE.search(path)} - reached - self.reach(files)
        assert not unknown, f"{files} changed {sorted(unknown)}, and `uses` knows nothing of it"
        self.keep()

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
        found = (pair for file in files for pair in explain.reached(cache, file))
        return {f"{audience}/{output(url)}" for audience, url in found}

    def clean(self) -> bool:
        """Builds from nothing; false when the estate is broken."""
        shutil.rmtree(self.folder / "clean", ignore_errors=True)
        self.said = build(self.root, "--out", self.folder / "clean")
        assert self.said.status in (0, 1), self.said.out + self.said.err
        if self.said.status == 0:
            self.good = tree(self.folder / "clean")
        return self.said.status == 0

    def both(self, status: int = 0, compared: tuple[str, ...] = ("fresh", "lasting")) -> None:
        """Builds both sites; compares them with the last clean one."""
        one = build(self.root, "--out", self.folder / "fresh")
        other = self.lasting("build", "--estate", self.root, "--out", self.folder / "lasting", *QUICK)
        for name, result in (("fresh", one), ("lasting", other)):
            assert result.status == status, f"{name}: {result.out}{result.err}"
            if status:
                assert result.out == self.said.out
            if name in compared:
                assert_same(tree(self.folder / name), self.good, name)

    def kill(self, after: float) -> None:
        """Kills a build; each site is then as it was, or as it shall be."""
        live = parts(tree(self.folder / "fresh"))
        build(self.root, "--out", self.folder / "fresh", kill=after)
        new = parts(self.good)
        for audience, now in parts(tree(self.folder / "fresh")).items():
            assert now in (live.get(audience), new.get(audience)), f"{audience} is neither old nor new"

    def mend(self, compare: bool) -> None:
        """The sites stay as they were while the estate is broken; and when that is taken back."""
        self.both(1, ("fresh", "lasting") if compare else ("lasting",))
        for name in FROM:
            shutil.rmtree(self.root / name, ignore_errors=True)
        shutil.copytree(self.kept, self.root, dirs_exist_ok=True)
        self.both()


def parts(sites: dict[str, bytes]) -> dict[str, dict[str, bytes]]:
    """The trees of the audiences."""
    made: dict[str, dict[str, bytes]] = {}
    for path, data in sites.items():
        made.setdefault(path.split("/")[0], {})[path] = data
    return made


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
