"""Nothing is lost and nothing doubled: faults of the forge at every call, and SIGKILL at every step.

`KILL_ROUNDS=300` kills the service that many times while it is in use; some rounds are in the normal run.
"""

from __future__ import annotations

import itertools
import json
import os
import random
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from intake import delivery, proof
from intake.delivery import branch, change
from intake.forge import Trouble
from intake.forges import github
from intake.forges.github import GitHub
from intake.store import Store
from tests.fake_github import FAULTS, FakeGitHub
from tests.intake_support import FEEDBACK, SECRET, SIGN_UP, STORY, House, git, made, picture, solve
from tests.support import ROOT

ROUNDS = int(os.environ.get("KILL_ROUNDS", "20"))


@pytest.fixture
def fake() -> Iterator[FakeGitHub]:
    server = FakeGitHub()
    yield server
    server.close()


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path)
    yield made
    made.close()


def hub(fake: FakeGitHub, timeout: float = 20) -> GitHub:
    return GitHub(
        httpx.Client(base_url=fake.url, timeout=timeout, verify=False), "o/r", "main", lambda: "t", 0
    )


def test_each_fault_of_each_call_ends_in_one_pull_request(house: House, fake: FakeGitHub) -> None:
    forge = hub(fake)
    id = house.sent("content-suggestion", STORY, files={"pictures": ("x.jpg", picture(), "image/jpeg")})
    house.store.decide(id, "queued")
    one = house.store.get(id)
    assert one is not None
    wanted = change(one)
    forge.propose(wanted)
    calls = fake.calls
    assert calls == 8, "look-up, branch, base, blob, tree, commit, branch, pull request"
    forge.client.timeout = httpx.Timeout(0.2)
    for case in itertools.product(range(calls), ("before", "after"), FAULTS):
        fake.begin(case)
        forge._writes.clear()  # these hundreds are of as many hours
        clock = itertools.count(int(1e10), 4000)
        with house.store.writing() as db:
            db.execute("UPDATE submission SET state='queued'")
            db.execute("INSERT OR REPLACE INTO outbox(submission, due) VALUES(?,0)", (id,))
        while house.store.db.execute("SELECT count(*) FROM outbox").fetchone()[0]:
            at = next(clock)
            delivery.deliver(house.store, forge, 8, lambda: at)  # noqa: B023
        assert fake.failed == 1, case
        assert [pull["head"]["ref"] for pull in fake.pulls] == [branch(one)], case
        assert sorted(fake.refs) == [f"heads/{branch(one)}", "heads/main"], case
        assert fake.files(f"heads/{branch(one)}") == wanted.files, case


def test_a_closed_pull_request_is_an_answer(house: House, fake: FakeGitHub) -> None:
    forge = hub(fake)
    one = house.store.get(house.sent("leap-feedback", {**FEEDBACK, "said": "This."}))
    assert one is not None
    forge.propose(change(one))
    fake.pulls[0]["state"] = "closed"
    assert forge.propose(change(one)).state == "closed"
    assert len(fake.pulls) == 1


def test_a_limit_is_obeyed_for_all_and_much_trouble_needs_a_person(house: House, fake: FakeGitHub) -> None:
    forge = hub(fake)
    ids = [house.sent("leap-feedback", {**FEEDBACK, "said": said}) for said in ("This.", "That.")]
    for id in ids:
        house.store.decide(id, "queued")
    now = time.time() + 10
    for attempt in range(1, 4):
        fake.begin((0, "before", "429"))
        assert delivery.deliver(house.store, forge, 3, lambda: now)  # noqa: B023
        assert not delivery.deliver(house.store, forge, 3, lambda: now), "the others are not tried meanwhile"  # noqa: B023
        due = house.store.db.execute("SELECT min(due) FROM outbox").fetchone()[0]
        assert due - now >= 7, "retry-after said 7 seconds"
        house.store.db.execute("UPDATE outbox SET due=due+1e6 WHERE submission=?", (ids[1],))
        due = house.store.db.execute("SELECT due FROM outbox WHERE submission=?", (ids[0],)).fetchone()[0]
        assert bool(delivery.troubled(house.store, 3)) == (attempt == 3)
        now = due + 1
    assert delivery.deliver(house.store, forge, 3, lambda: now)
    assert len(fake.pulls) == 1 and not delivery.troubled(house.store, 3)


def test_github_is_not_written_to_more_often_than_it_allows(
    house: House, fake: FakeGitHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[float] = []
    clock = itertools.count(1000.0, 0.001)
    monkeypatch.setattr(github.time, "sleep", slept.append)
    monkeypatch.setattr(github.time, "monotonic", lambda: next(clock))
    forge = hub(fake)
    forge.pause = 1.0
    one = house.store.get(house.sent("leap-feedback", {**FEEDBACK, "said": "This."}))
    assert one is not None
    forge.propose(change(one))
    assert len(slept) == 3 and all(0.9 < each <= 1 for each in slept), "a second between its four writes"
    forge._writes.extend([next(clock)] * github.HOURLY)
    with pytest.raises(Trouble, match="hourly limit") as found:
        forge._ask("POST", "/pulls", {}, (201,))
    assert found.value.wait is not None and found.value.wait > 3500


def test_a_lease_of_a_worker_that_died_runs_out(house: House) -> None:
    house.store.decide(house.sent("leap-feedback", {**FEEDBACK, "said": "This."}), "queued")
    now = time.time() + 1
    assert delivery.claim(house.store, now)
    assert delivery.claim(house.store, now + delivery.LEASE - 1) is None
    assert delivery.claim(house.store, now + delivery.LEASE + 1)


def test_a_lock_that_a_dead_git_left_is_taken_away(house: House) -> None:
    id = house.sent("leap-sign-up", SIGN_UP)
    lock = house.repo / f"refs/heads/intake/leap-sign-up/{id}.lock"
    lock.parent.mkdir(parents=True)
    lock.touch()
    one = house.store.get(id)
    assert one is not None
    with pytest.raises(Trouble):
        house.forge.propose(change(one))
    os.utime(lock, (0, 0))
    assert house.forge.propose(change(one)).state == "open"


class Forks:
    """The service in forks of a process that has everything loaded (tests/intake_forks.py)."""

    def __init__(self, folder: Path, repo: Path) -> None:
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("INTAKE_")},
            "PYTHONPATH": str(ROOT), "INTAKE_REPOSITORY": str(repo), "INTAKE_HOURLY": "1000000",
            "INTAKE_SECRET": SECRET, "INTAKE_FILL_SECONDS": "0", "INTAKE_PAUSE": "0",
        }  # fmt: skip
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.intake_forks", str(folder)],
            cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def start(self, do: str, die: int | None, forge: str = "git") -> tuple[int, str]:
        """A fork's process id, and the address it serves at."""
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(json.dumps({"do": do, "die": die, "forge": forge}) + "\n")
        self.process.stdin.flush()
        child, port = json.loads(self.process.stdout.readline())
        return child, f"http://127.0.0.1:{port}"

    def run(self, die: int | None, forge: str = "git") -> None:
        """Delivers in a fork, until it is done or dead."""
        wait(self.start("deliver", die, forge)[0])

    def close(self) -> None:
        assert self.process.stdin and self.process.stdout
        self.process.stdin.close()
        assert self.process.wait(30) == 0
        self.process.stdout.close()


def wait(child: int) -> None:
    """Until a process that is not ours to wait for is gone."""
    while Path(f"/proc/{child}").exists():
        time.sleep(0.002)


@pytest.fixture
def forks(tmp_path: Path) -> Iterator[tuple[Forks, Path, Path]]:
    folder, repo = made(tmp_path), tmp_path / "repo.git"
    running = Forks(folder, repo)
    yield running, folder, repo
    running.close()


@pytest.mark.parametrize("forge", ["git", "github"])
def test_a_worker_killed_at_each_step_leaves_one_branch(house: House, fake: FakeGitHub, forge: str) -> None:
    """Step after step, until a run is not killed any more; after each death a new worker ends the work."""
    running = Forks(house.folder, house.repo)
    to, steps = fake.url if forge == "github" else "git", 0
    ids = []
    for step in itertools.count():
        ids.append(house.sent("leap-sign-up", {**SIGN_UP, "name": f"n{step}"}))
        running.run(step, to)
        lived = house.store.db.execute("SELECT count(*) FROM outbox").fetchone()[0] == 0
        with house.store.writing() as db:
            db.execute("UPDATE outbox SET leased=0")  # as if the lease had run out
        running.run(None, to)
        one = house.store.get(ids[-1])
        assert one is not None and one.state == "open", step
        steps = step
        if lived and step > 15:
            break
    running.close()
    assert 20 < steps < 200, "each step was one of these"
    for id in ids:
        one = house.store.get(id)
        assert one is not None
        ((path, data),) = change(one).files.items()
        if forge == "git":
            assert git(house.repo, "show", f"{branch(one)}:{path}") == data.decode().strip()
        else:
            assert fake.files(f"heads/{branch(one)}") == {path: data}
    names = [f"intake/leap-sign-up/{id}" for id in ids]
    if forge == "git":
        heads = git(house.repo, "for-each-ref", "--format=%(refname:short)", "refs/heads/intake").split()
        pulls = [row[0] for row in house.store.db.execute("SELECT branch FROM pull")]
    else:
        heads = [name.removeprefix("heads/") for name in fake.refs if name != "heads/main"]
        pulls = [pull["head"]["ref"] for pull in fake.pulls]
    assert sorted(heads) == sorted(pulls) == sorted(names)


def test_killed_at_any_step_it_loses_nothing_and_doubles_nothing(forks: tuple[Forks, Path, Path]) -> None:
    """Three people send, and send again what was not acknowledged, while the service dies again and again."""
    running, folder, repo = forks
    chance = random.Random(7)
    told: dict[str, str] = {}
    numbers = itertools.count()
    pending: list[dict[str, Any]] = [{} for _ in range(3)]

    def send(mine: int, url: str) -> None:
        with httpx.Client(base_url=url, timeout=20, trust_env=False, verify=False) as client:
            while True:
                if not pending[mine]:
                    given = proof.challenge(SECRET.encode(), "leap-sign-up", 10, time.time())
                    pending[mine] = {**SIGN_UP, "name": f"n{next(numbers)}", "altcha": solve(given)}
                try:
                    answer = client.post("/forms/leap-sign-up/send", data=pending[mine])
                except httpx.HTTPError:
                    return
                assert answer.status_code == 303
                id = answer.headers["location"].partition("ref=")[2].partition(".")[0]
                told[id] = pending[mine]["name"]
                pending[mine] = {}

    for _ in range(ROUNDS):
        child, url = running.start("serve", chance.randrange(400))
        senders = [threading.Thread(target=send, args=(mine, url)) for mine in range(3)]
        for sender in senders:
            sender.start()
        for sender in senders:
            sender.join()
        wait(child)
    store = Store(folder / ".intake/store.db")
    assert store.db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    with store.writing() as db:
        db.execute("UPDATE outbox SET leased=0, due=0")
    running.run(None)
    kept = {one.id: one for one in store.listed("held", "queued", "open")}
    names = [one.answers["name"] for one in kept.values()]
    assert (
        len(told) > ROUNDS and told.items() <= {id: one.answers["name"] for id, one in kept.items()}.items()
    )
    assert len(set(names)) == len(names) == len(kept), "what was sent again is not there twice"
    assert {one.state for one in kept.values()} == {"open"}
    heads = git(repo, "for-each-ref", "--format=%(refname:short)", "refs/heads/intake").split()
    assert sorted(heads) == sorted(branch(one) for one in kept.values())
    assert store.db.execute("SELECT count(*) FROM pull").fetchone()[0] == len(kept)
    for one in kept.values():
        ((path, data),) = change(one).files.items()
        assert git(repo, "show", f"{branch(one)}:{path}") == data.decode().strip()
    store.db.close()
