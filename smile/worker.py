"""Building one microsite: what a process, or another machine, does. Steps load to render of the microsite's own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from msgspec.structs import replace

from smile import bundled, garbage, kept, pages, recall, registry, store, template_words
from smile.doors import default
from smile.drawing import Draughtsman
from smile.gates import Gate
from smile.groups import apart
from smile.job import Job
from smile.loading import Parsed
from smile.models import Models
from smile.places import within
from smile.plugin import Site
from smile.problems import ContentError
from smile.records import Audience
from smile.registry import Registry
from smile.results import GATE, SiteResult, Task
from smile.sheets import Sheet, clashes
from smile.shell import Entry, Shell, context
from smile.templates import Templates
from smile.writing import Writer


class Workshop:
    """What a process keeps from one microsite to the next: plugins, templates, models."""

    def __init__(self, root: Path, cache: Path, code: bytes) -> None:
        self.key, self.cache = (root, code), cache
        self.plugins = Registry(bundled.plugins(root))
        self.templates = Templates(bundled.themes(root), bundled.plugins(root), cache / "templates")
        self.models = Models(cache / "models", self.plugins)
        self.parsed: dict[str, Parsed] = {}
        """By microsite, the records of its own files."""
        self._gates: dict[Path, tuple[bytes | None, Gate]] = {}

    def renew(self, cache: Path) -> None:
        """Forgets what another build may have changed, in this `cache` or another one."""
        self.models = Models(cache / "models", self.plugins, self.models)
        if cache != self.cache:
            self.cache, self.parsed = cache, {}
            self.templates.compile_into(cache / "templates")

    def gate(self, path: Path) -> Gate:
        """The gate that was saved at `path`."""
        mark = store.mark(path)
        known = self._gates.get(path)
        if known is None or known[0] != mark:
            known = self._gates[path] = (mark, store.read(path))
        return known[1]

    def keep_gate(self, path: Path, gate: Gate) -> None:
        """Saves a gate at `path`, for all who build."""
        self._gates = {at: one for at, one in self._gates.items() if at.parent == path.parent}
        self._gates[path] = (store.save(path, gate), gate)


_workshop: Workshop | None = None


def workshop(root: Path, cache: Path, code: bytes, fresh: bool = False) -> Workshop:
    """This process's workshop; a new one where the code changed. `fresh` forgets the models of earlier builds."""
    global _workshop
    if _workshop is None or _workshop.key != (root, code):
        if _workshop is not None:
            registry.forget()  # the code of a plugin may have changed
        _workshop = Workshop(root, cache, code)
    elif fresh or _workshop.cache != cache:
        _workshop.renew(cache)
    return _workshop


def gate_ready(task: Task) -> None:
    """Makes what it takes to look at the files of a microsite: see `Gate.ready`."""
    workshop(task.opened.root, task.cache, task.code).gate(task.gate).ready()


def build_site(task: Task, ready: Callable[[], None] = lambda: None) -> SiteResult:
    """Builds one microsite, and keeps what there is to know of it; its problems are in the result, not raised.

    `ready` is called before a file is written.
    """
    result = built(task, ready)
    if not result.problems and task.tree is not None:
        kept.save(kept.path(task.cache, task.microsite.slug, new=True), result)
    return result


def built(task: Task, ready: Callable[[], None] = lambda: None) -> SiteResult:
    """Builds one microsite into `task.tree`; see `build_site`."""
    result = SiteResult(task.microsite.slug)
    # what our own engine makes lives until the end of the microsite: looking for garbage in it is in vain
    with garbage.collected(task.microsite.engine != "smile"):
        try:
            _build(task, result, ready)
        except ContentError as error:
            result.problems += error.problems
    return result


def _build(task: Task, result: SiteResult, ready: Callable[[], None]) -> None:
    opened, microsite = task.opened, task.microsite
    tools = workshop(opened.root, task.cache, task.code)
    tools.models.build = task.build
    before = kept.read(kept.path(task.cache, microsite.slug), task.before) if task.before else None
    gate = tools.gate(task.gate)
    writer = Writer(task.tree, before, result, gate, task.fresh, ready)
    site = Site(
        microsite.slug, microsite.title, microsite.at, microsite.circle, opened.hosted(microsite.circle).url,
        task.build, opened.cards(microsite.circle), opened.wider(microsite.circle),
    )  # fmt: skip
    site = replace(site, gate=_gate(gate, result, opened.root))
    parsed = _parsed(tools, task)
    job = Job(task, tools.plugins, tools.models, tools.templates, site, result, dict(parsed))
    try:
        _pages(job, writer, tools)
        # not after a build from nothing: most microsites are built again before anything in them changes
        if task.before and task.tree is not None and job.parsed != parsed:
            tools.parsed[microsite.slug] = {
                file: job.parsed[file] for file in task.files if file in job.parsed
            }
            recall.save(task.cache, microsite.slug, task.code, tools.parsed[microsite.slug])
    finally:
        job.end()


def _parsed(tools: Workshop, task: Task) -> Parsed:
    """The records of the microsite's own files, as far as an earlier build read them."""
    slug = task.microsite.slug
    if slug not in tools.parsed and task.before:  # a build from nothing has none
        tools.parsed[slug] = recall.read(task.cache, slug, task.code)
    return tools.parsed.get(slug, {})


def _pages(job: Job, writer: Writer, tools: Workshop) -> None:
    """Plans and draws everything of a microsite."""
    task, microsite, opened, result = job.task, job.task.microsite, job.task.opened, job.result
    if microsite.engine == "smile":
        planned, section = default.plan(job, writer)
    else:
        from smile.doors import foreign

        drawn, section = foreign.plan(job, writer)
        planned = [*drawn]
    sheets = [one for one in planned if isinstance(one, Sheet)]
    shell = _shell(task, tools.templates, job.site, section, writer.before.frame if writer.before else _NONE)
    result.frame = shell.minified
    result.frame_links, result.frame_ids = shell.references
    writer.frame(shell.drawn, microsite.at, _frame_files(job, section, sheets))
    if microsite.at == "/":
        everywhere = default.everywhere(job)
        planned = apart(job, [*everywhere, *planned])
        taken = clashes([one for one in planned if isinstance(one, Sheet)])
        if taken:
            raise ContentError(taken)
        planned = [*planned[len(everywhere) :], *everywhere]
    pages.draw(
        job,
        Draughtsman(tools.templates, shell, job.site, opened.estate, task.assets, task.engine, job.marks),
        planned,
        writer,
    )
    writer.finish()


def _gate(gate: Gate, result: SiteResult, root: Path) -> Callable[[str], str]:
    """What tells a plugin of private texts. A microsite where it was asked is planned anew when these change."""

    def private(text: str) -> str:
        result.plugins |= {GATE}
        found = gate.leaks(text.encode("utf-8", "replace"), "", personal=False)
        secret = next((one.secret for one in found if one.secret), None)
        if secret is None:
            return ""
        line, _ = within(root, secret.file, secret.line, secret.steps, secret.key)
        return f"{secret.file}:{line}"

    return private


def _frame_files(job: Job, section: tuple[Entry, ...], sheets: list[Sheet]) -> tuple[str, ...]:
    """What the frame is made from: the settings of all microsites, and the pages in the menu of this one."""
    opened, microsite = job.task.opened, job.task.microsite
    settings = [site.source.file for site in opened.microsites if site.circle == microsite.circle]
    menu = {entry.url for top in section for entry in (top, *top.children)}
    pages = [sheet.file for sheet in sheets if sheet.file and sheet.url in menu]
    shell = job.templates.files("shell.html")
    return tuple(dict.fromkeys((microsite.source.file, opened.estate.source.file, *settings, *pages, *shell)))


_NONE = (b"", "")


def _shell(
    task: Task, templates: Templates, site: Site, section: tuple[Entry, ...], before: tuple[bytes, str]
) -> Shell:
    opened = task.opened
    menu = [Entry(card.title, card.url) for card in site.neighbours if card.order is not None]
    hosted = opened.hosted(site.audience)
    templates.environment.globals["asset"] = task.assets.__getitem__
    variables = context(
        estate=opened.estate, site=site, menu=menu, section=section, audience=site.audience.name, assets=task.assets,
        title=hosted.title, public_url=opened.hosted(Audience.public).url,
    )  # fmt: skip
    try:
        return Shell(templates.render("shell.html", variables), task.engine, before)
    except ContentError:
        raise
    except Exception as error:  # an estate may have a shell of its own, and it may raise anything
        where = ("shell.html", site.path, "", templates, site)
        raise ContentError([template_words.problem(error, *where)]) from None
