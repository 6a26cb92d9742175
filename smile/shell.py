"""What stands around every page: drawn once for a microsite, cut where the pages' own parts go."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import minify_html
from markupsafe import Markup

from smile.links import References, references
from smile.scan import digest_of

_SLOTS = ("head", "top", "main")
_CUT = re.compile("<!--slot-(?:" + "|".join(_SLOTS) + ")-->")
_HERE = re.compile(r'\bhref="([^"]*)"\s+data-here(?:="")?')


@dataclass(frozen=True, slots=True)
class Entry:
    """A link of a menu, with those below it."""

    title: str
    url: str
    children: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Slots:
    """What shell.html writes where a page's own parts go."""

    head: Markup = Markup("<!--slot-head-->")
    top: Markup = Markup("<!--slot-top-->")
    main: Markup = Markup("<!--slot-main-->")


class Shell:
    """The finished frame of one microsite."""

    def __init__(self, drawn: str, menus: Sequence[str]) -> None:
        """`drawn` is what shell.html made; `menus` are the site paths that its menus link to."""
        self.drawn = drawn
        self._menus = sorted({url for url in menus if url.startswith("/")}, key=len, reverse=True)
        self._variants: dict[str, list[str]] = {}
        self.key = digest_of([drawn])
        self.references: References = references(_CUT.sub("", drawn))

    def around(self, url: str, head: str, top: str, main: str) -> str:
        """The whole document of the page at `url`."""
        here = self._nearest(url)
        exact = here == url
        variant = self._variants.get(here + ("=" if exact else ""))
        if variant is None:
            variant = self._variants[here + ("=" if exact else "")] = self._cut(here, exact)
        return variant[0] + head + variant[1] + top + variant[2] + main + variant[3]

    def _nearest(self, url: str) -> str:
        return next(
            (menu for menu in self._menus if menu != "/" and url.startswith(menu)), "/" if url == "/" else ""
        )

    def _cut(self, here: str, exact: bool) -> list[str]:
        """The frame for pages at or below one entry of the menus, minified, in four pieces."""

        def mark(match: re.Match[str]) -> str:
            url = match[1]
            if url == here and exact:
                return f'href="{url}" aria-current="page"'
            if url != "/" and here and here.startswith(url):
                return f'href="{url}" aria-current="true"'
            return f'href="{url}"'

        pieces = _CUT.split(minify(_HERE.sub(mark, self.drawn), keep_comments=True))
        if len(pieces) != len(_SLOTS) + 1:
            raise ValueError(
                "shell.html must write slot.head, slot.top and slot.main, once each and in this order"
            )
        return pieces


def minify(html: str, keep_comments: bool = False) -> str:
    """HTML without what a browser does not need; a fragment stays one."""
    return minify_html.minify(
        html,
        keep_comments=keep_comments,
        keep_closing_tags=True,
        keep_html_and_head_opening_tags=True,
        allow_noncompliant_unquoted_attribute_values=False,
        minify_css=False,
        minify_js=False,
    )


def flat(entries: Sequence[Entry]) -> list[str]:
    """The addresses of all entries, children too."""
    return [url for entry in entries for url in (entry.url, *flat(entry.children))]


def context(**parts: Any) -> dict[str, Any]:
    """The variables of shell.html."""
    return {"slot": Slots(), **parts}
