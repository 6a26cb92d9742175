"""Taking trees away without deleting them before the end: whoever is timed after that would pay for it.

ext4 steps over each inode that was freed in the last six minutes when it looks for a new one (fs/ext4/ialloc.c,
`recently_deleted`: a minute, and five more while the block that holds it is not yet on the disk).
"""

from __future__ import annotations

import atexit
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.disk import file_system
from benchmarks.install import WORK

ASIDE = WORK / "aside"
_DELETED = WORK / "deleted"
SETTLED = 360.0
"""Seconds after which a deletion costs nobody anything."""
MANY = 2_000
"""Fewer files than this are not felt."""


def put_aside(path: Path) -> None:
    """Takes a file or a tree away, if it is there, until the program ends."""
    if not path.exists():
        return
    if not ASIDE.exists():
        ASIDE.mkdir(parents=True)
        atexit.register(_clear)
    path.rename(Path(tempfile.mkdtemp(dir=ASIDE)) / path.name)


def settle(say: Callable[[str], None] = lambda text: print(text, file=sys.stderr)) -> None:
    """Waits until what an earlier benchmark deleted is long enough ago; `say` is told how long."""
    _clear()  # of one that was killed
    left = SETTLED - (time.time() - _DELETED.stat().st_mtime) if _DELETED.exists() else 0.0
    if left > 0 and file_system(WORK) != "tmpfs":
        say(f"Waiting {left:.0f} s: files were deleted a moment ago, which slows down writing new ones")
        time.sleep(left)


def _clear() -> None:
    if not ASIDE.exists():
        return
    many = sum(1 for _ in ASIDE.rglob("*")) > MANY
    shutil.rmtree(ASIDE, ignore_errors=True)
    if many:
        _DELETED.touch()
