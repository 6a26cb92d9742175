"""Nothing is lost and nothing doubled: faults of the forge at every call, and SIGKILL at any moment.

`KILL_ROUNDS=300` kills the service that many times; a few rounds are in the normal run.
"""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from intake import delivery
from intake.delivery import branch, change
from intake.github import GitHub
from intake.store import Store
from tests.fake_github import FAULTS, FakeGitHub
from tests.intake_support import FEEDBACK, STORY, House, git, made, picture
from tests.support import ROOT

ROUNDS = int(os.environ.get("KILL_ROUNDS", "6"))


@pytest.fixture
def fake() -> Iterator[FakeGitHub]:
    server = FakeGitHub()
    yield server
    server.server.shutdown()
    server.server.server_close()


def test_each_fault_of_each_call_ends_in_one_pull_request(tmp_path: Path, fake: FakeGitHub) -> None:
    house = House(tmp_path)
    forge = GitHub(fake.url, "o/r", "main", "t", 0, timeout=0.4)
    id = house.sent("content-suggestion", STORY, files={"pictures": ("x.jpg", picture(), "image/jpeg")})
    house.store.decide(id, "queued")
    one = house.store.get(id)
    assert one is not None
    wanted = change(one)
    forge.propose(wanted)
    calls = fake.calls
    assert calls == 8, "look-up, branch, base, blob, tree, commit, branch, pull request"
    for number in range(calls):
        for when in ("before", "after"):
            for what in FAULTS:
                fake.pulls.clear()
                fake.refs = {"heads/main": "0" * 40}
                fake.calls, fake.fault = 0, (number, when, what)
                clock = 1e10
                with house.store.writing() as db:
                    db.execute("UPDATE submission SET state='queued'")
                    db.execute("INSERT OR REPLACE INTO outbox(submission, due) VALUES(?,0)", (id,))
                while house.store.db.execute("SELECT count(*) FROM outbox").fetchone()[0]:
                    delivery.deliver(house.store, forge, 8, lambda: clock)  # noqa: B023
                    clock += 4000
                case = (number, when, what)
                assert [pull["head"] for pull in fake.pulls] == [branch(one)], case
                assert sorted(fake.refs) == [f"heads/{branch(one)}", "heads/main"], case
                commit = fake.commits[fake.refs[f"heads/{branch(one)}"]]
                assert fake.trees[commit["tree"]] == wanted.files, case
                assert f"Submission-Id: {id}" in commit["message"]


def test_a_closed_pull_request_is_an_answer(tmp_path: Path, fake: FakeGitHub) -> None:
    house = House(tmp_path)
    forge = GitHub(fake.url, "o/r", "main", "t", 0)
    id = house.sent("leap-feedback", {**FEEDBACK, "said": "This."})
    one = house.store.get(id)
    assert one is not None
    forge.propose(change(one))
    fake.pulls[0]["state"] = "closed"
    assert forge.propose(change(one)).state == "closed"
    assert len(fake.pulls) == 1


def test_a_limit_is_obeyed_and_much_trouble_needs_a_person(tmp_path: Path, fake: FakeGitHub) -> None:
    house = House(tmp_path)
    forge = GitHub(fake.url, "o/r", "main", "t", 0)
    id = house.sent("leap-feedback", {**FEEDBACK, "said": "This."})
    house.store.decide(id, "queued")
    now = time.time() + 10
    for attempt in range(1, 4):
        fake.calls, fake.fault = 0, (0, "before", "429")
        assert delivery.deliver(house.store, forge, 3, lambda: now)  # noqa: B023
        due = house.store.db.execute("SELECT due FROM outbox").fetchone()[0]
        assert due - now >= 7, "retry-after said 7 seconds"
        assert bool(delivery.troubled(house.store, 3)) == (attempt == 3)
        now = due + 1
    assert delivery.deliver(house.store, forge, 3, lambda: now)
    assert len(fake.pulls) == 1 and not delivery.troubled(house.store, 3)


def test_a_lease_of_a_worker_that_died_runs_out(tmp_path: Path) -> None:
    house = House(tmp_path)
    house.store.decide(house.sent("leap-feedback", {**FEEDBACK, "said": "This."}), "queued")
    now = time.time() + 1
    assert delivery.claim(house.store, now)
    assert delivery.claim(house.store, now + delivery.LEASE - 1) is None
    assert delivery.claim(house.store, now + delivery.LEASE + 1)


def started(folder: Path, repo: Path, *more: str) -> tuple[subprocess.Popen[str], str]:
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "INTAKE_REPOSITORY": str(repo),
        "INTAKE_HOURLY": "100000",
    }
    command = [sys.executable, "-m", "smile", "intake", "serve", "--port", "0", *more]
    process = subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert process.stdout is not None
    found = re.search(r"http://127\.0\.0\.1:\d+", process.stdout.readline())
    assert found
    return process, found[0]


def test_killed_at_any_moment_it_loses_nothing_and_doubles_nothing(tmp_path: Path) -> None:
    folder, repo = made(tmp_path), tmp_path / "repo.git"
    chance = random.Random(7)
    told: dict[str, str] = {}
    counter = iter(range(10**6))
    for _ in range(ROUNDS):
        process, url = started(folder, repo)
        stop = threading.Event()

        def send(url: str = url, stop: threading.Event = stop) -> None:
            with httpx.Client(base_url=url, timeout=10, trust_env=False) as client:
                while not stop.is_set():
                    number = next(counter)
                    data = {
                        "partner": "individual",
                        "opportunities": "events",
                        "name": f"n{number}",
                        "email": "a@b.org",
                    }
                    try:
                        answer = client.post("/forms/leap-sign-up/send", data=data)
                    except httpx.HTTPError:
                        return
                    if answer.status_code == 303:
                        told[answer.headers["location"].partition("ref=")[2].partition(".")[0]] = f"n{number}"

        senders = [threading.Thread(target=send) for _ in range(3)]
        for sender in senders:
            sender.start()
        time.sleep(chance.uniform(0.1, 0.8))
        process.send_signal(signal.SIGKILL)
        process.wait()
        stop.set()
        for sender in senders:
            sender.join()
        if process.stdout:
            process.stdout.close()
    store = Store(folder / ".intake/store.db")
    assert store.db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    kept = {one.id: one.answers["name"] for one in store.listed("held", "queued", "open")}
    assert len(told) > ROUNDS and told.items() <= kept.items(), "what was acknowledged is there"
    assert len(set(kept.values())) == len(kept), "and nothing twice"


def test_a_worker_killed_while_it_delivers_leaves_one_branch_each(tmp_path: Path) -> None:
    house = House(tmp_path)
    ids = [
        house.sent(
            "leap-sign-up",
            {"partner": "individual", "opportunities": "events", "name": f"n{n}", "email": "a@b.org"},
        )
        for n in range(12)
    ]
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "INTAKE_REPOSITORY": str(house.repo),
        "INTAKE_SECRET": "s" * 32,
    }
    command = [sys.executable, "-m", "smile", "intake", "deliver", "--once"]
    chance = random.Random(3)
    for _ in range(ROUNDS):
        process = subprocess.Popen(command, cwd=house.folder, env=environment, stderr=subprocess.DEVNULL)
        time.sleep(chance.uniform(0.3, 1.2))
        process.kill()
        process.wait()
        with house.store.writing() as db:
            db.execute("UPDATE outbox SET leased=0")  # as if the lease had run out
    house.deliver()
    heads = git(house.repo, "for-each-ref", "--format=%(refname:short)", "refs/heads/intake").split()
    assert sorted(heads) == sorted(f"intake/leap-sign-up/{id}" for id in ids)
    assert house.store.db.execute("SELECT count(*) FROM pull").fetchone()[0] == len(ids)
    for id in ids:
        one = house.store.get(id)
        assert one is not None and one.state == "open"
        ((path, data),) = change(one).files.items()
        assert git(house.repo, "show", f"{branch(one)}:{path}") == data.decode().strip()
