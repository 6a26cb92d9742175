"""The broken estates of tests/broken: a good one in _base, and beside it what each of the others changes.

A folder holds the files that differ, `expected.txt`, and where files alone cannot say it a `recipe.json`:
`arguments` instead of `check`; files to `remove`; symbolic links to make (`link`: path and target); files
that repeat a text (`repeat`: path, text and how often); `process`: run it in a process of its own.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from tests.support import NOW, Result, inside, plain, run

BROKEN = Path(__file__).resolve().parent / "broken"
BASE = BROKEN / "_base"
EXPECTED, RECIPE = "expected.txt", "recipe.json"
ALWAYS = ("--now", NOW, "--jobs", "1")


def cases() -> list[str]:
    """The names of all broken estates."""
    return sorted(path.name for path in BROKEN.iterdir() if path.is_dir() and path.name[0] not in "_.")


def recipe(case: str) -> dict[str, Any]:
    """What files alone cannot say about a case."""
    path = BROKEN / case / RECIPE
    made: dict[str, Any] = json.loads(path.read_text("utf-8")) if path.exists() else {}
    return made


def make(case: str, folder: Path) -> Path:
    """Makes the broken estate in `folder`, which must not exist."""
    shutil.copytree(BASE, folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(
        BROKEN / case, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns(EXPECTED, RECIPE)
    )
    steps = recipe(case)
    for name in steps.get("remove", ()):
        path = folder / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    for name, target in steps.get("link", {}).items():
        (folder / name).symlink_to(target)
    for name, (text, times) in steps.get("repeat", {}).items():
        (folder / name).write_text(text * times, "utf-8", newline="\n")
    return folder


def told(case: str, folder: Path) -> str:
    """What the command says about the broken estate in `folder`, and its exit status."""
    steps = recipe(case)
    arguments = steps.get("arguments", ["check"])
    command = run if steps.get("process") else inside
    return transcript(arguments, command(*arguments, *ALWAYS, cwd=folder), folder)


def transcript(arguments: list[str], result: Result, folder: Path) -> str:
    """A run as a text that a person can review."""
    parts = [f"$ smile {' '.join(arguments)}", plain(result.out, folder).rstrip("\n")]
    if result.err:
        parts += ["--- on standard error", plain(result.err, folder).strip("\n")]
    parts.append(f"--- exit status {result.status}")
    return "\n".join(part for part in parts if part) + "\n"
