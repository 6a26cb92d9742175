"""What a check gives back: what it looked at, and what is wrong."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing that is wrong: `where` is an address or a file, with its line if there is one."""

    rule: str
    where: str
    found: str
    hint: str = ""

    def __str__(self) -> str:
        text = f"{self.where}: {self.found} [{self.rule}]"
        return f"{text}\n    try: {self.hint}" if self.hint else text


@dataclass
class Outcome:
    """What one check did: counts by what was counted ("pages", "states"), faults, and warnings that fail nothing."""

    name: str
    counts: dict[str, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)
    seconds: float = 0.0

    def count(self, what: str, more: int = 1) -> None:
        self.counts[what] = self.counts.get(what, 0) + more

    @property
    def passed(self) -> bool:
        return not self.faults
