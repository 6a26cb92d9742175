"""What the steps of a build hand on, and the trees that they change."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from smile import inputs, withheld
from smile.estate import Opened
from smile.gates import Gate
from smile.options import Options
from smile.plugin import Build
from smile.records import Audience
from smile.same import Begun
from smile.worker import Workshop

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is."""


class Run:
    """One run of a build. What has no value yet is set by the step that finds it out."""

    code: dict[str, bytes]
    """By group of files, what the code is, as a digest."""
    mark: bytes
    """All of the code as one digest."""
    tools: Workshop
    known: inputs.Known
    aside: inputs.Known
    """What is known of the files that are left out for want of a consent."""
    withheld: withheld.Withheld
    opened: Opened
    build: Build
    assets: dict[str, tuple[str, bytes]]
    """By name, address and bytes."""
    gates: dict[Audience, Gate]
    anew: bool
    """Whether something changed that any microsite may depend on."""
    todo: set[str]
    """The microsites that are built in this run."""
    linked: bytes
    """What links may lead to beside what microsites make, as a digest."""

    def __init__(self, options: Options, progress: Progress, begun: Begun) -> None:
        self.options, self.progress = options, progress
        self.cache = options.cache
        self.before, self.trees, self.beginning = begun.before, begun.trees, begun
        self.begun: dict[Audience, str] = {}
        """The audiences whose next tree is ready to be changed, and in which folder: "" stands for all of it."""

    def stands(self, audience: Audience) -> bool:
        """Whether the live tree of an audience is the one that the last good build left."""
        return self.trees[audience].identity() == self.before.trees.get(audience.name, ())

    def begin(self, audience: Audience, paths: Iterable[str]) -> None:
        """Prepares the next tree of an audience for changes at `paths`, from the site's root: what was not yet."""
        parts = {path.lstrip("/").partition("/")[0] if "/" in path.strip("/") else "" for path in paths}
        part = parts.pop() if len(parts) == 1 else ""
        self.beginning.wait()
        if audience not in self.begun:
            self.begun[audience] = part
            self.trees[audience].begin(
                self.stands(audience), self.before.pending.get(audience.name, ()), part
            )
        elif self.begun[audience] not in ("", part):
            self.trees[audience].widen()
            self.begun[audience] = ""
