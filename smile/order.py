"""The order in which models are derived: each plugin after those whose models it reads."""

from __future__ import annotations

import inspect
from collections.abc import Collection, Iterable

from smile.manifests import Manifest
from smile.plugin import Plugin
from smile.problems import ContentError, Problem, nearest
from smile.registry import Registry


def in_order(manifests: Iterable[Manifest], absent: Collection[str], plugins: Registry) -> list[Manifest]:
    """The plugins so that each comes after those it needs. ContentError for a circle or an unknown name.

    `absent` are the names of plugins that are there but cannot be loaded.
    """
    by_name = {one.name: one for one in manifests}
    done: list[Manifest] = []
    path: list[str] = []

    def visit(name: str, asked_by: str) -> None:
        if name in path:
            raise ContentError(
                [_needless(plugins.get(asked_by), "plugins need each other", [*path, name], ())]
            )
        if name not in by_name:
            message = "the plugin needs one that is not there"
            raise ContentError([_needless(plugins.get(asked_by), message, [name], by_name)])
        if by_name[name] in done:
            return
        path.append(name)
        for other in by_name[name].needs:
            if other not in absent:
                visit(other, name)
        for other in by_name[name].uses:
            if other in by_name:
                visit(other, name)
        path.pop()
        done.append(by_name[name])

    for name in sorted(by_name):
        visit(name, name)
    return done


def _needless(plugin: Plugin, message: str, names: list[str], known: Iterable[str]) -> Problem:
    """Something wrong with what a plugin `needs`, at that line of its code."""
    try:
        lines, first = inspect.getsourcelines(type(plugin))
    except (OSError, TypeError):
        lines, first = [], 1
    line = next((first + index for index, text in enumerate(lines) if "needs" in text), first)
    close = nearest(names[-1], known)
    hint = f"did you mean `{close}`?" if close else "take it out of `needs`"
    return Problem(
        f"plugins/{plugin.name}/plugin.py", line, 0, "plugin.needs", message, " -> ".join(names), "", hint
    )
