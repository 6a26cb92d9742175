"""Other people's HTML as plain text: no markup, no contacts of persons, one form for each character."""

from __future__ import annotations

import html
import re
import unicodedata
from urllib.parse import urlsplit

import nh3

LENGTH = 600
"""How much of a post is kept, in characters."""
_RAW = 20_000
"""How much of it is looked at."""
_FIRST = 4_000
_END = 500
"""How long boilerplate at the end of a post may be."""

_BLOCK = re.compile(
    r"<(?=/?(?:p|div|br|li|h[1-6]|t[rdh]|[uo]l|dl|d[td]|blockquote|pre|hr|section|article)\b)", re.I
)
_HIDDEN = {"script", "style", "template", "noscript", "iframe", "object", "svg", "math", "title", "textarea"}
_CLEANER = nh3.Cleaner(tags=set(), clean_content_tags=_HIDDEN)
_PLAIN = str.maketrans(
    {"\u2018": "'", "\u2019": "'", "\u02bc": "'", "\u201c": '"', "\u201d": '"', "\u00a0": " "}
)
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\uffff\ud800-\udfff]"
)
_TAIL = re.compile(
    r"\s*(?:The post .{1,300}? (?:first )?appeared (?:first )?on .{1,120}?\.?"
    r"|\[(?:\u2026|\.\.\.|&hellip;)\]|(?:Continue|Keep) reading.{0,80}|Read (?:more|the rest|on)\b.{0,60})\s*$",
    re.I,
)
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}", re.I)
_SIMPLE = re.compile(r"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)+/[A-Za-z0-9/._~-]{0,500}")
_TEN = re.compile(r"(?<![\w.-])\d{10}(?![\w-])")
_DIGITS = re.compile(r"\+?\(?\d[\d ().\-\u2010-\u2015]{7,22}\d")


def plain(raw: str, markup: bool = True) -> str:
    """`raw` as one line of text. `markup` says whether it is HTML; plain text keeps its angle brackets."""
    enough = 2 * LENGTH
    if len(raw) > _FIRST:  # of most texts the beginning has all that is kept
        text = _plain(raw[:_FIRST], markup)
        if len(text) >= enough:
            return text
    return _plain(raw[:_RAW], markup)


def _plain(text: str, markup: bool) -> str:
    if markup and ("<" in text or "&" in text):
        text = _BLOCK.sub(" <", text)
        # all tags go; what nh3 escapes for HTML is text again, and is escaped anew wherever it is shown
        text = html.unescape(_CLEANER.clean(text)) if "<" in text else html.unescape(text)
    if not text.isascii():
        text = unicodedata.normalize("NFC", text).translate(_PLAIN)
    text = " ".join(text.split())
    seen = text.isprintable() and "\ufffc" not in text and "\ufffd" not in text
    return text if seen else " ".join(_UNSEEN.sub(" ", text).split())


def excerpt(text: str, length: int = LENGTH) -> str:
    """The beginning of a text without its boilerplate, cut after a word."""
    text = text[: 2 * LENGTH]
    end = max(0, len(text) - _END)
    last = text[end:].lower()
    if "read" in last or "appeared" in last or "[" in last:
        text = text[:end] + _TAIL.sub("", text[end:])
    text = private(text)
    if len(text) <= length:
        return text
    return text[: length - 1].rsplit(" ", 1)[0].rstrip(" ,;:.-") + "\u2026"


def private(text: str) -> str:
    """A text without e-mail addresses and without numbers that may be somebody's: they are not ours to repeat."""
    if "@" in text:
        text = _EMAIL.sub("[e-mail address]", text)
    return _DIGITS.sub(_number, text)


def _number(match: re.Match[str]) -> str:
    count = sum(sign.isdigit() for sign in match[0])
    return "[number]" if count >= 9 else match[0]


def address(url: str, base: str = "") -> str:
    """A link that may be shown, or "" for one that is neither http nor https or holds somebody's address."""
    from urllib.parse import unquote, urljoin

    if _SIMPLE.fullmatch(url) and not _TEN.search(url):
        return url
    made = "".join(sign for sign in url.strip() if sign > " ")
    if base:
        try:
            made = urljoin(base, made)
        except ValueError:
            return ""
    try:
        parts = urlsplit(made)
        host = parts.hostname or ""
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not host or "@" in parts.netloc or len(made) > 2000:
        return ""
    if any(sign in made for sign in "\"'<>`\\") or not made.isprintable():
        return ""
    open_text = unquote(html.unescape(made))
    return "" if _TEN.search(open_text) or _EMAIL.search(open_text) else made
