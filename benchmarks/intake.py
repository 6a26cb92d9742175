"""`python -m benchmarks.intake`: what accepting costs beside a bare insert loop; ratios of one run.

Both write rows of about one size to the same disk, in write-ahead mode with synchronous=FULL. The loop writes one row
a transaction; the service answers only when its transaction is on the disk, and does so behind HTTP, with checks,
screening, keys against replays and rate limits. Close other programs first.
"""

from __future__ import annotations

import asyncio
import os
import re
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent
CLIENTS, COUNT, ROUNDS = 50, 20_000, 3
MARKS = (0.1, 0.25, 0.5, 0.75, 1.0)
"""Parts of the run at which memory is looked at."""


def bare(folder: Path, count: int = 1000) -> float:
    """Commits a second of a loop that inserts a row of about the same size."""
    db = sqlite3.connect(folder / f"bare-{time.monotonic_ns()}.db", isolation_level=None)
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("PRAGMA synchronous=FULL")
    db.execute("CREATE TABLE row(id INTEGER PRIMARY KEY, text TEXT)")
    start = time.perf_counter()
    for _ in range(count):
        db.execute("INSERT INTO row(text) VALUES(?)", ("x" * 600,))
    took = time.perf_counter() - start
    db.close()
    return count / took


class Load:
    """Clients that each send one form after the other, until there were `count` of them."""

    def __init__(self, port: int, pid: int, count: int) -> None:
        self.port, self.pid, self.count = port, pid, count
        self.begun = 0
        self.times: list[float] = []
        self.memory: list[int] = []

    async def run(self) -> float:
        """Accepts a second."""
        start = time.perf_counter()
        await asyncio.gather(*(self.client(number) for number in range(CLIENTS)))
        return self.count / (time.perf_counter() - start)

    async def client(self, number: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        while self.begun < self.count:
            self.begun += 1
            said = f"Words of client {number}, the submission {self.begun}. " * 6
            body = urlencode(
                {"topic": "access", "audience": "staff", "said": said, "publish": "yes", "email": "a@b.org"}
            )
            head = (
                "POST /forms/leap-feedback/send HTTP/1.1\r\nHost: localhost\r\n"
                f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
            )
            start = time.perf_counter()
            writer.write((head + body).encode())
            answer = await reader.readuntil(b"\r\n\r\n")
            if not answer.startswith(b"HTTP/1.1 303"):
                raise RuntimeError(answer.split(b"\r\n")[0].decode())
            found = re.search(rb"content-length: (\d+)", answer)
            await reader.readexactly(int(found[1]) if found else 0)
            self.times.append(time.perf_counter() - start)
            if len(self.times) in {int(part * self.count) for part in MARKS}:
                self.memory.append(resident(self.pid))
        writer.close()


def served(folder: Path, count: int) -> tuple[float, Load]:
    """Accepts a second, and the load with its times and memory."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("INTAKE_")},
        "PYTHONPATH": str(ROOT),
        "INTAKE_STORE": str(folder / f"{time.monotonic_ns()}" / "store.db"),
        "INTAKE_HOURLY": "1000000000",
    }
    command = [sys.executable, "-m", "smile", "intake", "serve", "--port", "0", "--no-delivery"]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout is not None
        found = re.search(r"http://127\.0\.0\.1:(\d+)", process.stdout.readline())
        assert found
        load = Load(int(found[1]), process.pid, count)
        try:
            rate = asyncio.run(load.run())
        finally:
            process.terminate()
    return rate, load


def resident(pid: int) -> int:
    """The memory of a process in kB (proc(5))."""
    match = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text("ascii"))
    return int(match[1]) if match else 0


def main() -> int:
    ratios, tails, slowest = [], [], []
    with tempfile.TemporaryDirectory(dir=ROOT) as name:
        folder = Path(name)
        served(folder, 500)  # so that everything is in memory
        for turn in range(ROUNDS):
            before = bare(folder)
            rate, load = served(folder, COUNT if turn == 0 else 3000)
            after = bare(folder)
            times = sorted(load.times)
            middle = statistics.median(times)
            ratios.append(rate / ((before + after) / 2))
            tails.append(times[int(len(times) * 0.99)] / middle)
            slowest.append(times[-1] / middle)
            if turn == 0:
                grown = [f"{kb / load.memory[0]:.2f}" for kb in load.memory]
            print(f"round {turn + 1}: {ratios[-1]:.2f} times the loop, tail {tails[-1]:.1f} times the median")
    print(f"accepts beside bare inserts: {statistics.median(ratios):.2f} (goal: 0.3 or more)")
    print(f"99th percentile beside the median, {CLIENTS} clients: {statistics.median(tails):.1f}")
    print(f"slowest beside the median: {statistics.median(slowest):.1f}")
    at = ", ".join(f"{part:.0%}" for part in MARKS)
    print(f"memory over {COUNT:,} submissions at {at}, beside the first: {', '.join(grown)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
