"""What files there are, and whether they changed: names, times, sizes, and digests where those are not enough."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import TypeVar

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
    return hashlib.blake2b(data, digest_size=16).digest()


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


def any_of(patterns: Iterable[str]) -> Callable[[str], object]:
    """A function that says of a path whether it fits any of `patterns`, in one look."""
    many = tuple(patterns)
    fits = re.compile("|".join(f"(?:{_expression(pattern)})" for pattern in many)).fullmatch
    starts = _starts(many)
    return lambda path: path.startswith(starts) and fits(path)  # most paths begin as no pattern does


def _starts(patterns: Iterable[str]) -> tuple[str, ...]:
    """What a path begins with that fits one of them: few texts, as each takes time."""
    by_folder: dict[str, set[str]] = {}
    for pattern in patterns:
        start = _SPECIAL.split(pattern, maxsplit=1)[0]
        by_folder.setdefault(start[: start.find("/") + 1], set()).add(start)
    return tuple(
        start for top, many in by_folder.items() for start in (many if len(many) == 1 or not top else {top})
    )


def matches(path: str, pattern: str) -> bool:
    """Whether `path` fits `pattern`: `*` within a name, `**/` over any number of folders."""
    return _pattern(pattern).fullmatch(path) is not None
