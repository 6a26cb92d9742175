"""The first two steps of a build, load and derive: settings, consents, records, models, and the gates before pages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from smile import inputs, loading, private, reuse, review, withheld
from smile.estate import Settings, open_estate
from smile.gates import Gate, pack
from smile.plugin import Build
from smile.problems import ContentError, Problem
from smile.records import Audience
from smile.run import Run
from smile.scan import any_of


class Derived(Run):
    """A run of a build as far as that."""

    def read(self, found: inputs.Inputs) -> None:
        """Settings and records. ContentError with all that is wrong with them, and with the pages' front matter."""
        root, plugins = self.options.root, self.tools.plugins
        problems = found.links + plugins.problems()
        try:
            settings = Settings(self.cache / "settings", self.code[""])
            self.opened = open_estate(root, found.files, plugins.names(), settings)
            if not self.options.check:
                settings.save()
            # all depends on these: where one was only just written, its digest tells that it is the same
            inputs.wanted(root, self.known, filter(reuse.is_settings, self.known))
        except ContentError as error:
            problems += error.problems
        problems += self._hold()
        name = self.opened.estate.name if hasattr(self, "opened") else ""
        self.build = Build(self.options.now, self.options.drafts, name)
        wrong = self._derive(ahead=not problems and self.options.executor == "processes")
        if wrong and not self.tools.models.certain():
            wrong = self._derive()
        problems += wrong
        if problems:
            raise ContentError([*problems, *review.pages(root, found.files, plugins)])

    @contextmanager
    def certain(self, found: inputs.Inputs) -> Iterator[None]:
        """Asks after what is done within whether all holds that models took for granted; ContentError if not."""
        try:
            try:
                yield
            except ContentError:
                self._ask(found)  # what is wrong with records comes first
                raise
            self._ask(found)
        finally:
            self.tools.models.end()

    def _ask(self, found: inputs.Inputs) -> None:
        if not self.tools.models.certain():
            problems = self._derive()
            if problems:
                problems += review.pages(self.options.root, found.files, self.tools.plugins)
                raise ContentError(problems)

    def _hold(self) -> list[Problem]:
        """Sets aside what nobody, or nobody any more, agreed to: nothing after this knows that it is there."""
        self.withheld, self.aside = withheld.Withheld(), inputs.Known()
        if not hasattr(self, "opened"):
            return []
        try:
            self.withheld = withheld.look(self.options.root, self.known, self.opened.estate, self.options.now)
        except ContentError as error:
            return error.problems
        self.aside = {file: self.known.pop(file) for file in self.withheld.files}
        return []

    def _derive(self, ahead: bool = False) -> list[Problem]:
        manifests = self.tools.plugins.manifests()
        patterns = {pattern for one in manifests for pattern in one.records}
        wanted = list(filter(any_of(sorted(patterns)), self.known))
        new = [file for file in wanted if self.known[file][1] is None]
        for part in loading.digests(self.options.root, new):
            inputs.fill(self.known, part)
        digests = inputs.wanted(self.options.root, self.known, wanted)
        sites = self.opened.microsites if hasattr(self, "opened") else ()
        used = {name for site in sites for name in site.plugins}
        self.progress("reading", 0, 0)
        return self.tools.models.derive(self.options.root, digests, self.code, self.build, used, ahead)

    def make_gates(self) -> dict[Audience, Gate]:
        """The gates that the pages of each audience must pass; kept in files for the workers."""
        made = {}
        contacts = (*self.opened.estate.published_contacts, *self.tools.models.open_texts())
        others = private.of_sites(self.opened, self.known, self.tools.plugins)
        packed = [*self.tools.models.secrets(), pack((*others, *self.withheld.secrets))]
        for audience in [one for one in self.opened.audiences() if one in self.trees]:
            made[audience] = Gate(packed, int(audience), contacts)
            self.tools.keep_gate(self.gate(audience), made[audience])
        return made

    def gate(self, audience: Audience) -> Path:
        return self.cache / f"gate-{audience.name}"
