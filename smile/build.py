"""The build from above: load, derive, plan and render (in the workers), finish, swap."""

from __future__ import annotations

import threading
import time
from contextlib import nullcontext
from dataclasses import dataclass, field

from smile import (
    assets,
    bundled,
    executor,
    finish,
    garbage,
    hands,
    inputs,
    kept,
    materials,
    paths,
    publish,
    reach,
    reuse,
    same,
    state,
    store,
    worker,
)
from smile.derived import Derived
from smile.finish import Whole
from smile.options import Options
from smile.problems import ContentError, Problem
from smile.records import Audience
from smile.results import SiteResult, Task
from smile.run import Progress
from smile.same import Begun
from smile.scan import digest_of
from smile.settings import Microsite
from smile.state import State


@dataclass
class Outcome:
    """What a build did."""

    pages: int = 0
    written: int = 0
    removed: int = 0
    built: tuple[str, ...] = ()
    """The microsites that were built; the others are as they were."""
    warnings: list[Problem] = field(default_factory=list)
    seconds: float = 0.0


def build(
    options: Options, progress: Progress = lambda what, done, total: None, begun: Begun | None = None
) -> Outcome:
    """Brings the trees below `options.out` up to date. `begun` is a build that `smile.same` began.

    Raises ContentError with every problem of the content, MachineError for what the machine lacks; the last good
    trees then stay as they are.
    """
    started = time.perf_counter()
    with nullcontext(begun) if begun else same.begun(options) as beginning:
        try:
            outcome = _run(options, progress, beginning)
        except store.Lost:
            state.forget(options.cache)
            again = Begun(options)
            try:
                outcome = _run(options, progress, again)
            finally:
                again.end()
    outcome.seconds = time.perf_counter() - started
    return outcome


def _run(options: Options, progress: Progress, begun: Begun) -> Outcome:
    try:
        running = _Build(options, progress, begun)
        garbage.keep(running)
        return running.run()
    finally:
        executor.wait()


class _Build(Derived):
    """One build: its steps, in the order of `run`."""

    def run(self) -> Outcome:
        if self.beginning.pages is not None:
            return Outcome(self.beginning.pages)
        found, at = self.beginning.found, self.beginning.at
        self._forget_what_is_lost()
        executor.ahead(self.options, found)
        other = self.beginning.other
        touched, self.known = inputs.changed(self.options.root, found.files, self.before.known, at, other)
        self.code = self.beginning.code or inputs.code_digests(found.code, self.before.code)
        self.mark = digest_of(self.code.values())
        self.tools = worker.workshop(self.options.root, self.cache, self.mark, fresh=True)
        self.tools.plugins.marks = {
            name: digest_of([self.code[""], self.code[name]]) for name in self.tools.plugins.names()
        }
        hands.allow(threading.Semaphore(self.options.jobs - 1))
        with garbage.collected(False):  # what is made here lives until the end of the build
            self.read(found)
        with self.certain(found):
            with garbage.collected(False):
                touched |= set(self.before.withheld) ^ self.withheld.files.keys()
                self.assets = assets.collect(bundled.themes(self.options.root), self.opened.logo)
                self.gates = self.make_gates()
            results = self._sites(touched)
        wholes = self._wholes(results)
        warnings = self._check(wholes, results)
        after = self._after(found, results)
        written = removed = 0
        if not self.options.check:
            written, removed = publish.publish(self, wholes, results, after)
        executor.finish()
        return Outcome(after.pages, written, removed, tuple(sorted(self.todo)), warnings)

    def _forget_what_is_lost(self) -> None:
        """Takes a tree for nobody's where what is kept of one of its microsites is damaged, or of another build."""
        for slug, audience in self.before.sites.items():
            if store.mark(kept.path(self.cache, slug)) != self.before.results.get(slug):
                self.before.trees.pop(audience, None)

    def _sites(self, touched: set[str]) -> dict[str, SiteResult]:
        """The results of all microsites: built now, or kept from earlier."""
        mine = [site for site in self.opened.microsites if site.circle in self.trees]
        self.anew = reuse.everything(self, touched)
        found = {} if self.anew else reuse.kept(self, touched)
        self.todo = {site.slug for site in mine if site.slug not in found}
        folders = tuple(f"{site.folder}/" for site in mine if site.slug in self.todo)
        own = paths.own_files(
            self.opened.microsites, (file for file in self.known if file.startswith(folders))
        )
        tasks = [
            Task(
                self.opened, site, own.get(site.slug, ()), None if self.options.check else self.trees[site.circle].next,
                self.options.check or not self.stands(site.circle), self._result_before(site), self.cache, self.build,
                self.mark, self.code[""],
                {name: url for name, (url, _) in self.assets.items()}, self.gate(site.circle),
                self.withheld.files, self._digests(site, own.get(site.slug, ())),
            )
            for site in mine
            if site.slug in self.todo
        ]  # fmt: skip
        beside = () if self.options.check else materials.due(self.cache, self.code[""], self.options.now)
        where = self.options.jobs, self.options.executor
        for result in executor.run(tasks, *where, self._ready, beside):
            found[result.slug] = result
            self.progress("drawing", len(self.todo & set(found)), len(tasks))
        problems = [problem for result in found.values() for problem in result.problems]
        if problems:
            raise ContentError(problems)
        for slug in self.todo:
            inputs.fill(self.known, found[slug].digests)
        return {site.slug: found[site.slug] for site in mine}

    def _ready(self) -> None:
        """Makes the trees of the microsites that are built ready to be written into."""
        if self.options.check:
            return
        for audience in self.trees:
            sites = [site for site in self.opened.microsites if site.slug in self.todo]
            paths = [site.at + "index.html" for site in sites if site.circle == audience]
            if paths:
                self.begin(audience, paths)

    def _digests(self, site: Microsite, files: tuple[str, ...]) -> dict[str, bytes]:
        """What is known of the bytes of a microsite's files, where an earlier build left what it read of them."""
        found = {file: self.known[file][1] for file in files} if self._result_before(site) else {}
        return {file: mark for file, mark in found.items() if mark is not None}

    def _result_before(self, site: Microsite) -> bytes | None:
        """The digest of what is kept of a microsite, if that is what stands in the tree of its audience."""
        there = self.before.sites.get(site.slug) == site.audience_name and self.stands(site.circle)
        return self.before.results.get(site.slug) if there and not self.options.check else None

    def _wholes(self, results: dict[str, SiteResult]) -> dict[Audience, Whole]:
        by_audience: dict[Audience, list[SiteResult]] = {audience: [] for audience in self.trees}
        for site in self.opened.microsites:
            if site.circle in by_audience:
                by_audience[site.circle].append(results[site.slug])
        return {
            audience: Whole(self.opened, audience, found, self.build)
            for audience, found in by_audience.items()
            if found
        }

    def _check(self, wholes: dict[Audience, Whole], results: dict[str, SiteResult]) -> list[Problem]:
        """All that only shows now; ContentError with the errors, the warnings are given back."""
        self.progress("checking", 0, 0)
        found = [*finish.security(self.opened, self.build), *self.withheld.warnings]
        self.linked = reach.beside(wholes.values(), self.assets)
        same = not self.options.check and not self.anew and self.before.linked == self.linked
        there = reach.of_all(results[slug] for slug in self.todo) if same else "other"
        for whole in wholes.values():
            changed = None if there == "other" else self.todo
            found += finish.problems(whole, wholes, self.assets, changed, there == "more")
        found += [warning for result in results.values() for warning in result.warnings]
        errors = [problem for problem in found if problem.severity == "error"]
        if errors:
            raise ContentError(errors)
        return sorted(set(found))

    def _after(self, found: inputs.Inputs, results: dict[str, SiteResult]) -> State:
        """What the next build is going to know."""
        code = {group: (stats, self.code[inputs.named(group)]) for group, stats in found.code.items()}
        digests = reuse.code_of(self)
        models = {
            slug: {name: reuse.key_of(self, name) for name in one.plugins} for slug, one in results.items()
        }
        return state.empty()._replace(
            options=self.options.key(), known={**self.known, **self.aside}, code=code, digests=digests, models=models,
            sites={site.slug: site.audience_name for site in self.opened.microsites if site.slug in results},
            parts={site.folder: reuse.part_of(site) for site in self.opened.microsites},
            shows=reuse.shown(self, models),
            needs={one.name: one.needs for one in self.tools.plugins.manifests()},
            linked=self.linked, withheld=tuple(sorted(self.withheld.files)),
            pages=sum(result.count for result in results.values()),
        )  # fmt: skip
