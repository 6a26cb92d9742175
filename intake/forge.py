"""Where proposals go. GitHub, or a Git repository on disk; another forge is one more file with this shape."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

State = Literal["open", "merged", "closed"]


@dataclass(frozen=True, slots=True)
class Change:
    """One proposal. Nothing in it but `files` comes from a person, and that was screened."""

    id: str
    branch: str
    """Decides what it is: a second proposal of the same branch is the first one."""
    title: str
    body: str
    files: Mapping[str, bytes]
    when: int
    """When it was received, in seconds since 1970, to the day: it makes the commit repeatable."""

    @property
    def message(self) -> str:
        return f"{self.title}\n\nSubmission-Id: {self.id}\n"


@dataclass(frozen=True, slots=True)
class Pull:
    """A pull request."""

    number: int
    state: State


class Trouble(Exception):
    """A forge did not do as asked. `wait` is how many seconds it wants to be left alone; None: not said."""

    def __init__(self, what: str, wait: float | None = None) -> None:
        super().__init__(what)
        self.wait = wait


class Forge(Protocol):
    """Every method may be called again at any time, after any failure."""

    def propose(self, change: Change) -> Pull:
        """Sees to it that there is one branch, one commit and one pull request. Trouble when it could not."""

    def state(self, branch: str) -> Pull | None:
        """The pull request of a branch, in whatever state; None when there is none."""

    def withdraw(self, branch: str) -> None:
        """Closes the pull request of a branch that is still open, and deletes the branch. Trouble when it could not."""
