"""Everything that a build reads, and which of it changed since the last one."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from stat import S_ISREG
from typing import NamedTuple

import smile
from smile import bundled
from smile.problems import Problem
from smile.scan import Stat, Stats, digest, digest_folder, digest_of, scan, stat_of

_PACKAGES = (
    "jinja2",
    "cmarkgfm",
    "minify-html",
    "nhsuk-frontend-jinja",
    "pydantic",
    "pyyaml",
    "mkdocs",
    "mkdocs-material",
    "pelican",
    "pagefind-bin",
    "nh3",
    "pillow",
)
_RACY = 2_000_000_000
"""A file changed within two seconds of being read may change again and keep its time and size."""

Known = dict[str, tuple[Stat, bytes | None]]
"""By file: what it looked like when it was last read, and its digest, where that is known."""


class Inputs(NamedTuple):
    """The files of an estate and of the code that builds it, as they are now."""

    files: Stats
    code: dict[str, dict[str, Stats]]
    """By group ("smile", "theme", "packages", or "plugin:" and its name), and in it by folder, the files."""
    links: list[Problem]


def look(root: Path) -> Inputs:
    """What there is now. Only names, times and sizes are read."""
    links: list[Problem] = []
    files = scan(root, "content", links) | scan(root, "data", links)
    code: dict[str, dict[str, Stats]] = {"smile": {str(bundled.package()): scan(bundled.package(), "")}}
    code["theme"] = {str(folder): scan(folder, "") for folder in bundled.themes(root)}
    code["packages"] = _packages()
    for folder in reversed(bundled.plugins(root)):
        for path, stat in scan(folder, "").items():
            room, slash, _ = path.partition("/")
            if slash and path.endswith((".py", ".html", ".yaml", ".json", ".css", ".js")):
                code.setdefault("plugin:" + room, {}).setdefault(str(folder), {})[path] = stat
    return Inputs(files, code, links)


def again(root: Path, before: Inputs, paths: Iterable[str]) -> Inputs | None:
    """What there is now, if nothing but the files at `paths` changed since `before`; None where one look is not enough.

    That is so where something is new or gone, or is not a file of the estate's content or data.
    """
    files = dict(before.files)
    for path in paths:
        name = os.path.relpath(path, root).replace(os.sep, "/")
        try:
            info = os.lstat(path)
        except FileNotFoundError:
            if name in files:
                return None
            continue  # a program wrote it for a moment
        if name not in files or not S_ISREG(info.st_mode):
            return None
        files[name] = stat_of(info)
    return Inputs(files, before.code, before.links)


def code_digests(
    code: Mapping[str, dict[str, Stats]], known: Mapping[str, tuple[dict[str, Stats], bytes]]
) -> dict[str, bytes]:
    """By group, what its files hold; "" stands for the generator and the versions of what it uses."""
    made = {}
    for group, by_folder in code.items():
        before = known.get(group)
        if before and before[0] == by_folder:
            made[named(group)] = before[1]
        elif group == "packages":
            made[named(group)] = digest(versions().encode())
        else:
            parts = [digest_folder(Path(folder), stats) for folder, stats in by_folder.items()]
            made[named(group)] = digest_of(parts)
    made[""] = digest_of([made["/smile"], made["/packages"]])
    return made


def named(group: str) -> str:
    """A group of code as its digest is called: a plugin by its name, the others after a slash."""
    return group.removeprefix("plugin:") if group.startswith("plugin:") else "/" + group


def _packages() -> dict[str, Stats]:
    """Python, and the folders that packages are installed in: such a folder changes when one of them does."""
    found: dict[str, Stats] = {f"python {sys.version.split()[0]}": {}}
    for folder in sys.path:
        if folder.endswith(("site-packages", "dist-packages")) and os.path.isdir(folder):
            found[folder] = {"": stat_of(os.stat(folder))}
    return found


@cache
def versions() -> str:
    """The versions of all that decides what pages look like."""
    from importlib import metadata  # here: a build of nothing does without

    found = [f"smile {smile.__version__}", f"python {sys.version.split()[0]}"]
    for name in _PACKAGES:
        try:
            found.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            continue
    return "\n".join(found)


def changed(
    root: Path, files: Stats, known: Known, started: int, other: Iterable[str] | None = None
) -> tuple[set[str], Known]:
    """The files that are new, gone or not what they were; and what is known of all files now.

    `started` is the time of the build in nanoseconds: what changed about then is looked at again next time. `other`
    are the files that do not look as they did, where somebody has found that out.
    """
    new = other
    if new is None:
        new = [path for path, stat in files.items() if path not in known or known[path][0] != stat]
    if known.keys() == files.keys():
        touched, now = set[str](), dict(known)
    else:
        touched = known.keys() - files.keys()
        now = {path: known[path] for path in files if path in known}
    for path in new:
        stat, mark = files[path], None
        before = known.get(path)
        if before is not None and before[1] is not None:
            mark = _digest(root, path)
        if mark is None or before is None or mark != before[1]:
            touched.add(path)
        now[path] = (stat if started - stat[0] > _RACY else (0, 0), mark)
    return touched, now


def fill(known: Known, digests: Mapping[str, bytes]) -> None:
    """Adds digests that are known by now."""
    for path, mark in digests.items():
        if path in known:
            known[path] = (known[path][0], mark)


def wanted(root: Path, known: Known, files: Iterable[str]) -> dict[str, bytes]:
    """The digests of `files`, worked out where they are not known."""
    made = {}
    for path in files:
        stat, mark = known[path]
        made[path] = mark if mark is not None else _digest(root, path) or b""
        known[path] = (stat, made[path])
    return made


def _digest(root: Path, path: str) -> bytes | None:
    try:
        return digest((root / path).read_bytes())
    except OSError:
        return None
