"""What a page refers to and what can be referred to in it; and the check of every internal link and anchor."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from smile import paths

_LINKS = (" href=", " src=", " action=", " poster=", " data=")
_POSTED = re.compile(r"<form\b[^>]*\smethod=[\"']?post\b[^>]*>", re.IGNORECASE)
_BARE = re.compile(r"[^\s>\"'=<`]*")


class References(NamedTuple):
    """The links of a page as they stand in it, each once, and its ids."""

    links: tuple[str, ...]
    ids: tuple[str, ...]


class Broken(NamedTuple):
    """A link that leads nowhere: the page, the link as it stands there, what is missing, whether only the anchor."""

    page: str
    link: str
    target: str
    anchor: bool


def references(page: str) -> References:
    """What `page`, a document or a part of one, refers to, and the ids in it."""
    flat = page.replace("\n", " ")
    # a form that posts leads to a service, not to a page
    linked = _POSTED.sub("<form>", flat) if " method=" in flat else flat
    links = dict.fromkeys(link for attribute in _LINKS for link in _values(linked, attribute))
    if " srcset=" in flat:
        links.update(dict.fromkeys(link for many in _values(flat, " srcset=") for link in _many(many)))
    return References(tuple(links), tuple(_values(flat, " id=")))


def _values(flat: str, attribute: str) -> list[str]:
    """The values of an attribute; looking for the name itself is many times faster than a pattern."""
    pieces = flat.split(attribute)
    if len(pieces) == 1:
        return []
    found = []
    for piece in pieces[1:]:
        mark = piece[:1]
        if mark == '"' or mark == "'":
            value = piece[1:].partition(mark)[0]
        else:
            bare = _BARE.match(piece)
            value = bare[0] if bare else ""
        found.append((html.unescape(value) if "&" in value else value).strip())
    return found


def _many(srcset: str) -> list[str]:
    return [part.split()[0] for part in srcset.split(",") if part.strip()]


def internal(link: str) -> bool:
    """Whether a link leads to something that this build must have made."""
    return bool(link) and not paths.is_outside(link) and not link.startswith("mailto:")


def check(
    pages: Iterable[tuple[str, tuple[str, ...]]],
    known: Mapping[str, tuple[str, ...] | None],
    redirects: frozenset[str],
) -> list[Broken]:
    """Every broken link of `pages` (address, links).

    `known` maps the address of everything that was made to its ids, or None where that is not a page.
    """
    broken: list[Broken] = []
    good: set[str] = set()
    for page, links in pages:
        for link in links:
            if link in good or not internal(link):
                continue
            target, _, anchor = paths.absolute(link, page).partition("#")
            if target not in known:
                if target not in redirects:
                    broken.append(Broken(page, link, target, False))
                    continue
            elif anchor and anchor != "top":
                ids = known[target]
                if ids is not None and anchor not in ids:
                    broken.append(Broken(page, link, anchor, True))
                    continue
            if link[0] == "/":
                good.add(link)  # a site path leads to the same place from every page
    return broken
