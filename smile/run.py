"""What the steps of a build hand on, and the trees that they change."""

from __future__ import annotations

from collections.abc import Callable

from smile import consent, executor, inputs, same, trees
from smile.estate import Opened
from smile.leaks import Gate
from smile.options import Options
from smile.plugin import Build
from smile.records import Audience
from smile.same import Seen
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
    withheld: consent.Withheld
    opened: Opened
    build: Build
    assets: dict[str, tuple[str, bytes]]
    """By name, address and bytes."""
    gates: dict[Audience, Gate]
    todo: set[str]
    """The microsites that are built in this run."""
    reach: bytes
    """What links may lead to, as a digest."""

    def __init__(self, options: Options, progress: Progress, seen: Seen | None = None) -> None:
        """`seen` is what was looked at just now, if nobody can have built since."""
        self.options, self.progress = options, progress
        self.cache = options.cache
        self.before, self.found, self.started = seen or same.look(options)
        self.trees = {audience: trees.Tree(options.out, audience.name) for audience in options.audiences}
        self.begun: set[Audience] = set()
        self.alike: set[Audience] = set()
        """The audiences whose next tree was made the same as the live one, and then not needed."""

    def stands(self, audience: Audience) -> bool:
        """Whether the live tree of an audience is the one that the last good build left."""
        return self.trees[audience].identity() == self.before.trees.get(audience.name, ())

    def begin(self, audience: Audience) -> None:
        """Prepares the next tree of an audience, once."""
        if audience not in self.begun:
            keep = self.stands(audience)
            self.trees[audience].begin(keep, self.before.pending.get(audience.name, ()))
            self.begun.add(audience)

    def ahead(self) -> None:
        """Begins what takes long before a tree can be changed."""
        for audience, tree in self.trees.items():
            if not self.options.check and self.stands(audience):
                tree.ahead(self.before.pending.get(audience.name, ()))
        executor.ahead(self.options)

    def wait(self) -> None:
        """Waits for what was begun ahead and not needed."""
        for audience, tree in self.trees.items():
            if tree.mirrored():
                self.alike.add(audience)
        executor.wait()
