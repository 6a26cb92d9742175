"""What a microsite's worker is asked for, and what it hands back: plain data that crosses processes and machines."""

from __future__ import annotations

import datetime as dt
import pickle
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec import Struct

from smile import store
from smile.estate import Opened
from smile.leaks import Leak
from smile.plugin import Build
from smile.problems import Problem
from smile.reach import Reach
from smile.scan import digest_of
from smile.settings import Microsite
from smile.sheets import Fact


class Task(Struct, frozen=True):
    """One microsite to be built into `tree`, the new tree of its audience."""

    opened: Opened
    microsite: Microsite
    files: tuple[str, ...]
    """The files of its folder, from the estate's; those of inner microsites are not its own."""
    tree: Path | None
    """None: nothing is written, for a check."""
    fresh: bool
    """Whether the tree is empty, so that every page has to be written."""
    before: bytes | None
    """The digest of what is kept of the microsite, if it stands in the tree."""
    cache: Path
    build: Build
    code: bytes
    """What the generator, the theme and the plugins are, as a digest."""
    engine: bytes
    """What the generator alone is, with the versions of what it uses."""
    assets: dict[str, str]
    """By name, the addresses of the theme's styles, script and pictures."""
    gate: Path
    """Where the gate that all pages must pass is kept."""
    withheld: Mapping[str, str] = {}
    """The files of the estate that are left out for want of a consent, and why."""
    digests: Mapping[str, bytes] = {}
    """Of the microsite's files whose bytes are known, without a look at them, their digests."""


class PageRecord(NamedTuple):
    """A page that was made, with all that later builds and the checks of the whole need to know of it."""

    url: str
    key: bytes
    """What it holds, as a digest: after what says so ahead, where its context is `smile.plugin.Lazy`."""
    title: str
    summary: str
    kind: str
    listed: bool
    published: dt.date | None
    files: tuple[str, ...]
    templates: tuple[str, ...]
    plugins: tuple[str, ...]
    links: tuple[str, ...]
    ids: tuple[str, ...]


class GroupRecord(NamedTuple):
    """Pages that a plugin planned together, and what decides about them beside it."""

    urls: tuple[str, ...]
    base: bytes
    """All the code, the microsite and its frame, as a digest."""
    above: dict[str, Fact | None]
    """By address, what the pages above them were like, or that there was none."""
    pages: bytes
    """A list of the pages' `PageRecord`, pickled: what did not change is not pickled anew."""


class FileRecord(NamedTuple):
    """A file that was made or copied, at a site path."""

    url: str
    key: bytes
    files: tuple[str, ...]
    plugins: tuple[str, ...] = ()


class Picture(Struct, frozen=True):
    """A picture of the estate: its size in pixels, and the widths of the smaller ones that are made of it."""

    file: str
    stat: tuple[int, int]
    """When it was changed and how many bytes it has: what is known of it holds until that changes."""
    digest: bytes
    width: int
    height: int
    widths: tuple[int, ...]


GATE = "(gate)"
"""Stands among the plugins of a microsite that asked for private texts: it depends on what these are."""


LARGE = ("pages", "files", "groups", "digests", "pictures", "written", "removed", "frame")
"""What is kept apart of a microsite: most builds need none of it where it is as it was."""


@dataclass(slots=True, eq=False, repr=False)
class SiteResult:
    """A built microsite."""

    slug: str
    pages: dict[str, PageRecord] = field(default_factory=dict)
    files: dict[str, FileRecord] = field(default_factory=dict)
    groups: dict[bytes, GroupRecord] = field(default_factory=dict)
    """Pages that were planned together: see `smile.groups`."""
    redirects: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """By old address, where it leads: to one page, or else the build tells of it."""
    headers: dict[str, dict[str, str]] = field(default_factory=dict)
    """By address, the HTTP headers that plugins ask for."""
    feeds: dict[str, tuple[str, str]] = field(default_factory=dict)
    """By site path, the title and the media type of each feed that its pages offer."""
    hidden: dict[str, str] = field(default_factory=dict)
    """Pages that are not built now, by address: "a draft", "scheduled for 1 May 2027", "expired on ..."."""
    frame: tuple[bytes, str] = (b"", "")
    """What stands around the pages, ready to be put around them: see `smile.shell.Shell.minified`."""
    frame_links: tuple[str, ...] = ()
    frame_ids: tuple[str, ...] = ()
    frame_files: tuple[str, ...] = ()
    """What the header, the menus and the footer are made from."""
    plugins: frozenset[str] = frozenset()
    digests: dict[str, bytes] = field(default_factory=dict)
    pictures: dict[str, Picture] = field(default_factory=dict)
    """By file, the pictures that its pages show."""
    leaks: list[tuple[str, tuple[str, ...], Leak]] = field(default_factory=list)
    """By address, the files it was made from and what must not be seen in it."""
    reach: Reach = "other"
    """What links can lead to in it, beside what they could at the last build: its addresses, ids, what is moved."""
    linking: tuple[str, ...] = ()
    """The pages that link to something that they did not link to at the last build."""
    frame_linking: bool = False
    """Whether what stands around them does."""
    count: int = 0
    """How many pages there are."""
    listed: bytes = b""
    """The pages that search and sitemap list, and what is in them, as a digest; empty where there are none."""
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    written: tuple[str, ...] = ()
    """What was written at this build: paths in the tree."""
    removed: tuple[str, ...] = ()
    apart: tuple[Path, bytes] | None = None
    """The file that holds what is `LARGE` until it is asked for, and its digest."""

    @classmethod
    def kept(cls, rest: Mapping[str, Any], large: Path, mark: bytes) -> SiteResult:
        """What `rest` gave; all else is in the file `large`, with the digest `mark`."""
        made = cls.__new__(cls)
        made.__setstate__({**rest, "apart": (large, mark)})
        return made

    if not TYPE_CHECKING:  # it would be taken to have attributes of any name

        def __getattr__(self, name: str) -> Any:
            """Reads what is kept apart, when any of it is asked for first."""
            if name not in LARGE or self.apart is None:
                raise AttributeError(name)
            self.load()
            return getattr(self, name)

    def load(self) -> None:
        """Reads what is kept apart. `store.Lost` where it is damaged."""
        if self.apart is not None:
            large, mark = self.apart
            found = store.read(large, mark)
            if not isinstance(found, dict):
                raise store.Lost(large)
            self.__setstate__({**found, "apart": None})

    def most(self) -> dict[str, Any]:
        """What is `LARGE`. Pages that were planned together are only named: their groups hold them."""
        together = {url for group in self.groups.values() for url in group.urls}
        pages = {url: None if url in together else page for url, page in self.pages.items()}
        return {name: getattr(self, name) for name in LARGE} | {"pages": pages}

    def rest(self) -> dict[str, Any]:
        """All else."""
        names = (one.name for one in fields(self) if one.name not in (*LARGE, "apart"))
        return {name: getattr(self, name) for name in names}

    def __getstate__(self) -> dict[str, Any]:
        return self.most() | self.rest() | {"apart": None}

    def __setstate__(self, state: dict[str, Any]) -> None:
        for name, value in state.items():
            setattr(self, name, value)
        for group in state.get("groups", {}).values():
            self.pages.update(zip(group.urls, pickle.loads(group.pages), strict=True))

    def redirect(self, old: Iterable[str], url: str) -> None:
        """Takes down that what was at some old addresses is at `url` now."""
        for one in old:
            known = self.redirects.get(one, ())
            self.redirects[one] = known if url in known else (*known, url)

    def take(self, part: SiteResult) -> None:
        """Adds what was drawn apart of the same microsite."""
        for name in (
            "pages",
            "files",
            "groups",
            "redirects",
            "headers",
            "feeds",
            "hidden",
            "digests",
            "pictures",
        ):
            getattr(self, name).update(getattr(part, name))
        for name in ("leaks", "problems", "warnings"):
            getattr(self, name).extend(getattr(part, name))
        self.plugins |= part.plugins
        self.written += part.written

    def settle(self) -> None:
        """Works out what there is to know of all pages together, when everything is made."""
        listed = [part for page in self.pages.values() if page.listed for part in (page.url, page.key[-16:])]
        self.count, self.listed = len(self.pages), digest_of(listed) if listed else b""

    def made(self) -> list[tuple[str, PageRecord | FileRecord]]:
        """Everything that was made, by address."""
        return [*self.pages.items(), *self.files.items()]


def sources(record: PageRecord | FileRecord) -> tuple[str, ...]:
    """Every file that something was made from: content and records first, then templates and code."""
    code = tuple(f"plugins/{name}/plugin.py" for name in record.plugins)
    return (*record.files, *(record.templates if isinstance(record, PageRecord) else ()), *code)


def output(url: str) -> str:
    """The file in the tree that is served at a site path."""
    return (url + "index.html" if url.endswith("/") else url).lstrip("/")
