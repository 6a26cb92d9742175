"""The end of a build: the files beside the pages, the search indexes, and the swap of what is finished into place."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable
from pathlib import Path

from smile import exposure, kept, rescan, state, store
from smile.exposure import Found
from smile.finish import Whole
from smile.gates import Gate
from smile.problems import ContentError, Problem
from smile.records import Audience
from smile.results import SiteResult, output
from smile.run import Run
from smile.scan import digest

MANY = 200
"""Where two trees differ in more files than this, the next build does not follow them one by one."""


def publish(
    run: Run, wholes: dict[Audience, Whole], results: dict[str, SiteResult], after: state.State
) -> tuple[int, int]:
    """Finishes the trees and swaps them in; how many files were written and removed."""
    problems: list[Problem] = []
    written = removed = 0
    unlike: set[Audience] = set()
    for audience, whole in wholes.items():
        made = _Publication(run, audience, whole)
        made.extras(after)
        made.orphans(after)
        made.indexes(after)
        problems += made.leaks()
        after.gates[audience.name] = made.gate.passed
        earlier = run.before.pending.get(audience.name, ())
        pending = made.pending() if audience in run.begun else earlier
        after.pending[audience.name] = pending or ()
        if pending is None:
            unlike.add(audience)
        written += len(made.written)
        removed += len(made.removed)
    if problems:
        raise ContentError(problems)
    _commit(run, wholes, after, unlike)
    return written, removed


def _commit(
    run: Run, wholes: dict[Audience, Whole], after: state.State, unlike: Collection[Audience]
) -> None:
    """The swap. A build that is killed here leaves good trees, and at worst a cache that the next one drops.

    `unlike` are the audiences whose two trees differ in nobody knows what afterwards.
    """
    for audience in run.trees:
        if audience not in wholes:
            if run.stands(audience):
                run.trees[audience].drop()
            continue
        if audience in run.begun:
            run.trees[audience].swap()
        identity = run.trees[audience].identity()
        if identity is not None:
            after.trees[audience.name] = identity
    for slug in run.todo:
        kept.move(kept.path(run.cache, slug, new=True), kept.path(run.cache, slug))
    for slug in after.sites:
        mark = run.before.results.get(slug) if slug not in run.todo else None
        after.results[slug] = mark or store.mark(kept.path(run.cache, slug)) or b""
    state.save(run.cache, after)
    for audience in run.begun.keys() - unlike:
        run.trees[audience].settled()


class _Publication:
    """The last changes to the next tree of one audience."""

    def __init__(self, run: Run, audience: Audience, whole: Whole) -> None:
        self.run, self.audience, self.whole = run, audience, whole
        self.name, self.tree = audience.name, run.trees[audience]
        mine = [result for result in whole.results if result.slug in run.todo]
        self.written = {path for result in mine for path in result.written}
        self.removed = {path for result in mine for path in result.removed}
        self.folders: list[str] = []
        self.found: list[Found] = []
        self.fresh = not run.stands(audience)
        self.gate = run.gates[audience]
        self.newer = None if self.fresh else self.gate.since(run.before.gates.get(self.name))
        """What files that stand from earlier have not passed yet."""

    def extras(self, after: state.State) -> None:
        """The sitemaps, the headers, the styles and so on: written where they are not what they were."""
        before = {} if self.fresh else self.run.before.extras.get(self.name, {})
        stand = {path for path, one in self.whole.maps.items() if one.slug not in self.run.todo}
        known = set() if self.newer else stand & before.keys()
        files = self.whole.files(self.run.assets, self.run.options.search, known)
        marks = {path: digest(data) for path, data in files.items()}
        changed = {path: files[path] for path, mark in marks.items() if before.get(path) != mark}
        if changed:
            self.run.begin(self.audience, changed)
        for path, data in changed.items():
            store.write(self.tree.next / path, data)
            os.chmod(self.tree.next / path, 0o644)
            self.written.add(path)
        marks |= {path: before[path] for path in known}
        self.removed |= before.keys() - marks.keys()
        after.extras[self.name] = marks
        self.found += rescan.extras(self.whole, self.gate, changed, self.run.assets)
        if self.newer:
            others = {path: data for path, data in files.items() if path not in changed}
            self.found += rescan.extras(self.whole, self.newer, others, self.run.assets)

    def orphans(self, after: state.State) -> None:
        """What belonged to a microsite that is gone, or is for another audience now, is removed."""
        site_of = {site.slug: site.audience_name for site in self.run.opened.microsites}
        for slug, name in self.run.before.sites.items():
            if name == self.name and site_of.get(slug) != name and not self.fresh:
                earlier = kept.read(kept.path(self.run.cache, slug))
                if earlier is not None:
                    self.removed |= {output(url) for url in (*earlier.pages, *earlier.files)}
        if self.removed:
            now = {output(url) for url in self.whole.known} | after.extras[self.name].keys()
            self.removed = {path for path in self.removed if path not in now and path not in self.written}
        indexes = self.whole.indexes if self.run.options.search else ()
        after.bundles[self.name] = tuple(sorted({one.bundle + "/" for _, _, one in indexes if one.full}))
        if not self.fresh:
            self.removed |= {*self.run.before.bundles.get(self.name, ())} - {*after.bundles[self.name]}
        if self.removed:
            self.run.begin(self.audience, self.removed)
            self.tree.remove(self.removed)

    def indexes(self, after: state.State) -> None:
        """Search indexes of the microsites whose pages changed."""
        if not self.run.options.search:
            return
        todo = []
        for slug, key, index in self.whole.indexes:
            after.indexes[slug] = key
            if self.fresh or self.run.before.indexes.get(slug) != key or slug not in self.run.before.sites:
                todo.append(index)
        if todo:
            from smile import indexing  # here: most builds index nothing

            self.run.begin(self.audience, [index.bundle + "/" for index in todo])
            self.run.progress("indexing", 0, 0)
            indexing.build(self.tree.next, todo, self.run.cache, self.run.options.jobs)
            self.folders = [index.bundle + "/" for index in todo]

    def leaks(self) -> list[Problem]:
        """What shows in files beside the pages, in what was made when the gate knew less, and in indexes."""
        if self.newer and self.audience in self.run.begun:
            self.run.begin(self.audience, ("/",))  # all of it is going to be read
        tree = self.tree.next if self.audience in self.run.begun else self.tree.live
        if self.newer:
            self.found += rescan.pages(self.whole, self.newer, tree, self.written)
            stand = {index.bundle + "/" for _, _, index in self.whole.indexes} - {*self.folders}
            self._indexes(self.newer, sorted(stand), tree)
        self._indexes(self.gate, self.folders, tree)
        return exposure.problems(self.whole.opened.root, self.audience, self.found)

    def _indexes(self, gate: Gate, folders: Iterable[str], tree: Path) -> None:
        if gate.packed:
            for folder in folders:
                self.found += rescan.index(self.whole, gate, tree, folder)

    def pending(self) -> tuple[str, ...] | None:
        """The paths in which the two trees differ after the swap; None where nobody knows, or they are too many."""
        paths = self.written | self.removed
        if self.fresh or len(paths) + len(self.folders) > MANY:
            return None
        return tuple(sorted(paths)) + tuple(self.folders)
