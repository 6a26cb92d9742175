"""The tags of an HTML text with their positions, so that a part can be changed and the rest kept."""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser

_TAG = re.compile(r"<!--.*?-->|<[^>]*>", re.DOTALL)
_ANCHOR = re.compile(r'<a class="(?:headerlink|toclink)".*?</a>', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag from `start` to `end`; names are in lower case, values are unescaped (None: no value)."""

    name: str
    attributes: tuple[tuple[str, str | None], ...]
    start: int
    end: int
    closes: bool = False
    empty: bool = False
    """Whether it ends in "/>", which counts in SVG."""

    def get(self, name: str) -> str | None:
        """The value of an attribute, "" where it has none, None where it is not there."""
        return next((value or "" for key, value in self.attributes if key == name), None)

    def written(self, attributes: Iterable[tuple[str, str | None]]) -> str:
        """The opening tag with other attributes."""
        parts = [key if value is None else f'{key}="{html.escape(value)}"' for key, value in attributes]
        return "<" + " ".join([self.name, *parts]) + ("/>" if self.empty else ">")


@dataclass(frozen=True, slots=True)
class Edit:
    """What is to stand in the place of the text from `start` to `end`."""

    start: int
    end: int
    text: str


def tags(text: str) -> list[Tag]:
    """All tags of `text` in order; what a script or style element holds is not searched for any."""
    reader = _Reader(text)
    reader.feed(text)
    reader.close()
    return reader.found


def element_end(found: Sequence[Tag], at: int) -> Tag | None:
    """The closing tag of the element that `found[at]` opens, which holds no tags (a script or style)."""
    following = found[at + 1] if at + 1 < len(found) else None
    return following if following and following.closes and following.name == found[at].name else None


def edited(text: str, edits: Iterable[Edit]) -> str:
    """`text` with all edits made; of two that overlap, the one that begins first counts."""
    parts: list[str] = []
    at = 0
    for edit in sorted(edits, key=lambda each: (each.start, each.end)):
        if edit.start >= at:
            parts += [text[at : edit.start], edit.text]
            at = edit.end
    return "".join([*parts, text[at:]])


def plain(fragment: str) -> str:
    """The words of an HTML fragment, on one line."""
    return " ".join(html.unescape(_TAG.sub("", _ANCHOR.sub("", fragment))).split())


class _Reader(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Tag] = []
        self._text = text
        self._lines = [0, *(match.end() for match in re.finditer("\n", text))]

    def _at(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        start, text = self._at(), self.get_starttag_text() or ""
        self.found.append(Tag(tag, tuple(attrs), start, start + len(text), empty=text.endswith("/>")))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        start = self._at()
        end = self._text.find(">", start) + 1
        self.found.append(Tag(tag, (), start, end or len(self._text), closes=True))


def line_at(text: str, position: int) -> tuple[int, int]:
    """Line and column (from 1) of a position in `text`."""
    starts = [0, *(match.end() for match in re.finditer("\n", text))]
    line = bisect_right(starts, position)
    return line, position - starts[line - 1] + 1
