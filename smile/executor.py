"""Where microsites are built: in this process, in several, or on a Dask cluster."""

from __future__ import annotations

import gc
import os
import sys
import threading
from collections.abc import Iterator, Sequence

from smile import staging
from smile.options import Options, cluster_of
from smile.results import SiteResult, Task
from smile.worker import build_site

SMALL = 60
"""Fewer files than this to build are not worth a process of their own."""


def run(tasks: Sequence[Task], jobs: int, executor: str = "processes") -> Iterator[SiteResult]:
    """The results of all tasks, as they are finished; the largest are begun first."""
    ordered = sorted(tasks, key=lambda task: (task.microsite.engine == "smile", -len(task.files)))
    cluster_at = cluster_of(executor)
    if tasks and cluster_at is not None:
        from smile import courier  # here: Dask takes long to load

        yield from courier.run(ordered, jobs, cluster_at)
        return
    if tasks:
        staging.clear(tasks[0].cache)
    foreign = any(task.microsite.engine != "smile" for task in tasks)
    if jobs < 2 or len(tasks) < 2 or (not foreign and sum(len(task.files) for task in tasks) < SMALL):
        yield from map(build_site, ordered)
        return
    import multiprocessing  # here: what builds in this process does without
    from concurrent.futures import ProcessPoolExecutor, as_completed

    method = "fork" if "fork" in multiprocessing.get_all_start_methods() and os.name == "posix" else "spawn"
    context = multiprocessing.get_context(method)
    with ProcessPoolExecutor(min(jobs, len(tasks)), context, initializer=_end_with_the_build) as pool:
        for future in as_completed([pool.submit(build_site, task) for task in ordered]):
            yield future.result()


def ahead(options: Options) -> None:
    """Begins what takes long before microsites can be built on a cluster, if they are to be."""
    cluster_at = cluster_of(options.executor)
    if cluster_at is not None:
        from smile import courier

        courier.ahead(options.root, options.cache, options.jobs, cluster_at)


def wait() -> None:
    """Waits for what was begun ahead."""
    if "smile.courier" in sys.modules:
        from smile import courier

        courier.home()


def _end_with_the_build() -> None:
    """Has a worker end as soon as the build does, even a killed one: it would go on writing, and keep the lock."""
    import multiprocessing
    from multiprocessing import connection

    gc.freeze()  # what was there before the fork stays: looking for garbage in it would only copy it
    build = multiprocessing.parent_process()
    assert build is not None

    def wait() -> None:
        connection.wait([build.sentinel])
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()
