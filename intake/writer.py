"""One thread that writes: what arrives while a commit is on its way to the disk shares the next one.

This is group commit. A job's future is done once its transaction is on the disk, so nobody is answered before;
and as nobody else of this process writes, nobody waits for a lock that SQLite gives out unfairly.
"""

from __future__ import annotations

import queue
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any, TypeVar

from intake.store import Store

T = TypeVar("T")
Job = tuple[Callable[[sqlite3.Connection], Any], "Future[Any]"]
MOST = 100
"""The most jobs of one transaction."""


class Writer:
    """Runs jobs, functions of a connection, in transactions that they share; started by the first of them."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None

    def submit(self, job: Callable[[sqlite3.Connection], T]) -> Future[T]:
        """What `job` gives, once it is on the disk; what it raised, or what the disk did, after it was undone."""
        answer: Future[T] = Future()
        with self._starting:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
                self._thread.start()
            self._jobs.put((job, answer))
        return answer

    def close(self) -> None:
        """Ends the thread when all that was submitted is done."""
        with self._starting:
            if self._thread is not None:
                self._jobs.put(None)
                self._thread.join()
                self._thread = None

    def _run(self) -> None:
        store: Store | None = None
        while True:
            batch, last = self._batch()
            if batch:
                try:
                    store = store or Store(self.path)
                    together(store.db, batch)
                except Exception as error:  # the store cannot be opened: whoever waits is told
                    for _, answer in batch:
                        if not answer.done():
                            answer.set_exception(error)
            if last:
                break
        if store:
            store.db.close()

    def _batch(self) -> tuple[list[Job], bool]:
        """What waits, at least one job; and whether that was the end."""
        batch: list[Job] = []
        taken = self._jobs.get()
        while taken is not None:
            if taken[1].set_running_or_notify_cancel():
                batch.append(taken)
            try:
                if len(batch) == MOST:
                    break
                taken = self._jobs.get_nowait()
            except queue.Empty:
                break
        return batch, taken is None


def together(db: sqlite3.Connection, batch: list[Job]) -> None:
    """One transaction for all. What one job raises undoes that job; if the whole fails, each is tried alone."""
    results: list[tuple[Future[Any], Any, Exception | None]] = []
    begun = False
    try:
        db.execute("BEGIN IMMEDIATE")
        begun = True
        for job, answer in batch:
            results.append((answer, *_one(db, job)))
        db.execute("COMMIT")
    except Exception as error:
        if db.in_transaction:
            db.execute("ROLLBACK")
        if begun and len(batch) > 1:  # a large file may be what filled the disk: the others have a chance
            for single in batch:
                together(db, [single])
        else:
            for _, answer in batch:
                answer.set_exception(error)
        return
    for answer, result, trouble in results:
        if trouble is None:
            answer.set_result(result)
        else:
            answer.set_exception(trouble)


def _one(db: sqlite3.Connection, job: Callable[[sqlite3.Connection], T]) -> tuple[T | None, Exception | None]:
    db.execute("SAVEPOINT one")
    result: T | None = None
    trouble: Exception | None = None
    try:
        result = job(db)
    except Exception as error:
        if not db.in_transaction:  # SQLite has undone all of it
            raise
        db.execute("ROLLBACK TO one")
        trouble = error
    db.execute("RELEASE one")
    return result, trouble
