"""The one clock of a build: `--now`, SOURCE_DATE_EPOCH, the last commit, or else today."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def now(root: Path, asked: str | None = None) -> dt.datetime:
    """The time that the build takes for now, with its zone.

    `asked` is a day, a time in ISO 8601, or "today" (the start of the day, in London). ValueError for anything
    else. SOURCE_DATE_EPOCH: https://reproducible-builds.org/specs/source-date-epoch/
    """
    if asked and asked != "today":
        made = dt.datetime.fromisoformat(asked)
        return made if made.tzinfo else made.replace(tzinfo=LONDON)
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if not asked and epoch:
        return dt.datetime.fromtimestamp(int(epoch), LONDON)
    commit = None if asked else _commit(root)
    if commit is not None:
        return dt.datetime.fromtimestamp(commit, LONDON)
    return dt.datetime.now(LONDON).replace(hour=0, minute=0, second=0, microsecond=0)


def _commit(root: Path) -> int | None:
    """When the last commit of the repository at `root` was made, in seconds since 1970; None without one."""
    if not any((folder / ".git").exists() for folder in (root, *root.parents)):
        return None
    import subprocess

    try:
        command = ["git", "-C", str(root), "log", "-1", "--format=%ct", "--", "."]
        done = subprocess.run(command, capture_output=True, text=True, timeout=10, check=True)
        return int(done.stdout)
    except (OSError, subprocess.SubprocessError, ValueError):
        return None
