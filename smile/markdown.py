"""GitHub-flavoured Markdown to HTML: what GitHub previews is what is published.

Headings get GitHub's ids, links to other Markdown files become links to their pages, blocks become fragments.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable
from typing import NamedTuple

from smile import gfm

Resolve = Callable[[str], str]
"""From a link as it is written to a link as it is published."""
WITHHELD = "withheld:"
"""What a link leads to that may not be followed: its words stay, a picture goes."""

_HEADING = re.compile(r"<h([1-6])>(.*?)</h\1>", re.DOTALL)
_LINK = re.compile(r'(<(?:a|img)\b[^>]*?\b(?:href|src)=")([^"]*)"')
_GONE = re.compile(
    r'<img\b[^>]*\ssrc="withheld:"[^>]*>|<a\b[^>]*\shref="withheld:"[^>]*>(.*?)</a>', re.DOTALL
)
_ALIGN = re.compile(r'<(t[dh]) align="(left|center|right)"')
_TICK = re.compile(r'<input type="checkbox"( checked="")? disabled=""(?: /)?>')
_TAG = re.compile(r"<[^>]*>")
_PUNCTUATION = re.compile(r"[^\w\- ]")
_RAW = re.compile(r"<[a-zA-Z/!?]")
_BLOCK = re.compile(
    r"^(?P<fence>`{4,}|~{3,})[^\n]*\n.*?^(?P=fence)[`~]*[ \t]*$"  # code, which may show how a block is written
    r"|^```[ \t]*smile[ \t]+(?P<name>[a-z0-9-]+)[ \t]*\n(?P<yaml>.*?)^```[ \t]*$"
    r"|^```[ \t]*smile\b[^\n]*$",
    re.DOTALL | re.MULTILINE,
)
_PLACE = "\n\ue000%d\ue001\n"
"""A paragraph of its own: a block, as any code between fences, needs no empty line around it."""
_PLACED = re.compile("<p>\ue000(\\d+)\ue001</p>")
_ALLOWED = {
    "a": {"href", "title", "class"},
    "img": {"src", "alt", "title", "width", "height"},
    "abbr": {"title"},
    "td": {"align"},
    "th": {"align"},
    "ol": {"start"},
    "input": {"type", "checked", "disabled"},
    "details": {"open"},
    "time": {"datetime"},
    "p": {"lang", "dir"},
    "span": {"lang", "dir"},
    "div": {"lang", "dir"},
    "blockquote": {"cite", "lang"},
    "code": {"class"},
    "section": {"class"},
    "sup": {"class", "id"},
    "li": {"id"},
}
_ALLOWED_TAGS = set(_ALLOWED) | set(
    "h1 h2 h3 h4 h5 h6 br hr ul dl dt dd em strong b i del ins s sub sup kbd samp var pre table thead tbody tr "
    "caption summary cite q small mark figure figcaption".split()
)


class Heading(NamedTuple):
    """A heading of a page."""

    level: int
    id: str
    text: str


class Asked(NamedTuple):
    """A block that a text asks for: its name, its parameters as YAML, the line (from 1) that these begin at.

    The name is "" where the block is not written as one: it has no end, or no proper name.
    """

    name: str
    yaml: str
    line: int


class Prose(NamedTuple):
    """A text as HTML, and its headings."""

    html: str
    headings: tuple[Heading, ...]


def blocks(text: str, first_line: int = 1) -> tuple[str, list[Asked]]:
    """Takes the blocks out of a text; a place is left for each, which `insert` fills."""
    if "smile" not in text or "```" not in text:
        return text, []
    found: list[Asked] = []

    def take(match: re.Match[str]) -> str:
        if match["fence"]:
            return match[0]
        line = first_line + text.count("\n", 0, match.start()) + 1
        found.append(Asked(match["name"] or "", match["yaml"] or "", line))
        return _PLACE % (len(found) - 1)

    return _BLOCK.sub(take, text), found


def insert(page: str, drawn: list[str]) -> str:
    """Puts what was drawn into the places that `blocks` left."""

    def place(match: re.Match[str]) -> str:
        number = int(match[1])
        return drawn[number] if number < len(drawn) else match[0]

    return _PLACED.sub(place, page) if drawn else page


def to_html(text: str, resolve: Resolve | None = None) -> Prose:
    """A text as HTML; its first-level headings become second-level ones, as the page has its own title."""
    raw = _RAW.search(text) is not None
    page = gfm.to_html(text, raw)
    if raw:
        page = _clean(page)
    headings: dict[str, Heading] = {}
    if "<h" in page:
        page = _HEADING.sub(lambda match: _heading(match, headings), page)
    if "<table" in page:
        page = _tables(page)
    if "<input" in page:
        page = _TICK.sub(_tick, page)
    if resolve and ("<a" in page or "<img" in page):
        page = _LINK.sub(lambda match: f'{match[1]}{_resolved(match[2], resolve)}"', page)
        if WITHHELD in page:
            page = _GONE.sub(lambda match: match[1] or "", page)
    return Prose(page, tuple(headings.values()))


def inline(text: str) -> str:
    """One line of Markdown as HTML without a paragraph around it."""
    page = to_html(text).html.strip()
    return page[3:-4] if page.startswith("<p>") and page.endswith("</p>") and page.count("<p>") == 1 else page


def slug(text: str) -> str:
    """The id that GitHub gives to a heading: lower case, hyphens for spaces, no punctuation."""
    plain = text.strip().lower()
    if not plain.isascii():
        plain = unicodedata.normalize("NFC", plain)
    return _PUNCTUATION.sub("", plain).replace(" ", "-") or "section"


def _heading(match: re.Match[str], headings: dict[str, Heading]) -> str:
    level = max(2, int(match[1]))
    inner = match[2]
    text = html.unescape(_TAG.sub("", inner) if "<" in inner else inner).strip()
    wanted = name = slug(text)
    count = 0
    while name in headings:
        count += 1
        name = f"{wanted}-{count}"
    headings[name] = Heading(level, name, text)
    return f'<h{level} id="{name}">{inner}</h{level}>'


def _tables(page: str) -> str:
    """Tables in a frame of their own, which can be scrolled by hand and by keyboard on a narrow screen."""
    count = 0

    def opened(match: re.Match[str]) -> str:
        nonlocal count
        count += 1
        return f'<div class="table table--wide" role="region" aria-label="Table {count}" tabindex="0"><table>'

    framed = re.sub("<table>", opened, page).replace("</table>", "</table></div>")
    return _ALIGN.sub(r'<\1 class="align-\2"', framed)


def _tick(match: re.Match[str]) -> str:
    """The box of a task list: a sign with a name, as nobody can tick it."""
    sign, name = ("\u2611", "Done") if match[1] else ("\u2610", "To do")
    return f'<span role="img" aria-label="{name}">{sign}</span>'


def _resolved(link: str, resolve: Resolve) -> str:
    return html.escape(resolve(html.unescape(link)))


def _clean(page: str) -> str:
    """Raw HTML of a text with only harmless elements left in it."""
    import nh3

    return nh3.clean(
        page,
        tags=_ALLOWED_TAGS,
        attributes=_ALLOWED,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel=None,
    )
