"""The results as a table for people, as a page of the handbook, and as the record that the statement is made from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

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


def record(outcomes: Sequence[Outcome], whole: bool, day: dt.date) -> str:
    """The results as YAML, for the accessibility statement and for whoever wants to compare."""
    checks = [
        {
            "name": one.name,
            "counts": one.counts,
            "faults": len(one.faults),
            "warnings": len(one.warnings),
            "rules": sorted({fault.rule for fault in one.faults}),
        }
        for one in outcomes
    ]
    value = {"tested": day, "whole": whole, "checks": checks}
    return HEAD + yaml.safe_dump(value, sort_keys=False, allow_unicode=True, width=100)


def markdown(outcomes: Sequence[Outcome], day: dt.date, command: str) -> str:
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
    lines += [
        f"| {one.name} | {words(one)} | {len(one.faults)} | {len(one.warnings)} | {one.seconds:.0f} |"
        for one in outcomes
    ]
    return "\n".join(
        [*lines, "", f"All together: {sum(one.seconds for one in outcomes) / 60:.0f} minutes.", ""]
    )


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
