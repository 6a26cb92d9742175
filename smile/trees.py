"""The finished tree of an audience, swapped into place in one step.

There are two trees: the live one, and the next one, which a build brings up to date and then exchanges with it.
Files that did not change are one file with two names, so that a build writes only what changed. Where the next tree
is not yet the same as the live one and all changes lie in one folder, that folder alone is made the same and exchanged.
"""

from __future__ import annotations

import errno
import os
import shutil
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


class Tree:
    """The trees of one audience below `out`."""

    def __init__(self, out: Path, audience: str) -> None:
        self.live = out / audience
        self.next = out / ".smile" / "next" / audience
        self._dirty = out / ".smile" / f"dirty-{audience}"
        """There from when the next tree changes until the two are the same but for what is pending: it names the
        folder for which that holds, if it is not all of the tree, after a `=` if nothing is pending there."""
        self._part = ""
        """The folder that the changes stay in, where only that one of the next tree is the same as the live one."""

    def identity(self) -> tuple[int, int, int] | None:
        """What tells the live tree from any other that may be put in its place.

        The time of its last change, too: systems give the number of a removed folder to the next one.
        """
        try:
            info = os.stat(self.live)
        except OSError:
            return None
        return (info.st_dev, info.st_ino, info.st_mtime_ns)

    def begin(self, keep: bool, pending: Iterable[str], part: str = "") -> None:
        """Makes the next tree the same as the live one, or empty where `keep` is false.

        `pending` are the paths in which the two differ, if nothing went wrong since the last exchange. Where more may
        differ, and all changes are going to lie in the folder `part`, only that one is made the same, and exchanged;
        the next build that changes no other folder finds it the same but for what is pending.
        """
        same = self._same_folder()
        dirty = same is not None
        self._dirty.parent.mkdir(parents=True, exist_ok=True)
        self._dirty.write_bytes(b"")  # before anything changes: the build may be killed
        if not keep:
            shutil.rmtree(self.next, ignore_errors=True)
        elif dirty and part:
            self._part = part
            if same == part and (self.next / part).is_dir():
                self._follow(pending)
            elif same != f"={part}":
                _mirror(self.live / part, self.next / part)
        elif dirty:
            _mirror(self.live, self.next)
        else:
            self._follow(pending)
        self.next.mkdir(parents=True, exist_ok=True)

    def prepare(self, part: str) -> None:
        """Makes the folder `part` of the next tree the same as in the live one, if it is not but for what is pending.

        "" stands for all of the tree. Whoever is killed in this, or does not go on with `begin`, leaves a tree as good
        as it was.
        """
        if self._same_folder() in (None, *((part, f"={part}") if part else ())):
            return
        self._dirty.write_bytes(b"")
        _mirror(self.live / part, self.next / part)
        if part:
            self._dirty.write_bytes(f"={part}".encode())
        else:
            self._dirty.unlink()

    def _same_folder(self) -> str | None:
        """What is known to be the same in both trees: see `_dirty`. "" is nothing, None is all but what is pending."""
        try:
            return self._dirty.read_bytes().decode("utf-8", "replace")
        except OSError:
            return None if self.next.is_dir() else ""

    def widen(self) -> None:
        """Makes all of the next tree the same as the live one but the folder that was changed by now."""
        if self._part:
            _same(str(self.live), str(self.next), self._part)
            self._part = ""

    def _follow(self, pending: Iterable[str]) -> None:
        try:
            for path in pending:
                _follow(str(self.live), str(self.next), path)
        except (FileExistsError, IsADirectoryError, NotADirectoryError, PermissionError):
            _mirror(
                self.live / self._part, self.next / self._part
            )  # a file has become a folder, or a folder a file

    def drop(self) -> None:
        """Removes the live tree: nothing is for its audience any more."""
        shutil.rmtree(self.next, ignore_errors=True)
        os.rename(self.live, self.next)
        shutil.rmtree(self.next, ignore_errors=True)

    def remove(self, paths: Iterable[str]) -> None:
        """Removes files of the next tree, and the folders that this leaves empty."""
        for path in paths:
            _remove(self.next, path)

    def swap(self) -> None:
        """Puts the next tree, or its changed folder, in the place of the live one: in one step where that can be."""
        _swap(self.live / self._part, self.next / self._part)

    def settled(self) -> None:
        """Says that the two trees, or the folder that changed, differ in nothing but what the build wrote down."""
        if self._part:
            self._dirty.write_bytes(self._part.encode())
        else:
            self._dirty.unlink(missing_ok=True)


def _swap(live: Path, new: Path) -> None:
    if not live.exists():
        live.parent.mkdir(parents=True, exist_ok=True)
        os.rename(new, live)
    elif not _exchange(new, live):
        aside = new.with_name(new.name + "-old")
        os.rename(live, aside)
        os.rename(new, live)
        os.rename(aside, new)


def _exchange(one: Path, other: Path) -> bool:
    """Exchanges two folders in one step (Linux: renameat2 with RENAME_EXCHANGE); False where that is not possible."""
    if not sys.platform.startswith("linux"):
        return False
    import ctypes  # here: a build of nothing does without

    libc = ctypes.CDLL(None, use_errno=True)
    rename = getattr(libc, "renameat2", None)
    if rename is None:
        return False
    if rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0:
        return True
    if ctypes.get_errno() in (errno.EINVAL, errno.ENOSYS, errno.EPERM):
        return False
    raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), str(other))


def _follow(live: str, new: str, path: str) -> None:
    """Gives the next tree the live one's file at `path`, or takes its own away; "folder/" is a whole folder."""
    old, own = f"{live}/{path}", f"{new}/{path}"
    if path.endswith("/"):
        _remove(Path(new), path)
        if os.path.isdir(old):
            _mirror(Path(old), Path(own))
        return
    with suppress(FileNotFoundError):
        os.unlink(own)
    try:
        link(old, own)
    except FileNotFoundError:
        if os.path.exists(old):
            os.makedirs(os.path.dirname(own), exist_ok=True)
            link(old, own)
        else:
            _remove(Path(new), path)


def _remove(tree: Path, path: str) -> None:
    """Removes a file, or with a slash at its end a folder; a file that has become a folder is left."""
    try:
        if path.endswith("/"):
            shutil.rmtree(tree / path)
        elif not (tree / path).is_dir():
            (tree / path).unlink()
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        pass
    for folder in (tree / path).parents:
        if folder == tree:
            break
        try:
            folder.rmdir()
        except OSError:
            break


def _mirror(live: Path, new: Path) -> None:
    """Makes `new` a copy of `live`, whatever it was before; files that both already share are left."""
    if not live.is_dir():
        shutil.rmtree(new, ignore_errors=True)
        return
    new.parent.mkdir(parents=True, exist_ok=True)
    _same(str(live), str(new))


def _same(live: str, new: str, but: str = "") -> None:
    """`_mirror` for many thousands of folders: names as texts, and no look into what was not there.

    The entry `but` of the folder stays as it is.
    """
    try:
        os.mkdir(new)
        there = False
    except FileExistsError:
        there = True
    with os.scandir(live) as found:
        theirs = {entry.name: entry for entry in found}
    shared = _cleared(new, theirs, but) if there else ()
    for name, entry in theirs.items():
        if name == but:
            continue
        if entry.is_dir():
            _same(entry.path, f"{new}/{name}")
        elif name not in shared:
            link(entry.path, f"{new}/{name}")


def _cleared(new: str, theirs: dict[str, os.DirEntry[str]], but: str) -> set[str]:
    """Removes from `new` what is other than `theirs`, save the entry `but`; the names that are left."""
    left = set()
    with os.scandir(new) as found:
        ours = [entry for entry in found if entry.name != but]
    for entry in ours:
        other, folder = theirs.get(entry.name), entry.is_dir()
        if other is not None and folder == other.is_dir() and (folder or entry.inode() == other.inode()):
            left.add(entry.name)
        else:
            shutil.rmtree(entry.path) if folder else os.unlink(entry.path)
    return left


def link(old: Path | str, new: Path | str) -> None:
    """A second name for a file, or a copy of it where the file system has no such thing."""
    try:
        os.link(old, new)
    except FileNotFoundError:
        raise
    except OSError:
        shutil.copy2(old, new)
