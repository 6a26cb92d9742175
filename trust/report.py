"""The results as a table for people, as a page of the handbook, and as the record that the statement is made from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml
from rich.console import Console
from rich.table import Table

from trust.outcome import Outcome

HEAD = """\
# Made by `python3 build.py trust --whole --write`: what the last whole run found. Do not edit.
"""


def table(outcomes: Sequence[Outcome], console: Console) -> None:
    """One row a check: what it looked at, what it found, how long it took."""
    made = Table(title="What was checked")
    for name, side in (
        ("Check", "left"),
        ("Looked at", "left"),
        ("Faults", "right"),
        ("Warnings", "right"),
        ("Seconds", "right"),
    ):
        made.add_column(name, justify=side)  # type: ignore[arg-type]
    for one in outcomes:
        made.add_row(one.name, words(one), str(len(one.faults)), str(len(one.warnings)), f"{one.seconds:.0f}")
    console.print(made)


def words(outcome: Outcome) -> str:
    return ", ".join(f"{count:,} {name}" for name, count in outcome.counts.items())


def faults(outcomes: Sequence[Outcome], console: Console, most: int, warnings: bool) -> None:
    """The faults, and where asked for the warnings, at most `most` of each check."""
    for one in outcomes:
        listed = [*one.faults, *(one.warnings if warnings else [])]
        for fault in listed[:most]:
            console.print(str(fault), markup=False, highlight=False, soft_wrap=True)
        if len(listed) > most:
            console.print(f"... and {len(listed) - most} more of {one.name}", markup=False)


Row = dict[str, Any]
"""What one check found, as the record keeps it."""


def rows(outcomes: Sequence[Outcome]) -> list[Row]:
    """What is kept of each check."""
    return [
        {
            "name": one.name,
            "counts": one.counts,
            "faults": len(one.faults),
            "warnings": len(one.warnings),
            "seconds": round(one.seconds),
            "rules": sorted({fault.rule for fault in one.faults}),
        }
        for one in outcomes
    ]


def renewed(kept: str, new: Sequence[Row], day: dt.date) -> list[Row]:
    """The rows of a whole run of the same day, with some checks carried out anew. ValueError where there is none."""
    before = yaml.safe_load(kept) if kept else {}
    if not before or not before["whole"] or before["tested"] != day:
        raise ValueError(
            "there is no whole run of today that these checks could be added to: run all of them"
        )
    by_name = {row["name"]: row for row in new}
    found = [by_name.pop(row["name"], row) for row in before["checks"] if "not finished" not in row["name"]]
    return [*found, *by_name.values()]


def record(checks: Sequence[Row], whole: bool, day: dt.date) -> str:
    """The results as YAML, for the accessibility statement and for whoever wants to compare."""
    value = {"tested": day, "whole": whole, "checks": list(checks)}
    return HEAD + yaml.safe_dump(value, sort_keys=False, allow_unicode=True, width=100)


def markdown(checks: Sequence[Row], day: dt.date, command: str) -> str:
    """The table as a page of the handbook."""
    lines = [
        "---",
        "summary: What the last whole run of every check found.",
        "---",
        "",
        "# Results of the checks",
        "",
        f"`{command}` on {day:%-d %B %Y}. [What each check does](trust.md).",
        "",
        "| Check | Looked at | Faults | Warnings | Seconds |",
        "| --- | --- | --: | --: | --: |",
    ]
    for one in checks:
        looked = ", ".join(f"{count:,} {what}" for what, count in one["counts"].items())
        lines.append(f"| {one['name']} | {looked} | {one['faults']} | {one['warnings']} | {one['seconds']} |")
    return "\n".join(
        [*lines, "", f"All together: {sum(one['seconds'] for one in checks) / 60:.0f} minutes.", ""]
    )


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
