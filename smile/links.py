"""What a page refers to and what can be referred to in it; and the check of every internal link and anchor."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Container, Iterable, Mapping
from typing import NamedTuple

from smile import paths

_VALUE = r"""("[^"]*"|'[^']*'|[^\s>"'=<`]*)"""
_ATTRIBUTE = re.compile(
    # looks for "=" first and then behind it, which is many times faster than to look for names
    r"=(?<=[acdfnrt]=)(?:"
    r"(?:(?<=\shref=)|(?<=\ssrc=)|(?<=\saction=)|(?<=\sposter=)|(?<=\sdata=))" + _VALUE + "|"
    r"(?<=\sid=)" + _VALUE + "|"
    r"(?<=\ssrcset=)" + _VALUE + ")"
)
_ACTION = re.compile(r"\saction=" + _VALUE)
_POSTED = re.compile(r"<form\b[^>]*\smethod=[\"']?post\b[^>]*>", re.IGNORECASE)


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
    # a form that posts leads to a service, not to a page
    linked = _POSTED.sub(lambda form: _ACTION.sub("", form[0]), page) if "method=" in page else page
    found = _ATTRIBUTE.findall(linked)
    links = dict.fromkeys(_plain(link) for link in dict.fromkeys(link for link, _, _ in found if link))
    links.update((link, None) for _, _, srcset in found if srcset for link in _many(_plain(srcset)))
    return References(tuple(links), tuple(_plain(name) for _, name, _ in found if name))


def _plain(value: str) -> str:
    """The value of an attribute from how it is written."""
    if value[0] == '"' or value[0] == "'":
        value = value[1:-1]
    return (html.unescape(value) if "&" in value else value).strip()


def _many(srcset: str) -> list[str]:
    return [part.split()[0] for part in srcset.split(",") if part.strip()]


def internal(link: str) -> bool:
    """Whether a link leads to something that this build must have made."""
    return bool(link) and not paths.is_outside(link) and not link.startswith("mailto:")


def check(
    pages: Iterable[tuple[str, tuple[str, ...]]],
    known: Mapping[str, tuple[str, ...] | None],
    redirects: frozenset[str],
    framed: Callable[[str], Container[str]] = lambda page: (),
) -> list[Broken]:
    """Every broken link of `pages` (address, links).

    `known` maps the address of everything that was made to its ids, or None where that is not a page; `framed` gives
    the ids of what stands around a page.
    """
    broken: list[Broken] = []
    good: set[str] = set()
    for page, links in pages:
        for link in links:
            if link in good or link in known or not internal(link):
                continue
            target, _, anchor = paths.absolute(link, page).partition("#")
            if target not in known:
                if target not in redirects:
                    broken.append(Broken(page, link, target, False))
                    continue
            elif anchor and anchor != "top":
                ids = known[target]
                if ids is not None and anchor not in ids and anchor not in framed(target):
                    broken.append(Broken(page, link, anchor, True))
                    continue
            if link[0] == "/":
                good.add(link)  # a site path leads to the same place from every page
    return broken
