"""Where workers that see the build's own folders put what they made, until the build takes it over."""

from __future__ import annotations

import os
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path

from smile.scan import Stats, digest_of

_TOKEN, _COMMON = "token", "common"


@dataclass(frozen=True, slots=True)
class Staging:
    """The staging folder of one build. A worker builds below it, never in a tree: it may be given up, and go on."""

    folder: Path
    token: str
    """What stands in a file of the folder: whoever can read it there sees this very folder."""
    estate: bytes
    """The names, times and sizes of the estate's files, as a digest."""

    @classmethod
    def begun(cls, cache: Path, files: Stats) -> Staging:
        """A new one; `files` are those of the estate. Those of earlier builds are removed."""
        clear(cache)
        made = cls(_all(cache) / secrets.token_hex(8), secrets.token_hex(16), _mark(files))
        made.folder.mkdir(parents=True)
        (made.folder / _TOKEN).write_text(made.token, "ascii")
        return made

    def seen(self, files: Stats) -> bool:
        """Whether this process sees the build's folders, and makes files in them as the build itself would.

        `files` are those that it finds where the build has its estate. SMILE_SHARE=0 says that it shall not look.
        """
        if os.environ.get("SMILE_SHARE") == "0" or _mark(files) != self.estate:
            return False
        try:
            if (self.folder / _TOKEN).read_text("ascii") != self.token:
                return False
            mine = self.attempt("worker")
            made, given = mine.stat(), self.folder.stat()
            mine.rmdir()
        except (OSError, ValueError):
            return False
        return (made.st_uid, made.st_mode) == (given.st_uid, given.st_mode)

    def leave(self, common: bytes) -> None:
        """Puts down what all workers need, and the build knows only now."""
        (self.folder / _COMMON).write_bytes(common)

    def common(self) -> bytes:
        """What `leave` put down."""
        return (self.folder / _COMMON).read_bytes()

    def attempt(self, name: str) -> Path:
        """A new folder for one attempt at some microsites."""
        made = self.folder / f"{name}-{secrets.token_hex(8)}"
        made.mkdir()
        return made


def clear(cache: Path) -> None:
    """Removes what builds left that were killed. Nothing else builds meanwhile: the cache is locked."""
    shutil.rmtree(_all(cache), ignore_errors=True)


def _all(cache: Path) -> Path:
    return cache / "parcels"


def _mark(files: Stats) -> bytes:
    return digest_of([repr(sorted(files.items()))])


def move(source: str, target: str) -> None:
    """Moves all that is in the folder `source` into `target`: names and no bytes.

    A file that stands there is replaced, never written into: the live tree may hold it, too. Where a folder stands
    and a file is to be, or the other way round, what stands there goes.
    """
    with os.scandir(source) as found:
        entries = list(found)
    for entry in entries:
        there = f"{target}/{entry.name}"
        if not entry.is_dir(follow_symlinks=False):
            if os.path.isdir(there):
                shutil.rmtree(there)
            os.replace(entry.path, there)
        elif os.path.isdir(there):
            move(entry.path, there)
        else:
            if os.path.lexists(there):
                os.unlink(there)
            os.rename(entry.path, there)
