"""Where things are: the addresses of pages, from files and from links as authors write them."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple
from urllib.parse import quote, unquote

from smile.records import Audience
from smile.scan import innermost
from smile.settings import Microsite

_OUTSIDE = re.compile(r"^([a-zA-Z][a-zA-Z0-9+.-]*:|//)")


class Place(NamedTuple):
    """A microsite's folder and where it stands."""

    folder: str
    at: str
    audience: Audience


Places = Mapping[str, Place]
"""By folder, the microsites of an estate."""


def places(microsites: Sequence[Microsite]) -> Places:
    """The places of all microsites."""
    return {site.folder: Place(site.folder, site.at, site.circle) for site in microsites}


def place_of(file: str, all_places: Places) -> Place | None:
    """The microsite that a file belongs to: the innermost."""
    return innermost(file, all_places)


def own_files(microsites: Sequence[Microsite], files: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """By name of the microsite, its files in order; those of an inner one belong to it alone."""
    all_places = places(microsites)
    by_folder: dict[str, list[str]] = {site.folder: [] for site in microsites}
    known: dict[str, list[str] | None] = {}
    for path in sorted(files):
        folder = path.rpartition("/")[0]
        if folder not in known:  # many files lie in one
            place = place_of(path, all_places)
            known[folder] = by_folder[place.folder] if place else None
        own = known[folder]
        if own is not None:
            own.append(path)
    return {site.slug: tuple(by_folder[site.folder]) for site in microsites}


def page_path(file: str, folder: str) -> str:
    """The path below its microsite of the page that a Markdown file makes: `about.md` is `/about/`."""
    name = file[len(folder) + 1 :].removesuffix(".md")
    name = name.removesuffix("index") if name == "index" or name.endswith("/index") else name + "/"
    return "/" + name


def is_outside(link: str) -> bool:
    """Whether a link has a scheme or a host of its own."""
    return _OUTSIDE.match(link) is not None


def resolve(
    link: str,
    file: str,
    all_places: Places,
    bases: Mapping[Audience, str],
    made: Callable[[str], str | None],
) -> str:
    """A link in a Markdown `file` as it is published.

    A relative link to a Markdown file becomes the site path of its page (`made` gives the path below its microsite
    of a page that a plugin makes of a file), any other relative link the path of the file beside it. A page of
    another audience gets that one's address from `bases`. Links with a scheme, site paths and anchors stay.
    """
    if not link or link[0] in "#/" or _OUTSIDE.match(link):
        return link
    path, mark, anchor = link.partition("#")
    path, question, query = path.partition("?")
    target = posixpath.normpath(
        posixpath.join(posixpath.dirname(file), unquote(path) if "%" in path else path)
    )
    here, there = place_of(file, all_places), place_of(target, all_places)
    if there is None:
        return link
    below = made(target) if target.endswith(".md") else "/" + target[len(there.folder) + 1 :]
    whole = there.at + (below or page_path(target, there.folder)).lstrip("/")
    base = bases[there.audience] if here is not None and here.audience != there.audience else ""
    return base + quote(whole, safe="/-._~") + question + query + mark + anchor


def absolute(link: str, page: str) -> str:
    """A link on `page` (a site path) as a site path, with its anchor; outside links come back as they are."""
    if is_outside(link):
        return link
    path, mark, anchor = link.partition("#")
    path = path.partition("?")[0]
    whole = posixpath.normpath(posixpath.join(page, unquote(path))) if path else page
    if path.rpartition("/")[2] in ("", ".", "..") and path and not whole.endswith("/"):
        whole += "/"
    return whole + mark + unquote(anchor)
