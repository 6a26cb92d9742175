"""An estate of many microsites on a Dask cluster of one worker, of two, and in processes: `-m benchmarks.executors`.

Prints ratios of one run, medians of `--runs` rounds; cold builds without search, clusters started beforehand.
"""

from __future__ import annotations

import argparse
import os
import re
import statistics
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.aside import put_aside, settle
from benchmarks.install import WORK

ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""Without what would have each Python compile all of its modules at each start."""
TEXT = "A sentence about the garden, the ward and the people who look after both of them.\n\n"


def write(root: Path, sites: int, pages: int) -> None:
    """An estate of `sites` microsites of `pages` pages of Markdown."""
    audience = "audiences:\n  public: {url: 'https://www.example.org', title: Example}\n"
    head = "name: Example\nsummary: Made up to be measured.\nowner: Example\nwordmark: Example\n"
    put(root / "content/estate.yaml", head + audience)
    put(root / "content/home/microsite.yaml", "title: Home\nsummary: The way in.\npath: /\n")
    put(root / "content/home/index.md", "---\ntitle: Home\nsummary: The way in.\n---\nWelcome.\n")
    for site in range(sites):
        folder = root / f"content/site-{site}"
        put(folder / "microsite.yaml", f"title: Site {site}\nsummary: One of many.\n")
        for page in range(pages):
            matter = f"---\ntitle: Page {page} of site {site}\nsummary: One of many.\n---\n"
            put(folder / ("index.md" if page == 0 else f"page-{page}.md"), matter + TEXT * 30)


def put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def cold(root: Path, out: Path, *more: str) -> float:
    """Seconds of a cold build into `out`, which is new: after a tree is deleted, ext4 makes the next one slowly."""
    os.sync()
    command = [
        sys.executable,
        "-m",
        "smile",
        "--estate",
        str(root),
        "--out",
        str(out),
        "--no-search",
        "--quiet",
    ]
    begun = time.perf_counter()
    subprocess.run([*command, "--now", "2026-11-22", *more], check=True, env=ENVIRONMENT)
    return time.perf_counter() - begun


class Cluster:
    """A scheduler and `workers` processes, on this machine."""

    def __init__(self, work: Path, workers: int) -> None:
        self.log = work / f"scheduler-{workers}.log"
        self.started = [
            self._start(self.log, "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
        ]
        self.address = self._said(self.log, r"tcp://(127\.0\.0\.1:\d+)")
        for number in range(workers):
            log = work / f"worker-{workers}-{number}.log"
            where = (f"tcp://{self.address}", "--nthreads", "1", "--no-dashboard", "--no-nanny")
            self.started.append(self._start(log, "worker", *where, "--local-directory", str(work / log.stem)))
            self._said(log, "(Registered to)")

    def _start(self, log: Path, *words: str) -> subprocess.Popen[bytes]:
        with log.open("wb") as out:
            command = [sys.executable, "-m", "dask", *words]
            return subprocess.Popen(command, stdout=out, stderr=out, env=ENVIRONMENT)

    def _said(self, log: Path, pattern: str) -> str:
        while True:
            found = re.search(pattern, log.read_text("utf-8", "replace"))
            if found:
                return found[1]
            if any(process.poll() is not None for process in self.started):
                raise SystemExit(f"Dask did not start: see {log}")
            time.sleep(0.05)

    def end(self) -> None:
        for process in self.started:
            process.kill()
            process.wait()


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--sites", type=int, default=200)
    asked.add_argument("--pages", default="30,100", help="pages of each microsite, several with commas")
    asked.add_argument("--runs", type=int, default=3)
    chosen = asked.parse_args()
    settle()
    for pages in map(int, chosen.pages.split(",")):
        print(f"{chosen.sites} microsites of {pages} pages")
        measured(chosen.sites, pages, chosen.runs)


def measured(sites: int, pages: int, runs: int) -> None:
    """Prints what builds of one estate took, each way."""
    work = WORK / "executors"
    put_aside(work)
    write(work / "estate", sites, pages)
    clusters = {f"dask, {count} worker(s)": Cluster(work, count) for count in (1, 2)}
    ways = {way: ("--executor", f"dask://{cluster.address}") for way, cluster in clusters.items()}
    ways |= {"processes, 1": ("--jobs", "1"), "processes, 2": ("--jobs", "2")}
    times: dict[str, list[float]] = {way: [] for way in ways}
    try:
        for number in range(runs + 1):
            for way, more in ways.items():
                took = cold(work / "estate", work / f"out-{way}-{number}", *more)
                if number:  # the first round warms up
                    times[way].append(took)
    finally:
        for cluster in clusters.values():
            cluster.end()
    medians = {way: statistics.median(found) for way, found in times.items()}
    for way, seconds in medians.items():
        print(f"{way:<20} {seconds:6.2f} s")
    one, two, alone, both = medians.values()
    print(
        f"two workers are {one / two:.2f} times as fast as one (goal: 1.7); two processes {alone / both:.2f} times"
    )
    print(f"two workers take {two / both:.2f} times as long as two processes")


if __name__ == "__main__":
    main()
