"""Where microsites are built: in this process, in several, or on a Dask cluster."""

from __future__ import annotations

import gc
import os
import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from smile import hands, inputs, kept, staging, worker
from smile.options import Options, cluster_of
from smile.problems import MachineError
from smile.results import SiteResult, Task

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor
    from multiprocessing.sharedctypes import Synchronized

SMALL = 60
"""Fewer files than this to build are not worth a process of their own."""


def run(
    tasks: Sequence[Task],
    jobs: int,
    executor: str = "processes",
    ready: Callable[[], None] = lambda: None,
    beside: Sequence[Callable[[], object]] = (),
) -> Iterator[SiteResult]:
    """The results of all tasks, as they are finished; the largest are begun first.

    `ready` makes the trees ready to be written into: it is called as late as can be, and may be called again. What is
    to be done `beside` is done by whoever has no microsite left to build, until `finish` says that it is done.
    """
    begun = yield from _run(tasks, jobs, executor, ready, beside)
    _beside.extend(map(hands.Beside, beside) if begun is None else begun)


def _run(
    tasks: Sequence[Task],
    jobs: int,
    executor: str,
    ready: Callable[[], None],
    beside: Sequence[Callable[[], object]],
) -> Generator[SiteResult, None, Sequence[Future[object]] | None]:
    """`run`; gives what was begun of what is to be done beside, if there are processes that do it."""
    ordered = sorted(tasks, key=lambda task: (task.microsite.engine == "smile", -len(task.files)))
    by_gate = {task.gate: task for task in ordered}

    def all_ready() -> None:
        ready()
        for one in by_gate.values():
            worker.gate_ready(one)

    cluster_at = cluster_of(executor)
    if tasks and cluster_at is not None:
        from smile import courier  # here: Dask takes long to load

        yield from courier.run(ordered, jobs, cluster_at, all_ready)
        return None
    if tasks:
        staging.clear(tasks[0].cache)
    foreign = any(task.microsite.engine != "smile" for task in tasks)
    if jobs < 2 or len(tasks) < 2 or (not foreign and sum(len(task.files) for task in tasks) < SMALL):
        hands.allow(threading.Semaphore(jobs))
        for task in ordered:
            others = (partial(worker.gate_ready, one) for gate, one in by_gate.items() if gate != task.gate)
            with hands.busy(), hands.meanwhile(others):
                result = worker.build_site(task, ready)
            yield result
        return None
    all_ready()
    import multiprocessing  # here: what builds in this process does without
    from concurrent.futures import ProcessPoolExecutor, as_completed

    global _pool

    method = "fork" if "fork" in multiprocessing.get_all_start_methods() and os.name == "posix" else "spawn"
    context = multiprocessing.get_context(method)
    workers = min(jobs, len(tasks))
    given = (ordered, context.Semaphore(jobs), context.Value("i", len(tasks)))
    _pool = pool = ProcessPoolExecutor(workers, context, initializer=_begin, initargs=given)
    numbers = {pool.submit(_build, number): number for number in range(len(ordered))}
    begun: list[Future[object]] = [*map(pool.submit, beside)]
    for future in as_completed(numbers):
        yield future.result() or _saved(ordered[numbers[future]])
    return begun


_pool: ProcessPoolExecutor | None = None
"""The processes that build, or have built."""
_beside: list[Future[object] | hands.Beside[object]] = []
"""What is done beside."""


def finish() -> None:
    """Waits until all is done that `run` was to do beside; raises what that raised."""
    for one in _beside:
        one.result()


_called_back: Callable[[], None] | None = None
"""Ends what `ahead` began."""


def ahead(options: Options, found: inputs.Inputs) -> None:
    """Begins what takes long before microsites can be built on a cluster, if they are to be."""
    global _called_back
    cluster_at = cluster_of(options.executor)
    if cluster_at is not None:
        from smile import courier

        courier.ahead(options.root, options.cache, found, options.jobs, cluster_at)
        _called_back = courier.home


def wait() -> None:
    """Waits for the end of what was begun ahead, and of all processes; what is not done yet is not waited for."""
    global _pool
    for one in _beside:
        one.end() if isinstance(one, hands.Beside) else one.cancel()
    _beside.clear()
    if _pool is not None:
        _pool.shutdown(cancel_futures=True)
        _pool = None
    if _called_back is not None:
        _called_back()


_tasks: Sequence[Task] = ()
"""What the process pool is asked for: its processes are handed all of it once, and then numbers."""
_left: Synchronized[int]
"""How many tasks nobody has begun."""


def _begin(tasks: Sequence[Task], idle: hands.Idle, left: Synchronized[int]) -> None:
    """Makes a worker ready. It ends as soon as the build does, even a killed one: it would go on writing."""
    import multiprocessing
    from multiprocessing import connection

    global _tasks, _left
    _tasks, _left = tasks, left
    gc.freeze()  # what was there before the fork stays: looking for garbage in it would only copy it
    gc.disable()  # a worker ends with the build
    build = multiprocessing.parent_process()
    assert build is not None

    def wait() -> None:
        connection.wait([build.sentinel])
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()
    hands.allow(idle, threads=2, waiting=lambda: left.value > 0)


def _build(number: int) -> SiteResult | None:
    """The result of a task; None where it is saved, which is where the build reads it."""
    task = _tasks[number]
    with _left.get_lock():
        _left.value -= 1
    with hands.busy():
        result = worker.build_site(task)
    return result if result.problems or task.tree is None else None


def _saved(task: Task) -> SiteResult:
    """What a worker saved, read while others still draw."""
    found = kept.read(kept.path(task.cache, task.microsite.slug, new=True), whole=True)
    if found is None:
        raise MachineError(f"what was built of the microsite {task.microsite.slug} is lost from {task.cache}")
    return found
