"""Where microsites are built: in this process, or in several."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed

from smile.results import SiteResult, Task
from smile.worker import build_site

SMALL = 60
"""Fewer files than this to build are not worth a process of their own."""


def run(tasks: Sequence[Task], jobs: int) -> Iterator[SiteResult]:
    """The results of all tasks, as they are finished; the largest are begun first."""
    ordered = sorted(tasks, key=lambda task: (task.microsite.engine == "smile", -len(task.files)))
    foreign = any(task.microsite.engine != "smile" for task in tasks)
    if jobs < 2 or len(tasks) < 2 or (not foreign and sum(len(task.files) for task in tasks) < SMALL):
        yield from map(build_site, ordered)
        return
    method = "fork" if "fork" in multiprocessing.get_all_start_methods() and os.name == "posix" else "spawn"
    with ProcessPoolExecutor(min(jobs, len(tasks)), multiprocessing.get_context(method)) as pool:
        for future in as_completed([pool.submit(build_site, task) for task in ordered]):
            yield future.result()
