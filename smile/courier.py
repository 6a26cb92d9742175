"""A process beside the build that speaks with a Dask cluster: it connects while the build still reads."""

from __future__ import annotations

import os
import pickle
import queue
import signal
import threading
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

from smile import cluster, inputs, staging
from smile.parcels import Parcel, taken
from smile.problems import MachineError
from smile.results import SiteResult, Task

_LEAVE = 2.0
"""So many seconds a courier that the build gave up may take to tidy up on the cluster."""

_ahead: Courier | None = None


def ahead(root: Path, cache: Path, found: inputs.Inputs, jobs: int, address: str) -> None:
    """Sends a courier to the cluster at `address`, where the system can do that."""
    global _ahead
    if hasattr(os, "fork") and threading.active_count() == 1:  # a copy of several threads may hang
        _ahead = Courier(cluster.Trip(root, cache, found, jobs, address))


def home() -> None:
    """Waits until the courier has left the cluster; one that was not needed is called back."""
    global _ahead
    if _ahead is not None:
        _ahead.end()
        _ahead = None


def run(
    tasks: Sequence[Task], jobs: int, address: str, ready: Callable[[], None] = lambda: None
) -> Iterator[SiteResult]:
    """The results of all tasks, from the cluster at `address` ("HOST:PORT"), or from a local one where it is "".

    The trees are made `ready` while workers build. MachineError where there is no cluster, where it does not match,
    and where it goes away.
    """
    by_slug = {task.microsite.slug: task for task in tasks}
    root, cache = tasks[0].opened.root, tasks[0].cache
    try:
        if _ahead is not None:
            _ahead.send(tasks)
            sent = _ahead.parcels()
        else:
            trip = cluster.Trip(root, cache, inputs.look(root), jobs, address)
            sent = cluster.parcels(trip, lambda: tasks, cluster.Visit())
        ready()
        for parcels in sent:
            yield from taken(parcels or (), by_slug)
    finally:
        staging.clear(cache)


class Courier:
    """The build's end of two pipes; what they carry is pickled."""

    def __init__(self, trip: cluster.Trip) -> None:
        (answers, there), (here, orders) = os.pipe(), os.pipe()
        self._done = False
        self._process = os.fork()
        if self._process == 0:
            os.close(answers)
            os.close(orders)
            _work(here, there, trip)
        os.close(there)
        os.close(here)
        self._answers, self._orders = os.fdopen(answers, "rb"), os.fdopen(orders, "wb")

    def send(self, tasks: Sequence[Task]) -> None:
        """Hands over what is to be built."""
        with suppress(BrokenPipeError):  # it has ended already: why is among the answers
            pickle.dump(tasks, self._orders, protocol=5)
            self._orders.flush()

    def parcels(self) -> Iterator[list[Parcel] | None]:
        """What `cluster.parcels` gives for them."""
        while True:
            try:
                answer = pickle.load(self._answers)
            except EOFError:
                raise MachineError("the process that spoke with the Dask cluster was killed") from None
            if answer is None:
                self._done = True
                return
            if isinstance(answer, Exception):
                raise answer
            yield answer

    def end(self) -> None:
        """Waits for its end. One that has work left sees that nobody listens any more, and leaves."""
        if self._done:
            os.waitpid(self._process, 0)
        self._answers.close()
        with suppress(BrokenPipeError):  # of tasks that it did not take
            self._orders.close()
        if not self._done:
            os.waitpid(self._process, 0)


def _work(here: int, there: int, trip: cluster.Trip) -> NoReturn:
    """What the courier does, in its process."""
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the build gets it, and calls back
        inbox: queue.SimpleQueue[Sequence[Task]] = queue.SimpleQueue()
        visit = cluster.Visit()
        threading.Thread(target=_listen, args=(here, inbox, visit), daemon=True).start()
        with os.fdopen(there, "wb") as answers:
            for answer in _answers(trip, inbox, visit):
                pickle.dump(answer, answers, protocol=5)
                answers.flush()
    finally:
        os._exit(0)  # nothing that was the build's is flushed or tidied up here


def _answers(
    trip: cluster.Trip, inbox: queue.SimpleQueue[Sequence[Task]], visit: cluster.Visit
) -> Iterator[Any]:
    """The parcels, and at the end None, or what went wrong."""
    try:
        yield from cluster.parcels(trip, inbox.get, visit)
    except (MachineError, OSError) as error:
        yield error
    except Exception as error:
        error.add_note("".join(traceback.format_exception(error)))
        yield error


def _listen(here: int, inbox: queue.SimpleQueue[Sequence[Task]], visit: cluster.Visit) -> None:
    """Takes in the tasks. When the build gives up, or is killed, nothing is left on the cluster."""
    with os.fdopen(here, "rb") as orders:
        try:
            while True:
                inbox.put(pickle.load(orders))
        except (EOFError, pickle.UnpicklingError):
            leave = threading.Thread(target=visit.leave, daemon=True)
            leave.start()
            leave.join(_LEAVE)
            os._exit(0)
