"""Whether there is anything to build at all. Loads no more than that takes: most builds of a day end here."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import NamedTuple

from smile import inputs, state
from smile.options import Options
from smile.trees import Tree


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


class Seen(NamedTuple):
    """What the last build left, and what there is to read now."""

    before: state.State
    found: inputs.Inputs
    at: int
    """When, in nanoseconds."""


def look(options: Options, before: Seen | None = None, touched: Iterable[str] = ()) -> Seen:
    """What there is. Where it is known that nothing but the files `touched` changed since `before`, that is faster."""
    at = time.time_ns()
    found = inputs.again(options.root, before.found, touched) if before else None
    return Seen(state.read(options.cache), found or inputs.look(options.root), at)


def pages(options: Options, seen: Seen) -> int | None:
    """How many pages the last build left, if a build would change nothing; None if it has to run."""
    return seen.before.pages if unchanged(options, seen.before, seen.found) else None
