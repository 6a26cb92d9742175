"""Templates without the white space that no browser shows, taken out once, when they are compiled.

What this drops minify-html would drop from each page. White space beside a block-level tag goes, any other becomes one
character; `pre`, `textarea`, `script` and `style`, and the values of attributes, stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream

_BLOCKS = frozenset(
    "address article aside blockquote body br caption col colgroup dd details dialog div dl dt fieldset figcaption "
    "figure footer form h1 h2 h3 h4 h5 h6 head header hgroup hr html legend li link main menu meta nav ol optgroup "
    "option p pre search section summary table tbody td tfoot th thead title tr ul".split()
)
"""Elements beside whose tags white space is not shown."""
_KEPT = frozenset(("pre", "textarea", "script", "style"))
"""Elements in which white space means something."""
_TEXT = re.compile(r"<!--.*?-->|<!--|</?[a-zA-Z][\w:-]*|</?|\s+|[^<\s]+", re.DOTALL)
_TAG = re.compile(r"""\s+|="([\w.:#/-]+)"(?=[\s>])|["'>]|=|[^\s"'>=]+""")


class Tight(Extension):
    """Takes white space out of what a template says itself; lines keep their numbers."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        html = (stream.name or "").endswith((".html", ".jinja"))
        place = _Place()
        for token in stream:
            if token.type == "data" and html:
                text = place.tightened(token.value)
                if text:
                    yield Token(token.lineno, "data", text)
            else:
                place.spaced = False  # who knows what this puts out
                yield token


class _Place:
    """Where in a document a template is, from one piece of its own text to the next."""

    def __init__(self) -> None:
        self.inside = ""
        """What ends where it is: "" for text, ">" for a tag, a quotation mark for a value, "-->" for a comment,
        "</NAME" for an element that is kept."""
        self.name = ""
        """Of the tag that is open, with "/" before it for an end."""
        self.spaced = False
        """Whether white space would not be shown here: there was some, or a block-level tag."""

    def tightened(self, text: str) -> str:
        made: list[str] = []
        at = 0
        step = {"": self._in_text, ">": self._in_tag}
        while at < len(text):
            at = step.get(self.inside, self._to_end)(text, at, made)
        return "".join(made)

    def _in_text(self, text: str, at: int, made: list[str]) -> int:
        found = _TEXT.match(text, at)
        assert found is not None  # any character is one of these
        piece, end = found[0], found.end()
        if piece.isspace():
            if not self.spaced and not _block_at(text, end):
                made.append(" " if "\n" not in piece else "\n")
                self.spaced = True
            return end
        if piece.startswith("<!--"):
            if len(piece) == 4:
                self.inside = "-->"
                made.append(piece)
            return end
        made.append(piece)
        self.spaced = False
        if piece[0] == "<" and (len(piece) > 1 or text[end : end + 1] in ("", "!")):
            self.inside, self.name = ">", piece[1:].lower()
        return end

    def _in_tag(self, text: str, at: int, made: list[str]) -> int:
        found = _TAG.match(text, at)
        assert found is not None  # any character is one of these
        piece, end = found[0], found.end()
        if piece.isspace():
            if text[end : end + 1] != ">":
                made.append(" ")
            return end
        made.append("=" + found[1] if found[1] else piece)
        if piece == ">":
            self.inside = "</" + self.name if self.name in _KEPT else ""
            self.spaced = self.name.removeprefix("/") in _BLOCKS
        elif piece in ("'", '"'):
            self.inside = piece
        return end

    def _to_end(self, text: str, at: int, made: list[str]) -> int:
        """Leaves all as it is up to where a value, a comment or an element ends, in this piece or in a later one."""
        found = re.compile(re.escape(self.inside), re.IGNORECASE).search(text, at)
        if found is None:
            made.append(text[at:])
            return len(text)
        end = found.start()
        if self.inside in ("'", '"'):
            end += 1
            self.inside = ">"
        elif self.inside == "-->":
            end += 3
            self.inside = ""
        else:
            self.inside, self.spaced = "", False
        made.append(text[at:end])
        return end


def _block_at(text: str, at: int) -> bool:
    """Whether a block-level tag begins here."""
    found = _TEXT.match(text, at)
    return found is not None and found[0][0] == "<" and found[0].strip("</").lower() in _BLOCKS
