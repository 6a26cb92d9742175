"""The default door: Markdown pages and the pages that plugins make of records."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from smile import groups, imaging, loading, paths, prose, registry, sheets
from smile.doors import checks, files
from smile.estate import position
from smile.groups import Group
from smile.job import Job
from smile.loading import Loaded
from smile.plugin import File, Headers, Page, Pages, Planned, Plugin, Redirect, Site
from smile.problems import ContentError, Problem
from smile.records import Audience, Record
from smile.results import FileRecord
from smile.scan import any_of, digest, stat_of
from smile.settings import Section
from smile.sheets import Sheet
from smile.shell import Entry
from smile.writing import Writer

_NAME = re.compile(r"[A-Za-z0-9/._~-]+")


def plan(job: Job, writer: Writer) -> tuple[list[Sheet | Group], tuple[Entry, ...]]:
    """Every page of the microsite, and its menu. Other files are written at once."""
    plugins = [job.plugins.get(name) for name in job.task.microsite.plugins]
    problems: list[Problem] = []
    site, claimed = _with_records(job, plugins, problems)
    job.site = job.embedder.site = site
    planned: list[Sheet | Group] = [*_prose(job, claimed, problems)]
    for plugin in plugins:
        planned += _planned(job, plugin, writer, problems)
    planned = groups.apart(job, planned, _named(job))
    made = [one for one in planned if isinstance(one, Sheet)]
    problems += [*sheets.clashes(made), *checks.long(made)]
    problems += [
        checks.bare(sheet)
        for sheet in made
        if sheet.template == "prose.html" and not sheet.summary and site.audience == Audience.public
    ]
    problems += checks.unfit(job, plugins)
    if problems:
        raise ContentError([*problems, *checks.blocks(job, made)])
    job.take_down(made)
    _static(job, checks.loose(job, claimed, made), writer)
    job.result.plugins |= {plugin.name for plugin in plugins}
    return planned, section(job, made)


def _with_records(job: Job, plugins: list[Plugin], problems: list[Problem]) -> tuple[Site, set[str]]:
    """The site with the records in its own folder, and the files that are records of any plugin."""
    everyones = any_of(pattern for one in job.plugins.manifests() for pattern in one.records)
    claimed = set(filter(everyones, job.task.files))
    below = job.folder + "/"
    records: dict[type[Record], list[Record]] = {}
    for plugin in plugins:
        if not plugin.site_records:
            continue
        loaded = _load(job, list(job.task.files), plugin.site_records)
        problems += loaded.problems
        own = any_of(plugin.site_records)
        claimed |= {file for file in job.task.files if own(file[len(below) :])}
        for kind, many in loaded.by_type.items():
            records.setdefault(kind, []).extend(many)
    told = replace(job.site, records=records, resolver=job.resolver_told, gate=job.gate_told)
    return told, claimed


def _load(job: Job, files: list[str], patterns: Mapping[str, type[Record]]) -> Loaded:
    """The records of the microsite's own folder; a process that lasts does not read the same twice."""
    loaded = loading.load(
        job.task.opened.root, files, patterns, job.parsed, job.folder + "/", job.task.digests
    )
    job.parsed.update(loaded.parsed)
    job.result.digests.update({path: mark for path, (mark, _) in loaded.parsed.items()})
    return loaded


def _prose(job: Job, claimed: set[str], problems: list[Problem]) -> list[Sheet]:
    """The pages of the Markdown files that no plugin reads."""
    texts = [file for file in job.task.files if file.endswith(".md") and file not in claimed]
    loaded = _load(job, texts, {"**/*.md": prose.Prose})
    problems += loaded.problems
    made, build = [], job.task.build
    for document in loaded.by_type.get(prose.Prose, []):
        assert isinstance(document, prose.Prose)
        url = job.site.url(paths.page_path(document.source.file, job.folder))
        if not _NAME.fullmatch(url):
            problems.append(checks.unnamed(document.source.file))
        if document.due(build.now, build.drafts):
            made.append(sheets.of_document(document, url))
            job.result.redirect(document.redirect_from, url)
        else:
            job.result.hidden[url] = prose.hidden(document, build.now)
    for file, why in job.task.withheld.items():
        if file.startswith(job.folder + "/") and file.endswith(".md"):
            job.result.hidden[job.site.url(paths.page_path(file, job.folder))] = f"left out: {why}"
    return made


def _planned(job: Job, plugin: Plugin, writer: Writer, problems: list[Problem]) -> list[Sheet | Group]:
    """The pages of one plugin; its files are written."""
    made: list[Sheet | Group] = []
    all_files = job.models.files(plugin.name) + tuple(
        record.source.file for kind in plugin.site_records.values() for record in job.site.own(kind)
    )
    last: tuple[object, tuple[str, ...]] = (
        None,
        all_files,
    )  # several files of a register are made from all of it
    for item in _ask(job, plugin, problems):
        if isinstance(item, Problem):
            job.result.warnings.append(item._replace(severity="warning"))
            continue
        if isinstance(item, Pages):
            made.append(Group(job, plugin, item))
            continue
        url = job.site.url(item.to if isinstance(item, Redirect) else item.path)
        if isinstance(item, Page):
            sheet = sheets.of_page(item, url, plugin.name, all_files)
            made.append(sheet)
            if sheet.document is not None:
                job.result.redirect(sheet.document.redirect_from, url)
        elif isinstance(item, File):
            if item.made_from is not last[0]:
                named = all_files if item.made_from is None else [r.source.file for r in item.made_from]
                last = (item.made_from, tuple(dict.fromkeys(named)))
            if url in job.result.files:
                problems.append(checks.twice(job, plugin.name, url))
                continue
            try:
                files.write(job, plugin, item, last[1], writer)
            except ContentError as error:
                problems += error.problems
        elif isinstance(item, Headers):
            job.result.headers.setdefault(url, {}).update(item.values)
        else:
            job.result.redirect([item.old], url)
    return made


def _ask(job: Job, plugin: Plugin, problems: list[Problem]) -> Iterable[Planned]:
    try:
        return list(plugin.plan(job.models.get(plugin.name), job.site))
    except ContentError as error:
        problems += error.problems
    except Exception as error:  # whatever the code of a plugin may raise
        what = f"cannot plan the pages of {job.folder}"
        problems.append(registry.broken(error, job.plugins.rooms[plugin.name], what))
    return []


def _static(job: Job, loose: list[str], writer: Writer) -> None:
    """Files beside the texts are published as they are, pictures without their metadata."""
    root = job.task.opened.root
    for file in loose:
        name = file[len(job.folder) + 1 :]
        changed, size = stat_of((root / file).stat())
        picture = file.lower().endswith(imaging.ENDINGS)
        # what cameras write into a picture, where it was taken for instance, is not published
        key, url = f"{changed} {size}{' bare' * picture}".encode(), job.site.url(name)
        if writer.file_before(url, key):
            writer.file(FileRecord(url, key, (file,)), None)
            continue
        data = (root / file).read_bytes()
        job.result.digests[file] = digest(data)
        writer.file(FileRecord(url, key, (file,)), imaging.bare(data) if picture else data, data)


def everywhere(job: Job) -> list[Sheet]:
    """The pages that the site of every audience has: not found, and search."""
    missing = "There is no page at this address. It may have moved, or the address may have a mistake in it."
    return [
        Sheet("/404.html", "not-found.html", "Page not found", missing, listed=False),
        Sheet("/search/", "search.html", "Search", "Search every microsite of this site.", listed=False),
    ]


def section(job: Job, made: list[Sheet]) -> tuple[Entry, ...]:
    """The microsite's menu: as microsite.yaml writes it, or every page that wants to be in it."""
    written = job.task.microsite.navigation
    if not written:
        return sheets.menu(made, job.site.path)
    by_url = {sheet.url: sheet for sheet in made}
    entries, problems = [], []
    for index, item in enumerate(written):
        if isinstance(item, Section):
            entries.append(Entry(item.title, item.url))
            continue
        url = _named_url(job, item)
        if url in by_url:
            entries.append(Entry(by_url[url].title, url))
        elif url not in job.result.hidden and f"{job.folder}/{item}" not in job.task.withheld:
            problems.append(_astray(job, item, index))
    if problems:
        raise ContentError(problems)
    return tuple(entries)


def _named_url(job: Job, item: str) -> str:
    """The address of a page that the menu names: a file, or a path below the microsite."""
    return job.site.url(paths.page_path(f"{job.folder}/{item}", job.folder) if item.endswith(".md") else item)


def _named(job: Job) -> list[str]:
    """The addresses that the microsite's own menu names."""
    written = job.task.microsite.navigation or ()
    return [_named_url(job, item) for item in written if not isinstance(item, Section)]


def _astray(job: Job, item: str, index: int) -> Problem:
    file = job.task.microsite.source.file
    line, column = position(job.task.opened.root, file, ("navigation", index))
    return Problem(
        file,
        line,
        column,
        "microsite.navigation",
        "the menu names a page that is not there",
        item,
        f"a file below {job.folder}/",
    )
