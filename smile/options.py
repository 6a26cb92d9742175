"""What a build is asked for."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from smile.audience import Audience


@dataclass(frozen=True)
class Options:
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

    def key(self) -> tuple[str, ...]:
        """What of this decides what is built."""
        names = ",".join(audience.name for audience in self.audiences)
        return (str(self.root), self.now.isoformat(), str(self.drafts), names, str(self.search))

    @property
    def cache(self) -> Path:
        """Where the build keeps what the next one can use."""
        return self.out / ".smile"
