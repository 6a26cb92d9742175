"""More hands for one microsite: where cores are idle, copies of its process draw a part of its pages."""

from __future__ import annotations

import os
import pickle
import select
import struct
import threading
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import accumulate
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


def _nothing() -> bool:
    return False


_waiting: Callable[[], bool] = _nothing
"""Whether there is work that others are going to take."""
_chores: list[Callable[[], object]] = []
"""What this process alone is going to need."""


def allow(idle: Idle | None, threads: int = 1, waiting: Callable[[], bool] = _nothing) -> None:
    """Says how many more processes may be begun, all that the build has taken together. None: none at all.

    None is begun while work is `waiting` that others are going to take.
    """
    global _idle, _threads, _waiting
    _idle, _threads, _waiting = idle, threads, waiting


@contextmanager
def meanwhile(chores: Iterable[Callable[[], object]]) -> Iterator[None]:
    """What is only needed after what is shared out within, and by no copy: done when there is one that works."""
    _chores[:] = chores
    try:
        yield
    finally:
        _chores.clear()  # nobody has to: what is left belongs to this build, and another may come


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

    A copy is made whenever a core is idle and stays so, at the beginning or later. Each takes the next few items when
    it is done with the last ones, so that all end at about the same time: what takes longest should come first. `work`
    must give what can be pickled. `ready` is called before there are copies. Errors of a copy are raised here. `weigh`
    says how many pages an item is as much work as.
    """
    weights = [*map(weigh, items)]
    most = min(int(sum(weights)) // LEAST, len(items), os.cpu_count() or 1) - 1
    if most < 1 or _idle is None:
        yield work(items)
        return
    copies: list[_Copy] = []

    def hire(left: float) -> None:
        for _ in range(_take(min(most - len(copies), int(left) // LEAST))):
            ready()
            copies.append(_Copy(lambda: work(heap)))
        while copies and _chores:
            _chores.pop()()

    heap = _Heap(items, weights, most + 1, hire)
    try:
        yield work(heap)
        for copy in copies:
            yield copy.result()
    finally:
        for copy in copies:
            copy.end()
        heap.close()
        for _ in copies:
            _give()


class _Heap(Generic[T]):
    """Items that several processes take from, a few at a time: many at first, one by one at the end."""

    def __init__(
        self, items: Sequence[T], weights: Sequence[float], hands: int, before: Callable[[float], None]
    ) -> None:
        """For so many `hands`; `before` is told how much is left each time before some are taken."""
        self._items, self._before = items, before
        self._left = [*accumulate(reversed(weights), initial=0.0)][::-1]
        """By place, how much there is from it on."""
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
        end = 0
        while True:
            self._before(self._left[end])
            found = os.read(self._from, _FROM_TO.size)
            if not found:
                return
            start, end = _FROM_TO.unpack(found)
            yield from self._items[start:end]

    def close(self) -> None:
        """Lets go of everything: who hires copies knows the heap, and nothing searches for such circles."""
        os.close(self._from)
        self.__dict__.clear()


class Beside(Generic[R]):
    """A piece of work that a copy of this process does meanwhile; where there can be none, it is done when asked for.

    `work` must give what can be pickled; the copy hands it over, and does what comes `then`, which nobody needs: where
    there is no copy, it is not done. Whoever begins it asks for the result and waits, or ends it.
    """

    def __init__(self, work: Callable[[], R], then: Callable[[R], None] = lambda found: None) -> None:
        alone = hasattr(os, "fork") and threading.active_count() == 1
        self._copy = _Copy(work, then) if alone and (os.cpu_count() or 1) > 1 else None
        self._work = None if self._copy else work  # what it holds may be large

    @property
    def copied(self) -> bool:
        """Whether a copy does it."""
        return self._copy is not None

    def known(self) -> bool:
        """Whether the result need not be waited for, or nobody works at it meanwhile."""
        return self._copy is None or self._copy.known()

    def result(self, wait: bool = True) -> R:
        """Waits for it; raises what it raised. Without `wait` the copy may still be at work at what comes then."""
        if self._work is not None:
            return self._work()
        assert self._copy is not None
        found: R = self._copy.result(wait)
        return found

    def wait(self) -> None:
        """Waits for the end of what comes then."""
        if self._copy:
            self._copy.wait()

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
    alone = hasattr(os, "fork") and threading.active_count() <= _threads
    if _idle is not None and alone and most > 0 and not _waiting():
        while taken < most and _idle.acquire(False):
            taken += 1
    return taken


def _give() -> None:
    if _idle is not None:
        _idle.release()


class _Copy:
    """A copy of this process that does a piece of work, hands back what came of it, and ends."""

    def __init__(self, work: Callable[[], Any], then: Callable[[Any], None] = lambda found: None) -> None:
        maker = os.getpid()
        self._from, to = os.pipe()
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore", DeprecationWarning
            )  # of threads: the one there is waits for the build's end
            self._number = os.fork()
        if self._number == 0:
            os.close(self._from)
            _end_after(work, then, to, maker)
        os.close(to)

    def known(self) -> bool:
        """Whether there is something to read of it, if only its end."""
        return bool(select.select([self._from], [], [], 0)[0])

    def result(self, wait: bool = True) -> Any:
        """What came of the work; raises what the work raised. Its end is waited for if `wait` says so."""
        with os.fdopen(self._from, "rb") as pipe:
            data = pipe.read()
        self._from = -1
        if not data:
            raise RuntimeError(f"a process of the build ended: {self.wait()}")
        good, found = pickle.loads(data)
        if wait:
            self.wait()  # only now: what it held takes a while to be given back
        if good:
            return found
        raise found

    def wait(self) -> int:
        """Waits for its end; its exit status."""
        status = os.waitpid(self._number, 0)[1] if self._number else 0
        self._number = 0
        return os.waitstatus_to_exitcode(status)

    def end(self) -> None:
        """Stops it if nobody waited for its end."""
        if self._number:
            os.kill(self._number, 9)
            self.wait()
        if self._from >= 0:
            os.close(self._from)
            self._from = -1


def _end_after(work: Callable[[], Any], then: Callable[[Any], None], to: int, maker: int) -> None:
    """Does the work in a copy, and leaves it without ending anything that belongs to the process it was made from."""
    global _maker
    _maker = maker
    allow(None)
    try:
        good = True
        try:
            found = work()
            told = pickle.dumps((True, found), protocol=5)
        except Exception as error:
            good, told = False, pickle.dumps((False, error), protocol=5)
        with os.fdopen(to, "wb") as pipe:
            pipe.write(told)
        if good:
            then(found)
    finally:
        os._exit(0)
