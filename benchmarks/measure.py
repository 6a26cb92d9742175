"""Runs a command and says what it took: wall and processor seconds, and the memory of all its processes."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.aside import put_aside
from benchmarks.install import BenchError

PROC = Path("/proc")
INTERVAL = 0.01
"""Seconds between two looks at the memory."""

_PRIVATE = re.compile(r"^Private_(?:Clean|Dirty): +(\d+)", re.MULTILINE)
_SHARED = re.compile(r"^Shared_(?:Clean|Dirty): +(\d+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Sample:
    """One run. `peak` is the memory of all processes of the command together at its highest, in bytes (see
    `memory`); None when it was not watched."""

    wall: float
    processor: float
    peak: int | None = None


def ratio(one: Sample, other: Sample) -> str:
    """One sample in times of another: of wall seconds, and of the processor's."""
    return f"{one.wall / other.wall:.2f} (processor {one.processor / other.processor:.2f})"


def run(command: Sequence[str], folder: Path, environment: Mapping[str, str], watch: bool = False) -> Sample:
    """Runs `command` in `folder`; its output goes to a file beside it. Raises BenchError when it fails.

    Watching takes time of its own, so a run that is watched is not one to be timed.
    """
    log = folder.with_suffix(".log")
    with log.open("wb") as out:
        start = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=folder, env={**_environment(), **environment}, stdin=subprocess.DEVNULL, stdout=out,
            stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
        watcher = _Watcher(process.pid) if watch and PROC.is_dir() else None
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    peak = watcher.stop() if watcher else None
    if process.returncode:
        words = log.read_text(encoding="utf-8", errors="replace").strip()[-2000:]
        raise BenchError(f"{command[0]} failed with status {process.returncode} in {folder}:\n{words}")
    return Sample(wall, usage.ru_utime + usage.ru_stime, peak)


def _environment() -> dict[str, str]:
    """This process's environment, without what would have each Python compile all of its modules at each start."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def copy(tree: Path, to: Path) -> Sample:
    """The floor: copies a finished tree file by file, as any generator has at least to write it."""
    put_aside(to)
    os.sync()
    start, before = time.perf_counter(), time.process_time()
    for folder, _, names in os.walk(tree):
        target = to / os.path.relpath(folder, tree)
        target.mkdir(parents=True)
        source = Path(folder)
        for name in names:
            shutil.copyfile(source / name, target / name)
    sample = Sample(time.perf_counter() - start, time.process_time() - before)
    put_aside(to)
    return sample


class _Watcher:
    """Looks at the memory of a session's processes until it is stopped."""

    def __init__(self, session: int) -> None:
        self._session = session
        self._peak = 0
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def stop(self) -> int | None:
        self._done.set()
        self._thread.join()
        return self._peak or None

    def _watch(self) -> None:
        while not self._done.wait(INTERVAL):
            self._peak = max(self._peak, memory(session(self._session)))


def session(number: int) -> list[int]:
    """The processes of a session, by number: the command that was started in it, and all that it started."""
    found = []
    for entry in PROC.iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text(encoding="utf-8", errors="replace")
            except OSError:
                continue  # it has ended meanwhile
            if int(stat.rpartition(")")[2].split()[3]) == number:
                found.append(int(entry.name))
    return found


def memory(processes: Iterable[int]) -> int:
    """The memory of several processes in bytes: what each has for itself, and the largest share once.

    Pages that two of them share (a fork's, a library's) are thus not counted twice. Source: proc(5).
    """
    own, shared = 0, [0]
    for process in processes:
        try:
            text = (PROC / str(process) / "smaps_rollup").read_text(encoding="ascii")
        except OSError:
            continue  # it has ended meanwhile
        own += sum(int(size) for size in _PRIVATE.findall(text)) * 1024
        shared.append(sum(int(size) for size in _SHARED.findall(text)) * 1024)
    return own + max(shared)
