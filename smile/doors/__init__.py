"""Doors: microsites that MkDocs or Pelican draws, each by its own command in a child process.

With `shell: shared` the engine fills our minimal theme, whose documents carry a page's facts as JSON and its
body between two marker comments; the generator then draws that body in the same shell as every other page.
With `shell: own` the engine's own theme is kept, made to work under a strict Content-Security-Policy.
No engine is ever imported here: MkDocs calls its internals no interface, and Pelican's licence is the AGPL.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Literal

from msgspec import Struct

from smile.plugin import Feed
from smile.problems import Problem


class DoorJob(Struct, frozen=True):
    """One microsite to be drawn by a foreign engine."""

    estate: Path
    """The estate's folder: problems and sources are told relative to it."""
    folder: Path
    """The microsite's folder, which is only read."""
    theme: Path
    """The folder of the estate's theme: the engines' templates are in `mkdocs` and `pelican` below it."""
    work: Path
    """An empty folder for what the engine writes."""
    title: str
    base: str
    """The address of the audience's site without a closing slash: https://www.example.org"""
    path: str
    """Where the microsite stands: "/locality-restructure/"."""
    shell: Literal["shared", "own"]
    drafts: bool
    now: dt.datetime
    edit: str = ""
    """Where the estate's files are edited, without the file: https://github.com/example/estate/edit/main/"""

    @property
    def url(self) -> str:
        """The whole address of the microsite, with a slash at the end."""
        return self.base + self.path

    def named(self, file: Path | str) -> str:
        """A file as problems name it: relative to the estate, with forward slashes; "" when outside of it."""
        full = Path(file) if Path(file).is_absolute() else self.folder / file
        try:
            return full.resolve().relative_to(self.estate.resolve()).as_posix()
        except ValueError:
            return ""


class ForeignPage(Struct, frozen=True):
    """A page that an engine made; `path` is below the microsite's own: "/about/"."""

    path: str
    title: str
    summary: str
    body: str
    """An HTML fragment that begins at heading level 2; "" when the whole document is in `html`."""
    source: str
    """The file it was made from, relative to the estate; "" when no single file made it."""
    published: dt.date | None
    author: str | None
    tags: tuple[str, ...]
    kind: Literal["page", "article", "index"]
    order: int
    """Its place in the site's own navigation, from 0."""
    navigation: bool
    """Whether the site's own menu lists it."""
    parent: str | None
    """The path of the page above it in the site's own navigation."""
    html: bytes | None = None
    """The whole document, where the site keeps its own shell."""
    label: str = ""
    """What the site's own menu calls it, where that is not its title."""
    owner: str | None = None
    reviewed: dt.date | None = None
    next_review: dt.date | None = None


class ForeignFile(Struct, frozen=True):
    """Any other file that an engine made, at `path` below the microsite's own: "/images/a.png"."""

    path: str
    file: Path


class ForeignLink(Struct, frozen=True):
    """A link of the site's own menu that leads elsewhere; `order` counts as a page's does."""

    title: str
    url: str
    order: int


class DoorResult(Struct, frozen=True):
    """All that an engine made of a microsite, in order of path."""

    pages: tuple[ForeignPage, ...]
    files: tuple[ForeignFile, ...]
    warnings: tuple[Problem, ...] = ()
    feeds: tuple[Feed, ...] = ()
    """The feeds among the files; their paths are site paths."""
    links: tuple[ForeignLink, ...] = ()


def draw(job: DoorJob, engine: str) -> DoorResult:
    """Has `engine` ("mkdocs" or "pelican") draw the microsite.

    Raises `ContentError` for what the engine or our own checks complain of, `MachineError` when the engine is
    not installed.
    """
    from smile.doors import mkdocs, pelican  # here, because both need the types above

    return {"mkdocs": mkdocs.draw, "pelican": pelican.draw}[engine](job)
