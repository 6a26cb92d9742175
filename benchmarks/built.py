"""An estate of files in a folder of its own, what SMILE's builds of it take, and what such benchmarks are asked."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Iterator

from benchmarks import measure
from benchmarks.aside import put_aside, settle
from benchmarks.install import ROOT, WORK

SETTLED = 2.5
"""Seconds: what was written within two seconds of a build is read again by the next one, as it may have changed."""
_COMMAND = (sys.executable, "-m", "smile", "build", "--no-search", "--now", "2026-11-25", "--out", "out")


HOME = (
    ("content/main/microsite.yaml", "title: Home\npath: /\n"),
    ("content/main/index.md", "---\ntitle: Home\nsummary: Home.\n---\nHome.\n"),
)
"""The files of a front page."""


def asked(parser: argparse.ArgumentParser) -> argparse.Namespace:
    """What is asked of a benchmark, when the disk has settled; SystemExit where it cannot be run.

    Exit status 3: the machine cannot tell what a process took.
    """
    parser.add_argument("--runs", type=int, default=3, help="builds of each kind: medians are told")
    parser.add_argument("--seconds", action="store_true", help="also print seconds")
    found = parser.parse_args()
    if not hasattr(os, "wait4"):
        print("The benchmark needs Linux or macOS.", file=sys.stderr)
        raise SystemExit(3)
    settle()
    return found


class Built:
    """The estate, written some seconds ago."""

    def __init__(self, name: str, files: Iterator[tuple[str, str]]) -> None:
        self.folder = WORK / name
        put_aside(self.folder)
        for path, content in files:
            (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / path).write_text(content, "utf-8")
        time.sleep(SETTLED)

    def build(self, watch: bool = False) -> measure.Sample:
        return measure.run(_COMMAND, self.folder, {"PYTHONPATH": str(ROOT)}, watch)

    def cold(self, watch: bool = False) -> measure.Sample:
        """A build from nothing."""
        put_aside(self.folder / "out")
        return self.build(watch)

    def edited(self, path: str, content: str) -> measure.Sample:
        """A build after one file was written."""
        (self.folder / path).write_text(content, "utf-8")
        return self.build()

    def pages(self, audience: str) -> int:
        """How many pages the site of an audience has."""
        return sum(1 for _ in (self.folder / "out" / audience).rglob("index.html"))
