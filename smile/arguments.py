"""The options that most commands share."""

from __future__ import annotations

import argparse
import os
from pathlib import Path


def estate() -> argparse.ArgumentParser:
    """A parser that knows which estate is meant."""
    made = argparse.ArgumentParser(add_help=False)
    made.add_argument("--estate", type=Path, default=Path(), metavar="DIR", help="the estate (this folder)")
    return made


def common() -> argparse.ArgumentParser:
    """A parser of these options, for `parents` of a command's own."""
    made = argparse.ArgumentParser(add_help=False, parents=[estate()])
    add = made.add_argument
    add("--out", type=Path, metavar="DIR", help="where the sites go (the estate's site/)")
    add(
        "--audience", action="append", choices=["public", "staff", "restricted"], help="build this site alone"
    )
    add(
        "--now",
        metavar="DATE",
        help='what the build takes for now: a day, a time, or "today" (the last commit)',
    )
    add("--drafts", action="store_true", help="build drafts and what is scheduled, too")
    add(
        "--jobs",
        type=int,
        default=os.cpu_count() or 1,
        metavar="N",
        help="how many processes work (one a processor)",
    )
    add(
        "--executor",
        default="processes",
        metavar="WHERE",
        help="where microsites are built: processes, dask (a cluster on this machine) or dask://HOST:PORT",
    )
    add("--no-search", dest="search", action="store_false", help="leave the search indexes out")
    add("--format", choices=["text", "json", "github"], default="text", help="how problems are told")
    add("--quiet", action="store_true", help="say nothing but problems")
    return made
