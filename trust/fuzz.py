"""Every data file made wrong in many ways, through the command: a clean error with its line, or a good build."""

from __future__ import annotations

import json
import multiprocessing
import os
import time
from collections.abc import Iterator
from random import Random
from typing import Any, NamedTuple

from trust.built import WORK, Built
from trust.inside import inside
from trust.mutations import mutated
from trust.outcome import Fault, Outcome
from trust.rooms import Room, rooms

CASES, SAMPLE = 5_000, 150
LIMIT = 20.0
"""Seconds that one case may take."""
WHOLE_FILE = ("file.", "estate.", "record.empty", "microsite.")
"""Codes of problems that are about a file as a whole, or about one that is not there."""


class Case(NamedTuple):
    """One file made wrong: which, how, and the number that gives the same again."""

    room: str
    file: str
    seed: int


def check(built: Built, whole: bool) -> Outcome:
    """5,000 cases, or 150: spread over the files of all capabilities."""
    outcome = Outcome("Robust: wrong data files")
    made = [room.copied(WORK / "fuzz") for room in rooms(built.root)]
    cases = list(spread(made, CASES if whole else SAMPLE))
    outcome.counts = {"estates": len(made), "files": len({case.file for case in cases}), "cases": len(cases)}
    workers = min(2, os.cpu_count() or 1)
    shares = [[case for case in cases if index(made, case.room) % workers == one] for one in range(workers)]
    with multiprocessing.get_context("fork").Pool(workers) as pool:
        for told in pool.map(work, [(made, share) for share in shares], chunksize=1):
            for status, fault in told:
                outcome.count("good" if status == 0 else "refused cleanly" if status == 1 else "neither")
                if fault:
                    outcome.faults.append(fault)
    return outcome


def index(made: list[Room], name: str) -> int:
    return [room.name for room in made].index(name)


def spread(made: list[Room], count: int) -> Iterator[Case]:
    """Cases over all files in turn, so that none waits for long."""
    files = [(room.name, file) for room in made for file in room.files]
    chance = Random(2026)
    chance.shuffle(files)
    by_room: dict[str, list[str]] = {}
    for room, file in files:
        by_room.setdefault(room, []).append(file)
    names = sorted(by_room)
    for seed in range(count):
        room = names[seed % len(names)]
        mine = by_room[room]
        yield Case(room, mine[seed // len(names) % len(mine)], seed)


def work(given: tuple[list[Room], list[Case]]) -> list[tuple[int, Fault | None]]:
    """Carries out the cases of one worker, room by room, so that what is kept of a room serves them all."""
    made, cases = given
    by_name = {room.name: room for room in made}
    return [carried_out(by_name[case.room], case) for case in sorted(cases)]


def carried_out(room: Room, case: Case) -> tuple[int, Fault | None]:
    """Changes the file, runs `check`, puts the file back; the status, and what is wrong with the answer."""
    path = room.root / case.file
    kept = path.read_bytes()
    how, data = mutated(case.file, kept, Random(case.seed))
    path.write_bytes(data)
    begun = time.process_time()
    try:
        status, out, err = inside(
            "check", "--estate", str(room.root), "--format", "json", "--jobs", "1", limit=LIMIT
        )
    finally:
        path.write_bytes(kept)
    where = f"{case.file} ({how}, seed {case.seed})"
    return status, judged(where, status, out, err, time.process_time() - begun)


def judged(where: str, status: int, out: str, err: str, seconds: float) -> Fault | None:
    """None for a good build or a clean error."""
    if seconds > LIMIT:
        return Fault("fuzz.slow", where, f"{seconds:.0f} s of the processor")
    if status not in (0, 1) or "Traceback" in out + err or "has a fault" in out + err:
        return Fault("fuzz.crash", where, f"status {status}: {(err or out)[-700:]}")
    if status == 0:
        return None
    problems: list[dict[str, Any]] = json.loads(out)
    errors = [one for one in problems if one["severity"] == "error"]
    if not errors:
        return Fault("fuzz.silent", where, "refused without a reason")
    for one in errors:
        if one["code"] == "plugin.broken":
            return Fault(
                "fuzz.crash", where, f"{one['file']}:{one['line']}: {one['message']}: {one['found']}"[:500]
            )
        if not one["file"] or (one["line"] < 1 and not one["code"].startswith(WHOLE_FILE)):
            return Fault("fuzz.nowhere", where, json.dumps(one)[:300])
    return None
