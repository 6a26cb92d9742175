"""What files there are, and whether they changed: names, times, sizes, and digests where those are not enough."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Generic, TypeVar

from smile.problems import Problem

T = TypeVar("T")
Stat = tuple[int, int]
"""Time of the last change in nanoseconds, of the content or of anything else about the file; size in bytes."""
Stats = dict[str, Stat]

_SKIPPED = {"__pycache__", "node_modules"}
_SPECIAL = re.compile(r"(\*\*/|\*\*|\*|\?)")


def scan(root: Path, folder: str, links: list[Problem] | None = None) -> Stats:
    """Every file below `root/folder` by its path from `root`; hidden files and backups are left out.

    Symbolic links are not followed: content must not come from outside the estate. They go into `links`.
    """
    found: Stats = {}
    todo = [folder]
    while todo:
        below = todo.pop()
        try:
            entries = os.scandir(root / below if below else root)
        except OSError:
            continue
        with entries:
            for entry in entries:
                name = entry.name
                if name[0] == "." or name[-1] == "~" or name in _SKIPPED:
                    continue
                path = f"{below}/{name}" if below else name
                if entry.is_symlink():
                    if links is not None:
                        links.append(
                            Problem(
                                path,
                                0,
                                0,
                                "file.link",
                                "symbolic links are not followed",
                                hint="put the file itself here",
                            )
                        )
                elif entry.is_dir():
                    todo.append(path)
                elif entry.is_file():  # no pipe, which nobody would ever write to
                    found[path] = stat_of(entry.stat(follow_symlinks=False))
    return found


def innermost(file: str, folders: Mapping[str, T]) -> T | None:
    """What `folders` say of the one that a file lies in: the innermost."""
    folder = file.rpartition("/")[0]
    while folder and folder not in folders:
        folder = folder.rpartition("/")[0]
    return folders.get(folder)


def stat_of(info: os.stat_result) -> Stat:
    """What a file looks like. A program may put the time of the last edit back, but not that of the last change."""
    return (max(info.st_mtime_ns, info.st_ctime_ns), info.st_size)


def digest(data: bytes | memoryview) -> bytes:
    """16 bytes that stand for `data`."""
    return hashlib.sha256(data).digest()[:16]  # processors of today have instructions for it


def digest_of(parts: Iterable[bytes | str]) -> bytes:
    """16 bytes that stand for all `parts` in their order, each with its length."""
    made = hashlib.blake2b(digest_size=16)
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        made.update(len(data).to_bytes(8, "little"))
        made.update(data)
    return made.digest()


def digest_folder(root: Path, stats: Mapping[str, Stat]) -> bytes:
    """16 bytes that stand for the names and contents of the files of `stats`."""
    parts: list[bytes | str] = []
    for path in sorted(stats):
        parts += [path, (root / path).read_bytes()]
    return digest_of(parts)


@cache
def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(_expression(pattern))


def _expression(pattern: str) -> str:
    made = ""
    for piece in _SPECIAL.split(pattern):
        made += {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}.get(piece, re.escape(piece))
    return made


class Sorting(Generic[T]):
    """Tells which of many patterns paths fit. What no path of a folder can fit is not tried for the files in it."""

    def __init__(self, asked: Iterable[tuple[str, T]]) -> None:
        """Each pattern, and what it stands for."""
        self._asked = [(_SPECIAL.split(pattern, maxsplit=1)[0], pattern, what) for pattern, what in asked]
        self._likely: dict[str, list[tuple[Callable[[str], object], T]]] = {}

    def of(self, path: str) -> list[T]:
        """What the patterns stand for that a path fits, in their order."""
        folder = path[: path.rfind("/") + 1]
        likely = self._likely.get(folder)
        if likely is None:
            likely = self._likely[folder] = [
                (_pattern(pattern).fullmatch, what)
                for start, pattern, what in self._asked
                if start.startswith(folder) or folder.startswith(start)
            ]
        return [what for fits, what in likely if fits(path)]

    def sorted(self, paths: Iterable[str]) -> dict[T, list[str]]:
        """The paths that fit patterns, by what these stand for; each once, in their order."""
        found: dict[T, list[str]] = {}
        for path in paths:
            for what in dict.fromkeys(self.of(path)):
                found.setdefault(what, []).append(path)
        return found


def any_of(patterns: Iterable[str]) -> Callable[[str], object]:
    """A function that says of a path whether it fits any of `patterns`."""
    return Sorting((pattern, pattern) for pattern in patterns).of


def matches(path: str, pattern: str) -> bool:
    """Whether `path` fits `pattern`: `*` within a name, `**/` over any number of folders."""
    return _pattern(pattern).fullmatch(path) is not None
