"""Pages that a plugin plans together (`smile.plugin.Pages`): planned when they are drawn, or not at all."""

from __future__ import annotations

import pickle
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from smile import registry, sheets
from smile.doors import checks
from smile.job import Job
from smile.plugin import Page, Pages, Plugin
from smile.problems import ContentError
from smile.results import GroupRecord, PageRecord, SiteResult
from smile.scan import digest_of
from smile.sheets import Fact, Sheet


class Group:
    """The pages of one `Pages` of a plugin."""

    def __init__(self, job: Job, plugin: Plugin, planned: Pages) -> None:
        self.plugin, self._planned = plugin, planned
        self.urls = tuple(map(job.site.url, planned.paths))
        parts: list[bytes | str] = [plugin.name, job.plugins.marks.get(plugin.name, b""), planned.key]
        self.name = digest_of([*parts, "\n".join(self.urls)])
        """What an earlier build kept the same pages under, as far as the plugin says what they are."""
        self.fixed = True
        """Whether the key alone decides: no text was looked at that others wrote. Only known when they were made."""
        self._by_url: dict[str, Sheet] = {}

    def make(self, job: Job) -> list[Sheet]:
        """Plans the pages. ContentError for those that the plugin may not plan so, and where it cannot."""
        job.looked = False
        with registry.guarded(job.plugins.rooms[self.plugin.name], f"cannot plan the pages of {job.folder}"):
            made = [
                sheets.of_page(page, job.site.url(page.path), self.plugin.name, ()) for page in self._ask(job)
            ]
        self.fixed = not job.looked
        wrong = list(checks.long(made))
        if wrong:
            raise ContentError(wrong)
        return made

    def sheet(self, job: Job, url: str) -> Sheet:
        """One of the pages, for what is above or below it."""
        if not self._by_url:
            self._by_url = {sheet.url: sheet for sheet in self.make(job)}
        return self._by_url[url]

    def _ask(self, job: Job) -> Iterator[Page]:
        made = list(self._planned.make())
        if [job.site.url(page.path) for page in made] != list(self.urls):
            raise ValueError("`Pages.make` gives other pages than `paths` names, or in another order")
        for page in made:
            if page.made_from is None or any(one.source.file.endswith(".md") for one in page.made_from):
                raise ValueError(
                    f"{page.path}: in `Pages`, `made_from` has to name records, and no Markdown file"
                )
            if page.navigation or page.feeds or job.site.url(page.path) == job.site.path:
                raise ValueError(f"{page.path}: a page with feeds or in the menu cannot be in `Pages`")
        return iter(made)


class Above:
    """The pages by address, and what was asked of them for the way that leads to others."""

    def __init__(self, job: Job, made: Iterable[Sheet | Group]) -> None:
        self._job = job
        self.by_url = {url: one for one in made for url in one.urls}
        self.asked: dict[str, Fact | None] = {}
        self._known: dict[str, Fact | None] = {}

    def __call__(self, url: str) -> Fact | None:
        """Title and parent of a page; None where there is none."""
        fact = self._known.get(url)
        if fact is None:
            found = self.by_url.get(url)
            sheet = found.sheet(self._job, url) if isinstance(found, Group) else found
            fact = self._known[url] = Fact(sheet.title, sheet.parent) if sheet else None
        self.asked[url] = fact
        return fact

    def same(self, before: Mapping[str, Fact | None]) -> bool:
        """Whether what was asked earlier has the same answers."""
        return all(self(url) == fact for url, fact in before.items())


def standing(group: Group, before: SiteResult | None, base: bytes, above: Above) -> GroupRecord | None:
    """What is kept of a group that an earlier build drew from the same."""
    kept = before.groups.get(group.name) if before else None
    return kept if kept is not None and kept.base == base and above.same(kept.above) else None


def record(group: Group, base: bytes, above: Above, pages: Mapping[str, PageRecord]) -> GroupRecord:
    """What is kept of a group that was drawn just now."""
    mine = pickle.dumps([pages[url] for url in group.urls], protocol=5)
    return GroupRecord(group.urls, base, above.asked, mine)


def taken_over(group: Group, before: SiteResult) -> dict[str, PageRecord]:
    """The pages of a group that stands."""
    return {url: before.pages[url] for url in group.urls}


def apart(job: Job, made: list[Sheet | Group], named: Iterable[str] = ()) -> list[Sheet | Group]:
    """`made`, with the pages of some groups in their place: one is at an address of `named`, or at that of another."""
    counts = Counter(url for one in made for url in one.urls)
    asked = {url for url, count in counts.items() if count > 1}.union(named)
    found: list[Sheet | Group] = []
    for one in made:
        if isinstance(one, Group) and not asked.isdisjoint(one.urls):
            found += one.make(job)
        else:
            found.append(one)
    return found
