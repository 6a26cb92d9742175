"""What a page refers to and what can be referred to in it; and the check of every internal link and anchor."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from smile import paths

_REFERENCE = re.compile(r"""\s(?:(href|src|action|poster|srcset|data)=(?:"([^"]*)"|'([^']*)'|([^\s>"']+))|(id)=(?:"([^"]*)"|'([^']*)'|([^\s>"']+)))""")  # fmt: skip


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
    links: dict[str, None] = {}
    ids: list[str] = []
    for kind, one, two, three, is_id, id_one, id_two, id_three in _REFERENCE.findall(page):
        if is_id:
            ids.append(html.unescape(id_one or id_two or id_three))
            continue
        value = one or two or three
        if "&" in value:
            value = html.unescape(value)
        for link in _many(value) if kind == "srcset" else (value,):
            links[link.strip()] = None
    return References(tuple(links), tuple(ids))


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
