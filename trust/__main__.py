"""`python3 build.py trust`: builds the shipped estate, runs every check over it, prints one table."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from trust import built, report
from trust.built import ROOT, TrustError
from trust.checks import CHECKS, carry_out

RECORD = ROOT / "data" / "accessibility" / "results.yaml"
PAGE = ROOT / "content" / "handbook" / "docs" / "running" / "trust-results.md"


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status 0: no fault; 1: faults; 2: wrong usage; 3: the machine lacks something."""
    asked = _parser().parse_args(arguments)
    console, progress = Console(), Console(stderr=True)
    if asked.write and not asked.whole:
        progress.print("--write goes with --whole: it keeps no results of samples")
        return 2
    outcomes = []
    try:
        progress.print("Building the estate", style="dim")
        estate = built.Built(ROOT, asked.site.resolve()) if asked.site else built.build()
        for name in asked.only or CHECKS:
            progress.print(f"{CHECKS[name].__module__}", style="dim", highlight=False)
            outcomes.append(carry_out(name, estate, asked.whole))
            report.faults(outcomes[-1:], progress, asked.most, False)  # at once: the whole takes long
    except TrustError as error:
        progress.print(str(error), style="red", markup=False, highlight=False, soft_wrap=True)
        return 3
    report.faults(outcomes, console, asked.most, asked.warnings)
    report.table(outcomes, Console(width=None if console.is_terminal else 160))
    if asked.write:
        today = dt.datetime.now(dt.UTC).date()
        checks = report.rows(outcomes)
        try:
            if asked.only:
                checks = report.renewed(RECORD.read_text("utf-8") if RECORD.exists() else "", checks, today)
        except ValueError as error:
            progress.print(f"Not written: {error}", style="red", markup=False, highlight=False)
            return 2
        report.write(RECORD, report.record(checks, asked.whole, today))
        report.write(PAGE, report.markdown(checks, today, "python3 build.py trust --whole --write"))
        progress.print(f"Written: {RECORD.relative_to(ROOT)} and {PAGE.relative_to(ROOT)}")
    return 0 if all(one.passed for one in outcomes) else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("build.py trust", description=__doc__)
    add = parser.add_argument
    add("--whole", action="store_true", help="everything; otherwise a sample of each check")
    add("--only", nargs="+", choices=CHECKS, metavar="NAME", help=f"of {', '.join(CHECKS)}")
    add(
        "--write",
        action="store_true",
        help="keep the results, for the accessibility statement; with --only beside those of the same day",
    )
    add("--warnings", action="store_true", help="also print what fails nothing")
    add("--most", type=int, default=40, metavar="N", help="the most to print of one check (40)")
    add("--site", type=Path, metavar="DIR", help="look at this built site instead of building one")
    return parser


if __name__ == "__main__":
    sys.exit(main())
