"""When Python looks for garbage: not while all that is made is going to stay."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_kept: list[object] = []


def keep(thing: object) -> None:
    """Keeps something to the end of a process that looks for no garbage: to take it down object by object is slow."""
    if not gc.isenabled():
        _kept.append(thing)


@contextmanager
def collected(wanted: bool) -> Iterator[None]:
    """Looks for objects that nobody can reach but themselves, or does not, and goes back to what was."""
    before = gc.isenabled()
    gc.enable() if wanted else gc.disable()
    try:
        yield
    finally:
        gc.enable() if before else gc.disable()
