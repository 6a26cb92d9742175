"""Finding what is private in any file, however it is written: what `smile.gates` does not let through."""

from __future__ import annotations

import html
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import NamedTuple
from urllib.parse import unquote

from ahocorasick_rs import AhoCorasick, BytesAhoCorasick, MatchKind

from smile.contacts import EMAIL, NHS, NUMBER, PHONE, bare, has_address, has_digits, nhs_number
from smile.packed import readable
from smile.secrets import MIN_LENGTH, Secret

_WORDS = bytes(
    number if not number or (chr(number).isalnum() and number < 128) else 32 for number in range(256)
).lower()
"""What makes letters of a text lower, and everything between its words a space; what ends a text stays."""
_SHORT = 4
"""Words up to this long stand within others on nearly every page."""
_MANY = 30
"""From so many texts on, looking for all at once is faster than for each."""
_TAG = re.compile(r"<[^>]*>")
_APART = re.compile(r"[\W_]+")
_SPACED = ("  ", "\n ", " \n", "\t", "\r", "\v", "\f", "\x1c", "\x1d", "\x1e", "\x1f")
"""What stands in a text with more space than one within it, or with other space."""
_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
_TYPEWRITTEN = str.maketrans("\u2018\u2019\u201c\u201d\u2010\u2011\u2013\u2014", "''\"\"----")
_ESCAPED = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([nrt/\"']))")
_ATTRIBUTE = re.compile(
    r"\s(?:alt|title|content|placeholder|value|label|summary|aria-label|data-[\w-]+)="
    r"""(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))"""
)
_SCHEME = re.compile(r"""\b(?:mailto|tel):([^">'\s]+)""")
_NO_TEXT = (".svg", ".js", ".css", ".pf_index", ".pagefind")
"""Files whose own numbers look like those of telephones."""


class Leak(NamedTuple):
    """Something that must not be seen: what kind, the text, and the secret it belongs to, if one is known."""

    kind: str
    text: str
    secret: Secret | None


class Finder:
    """Knows every private text, and the contacts that may be shown."""

    def __init__(
        self,
        texts: Sequence[str],
        audiences: Sequence[int],
        secret: Callable[[int], Secret],
        audience: int,
        contacts: Sequence[str],
    ) -> None:
        """For the pages of `audience`: texts of it and of wider ones do not count, nor do `contacts`.

        `audiences` says who may see each of the `texts`, `secret` gives all that is known of one by its number.
        """
        self.contacts = {bare(contact) for contact in contacts}
        narrower = [number for number, whose in enumerate(audiences) if whose > audience]
        if self.contacts:
            narrower = [number for number in narrower if bare(texts[number]) not in self.contacts]
        self._secret = secret
        self.secrets = dict(zip(_plains([texts[number] for number in narrower]), narrower, strict=True))
        """By private text in its plain form, its number."""
        self.numbers = {bare(text): text for text in self.secrets if NUMBER.fullmatch(text)}
        self.audience, self.public = audience, audience == 0
        hints: dict[bytes, list[str]] = {}
        self._always: list[str] = []
        found = _split([texts[number] for number in self.secrets.values()])
        self._needed: dict[str, list[bytes]] = dict(zip(self.secrets, found, strict=True))
        shared = Counter(chain.from_iterable(self._needed.values()))
        for text, words in self._needed.items():
            hints.setdefault(_hint(words, shared), []).append(text) if words else self._always.append(text)
        self._texts = list(hints.values())
        self._words = BytesAhoCorasick(list(hints), matchkind=MatchKind.Standard) if hints else None

    def leaks(self, data: bytes, path: str, personal: bool = True) -> list[Leak]:
        """What the file `data`, to be served at `path`, must not show, in its text or in its address.

        Without `personal`, contacts that no record holds are let through.
        """
        found: dict[str, Leak] = {}
        for text in self._private(path.encode()):
            found[text] = self._leak(text)
        strict = personal and self.public and not path.lower().endswith(_NO_TEXT)
        for part in readable(data):
            for text in self._private(part):
                found[text] = found.get(text) or self._leak(text)
            if strict or self.numbers:
                for leak in self._personal(part, strict):
                    found.setdefault(leak.text, leak)
        return list(found.values())

    def _leak(self, text: str) -> Leak:
        return Leak("private", text, self._secret(self.secrets[text]))

    def _private(self, part: bytes) -> list[str]:
        """The secrets that stand in `part`."""
        likely = self._candidates(part) if self.secrets else []
        if not likely:
            return []
        plain = _normal(part)
        found = _within(likely, plain)
        loose = {text: words for text in likely if (words := _loose(text))}
        apart = _within([*loose.values()], _APART.sub(" ", plain))
        return [text for text in likely if text in found or loose.get(text) in apart]

    def _candidates(self, part: bytes) -> list[str]:
        """The secrets of which all words stand somewhere in `part`."""
        low = part.lower()
        if b"\\" in low or b"&" in low or b"%" in low or not low.isascii():
            low += b"\n" + decoded(low.decode("utf-8", "replace")).encode("utf-8", "replace").lower()
        if b"<" in low:
            low += b"\n" + _without_tags(low)
        hits = (
            {index for index, _, _ in self._words.find_matches_as_indexes(low, overlapping=True)}
            if self._words
            else ()
        )
        there: dict[bytes, bool] = {}  # many texts share their words

        def holds(word: bytes) -> bool:
            found = there.get(word)
            if found is None:
                found = there[word] = word in low
            return found

        likely = (text for index in hits for text in self._texts[index])
        return [text for text in likely if all(map(holds, self._needed[text]))] + self._always

    def _personal(self, part: bytes, strict: bool) -> Iterator[Leak]:
        """Numbers of records in any form; and, if `strict`, all that are not among the published contacts."""
        digits = has_digits(part)
        if not digits and not (strict and has_address(part)):
            return
        text = decoded(part.decode("utf-8", "replace"))
        inside = [one or two or three for one, two, three in _ATTRIBUTE.findall(text)]
        seen = "\n".join([_TAG.sub(" ", text), *inside, *_SCHEME.findall(text)])
        if digits and self.numbers:
            runs = [*NUMBER.findall(seen), *PHONE.findall(seen), *map("".join, NHS.findall(seen))]
            for known in {self.numbers[bare(run)] for run in runs if bare(run) in self.numbers}:
                yield self._leak(known)
        if strict:
            yield from self._strangers(seen, digits)

    def _strangers(self, seen: str, digits: bool) -> Iterator[Leak]:
        """E-mail addresses, telephone numbers and NHS numbers that nobody has published."""
        for match in EMAIL.findall(seen) if "@" in seen else ():
            if bare(match) not in self.contacts and _plain(match) not in self.secrets:
                yield Leak("e-mail address", match, None)
        if not digits:
            return
        for match in PHONE.findall(seen):
            plain = bare(match)
            if (
                plain not in self.contacts
                and plain not in self.numbers
                and 10 <= len(re.sub(r"\D", "", match)) <= 13
            ):
                yield Leak("telephone number", match.strip(), None)
        for match in NHS.finditer(seen):
            number = "".join(match.groups())
            if nhs_number(number) and number not in self.contacts and number not in self.numbers:
                yield Leak("NHS number", match[0], None)


@lru_cache(1 << 12)
def _loose(text: str) -> str:
    """A text of several words without what stands between them; "" where too little is left."""
    apart = _APART.sub(" ", text).strip() if " " in text else ""
    return apart if len(apart) >= MIN_LENGTH else ""


def _hint(words: Sequence[bytes], shared: Mapping[bytes, int]) -> bytes:
    """The word by which a text is found: the rarest of the longer ones, else the longest."""
    found, least = b"", 0
    for word in words:
        if len(word) > _SHORT:
            count = shared[word]
            if not found or count < least or (count == least and len(word) > len(found)):
                found, least = word, count
    return found or max(words, key=len)


def _within(texts: Sequence[str], page: str) -> set[str]:
    """Those of `texts` that stand in a page; many are looked for in one go."""
    if len(texts) < _MANY:
        return {text for text in texts if text in page}
    search = AhoCorasick(texts, matchkind=MatchKind.Standard)
    return {texts[which] for which, _, _ in search.find_matches_as_indexes(page, overlapping=True)}


def _without_tags(low: bytes) -> bytes:
    """The texts between the tags, one after the other; faster than an expression."""
    first, *others = low.split(b"<")
    return first + b"".join([piece[piece.find(b">") + 1 :] for piece in others])


def _normal(part: bytes) -> str:
    """A part in one form: as it stands and decoded, each with its tags, which hold texts, and without."""
    texts = [part.decode("utf-8", "replace")]
    if "\ufffd" in texts[0]:
        texts.append(part.decode("cp1252", "replace"))  # an older text, or UTF-16 without its zeros
    texts += [plainer for text in tuple(texts) if (plainer := decoded(text)) != text]
    return "\n".join(
        _plain(form) for text in texts for form in (text, _TAG.sub("", text), _TAG.sub(" ", text))
    )


def decoded(text: str) -> str:
    """A text without the escapes of HTML, JSON and addresses, two deep, and without what is not seen."""
    for _ in range(2):
        before = text
        if "\\" in text:
            text = _ESCAPED.sub(_character, text)
        if "&" in text:
            text = html.unescape(text)
        if "%" in text:
            text = unquote(text, errors="replace")
        if text == before:
            break
    return text if text.isascii() else _INVISIBLE.sub("", text)


def _character(match: re.Match[str]) -> str:
    return (
        chr(int(match[1] or match[2], 16))
        if match[1] or match[2]
        else match[3]
        if match[3] in "/\"'"
        else " "
    )


def _split(texts: Sequence[str]) -> Iterator[list[bytes]]:
    """The words of each text, as bytes in lower case, not casefold: these must stand in a page as they are."""
    whole = unicodedata.normalize("NFC", "\0".join([text.replace("\0", " ") for text in texts]))
    for line in whole.encode().translate(_WORDS).split(b"\0") if texts else ():
        yield [word for word in line.split() if len(word) > 1]


def _plains(texts: Sequence[str]) -> list[str]:
    """`_plain` of each text. What has no space but single ones within it, as most have, is done in one go."""
    whole = "\n".join(("", *texts, ""))
    if whole.isascii() and whole.count("\n") == len(texts) + 1 and not any(one in whole for one in _SPACED):
        return whole.casefold().split("\n")[1:-1]
    return [*map(_plain, texts)]


def _plain(text: str) -> str:
    """A text with one space for any, in lower case, its letters composed, without what is not seen."""
    if not text.isascii():
        text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).translate(_TYPEWRITTEN)
    return " ".join(text.casefold().split())
