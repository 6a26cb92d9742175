"""What a build remembers for the next one."""

from __future__ import annotations

import os
from array import array
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from smile import store
from smile.inputs import Known
from smile.problems import MachineError
from smile.scan import Sorting, Stats, innermost

VERSION = 1
Part = tuple[str, str]
"""An audience, and a folder of its tree; "" is all of the tree."""


class State(NamedTuple):
    """The last good build: what it read, with which settings, and the trees that it left."""

    version: int
    options: tuple[str, ...]
    known: Known
    code: dict[str, tuple[dict[str, Stats], bytes]]
    digests: dict[str, bytes]
    """The digests of the code, by group."""
    trees: dict[str, tuple[int, int, int]]
    """By audience, the identity of the live tree."""
    results: dict[str, bytes]
    """By microsite, the digest of what is kept of it."""
    bundles: dict[str, tuple[str, ...]]
    """By audience, the folders of its search indexes."""
    pending: dict[str, tuple[str, ...]]
    """By audience, the paths in which the next tree differs from the live one."""
    models: dict[str, dict[str, bytes]]
    """By microsite, the keys of the models that it used."""
    needs: dict[str, tuple[str, ...]]
    """By plugin, those whose models it reads."""
    gates: dict[str, tuple[bytes, tuple[bytes, ...]]]
    """By audience, what all its files have passed: see `smile.gates`."""
    indexes: dict[str, bytes]
    """By microsite, which pages its search index was made of."""
    sites: dict[str, str]
    """By microsite, its audience."""
    parts: dict[str, Part]
    """By folder of a microsite, where all that it makes lies."""
    shows: dict[str, tuple[Part, ...]]
    """By pattern of records, where pages lie that may show what is made of them."""
    extras: dict[str, dict[str, bytes]]
    """By audience, the files beside its pages: path and digest."""
    linked: bytes
    """What links could lead to beside what microsites make, in all sites, when they were checked."""
    withheld: tuple[str, ...]
    """The files that were left out for want of a consent."""
    pages: int

    def parts_of(self, files: Iterable[str]) -> Iterator[Part]:
        """Where pages lie that show what is in some files."""
        sorting = Sorting(self.shows.items())
        for file in files:
            own = innermost(file, self.parts)
            yield from (own,) if own else ()
            for many in sorting.of(file):
                yield from many


def empty() -> State:
    """The state of who has built nothing."""
    kinds = {"version": VERSION, "options": (), "linked": b"", "withheld": (), "pages": 0}
    return State(**{name: kinds.get(name, {}) for name in State._fields})  # type: ignore[arg-type]


_MARK = (VERSION, State._fields)
"""Whoever wrote another has other code."""
_saved: dict[Path, tuple[bytes, State]] = {}
"""What this process saved, with its digest: where that is still there, it need not be read."""


def read(folder: Path) -> State:
    """The state of the last good build; an empty one where there is none that can be trusted."""
    mark, saved = _saved.get(folder, (b"", None))
    if saved is not None and store.mark(folder / "state") == mark:
        return saved._replace(trees=dict(saved.trees))  # a build forgets trees that it cannot trust
    kept = store.read(folder / "state")
    whole = isinstance(kept, tuple) and len(kept) == 2 and kept[0] == _MARK
    if not whole:
        return empty()
    made = State(*kept[1])
    return made._replace(known=_unpacked(*made.known))  # type: ignore[arg-type]


def save(folder: Path, state: State) -> None:
    packed = (_MARK, tuple(state._replace(known=_packed(state.known))))  # type: ignore[arg-type]
    _saved[folder] = store.save(folder / "state", packed), state


_NONE = bytes(16)


def _packed(known: Known) -> tuple[str, bytes, bytes, bytes]:
    """What is known of files in few pieces, which are written and read faster than many: names, stats, digests."""
    times, sizes = (array("q", [stat[at] for stat, _ in known.values()]).tobytes() for at in (0, 1))
    return "\0".join(known), times, sizes, b"".join([mark or _NONE for _, mark in known.values()])


def _unpacked(names: str, times: bytes, sizes: bytes, marks: bytes) -> Known:
    stats = zip(array("q", times), array("q", sizes), strict=True)
    each = [marks[at : at + 16] for at in range(0, len(marks), 16)]
    paths = names.split("\0") if names else []
    return dict(
        zip(paths, zip(stats, [None if mark == _NONE else mark for mark in each], strict=True), strict=True)
    )


def forget(folder: Path) -> None:
    """Forgets the last build: all is built anew."""
    _saved.pop(folder, None)
    (folder / "state").unlink(missing_ok=True)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keeps a second build out of the same output folder: it waits for the first."""
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "lock", "a+b") as file:
        try:
            _lock(file.fileno())
        except OSError as error:
            raise MachineError(f"{folder} cannot be locked: {error.strerror}") from None
        yield


def _lock(handle: int) -> None:
    if os.name == "nt":
        import msvcrt

        msvcrt.locking(handle, msvcrt.LK_LOCK, 1)  # type: ignore[attr-defined, unused-ignore]
    else:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX)
