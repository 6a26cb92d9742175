"""The leak gate: nothing private reaches a wider audience, in whatever file and however it is written there."""

from __future__ import annotations

import gzip
import html
import re
import zlib
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ahocorasick_rs import BytesAhoCorasick, MatchKind

from smile.scan import digest_of
from smile.secrets import Secret

_WORD = re.compile(rb"[a-z0-9]{4,}")
_TAG = re.compile(r"<[^>]*>")
_SCRIPT = re.compile(r"\\u([0-9a-fA-F]{4})")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"(?<![\w.,/#&=-])(?:\+44[ \d()-]{9,16}\d|\(?0[1-37-9][\d ()-]{7,14}\d)(?![\w/-])")
_NHS = re.compile(r"(?<![\w.-])(\d{3})[ -]?(\d{3})[ -]?(\d{4})(?![\w-])")
_PNG_TEXT = (b"tEXt", b"iTXt", b"zTXt", b"eXIf")

_SHAPES = bytes(
    ord("d") if byte in b"0123456789" else ord(" ") if byte in b" -" else ord("x") for byte in range(256)
)
_NHS_SHAPES = (b"dddddddddd", b"ddd ddd dddd", b"ddd ddddddd", b"dddddd dddd")
_PHONE_SHAPE = re.compile(rb"0[1-37-9](?:[ ()-]{0,2}\d){8}")


class Leak(NamedTuple):
    """Something that must not be seen: what kind, the text, and the secret it belongs to, if one is known."""

    kind: str
    text: str
    secret: Secret | None


class Gate:
    """Knows every private text, and the contacts that may be shown."""

    def __init__(self, secrets: Sequence[Secret], audience: int, contacts: Sequence[str]) -> None:
        """For the pages of `audience`: secrets of that audience and wider ones do not count."""
        self.secrets = {_plain(secret.text): secret for secret in secrets if secret.audience > audience}
        self.public = audience == 0
        self.contacts = {_bare(contact) for contact in contacts}
        self.key = digest_of([str(audience), *sorted(self.secrets), *sorted(self.contacts)])
        hints: dict[bytes, list[str]] = {}
        self._always: list[str] = []
        for text in self.secrets:
            words = _WORD.findall(text.encode())
            hints.setdefault(max(words, key=len), []).append(text) if words else self._always.append(text)
        self._texts = list(hints.values())
        self._words = BytesAhoCorasick(list(hints), matchkind=MatchKind.Standard) if hints else None

    def leaks(self, data: bytes, path: str) -> list[Leak]:
        """What the file `data`, to be served at `path`, must not show."""
        found: dict[str, Leak] = {}
        for part in _readable(data, path):
            for text in self._candidates(part):
                if text in _normal(part):
                    found.setdefault(text, Leak("private", text, self.secrets[text]))
            if self.public and not path.endswith((".svg", ".js", ".css", ".pf_index", ".pagefind")):
                for leak in self._personal(part):
                    found.setdefault(leak.text, leak)
        return list(found.values())

    def _candidates(self, part: bytes) -> list[str]:
        """The secrets of which at least the longest word stands in `part`."""
        if self._words is None:
            return self._always
        low = part.lower()
        if b"\\u" in low or b"&" in low or b"%" in low:
            low += _decoded(low)
        hits = {index for index, _, _ in self._words.find_matches_as_indexes(low, overlapping=True)}
        return [text for index in hits for text in self._texts[index]] + self._always

    def _personal(self, part: bytes) -> Iterator[Leak]:
        """E-mail addresses, telephone numbers and NHS numbers that are not among the published contacts."""
        shapes = part.translate(_SHAPES)
        digits = any(shape in shapes for shape in _NHS_SHAPES)
        digits = digits or b"+44" in part or _PHONE_SHAPE.search(part) is not None
        if not digits and not _has_address(part):
            return
        text = part.decode("utf-8", "replace")
        text = html.unescape(text) if "&" in text else text
        seen = _TAG.sub(" ", text) + " ".join(
            re.findall(r'(?:href|content)="?(?:mailto|tel):([^">\s]+)', text)
        )
        if "@" in seen:
            for match in _EMAIL.findall(seen):
                if _bare(match) not in self.contacts:
                    yield Leak("e-mail address", match, None)
        if not digits:
            return
        for match in _PHONE.findall(seen):
            if _bare(match) not in self.contacts and 10 <= len(re.sub(r"\D", "", match)) <= 13:
                yield Leak("telephone number", match.strip(), None)
        for match in _NHS.finditer(seen):
            number = "".join(match.groups())
            if nhs_number(number) and _bare(number) not in self.contacts:
                yield Leak("NHS number", match[0], None)


def _has_address(part: bytes) -> bool:
    """Whether an @ stands after a letter or digit, as in an e-mail address and not as in JSON-LD."""
    at = part.find(b"@")
    while at > 0:
        if part[at - 1 : at].isalnum():
            return True
        at = part.find(b"@", at + 1)
    return b"&#64;" in part or b"&commat;" in part


def nhs_number(digits: str) -> bool:
    """Whether ten digits are a valid NHS number: modulus 11 over the first nine (NHS Data Dictionary)."""
    total = sum(int(digit) * (10 - place) for place, digit in enumerate(digits[:9]))
    check = 11 - total % 11
    return len(set(digits)) > 1 and check != 10 and (0 if check == 11 else check) == int(digits[9])


def masked(text: str) -> str:
    """A private text as a build may print it: enough to know it again, not enough to learn it."""
    return text[:2] + "*" * min(8, len(text) - 2)


def _readable(data: bytes, path: str) -> Iterator[bytes]:
    """What can be read in a file: its bytes, and what is packed inside them."""
    yield data
    if data[:2] == b"\x1f\x8b":
        try:
            yield gzip.decompress(data)
        except (OSError, EOFError, zlib.error):
            return
    elif data[:8] == b"\x89PNG\r\n\x1a\n":
        yield from _png_texts(data)
    if path.endswith((".jpg", ".jpeg", ".png", ".webp", ".tif", ".pdf", ".mp3")):
        yield data.replace(
            b"\0", b""
        )  # UTF-16, as Windows writes names into pictures, with its Latin letters bare


def _png_texts(data: bytes) -> Iterator[bytes]:
    """The texts in the chunks of a PNG picture (PNG, third edition, section 11.3.3)."""
    at = 8
    while at + 8 <= len(data):
        size, kind = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        body = data[at + 8 : at + 8 + size]
        if kind in _PNG_TEXT:
            for start in (body.find(b"\0") + 2, body.rfind(b"\0") + 1):
                try:
                    yield zlib.decompress(body[start:])
                except zlib.error:
                    continue
        at += size + 12


def _normal(part: bytes) -> str:
    """A part in one form: with its tags, which hold texts too, and without them."""
    text = part.decode("utf-8", "replace")
    if "\\u" in text:
        text = _SCRIPT.sub(lambda match: chr(int(match[1], 16)), text)
    if "&" in text:
        text = html.unescape(text)
    bare = _TAG.sub("", text)
    return _plain(text) + "\n" + _plain(bare) + "\n" + _plain(_TAG.sub(" ", text))


def _decoded(low: bytes) -> bytes:
    text = _SCRIPT.sub(lambda match: chr(int(match[1], 16)), html.unescape(low.decode("utf-8", "replace")))
    return b"\n" + text.lower().encode("utf-8", "replace")


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _bare(contact: str) -> str:
    """A contact without what people write differently: spaces, case, and +44 for 0."""
    made = re.sub(r"[\s()-]", "", contact.casefold())
    return "0" + made[3:] if made.startswith("+44") else made
