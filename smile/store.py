"""Keeping results between builds: each file carries a digest of itself, so that a damaged one is noticed."""

from __future__ import annotations

import os
import pickle
from pathlib import Path
from typing import Any

from smile.scan import Stat, digest, stat_of

_MAGIC = b"SMILE-1\n"


class Lost(Exception):
    """What must be kept is damaged: only now that shows, and all is to be built anew."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)


def save(path: Path, value: Any) -> bytes:
    """Writes `value` to `path`, whole or not at all; returns its digest."""
    body = pickle.dumps(value, protocol=5)
    mark = digest(body)
    write(path, _MAGIC + mark, body)
    return mark


def read(path: Path, wanted: bytes | None = None) -> Any:
    """The value that was saved at `path`, or None when there is none or it is not what was written.

    With `wanted`, its digest, any other value is None, too.
    """
    kept, body = _whole(path)
    try:
        return None if body is None or wanted not in (None, kept) else pickle.loads(body)
    except Exception:  # of a class that a newer version no longer has, say: as good as not there
        return None


_marks: dict[Path, tuple[Stat, bytes | None]] = {}


def mark(path: Path) -> bytes | None:
    """The digest of what was saved at `path`, or None when there is nothing or it is damaged.

    A process that lasts looks at a file again only when it changed.
    """
    try:
        now = stat_of(os.stat(path))
    except OSError:
        return None
    known = _marks.get(path)
    if known is None or known[0] != now:
        known = _marks[path] = (now, _whole(path)[0])
    return known[1]


def _whole(path: Path) -> tuple[bytes | None, memoryview | None]:
    try:
        data = memoryview(path.read_bytes())
    except OSError:
        return None, None
    start = len(_MAGIC)
    kept, body = bytes(data[start : start + 16]), data[start + 16 :]
    return (kept, body) if data[:start] == _MAGIC and digest(body) == kept else (None, None)


def write(path: Path, *data: bytes) -> None:
    """Writes a file by way of a new one beside it, so that nobody ever sees half of it. `data` are its pieces."""
    path.parent.mkdir(parents=True, exist_ok=True)
    name = str(path.parent / f".new-{os.urandom(8).hex()}")
    handle = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.writelines(data)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
