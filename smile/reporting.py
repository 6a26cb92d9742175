"""Problems that show only in what was made, told at the line that they come from."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from smile.estate import Opened
from smile.links import Broken
from smile.places import place
from smile.problems import Problem, nearest
from smile.results import PageRecord


def broken_link(
    root: Path,
    page: PageRecord | None,
    broken: Broken,
    known: Mapping[str, object],
    hidden: Mapping[str, str],
) -> Problem:
    """A link of a page that leads nowhere."""
    tail = broken.link.split("#")[0].rstrip("/").rsplit("/", 1)[-1]
    words = (
        ["#" + broken.target, broken.target]
        if broken.anchor
        else [broken.link, f"{tail}.md", f"{tail}/", tail]
    )
    file, line, column = place(root, page.files if page else (), words)
    if broken.anchor:
        message, expected = (
            "the link leads to a heading that is not there",
            "the id of a heading of that page",
        )
        return Problem(
            file,
            line,
            column,
            "link.anchor",
            message,
            broken.link,
            expected,
            "open the page and look at its headings",
        )
    if broken.target in hidden:
        message = f"the link leads to a page that is {hidden[broken.target]}"
        return Problem(
            file, line, column, "link.hidden", message, broken.link, "", "link to it when it is published"
        )
    if broken.target + "/" in known:
        return Problem(
            file,
            line,
            column,
            "link.slash",
            "the address of a page ends with a slash",
            broken.link,
            broken.target + "/",
            "add the slash",
        )
    close = nearest(broken.target, list(known)[:20_000])
    hint = f"did you mean {close}?" if close else "correct the link, or make the page"
    where = f" (on {broken.page})" if page else ""
    return Problem(
        file,
        line,
        column,
        "link.broken",
        f"the link leads to a page that is not there{where}",
        broken.link,
        "",
        hint,
    )


def broken_frame(opened: Opened, slug: str, broken: Broken) -> Problem:
    """A link of the header, a menu or the footer that leads nowhere."""
    site = next(site for site in opened.microsites if site.slug == slug)
    file, line, column = place(opened.root, (site.source.file, opened.estate.source.file), [broken.link])
    message = "a link of the menus or the footer leads to a page that is not there"
    return Problem(
        file, line, column, "link.frame", message, broken.link, "", "correct it there, or make the page"
    )
