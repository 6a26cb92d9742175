"""Progress on the terminal: a bar for work that takes longer than a moment, nothing where nobody is watching."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

_PATIENCE = 0.4
"""Seconds before a bar appears: loading what draws it takes longer than most builds."""


@contextmanager
def shown(quiet: bool) -> Iterator[Callable[[str, int, int], None]]:
    """Gives a function to call with what is done, how much of it, and how much there is (0: not known)."""
    if quiet or not sys.stderr.isatty():
        yield lambda what, done, total: None
        return
    began = time.perf_counter()
    bar: Any = None
    tasks: dict[str, Any] = {}

    def step(what: str, done: int, total: int) -> None:
        nonlocal bar
        if bar is None and time.perf_counter() - began > _PATIENCE:
            bar = _bar()
        if bar is not None:
            if what not in tasks:
                tasks[what] = bar.add_task(what.capitalize(), total=total or None)
            bar.update(tasks[what], completed=done, total=total or None)
            bar.refresh()

    try:
        yield step
    finally:
        if bar is not None:
            bar.stop()


def _bar() -> Any:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    # without a thread of its own: worker processes are forked while it is shown
    bar = Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), console=Console(stderr=True),
        auto_refresh=False, transient=True,
    )  # fmt: skip
    bar.start()
    return bar
