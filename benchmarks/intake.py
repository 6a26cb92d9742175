"""`python -m benchmarks.intake`: what accepting costs beside a bare insert loop; ratios of one run.

Both write one row a transaction, in write-ahead mode with synchronous=FULL, on the same disk. The service does so
behind HTTP, with checks, screening and rate limits. Close other programs first.
"""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parent.parent
CLIENTS, SECONDS = 50, 10.0


def bare(folder: Path, count: int = 500) -> float:
    """Commits a second of a loop that inserts a row of about the same size."""
    db = sqlite3.connect(folder / "bare.db", isolation_level=None)
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("PRAGMA synchronous=FULL")
    db.execute("CREATE TABLE row(id INTEGER PRIMARY KEY, text TEXT)")
    start = time.perf_counter()
    for _ in range(count):
        db.execute("INSERT INTO row(text) VALUES(?)", ("x" * 600,))
    return count / (time.perf_counter() - start)


def served(folder: Path) -> tuple[float, float, float]:
    """Accepts a second, the 99th percentile in times of the median, and growth of memory over the run (1: none)."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "INTAKE_STORE": str(folder / "s.db"),
        "INTAKE_HOURLY": "1000000000",
    }
    command = [sys.executable, "-m", "smile", "intake", "serve", "--port", "0", "--no-delivery"]
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert process.stdout is not None
    found = re.search(r"http://127\.0\.0\.1:\d+", process.stdout.readline())
    assert found
    times: list[float] = []
    end = time.perf_counter() + SECONDS

    def send(client_number: int) -> None:
        with httpx.Client(base_url=found[0], timeout=60, trust_env=False) as client:
            number = 0
            while time.perf_counter() < end:
                number += 1
                data = {
                    "topic": "access",
                    "audience": "staff",
                    "said": f"Words {client_number} {number}",
                    "publish": "yes",
                }
                start = time.perf_counter()
                if client.post("/forms/leap-feedback/send", data=data).status_code == 303:
                    times.append(time.perf_counter() - start)

    threads = [threading.Thread(target=send, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    time.sleep(SECONDS / 4)
    early = resident(process.pid)
    for thread in threads:
        thread.join()
    late = resident(process.pid)
    process.terminate()
    process.wait()
    times.sort()
    return len(times) / SECONDS, times[int(len(times) * 0.99)] / times[len(times) // 2], late / early


def resident(pid: int) -> int:
    """The memory of a process in kB (proc(5))."""
    match = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text("ascii"))
    return int(match[1]) if match else 0


def main() -> int:
    with tempfile.TemporaryDirectory(dir=ROOT) as folder:
        loop = bare(Path(folder))
        accepts, tail, growth = served(Path(folder))
    print(f"accepts beside bare inserts: {accepts / loop:.2f} (goal: 0.3 or more)")
    print(f"99th percentile beside the median, {CLIENTS} clients: {tail:.1f}")
    print(f"memory at the end beside a quarter of the way, {accepts * SECONDS:.0f} submissions: {growth:.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
