"""What stands around every page: drawn once for a microsite, cut where the pages' own parts go."""

from __future__ import annotations

import html
import re
from typing import Any

from markupsafe import Markup
from msgspec import Struct

from smile.links import References, references
from smile.problems import ContentError, Problem
from smile.scan import digest_of

_SLOTS = 3
_CUT = re.compile("<!--slot-(?:head|top|main)-->")
_MENU = re.compile(r"""href=("[^"]*)"\s+data-here(?:="")?""")
_MARK = "#smile-here"
"""Marks the links of menus until the frame is minified, which puts attributes into an order of its own."""
_HERE = re.compile(rf"""href=("[^"]*{_MARK}"|[^\s"'>]*{_MARK})""")


class Entry(Struct, frozen=True):
    """A link of a menu, with those below it."""

    title: str
    url: str
    children: tuple[Entry, ...] = ()


class Slots(Struct, frozen=True):
    """What shell.html writes where a page's own parts go."""

    head: Markup = Markup("<!--slot-head-->")
    top: Markup = Markup("<!--slot-top-->")
    main: Markup = Markup("<!--slot-main-->")


class Shell:
    """The finished frame of one microsite."""

    def __init__(self, drawn: str, engine: bytes, before: tuple[bytes, str]) -> None:
        """`drawn` is what shell.html made, `engine` is what makes it, `before` the `minified` of the last build."""
        self.drawn = drawn
        self.key = digest_of([drawn])
        self.references: References = references(_CUT.sub("", drawn))
        mark = digest_of([engine, self.key])
        self.minified = before if before[0] == mark else (mark, _minified(drawn))
        """A digest of what decides about it, and the frame without what a browser does not need."""
        # every second piece is the address of a link in a menu, as it stands in the document
        self._pieces = _HERE.split(self.minified[1])
        self._pieces[1::2] = [link.replace(_MARK, "") for link in self._pieces[1::2]]
        self._links = [html.unescape(link.strip('"')) for link in self._pieces[1::2]]
        self._menu = set(self._links)
        self._frames: dict[str, list[str]] = {"": self._frame("")}

    def around(self, url: str, head: str, top: str, main: str) -> str:
        """The whole document of the page at `url`."""
        here = self._nearest(url)
        frame = self._frames.get(here)
        if frame is None:
            frame = self._frames[here] = self._frame(here)
        return f"{frame[0]}{head}{frame[1]}{top}{frame[2]}{main}{frame[3]}\n"

    def _nearest(self, url: str) -> str:
        """The address itself if a menu links to it, or else the nearest one above it that a menu links to."""
        if url in self._menu:
            return url
        above = url.rstrip("/").rpartition("/")[0] + "/"
        while above not in self._menu:
            if above in ("/", ""):
                return ""
            above = above.rstrip("/").rpartition("/")[0] + "/"
        return above + "*"

    def _frame(self, here: str) -> list[str]:
        """The frame for a page at one place of the menus, in four pieces."""
        pieces = list(self._pieces)
        for index, link in enumerate(self._links):
            mark = ""
            if link == here:
                mark = " aria-current=page"
            elif link != "/" and here.startswith(link):
                mark = " aria-current=true"
            pieces[2 * index + 1] = f"href={self._pieces[2 * index + 1]}{mark}"
        cut = _CUT.split("".join(pieces))
        if len(cut) != _SLOTS + 1:
            message, hint = "the shell has no place for a part of the page", "write the ones that are missing"
            expected = "slot.head, slot.top and slot.main, once each, in this order"
            file = "theme/templates/shell.html"
            raise ContentError([Problem(file, 1, 0, "template.slots", message, "", expected, hint)])
        return cut


def _minified(drawn: str) -> str:
    """A frame without what a browser does not need, the links of its menus marked."""
    return minify(_MENU.sub(lambda match: f'href={match[1]}{_MARK}"', drawn), keep_comments=True)


def minify(text: str, keep_comments: bool = False) -> str:
    """HTML without what a browser does not need; a fragment stays one."""
    import minify_html  # here: most builds find nothing to do for it

    return minify_html.minify(
        text,
        keep_comments=keep_comments,
        keep_closing_tags=True,
        keep_html_and_head_opening_tags=True,
        allow_noncompliant_unquoted_attribute_values=False,
        minify_css=False,
        minify_js=False,
    )


def context(**parts: Any) -> dict[str, Any]:
    """The variables of shell.html."""
    return {"slot": Slots(), **parts}
