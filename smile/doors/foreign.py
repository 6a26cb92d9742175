"""Microsites that MkDocs or Pelican draws: what they make joins the estate's menus, checks, search and sitemap."""

from __future__ import annotations

import re
import shutil
import tempfile
from html import unescape
from pathlib import Path
from urllib.parse import urljoin

from markupsafe import Markup
from msgspec.structs import replace

from smile import bundled, imaging
from smile.doors import DoorJob, ForeignPage, draw
from smile.gallery import Gallery, Shown, dressed
from smile.job import Job, edit_base
from smile.links import references
from smile.results import FileRecord, PageRecord
from smile.scan import digest
from smile.sheets import Sheet
from smile.shell import Entry
from smile.writing import Writer

_SRC = re.compile(r'<img\b[^>]*?\ssrc="([^"]*)"')


def plan(job: Job, writer: Writer) -> tuple[list[Sheet], tuple[Entry, ...]]:
    """The pages that the engine made, and the site's own menu. Other files are written at once."""
    task, microsite = job.task, job.task.microsite
    work = Path(tempfile.mkdtemp(prefix=f"{microsite.slug}-", dir=task.cache))
    pictures: dict[str, bytes] = {}
    try:
        root = _agreed(job, work.with_name(work.name + "-agreed"))
        made = draw(
            DoorJob(
                root,
                root / microsite.folder,
                bundled.themes(task.opened.root)[-1],
                work,
                microsite.title,
                job.site.base,
                job.site.path,
                microsite.shell,
                task.build.drafts,
                task.build.now,
                edit_base(task.opened.estate),
            ),
            microsite.engine,
        )
        job.result.warnings += made.warnings
        for item in made.files:
            if item.path == "/sitemap.xml":
                continue  # the estate makes one of its own, of the pages of all engines
            data = item.file.read_bytes()
            url = job.site.url(item.path)
            if item.path.lower().endswith(imaging.ENDINGS):
                pictures[url] = data = imaging.bare(data)
            key = digest(data)
            writer.file(FileRecord(url, key, task.files), None if writer.file_before(url, key) else data)
        for page in made.pages:
            if page.html is not None:
                _whole(job, page, page.html, writer)
    finally:
        shutil.rmtree(work, ignore_errors=True)
        shutil.rmtree(work.with_name(work.name + "-agreed"), ignore_errors=True)
    dresser = _Pictures(job, writer, pictures)
    sheets = [_sheet(job, dresser.dressed(page)) for page in made.pages if page.html is None]
    for sheet in sheets:
        sheet.feeds = made.feeds
    entries = [
        (page.order, Entry(page.label or page.title, job.site.url(page.path)))
        for page in made.pages
        if page.navigation
    ]
    entries += [(link.order, Entry(link.title, link.url)) for link in made.links]
    return sheets, tuple(entry for _, entry in sorted(entries, key=lambda pair: pair[0]))


class _Pictures:
    """The pictures that an engine published, by address; those that pages in our own shell show get their sizes."""

    def __init__(self, job: Job, writer: Writer, data: dict[str, bytes]) -> None:
        self.job, self.data, self.gallery = job, data, Gallery(job, writer)
        self._seen: dict[str, Shown | None] = {}

    def dressed(self, page: ForeignPage) -> ForeignPage:
        """The page with the sizes of its pictures; an engine may link to them from where the page stands."""
        shown: dict[str, Shown] = {}
        for link in _SRC.findall(page.body) if "<img" in page.body else ():
            url = urljoin(self.job.site.url(page.path), unescape(link))
            if url in self.data and url not in self._seen:
                self._seen[url] = self.gallery.foreign(url, self.data[url], self.job.task.files)
            one = self._seen.get(url)
            if one:
                shown[unescape(link)] = one
        return replace(page, body=dressed(page.body, shown))


def _agreed(job: Job, copy: Path) -> Path:
    """The estate's folder; a copy of the microsite alone where something in it is left out for want of a consent."""
    root, folder = job.task.opened.root, job.folder
    held = {root / file for file in job.task.withheld if file.startswith(folder + "/")}
    if not held:
        return root
    shutil.copytree(
        root / folder,
        copy / folder,
        ignore=lambda at, names: [name for name in names if Path(at, name) in held],
    )
    return copy


def _sheet(job: Job, page: ForeignPage) -> Sheet:
    url = job.site.url(page.path)
    return Sheet(
        url, "prose.html", page.title, page.summary, {"body": Markup(page.body), "headings": (), "author": page.author},
        (page.source,) if page.source else job.task.files, page.source, None,
        job.site.url(page.parent) if page.parent else None, page.navigation, page.order, (), page.owner, page.reviewed,
        page.next_review, page.published, page.kind,
    )  # fmt: skip


def _whole(job: Job, page: ForeignPage, html: bytes, writer: Writer) -> None:
    """A page that keeps its own shell is published as it is."""
    url, key = job.site.url(page.path), digest(html)
    found = references(html.decode("utf-8", "replace"))
    files = (page.source,) if page.source else job.task.files
    record = PageRecord(
        url, key, page.title, page.summary, page.kind, True, page.published, files, (), (), *found
    )
    kept = writer.page_before(url)
    writer.page(record, None if kept is not None and kept.key == key else html)
