"""Drawing all pages of a microsite: those that were drawn from the same before are left as they are."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

from msgspec.structs import replace

from smile import (
    drawing,
    gallery,
    groups,
    hands,
    markdown,
    pictures,
    prose,
    registry,
    sheets,
    template_words,
)
from smile.drawing import Draughtsman
from smile.gallery import Gallery
from smile.groups import Above, Group
from smile.job import Job
from smile.plugin import Fragment, Lazy
from smile.problems import ContentError
from smile.results import PageRecord, SiteResult
from smile.scan import digest_of
from smile.sheets import PageView, Sheet
from smile.shell import Entry
from smile.writing import Writer


def draw(job: Job, draughtsman: Draughtsman, made: list[Sheet | Group], writer: Writer) -> None:
    """Draws every page that is new or changed, and takes all of them down. ContentError with all problems."""
    above = Above(job, made)
    pictured = Gallery(job, writer)
    base = digest_of([draughtsman.base, job.task.code, repr(job.task.microsite)])
    front = above.by_url.get(job.site.path)
    if isinstance(front, Sheet) and not front.feeds:  # it offers what the pages of its menu offer
        shown = [one for one in made if isinstance(one, Sheet) and one.navigation]
        front.feeds = tuple(dict.fromkeys(feed for one in shown for feed in one.feeds))

    for one in made:
        if isinstance(one, Sheet):  # here, in their order: parts may be drawn in any
            job.result.feeds.update((feed.path, (feed.title, feed.kind)) for feed in one.feeds)

    def one_by_one(many: Sequence[Sheet]) -> None:
        for sheet in many:
            hands.look()
            try:
                _page(job, draughtsman, sheet, _view(job, sheet, above), writer, pictured)
            except ContentError as error:
                writer.result.problems += error.problems

    def together(group: Group) -> None:
        stands = groups.standing(group, writer.before, base, above)
        if stands is not None and writer.before is not None:
            writer.result.pages.update(groups.taken_over(group, writer.before))
            writer.result.plugins |= {group.plugin.name}
        else:
            above.asked = {}
            try:
                one_by_one(group.make(job))
            except ContentError as error:
                writer.result.problems += error.problems
        if stands is not None or (group.fixed and not writer.result.problems):
            pages = writer.result.pages
            writer.result.groups[group.name] = stands or groups.record(group, base, above, pages)
        above.asked = {}

    def drawn(part: Iterable[Sheet | Group]) -> SiteResult:
        """What comes of a part of the pages, with the problems of all of them."""
        whole = writer.into(SiteResult(job.result.slug))
        found = job.result = writer.result
        for one in part:
            together(one) if isinstance(one, Group) else one_by_one([one])
        job.result = whole
        found.plugins |= whole.plugins  # one asks for them who knew nothing of parts
        return writer.into(whole)

    def ready() -> None:
        writer.gate.ready()
        writer.ready()

    told = len(job.result.leaks)
    # most of what was there before is left as it is, which is done sooner than shared
    if writer.before is None:
        # a page by itself may be about many: what is left at the end should be small
        first = sorted(made, key=lambda one: -len(one.urls) if isinstance(one, Group) else -math.inf)
        for part in hands.share(first, drawn, ready, lambda one: len(one.urls)):
            job.result.take(part)
    else:
        job.result.take(drawn(made))
    pages = job.result.pages  # those that another engine drew are there already
    for one in made:
        for url in one.urls:
            if url in pages:
                pages[url] = pages.pop(url)  # in their order, however they were shared
    if len(job.result.leaks) > told:
        order = {url: place for place, url in enumerate(pages)}
        job.result.leaks[told:] = sorted(job.result.leaks[told:], key=lambda leak: order.get(leak[0], -1))
    problems, job.result.problems = job.result.problems, []
    if problems:
        raise ContentError(problems)


def _page(
    job: Job, draughtsman: Draughtsman, sheet: Sheet, view: PageView, writer: Writer, pictured: Gallery
) -> None:
    text, fragments, more, plugins, files = _embedded(job, sheet)
    shown = pictured.of(text, sheet.file, sheet.document.body_line) if sheet.document else {}
    if shown:
        more = digest_of([more, gallery.mark(shown)])
        files |= {one.picture.file for one in shown.values()}
    kept, ahead = writer.page_before(sheet.url), b""
    if isinstance(sheet.context, Lazy):
        ahead = draughtsman.key(sheet, view, digest_of([more, *sheet.plugins, job.task.code]))[0]
        if kept is not None and kept.key.startswith(ahead):
            writer.page(kept, None)
            return
        sheet, sure = _made(job, sheet, sheet.context)
        ahead = ahead if sure else b""
    key, seen = draughtsman.key(sheet, view, more)
    if kept is not None and kept.key.endswith(key):
        made_from = _files(sheet, seen | files)  # other files may say the same
        same = kept.files == made_from and kept.key == ahead + key
        writer.page(kept if same else kept._replace(files=made_from, key=ahead + key), None)
        return
    variables: dict[str, Any] = {}
    if sheet.document is not None:
        drawn = [
            draughtsman.fragment(fragment, sheet, plugin)
            for fragment, plugin in zip(fragments, plugins, strict=True)
        ]
        variables = drawing.prose(sheet, job.resolver(sheet.file), drawn, text, shown)
    done = draughtsman.draw(sheet, view, variables)
    templates = ("shell.html", sheet.template, *(fragment.template for fragment in fragments))
    record = PageRecord(
        sheet.url, ahead + key, sheet.title, sheet.summary, sheet.kind, sheet.listed, sheet.published,
        _files(sheet, seen | files), job.templates.files_of(templates),
        job.shared(tuple(dict.fromkeys((*sheet.plugins, *plugins)))), *done.references,
    )  # fmt: skip
    writer.page(record, done.html.encode(), done.own)


def _made(job: Job, sheet: Sheet, lazy: Lazy) -> tuple[Sheet, bool]:
    """A sheet with its context, and whether that follows from its key. ContentError where it cannot be made."""
    job.looked = False
    with registry.guarded(job.plugins.rooms[sheet.plugins[0]], f"cannot make the page {sheet.url}"):
        made = replace(sheet, context=lazy.make())
    return made, not job.looked


def _files(sheet: Sheet, seen: set[str]) -> tuple[str, ...]:
    """The files that a page is made from: those that its plan names, and those of the records in its context."""
    return tuple(dict.fromkeys((*sheet.files, *sorted(seen))))


def _embedded(job: Job, sheet: Sheet) -> tuple[str, list[Fragment], bytes, list[str], set[str]]:
    """The text of a sheet without its blocks, what these draw, all of it as a digest, their plugins and files."""
    if sheet.document is None:
        return "", [], b"", [], set()
    text, asked = markdown.blocks(sheet.document.body, sheet.document.body_line)
    fragments: list[Fragment] = []
    parts: list[bytes | str] = [text, job.links_key(text, sheet.file)]
    plugins: list[str] = []
    files: set[str] = set()
    problems = list(pictures.bare(sheet.document.body, sheet.file, sheet.document.body_line))
    for one in asked:
        try:
            fragment, plugin = job.embedder.ask(one, sheet.file)
        except ContentError as error:
            problems += error.problems
            continue
        try:
            mark, read = prose.mark_of(fragment, job.templates, job.marks)
        except Exception as error:  # a template may be broken, a context may hold anything
            where = (fragment.template, sheet.url, plugin, job.templates, job.site)
            problems.append(template_words.problem(error, *where))
            continue
        fragments.append(fragment)
        plugins.append(plugin)
        parts.append(mark)
        files |= read if fragment.made_from is not None else {*read, *job.models.files(plugin)}
        job.result.plugins |= {plugin}
    if problems:
        raise ContentError(problems)
    return text, fragments, digest_of(parts), plugins, files


def _view(job: Job, sheet: Sheet, above: Above) -> PageView:
    document, site = sheet.document, job.site
    home = Entry("Home", "/") if site.path != "/" else None
    listed = sheet.listed and job.task.microsite.listed
    return PageView(
        sheet.title,
        sheet.summary,
        sheet.url,
        site.base + sheet.url,
        sheets.breadcrumbs(sheet, above, site.path, home),
        tuple(sheet.feeds),
        sheet.owner or job.task.microsite.owner,
        sheet.reviewed or job.task.microsite.reviewed,
        sheet.next_review or job.task.microsite.next_review,
        sheet.published,
        document.tags if document else (),
        sheet.kind,
        job.edit_url(sheet.file or (sheet.files[0] if len(sheet.files) == 1 else "")),
        listed,
        document.sources if document else (),
        bool(document and document.example),
    )
