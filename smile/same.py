"""Whether there is anything to build at all. Loads no more than that takes: most builds of a day end here."""

from __future__ import annotations

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


def pages(options: Options) -> int | None:
    """How many pages the last build left, if a build would change nothing; None if it has to run."""
    before = state.read(options.cache)
    return before.pages if before.trees and unchanged(options, before, inputs.look(options.root)) else None
