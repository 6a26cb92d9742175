"""The beginning of a build, and whether there is anything to build at all.

Loads no more than that takes: most builds of a day end here.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from smile import hands, inputs, state
from smile.options import Options
from smile.problems import MachineError
from smile.trees import Tree

Looked = tuple[inputs.Inputs, dict[str, bytes]]


def unchanged(options: Options, before: state.State, found: inputs.Inputs) -> bool:
    """Whether nothing that is read changed since the last good build, and its trees still stand."""
    if options.check or before.options != options.key() or not before.trees:
        return False
    if {path: stat for path, (stat, _) in before.known.items()} != found.files:
        return False
    if {group: stats for group, (stats, _) in before.code.items()} != found.code:
        return False
    names = [audience.name for audience in options.audiences if audience.name in before.trees]
    return all(Tree(options.out, name).identity() == before.trees[name] for name in names)


class Begun:
    """The beginning of a build: what the last one left, what there is to read now, and the trees."""

    def __init__(self, options: Options, earlier: Begun | None = None, touched: Iterable[str] = ()) -> None:
        """Where it is known that nothing but the files `touched` changed since `earlier`, looking is faster."""
        self.at = time.time_ns()
        """When it looked."""
        self.before = state.read(options.cache)
        self.trees = {audience: Tree(options.out, audience.name) for audience in options.audiences}
        self._looked: Looked | None = None
        self._looking: hands.Beside[Looked] | None = None
        if earlier is None and not self.before.trees:
            # everything is to be built: what that takes is loaded while a copy looks
            self._looking = hands.Beside(lambda: _look(options.root))
        else:
            again = inputs.again(options.root, earlier.found, touched) if earlier else None
            self._looked = again or inputs.look(options.root), {}
        self.pages = (
            None if self._looking or not unchanged(options, self.before, self.found) else self.before.pages
        )
        """How many pages the last build left, if this one would change nothing; None if it has to run."""

    @property
    def found(self) -> inputs.Inputs:
        """What there is to read."""
        return self._all[0]

    @property
    def code(self) -> dict[str, bytes]:
        """The digests of the code, as `inputs.code_digests` gives them, if nothing was known of it before."""
        return self._all[1]

    @property
    def _all(self) -> Looked:
        if self._looked is None:
            assert self._looking is not None
            self._looked = self._looking.result()
        return self._looked

    def end(self) -> None:
        """Stops looking."""
        if self._looking:
            self._looking.end()


def _look(root: Path) -> Looked:
    """All there is, and what the code is."""
    found = inputs.look(root)
    return found, inputs.code_digests(found.code, {})


@contextmanager
def begun(options: Options, earlier: Begun | None = None, touched: Iterable[str] = ()) -> Iterator[Begun]:
    """Begins a build, and keeps others out of the same folder until it ends. MachineError where nobody can write."""
    try:
        with state.locked(options.cache):
            beginning = Begun(options, earlier, touched)
            try:
                yield beginning
            finally:
                beginning.end()
    except OSError as error:
        if error.errno is None:
            raise  # the system names a reason
        raise MachineError(f"cannot write to {error.filename or options.out}: {error.strerror}") from error
