"""The beginning of a build, and whether there is anything to build at all.

Loads no more than that takes: most builds of a day end here.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import NamedTuple

from smile import hands, inputs, state
from smile.options import Options
from smile.problems import MachineError
from smile.scan import Stats
from smile.trees import Tree


class _Looked(NamedTuple):
    """What a look found: an end of all work, or what there is to read, whole or as what is other than it was."""

    pages: int | None = None
    """How many pages the last build left, if this one would change nothing."""
    found: inputs.Inputs | None = None
    other: Stats | None = None
    code: dict[str, bytes] = {}
    """The digests of the code, if nothing was known of it before."""


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
    """The beginning of a build: what the last one left, what there is to read now, and the trees.

    A copy of the process looks at all of it, while what the build takes is loaded.
    """

    def __init__(self, options: Options, earlier: Begun | None = None, touched: Iterable[str] = ()) -> None:
        """Where it is known that nothing but the files `touched` changed since `earlier`, looking is faster."""
        self.at = time.time_ns()
        """When it looked."""
        self.before = state.read(options.cache)
        self.trees = {audience: Tree(options.out, audience.name) for audience in options.audiences}
        self._looked: _Looked | None = None
        again = inputs.again(options.root, earlier.found, touched) if earlier else None
        if again is not None:
            same = unchanged(options, self.before, again)
            self._looked = _Looked(self.before.pages if same else None, again)
        self._looking = None if again else hands.Beside(lambda: self._look(options), self._prepare)

    def meanwhile(self, modules: Iterable[str]) -> None:
        """Loads `modules`, one after the other, until what there is to read is known."""
        for name in modules:
            if self._looking is None or self._looking.known():
                break
            import_module(name)

    @property
    def pages(self) -> int | None:
        """How many pages the last build left, if this one would change nothing; None if it has to run."""
        return self._all.pages

    @property
    def found(self) -> inputs.Inputs:
        """What there is to read."""
        found = self._all.found
        if found is None:
            files = {path: stat for path, (stat, _) in self.before.known.items()} | (self._all.other or {})
            found = inputs.Inputs(files, {group: stats for group, (stats, _) in self.before.code.items()}, [])
            self._looked = self._all._replace(found=found)
        return found

    @property
    def other(self) -> Stats | None:
        """The files that do not look as they did, where none is new or gone."""
        return self._all.other

    @property
    def code(self) -> dict[str, bytes]:
        """The digests of the code, as `inputs.code_digests` gives them, if nothing was known of it before."""
        return self._all.code

    @property
    def _all(self) -> _Looked:
        if self._looked is None:
            assert self._looking is not None
            self._looked = self._looking.result(wait=False)
        return self._looked

    def wait(self) -> None:
        """Waits until nobody but this process changes a tree."""
        if self._looking:
            self._looking.wait()

    def end(self) -> None:
        """Stops looking."""
        if self._looking:
            self._looking.end()

    def _look(self, options: Options) -> _Looked:
        """Looks at everything, in as few words as that can be told."""
        found = inputs.look(options.root)
        if not self.before.trees:
            return _Looked(found=found, code=inputs.code_digests(found.code, {}))
        if unchanged(options, self.before, found):
            return _Looked(pages=self.before.pages)
        code = {group: stats for group, (stats, _) in self.before.code.items()}
        if found.links or found.code != code or found.files.keys() != self.before.known.keys():
            return _Looked(found=found)
        known = self.before.known
        return _Looked(other={path: stat for path, stat in found.files.items() if known[path][0] != stat})

    def _prepare(self, looked: _Looked) -> None:
        """Makes what an edit is going to change of the next trees ready, if it is one."""
        paths, known = set(looked.other or ()), self.before.known
        if looked.found is not None and not looked.code:
            files = looked.found.files
            paths = known.keys() ^ files.keys()
            paths |= {path for path, stat in files.items() if path in known and known[path][0] != stat}
        # what was new when it was last read may be as it was
        parts = set(
            self.before.parts_of(path for path in paths if path not in known or known[path][0] != (0, 0))
        )
        for audience, tree in self.trees.items():
            folders = [folder for name, folder in parts if name == audience.name]
            if folders and tree.identity() == self.before.trees.get(audience.name, ()):
                tree.prepare(folders[0] if len(folders) == 1 else "")


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
