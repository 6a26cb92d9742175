"""Problems that show only in what was made, told at the line that they come from."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from smile import paths, sources
from smile.estate import Opened
from smile.links import Broken
from smile.problems import Problem, nearest
from smile.results import PageRecord

_SHELL = "theme/templates/shell.html"
_LINK = re.compile(r"""[^\s()<>"'\[\]]+""")
"""A link as it may stand in a text."""


class Around(Struct, frozen=True):
    """What there is beside a broken link, for hints."""

    root: Path
    known: Mapping[str, tuple[str, ...] | None]
    """By address, the ids of a page; None for what is no page."""
    hidden: Mapping[str, str]
    """By address, why a page is not built: "a draft"."""
    source: Callable[[str], str]
    """From the address of a page to the file it was made from, or "" """
    _close: dict[str, str | None] = {}

    def near(self, target: str) -> str | None:
        """The address that was probably meant."""
        if target not in self._close:
            alike = [address for address in self.known if abs(len(address) - len(target)) < 8]
            self._close[target] = nearest(target, alike[:5_000])
        return self._close[target]


def broken_link(page: PageRecord | None, broken: Broken, around: Around) -> Problem:
    """A link of a page that leads nowhere."""
    tail = broken.link.split("#")[0].rstrip("/").rpartition("/")[2]
    words = [f"#{broken.target}"] if broken.anchor else [broken.link] if tail else ["(/)", ": /\n", '"/"']
    words += [f"{tail}.md", f"{tail}/", f"({tail}", tail] if tail else []
    file, line, column = place(around.root, page.files if page else (), words)
    found, column = _written(around.root, file, line, column, broken.link)

    def problem(code: str, message: str, hint: str, expected: str = "") -> Problem:
        return Problem(file, line, column, f"link.{code}", message, found, expected, hint)

    where = "" if column else f" (on {broken.page})"
    if broken.anchor:
        ids = around.known.get(paths.absolute(broken.link, broken.page).partition("#")[0]) or ()
        close = nearest(broken.target, ids)
        hint = f"did you mean #{close}?" if close else "open the page and look at its headings"
        return problem("anchor", f"the link leads to a heading that is not there{where}", hint)
    if broken.target in around.hidden:
        message = f"the link leads to a page that is {around.hidden[broken.target]}{where}"
        return problem("hidden", message, "take the link out, or publish the page")
    if broken.target + "/" in around.known:
        hint, message = "add the slash", f"the address of a page ends with a slash{where}"
        return problem("slash", message, hint, broken.target + "/")
    kind = "page" if broken.target.endswith("/") or found.endswith(".md") else "file"
    otherwise = (
        "correct the link, or make the page" if kind == "page" else "correct its name, or put it there"
    )
    hint = _meant(around, broken.target, file, found) or otherwise
    return problem("broken", f"the link leads to a {kind} that is not there{where}", hint)


def _meant(around: Around, target: str, file: str, found: str) -> str:
    """The link that was probably meant, written the way this one is."""
    close = around.near(target)
    if close is None:
        return ""
    source = around.source(close)
    if found.partition("#")[0].endswith(".md") and source.endswith(".md"):
        return f"did you mean {posixpath.relpath(source, posixpath.dirname(file))}?"
    return f"did you mean {close}?"


def _written(root: Path, file: str, line: int, column: int, link: str) -> tuple[str, int]:
    """A link as the author wrote it, and its column; as it was published where that cannot be told."""
    text = sources.line(root / file, line) if column else ""
    for match in _LINK.finditer(text):
        if match.start() < column <= match.end():
            return match[0], match.start() + 1
        if match.start() == column:  # found by the bracket before it
            return match[0], column + 1
    return link, column


def broken_frame(opened: Opened, slug: str, broken: Broken, around: Around) -> Problem:
    """A link of the header, a menu or the footer that leads nowhere."""
    site = next(site for site in opened.microsites if site.slug == slug)
    words = [f": {broken.link}\n", broken.link]
    file, line, column = place(opened.root, (site.source.file, opened.estate.source.file), words)
    found, column = _written(opened.root, file, line, column + 2 if column else 0, broken.link)
    message = "a link of the menus or the footer leads to a page that is not there"
    hint = _meant(around, broken.target, file, found) or "correct it here, or make the page"
    return Problem(file, line, column, "link.frame", message, found, "", hint)


def place(root: Path, files: Sequence[str], words: Sequence[str]) -> tuple[str, int, int]:
    """The first of `files` that holds one of `words` (the first of these that any does), line and column."""
    found = sources.find(root, files[:200], words)
    return found or (files[0] if files else _SHELL, 1 if files else 0, 0)
