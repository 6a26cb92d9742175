"""More hands for one microsite: where cores are idle, copies of its process draw a part of its pages."""

from __future__ import annotations

import os
import pickle
import struct
import threading
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Generic, Protocol, TypeVar

T = TypeVar("T")
R = TypeVar("R")

LEAST = 200
"""Fewer pages than this are not worth a process of their own."""


class Idle(Protocol):
    """Counts the processes that the build may still begin: a semaphore."""

    def acquire(self, blocking: bool = True, /) -> bool: ...
    def release(self) -> None: ...


_FROM_TO = struct.Struct("=II")
_idle: Idle | None = None
_maker = 0
"""In a copy, the process that it was made from."""
_threads = 1
"""How many threads this process has while nothing but the build runs in it."""


def allow(idle: Idle | None, threads: int = 1) -> None:
    """Says how many more processes may be begun, all that the build has taken together. None: none at all."""
    global _idle, _threads
    _idle, _threads = idle, threads


@contextmanager
def busy() -> Iterator[None]:
    """This process is at work, as one of those that are counted."""
    if _idle is None:
        yield
        return
    _idle.acquire()
    try:
        yield
    finally:
        _idle.release()


def share(
    items: Sequence[T],
    work: Callable[[Iterable[T]], R],
    ready: Callable[[], None],
    weigh: Callable[[T], float] = lambda item: 1,
) -> Iterator[R]:
    """What `work` gives for all items, in parts: the first is done here, the others in copies of this process.

    Each takes the next few items when it is done with the last ones, so that all end at about the same time: what
    takes longest should come first. `work` must give what can be pickled. `ready` is called before there are copies.
    Errors of a copy are raised here. `weigh` says how many pages an item is as much work as.
    """
    weights = [*map(weigh, items)]
    helpers = _take(min(int(sum(weights)) // LEAST, len(items)) - 1)
    if not helpers:
        yield work(items)
        return
    ready()
    heap = _Heap(items, weights, helpers + 1)
    copies: list[_Copy] = []
    try:
        copies += [_Copy(lambda: work(heap)) for _ in range(helpers)]
        yield work(heap)
        for copy in copies:
            yield copy.result()
    finally:
        for copy in copies:
            copy.end()
        heap.close()
        for _ in range(helpers):
            _give()


class _Heap(Generic[T]):
    """Items that several processes take from, a few at a time: many at first, one by one at the end."""

    def __init__(self, items: Sequence[T], weights: Sequence[float], hands: int) -> None:
        self._items = items
        self._from, to = os.pipe()
        left, start, some = sum(weights), 0, 0.0
        least = left / 4096  # all numbers have to fit into the pipe
        with os.fdopen(to, "wb") as pipe:  # who takes two numbers out of it takes the items between them
            for place, weight in enumerate(weights, 1):
                some += weight
                if some >= max(left / (4 * hands), least) or place == len(items):
                    pipe.write(_FROM_TO.pack(start, place))
                    left, start, some = left - some, place, 0.0

    def __iter__(self) -> Iterator[T]:
        while found := os.read(self._from, _FROM_TO.size):
            start, end = _FROM_TO.unpack(found)
            yield from self._items[start:end]

    def close(self) -> None:
        os.close(self._from)


class Beside(Generic[R]):
    """A piece of work that a copy of this process does meanwhile; where there can be none, it is done when asked for.

    `work` must give what can be pickled. Whoever begins it asks for the result, or ends it.
    """

    def __init__(self, work: Callable[[], R]) -> None:
        alone = hasattr(os, "fork") and threading.active_count() == 1
        self._copy = _Copy(work) if alone and (os.cpu_count() or 1) > 1 else None
        self._work = None if self._copy else work  # what it holds may be large

    def result(self) -> R:
        """Waits for it; raises what it raised."""
        if self._work is not None:
            return self._work()
        assert self._copy is not None
        found: R = self._copy.result()
        return found

    def end(self) -> None:
        """Stops it, if it is not done."""
        if self._copy:
            self._copy.end()


def look() -> None:
    """Ends a copy whose maker is gone, killed for instance: nobody waits for it, and it would go on writing."""
    if _maker and os.getppid() != _maker:
        os._exit(1)


def _take(most: int) -> int:
    """Begins to count up to `most` further processes as busy; how many."""
    taken = 0
    if _idle is not None and hasattr(os, "fork") and threading.active_count() <= _threads:
        while taken < most and _idle.acquire(False):
            taken += 1
    return taken


def _give() -> None:
    if _idle is not None:
        _idle.release()


class _Copy:
    """A copy of this process that does a piece of work, hands back what came of it, and ends."""

    def __init__(self, work: Callable[[], Any]) -> None:
        maker = os.getpid()
        self._from, to = os.pipe()
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore", DeprecationWarning
            )  # of threads: the one there is waits for the build's end
            self._number = os.fork()
        if self._number == 0:
            os.close(self._from)
            _end_after(work, to, maker)
        os.close(to)

    def result(self) -> Any:
        """What came of the work; raises what the work raised."""
        with os.fdopen(self._from, "rb") as pipe:
            data = pipe.read()
        _, status = os.waitpid(self._number, 0)
        self._number = 0
        if not data:
            raise RuntimeError(f"a process of the build ended: {os.waitstatus_to_exitcode(status)}")
        good, found = pickle.loads(data)
        if good:
            return found
        raise found

    def end(self) -> None:
        """Stops it if nobody waited for its result."""
        if self._number:
            os.kill(self._number, 9)
            os.waitpid(self._number, 0)
            os.close(self._from)
            self._number = 0


def _end_after(work: Callable[[], Any], to: int, maker: int) -> None:
    """Does the work in a copy, and leaves it without ending anything that belongs to the process it was made from."""
    global _maker
    _maker = maker
    allow(None)
    try:
        try:
            told = pickle.dumps((True, work()), protocol=5)
        except Exception as error:
            told = pickle.dumps((False, error), protocol=5)
        with os.fdopen(to, "wb") as pipe:
            pipe.write(told)
    finally:
        os._exit(0)
