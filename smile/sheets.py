"""Step 3, plan: every page of a microsite, wherever it comes from, as one kind of thing with an address."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, NamedTuple

from msgspec import Struct

from smile.plugin import Feed, Lazy, Page
from smile.problems import Problem
from smile.records import Document
from smile.shell import Entry


class Sheet(Struct):
    """A page that is going to be drawn: `url` is its site path, `file` where its text comes from, if from one."""

    url: str
    template: str
    title: str
    summary: str = ""
    context: Mapping[str, Any] | Lazy = {}
    files: tuple[str, ...] = ()
    file: str = ""
    document: Document | None = None
    parent: str | None = None
    navigation: bool = False
    order: int | None = None
    feeds: Sequence[Feed] = ()
    owner: str | None = None
    reviewed: dt.date | None = None
    next_review: dt.date | None = None
    published: dt.date | None = None
    kind: Literal["page", "article", "index"] = "page"
    listed: bool = True
    plugins: tuple[str, ...] = ()

    @property
    def urls(self) -> tuple[str, ...]:
        """Its only address, as `smile.groups.Group` tells those of many."""
        return (self.url,)


class PageView(Struct):
    """What templates see of the page that they draw."""

    title: str
    summary: str
    url: str
    canonical: str
    breadcrumbs: tuple[Entry, ...]
    feeds: tuple[Feed, ...]
    owner: str | None
    reviewed: dt.date | None
    next_review: dt.date | None
    published: dt.date | None
    tags: tuple[str, ...]
    kind: str
    edit_url: str | None
    listed: bool
    sources: tuple[Any, ...]
    example: bool

    def plain(self) -> tuple[Any, ...]:
        """All of it in built-in types, which are the fastest to compare."""
        crumbs = [(entry.title, entry.url) for entry in self.breadcrumbs]
        feeds = [(feed.path, feed.title, feed.kind) for feed in self.feeds]
        dates = [str(day) for day in (self.reviewed, self.next_review, self.published)]
        sources = [(source.document, source.lines) for source in self.sources]
        return (
            self.title,
            self.summary,
            self.canonical,
            crumbs,
            feeds,
            dates,
            sources,
            self.owner,
            self.tags,
            self.kind,
            self.edit_url,
            self.listed,
            self.example,
        )


def of_document(document: Document, url: str) -> Sheet:
    """The page of a Markdown file."""
    return Sheet(
        url,
        "prose.html",
        document.title,
        document.summary or "",
        file=document.source.file,
        files=(document.source.file,),
        document=document,
        navigation=getattr(document, "navigation", True),
        order=getattr(document, "order", None),
        owner=document.owner,
        reviewed=document.reviewed,
        next_review=document.next_review,
    )


def of_page(page: Page, url: str, plugin: str, all_files: tuple[str, ...]) -> Sheet:
    """The page that a plugin planned; `all_files` are those of every record of the plugin."""
    made_from = page.made_from
    files = (
        all_files if made_from is None else tuple(dict.fromkeys(record.source.file for record in made_from))
    )
    alone = made_from is not None and len(made_from) == 1 and page.kind != "index"
    single = made_from[0] if made_from is not None and alone else None
    return Sheet(
        url,
        page.template,
        page.title,
        page.summary,
        page.context,
        files,
        single.source.file if single else "",
        single if isinstance(single, Document) else None,
        page.parent,
        page.navigation,
        page.order,
        page.feeds,
        page.owner,
        page.reviewed,
        page.next_review,
        page.published,
        page.kind,
        page.listed,
        (plugin,),
    )


class Fact(NamedTuple):
    """What the way to other pages needs to know of a page: its title, and the page that it says is above it."""

    title: str
    parent: str | None


def breadcrumbs(
    sheet: Sheet, above: Callable[[str], Fact | None], at: str, home: Entry | None
) -> tuple[Entry, ...]:
    """The pages above a page, outermost first: the home page, the microsite, and what lies between.

    `above` tells of the page at an address.
    """
    trail: list[Entry] = []
    url, parent = sheet.url, sheet.parent
    while url not in (at, "/"):
        url = parent or url.rstrip("/").rpartition("/")[0] + "/"
        here = above(url)
        parent = here.parent if here else None
        if here and url != at:
            trail.append(Entry(here.title, url))
        if len(trail) > 12:
            break  # parents that name each other: no page is that deep
    front = above(at)
    if sheet.url != at and front:
        trail.append(Entry(front.title, at))
    if home is not None and at != "/" or (home is not None and sheet.url != "/" and front is None):
        trail.append(home)
    return tuple(reversed(trail))


def menu(sheets: Sequence[Sheet], at: str) -> tuple[Entry, ...]:
    """A microsite's menu when it does not write its own: its first level, with the second below."""
    shown = sorted(
        (sheet for sheet in sheets if sheet.navigation),
        key=lambda s: (s.order is None, s.order or 0, s.title.casefold()),
    )
    depth = at.count("/")
    first = [sheet for sheet in shown if sheet.url == at or sheet.url.count("/") == depth + 1]
    first.sort(key=lambda sheet: sheet.url != at)
    made = []
    for sheet in first:
        below = (
            [s for s in shown if s.url.startswith(sheet.url) and s.url.count("/") == depth + 2]
            if sheet.url != at
            else []
        )
        made.append(Entry(sheet.title, sheet.url, tuple(Entry(s.title, s.url) for s in below)))
    return tuple(made)


def clashes(sheets: Sequence[Sheet]) -> list[Problem]:
    """Two pages at one address."""
    seen: dict[str, Sheet] = {}
    found = []
    for sheet in sheets:
        first = seen.setdefault(sheet.url, sheet)
        if first is not sheet:
            here = sheet.file or (sheet.files[0] if sheet.files else "")
            other = first.file or (first.files[0] if first.files else f"the generator ({first.title})")
            message = f"the page has the same address as the one from {other}"
            expected, hint = "an address of its own", "rename this file"
            found.append(Problem(here, 1, 0, "page.address", message, sheet.url, expected, hint))
    return found
