"""What a build is asked for."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import NamedTuple

from smile.audience import Audience


class Options(NamedTuple):
    """What is to be built, and how."""

    root: Path
    out: Path
    now: dt.datetime
    drafts: bool = False
    audiences: tuple[Audience, ...] = tuple(Audience)
    jobs: int = 2
    search: bool = True
    check: bool = False
    """Only look for problems: no tree is touched."""
    executor: str = "processes"
    """Where microsites are built: "processes", "dask" or "dask://HOST:PORT"."""

    def key(self) -> tuple[str, ...]:
        """What of this decides what is built."""
        names = ",".join(audience.name for audience in self.audiences)
        return (str(self.root), self.now.isoformat(), str(self.drafts), names, str(self.search))

    @property
    def cache(self) -> Path:
        """Where the build keeps what the next one can use."""
        return self.out / ".smile"


def cluster_of(executor: str) -> str | None:
    """The "HOST:PORT" of a Dask cluster; "" for a local one, None for processes. ValueError for anything else."""
    if executor in ("processes", "dask"):
        return None if executor == "processes" else ""
    host, _, port = executor.removeprefix("dask://").rpartition(":")
    if not executor.startswith("dask://") or not host or not port.isdecimal():
        raise ValueError(f"--executor must be processes, dask or dask://HOST:PORT, not {executor!r}")
    return f"{host}:{port}"
