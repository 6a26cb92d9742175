"""Finding replies that are nearly the same, among many, without comparing each with each.

The likeness of two texts is twice the number of words that both have in the same order, divided by the words of
both (the normalised Indel similarity of rapidfuzz, on words). For that to reach a threshold t, texts of n and m
words must share c = ceil(t * (n + m) / 2) of them. So the two have s words in common among the rarest n - c + s of
the one and m - c + s of the other, and only texts that do are compared. No pair is missed, and nothing is left to
chance.

Source: prefix filtering, Chaudhuri, Ganti and Kaushik, "A primitive operator for similarity joins in data
cleaning", ICDE 2006; with more than one word, Wang, Li and Feng, "Can we beat the prefix filtering?", SIGMOD 2012.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import chain, repeat
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import Indel

from smile.plugin import Build
from smile.scan import digest, digest_of

SHARED = 2
"""How many rare words two texts must share before they are compared: s in the lines above."""
SAMPLE = 256
"""After how many changes, about, all texts are compared again."""
_CLASS = 1.1
"""Lengths that differ by no more than this factor are of one class."""
_WORD = re.compile(r"\w+")
_CHARACTERS = 0x110000
_SCORER = Indel.normalized_similarity


class Pair(NamedTuple):
    """Two texts that are too much alike: their places in the sequence, and how much of them, from 0 to 1."""

    first: int
    second: int
    likeness: float


def words(text: str) -> tuple[str, ...]:
    """A text as words in lower case, without marks, accents of writing and punctuation."""
    bare = unicodedata.normalize("NFKC", text).casefold().replace("\u2019", "").replace("'", "")
    return tuple(_WORD.findall(bare))


def plain(text: str) -> str:
    """The words of a text with one space between each two: what texts are compared as, and kept as."""
    return " ".join(words(text))


def likeness(first: Sequence[str], second: Sequence[str]) -> float:
    """From 0, no word in common, to 1, the same words in the same order. Two empty texts are the same."""
    return Indel.normalized_similarity(first, second)


def alike(texts: Sequence[str], threshold: float) -> Iterator[Pair]:
    """For each of some plain texts, the first one before it that is at least so much alike (0 < `threshold` <= 1).

    A text that is like an earlier one is not compared with later ones: these are told of the first of the kind.
    """
    told = [_told_apart(text.split()) for text in texts]
    numbers = _by_rarity(told)
    index = _Index([*map(len, told)], threshold)

    @cache
    def letters(place: int) -> str:
        """A text with a character for each word: rapidfuzz compares strings many times faster than lists."""
        return "".join([chr(numbers[word] % _CHARACTERS) for word in texts[place].split()])

    for second, text in enumerate(told):
        rarest = sorted(map(numbers.__getitem__, text))
        likely = index.likely(second, rarest)
        others = list(map(letters, likely))
        for _, how_much, place in (
            process.extract_iter(letters(second), others, scorer=_SCORER, score_cutoff=threshold)
            if others
            else ()
        ):
            yield Pair(likely[place], second, how_much)
            break
        else:
            index.add(second, rarest)


class _Way(NamedTuple):
    """How texts of one length find those of one class of lengths."""

    rarest: int
    """How many of their rarest words count."""
    need: int
    """How many of these the two must share."""
    there: dict[int, list[int]]
    """By the number of a word, the others."""
    here: dict[int, list[int]]
    """The same, where the others find them."""


class _Index:
    """The texts that were looked at, by their rarest words, apart for each two classes of lengths."""

    def __init__(self, sizes: Sequence[int], threshold: float) -> None:
        self._sizes, self._threshold = sizes, threshold
        self._share = threshold / (2 - threshold)
        self._classes: list[tuple[int, int]] = []
        """The least and the greatest length of each class: the closer, the fewer words count, but the more classes."""
        for size in sorted({*sizes}):
            if self._classes and size <= self._classes[-1][0] * _CLASS:
                self._classes[-1] = (self._classes[-1][0], size)
            else:
                self._classes.append((size, size))
        self._tables: dict[tuple[int, int], dict[int, list[int]]] = {}
        self._ways = {size: [*self._to(size)] for size in {*sizes}}

    def likely(self, second: int, rarest: Sequence[int]) -> list[int]:
        """Those that may be like a text, in order; `rarest` are the numbers of its words, the rarest first."""
        found: list[int] = []
        for way in self._ways[self._sizes[second]]:
            lists = [way.there[mark] for mark in rarest[: way.rarest] if mark in way.there]
            if len(lists) >= way.need:
                counts = Counter(chain.from_iterable(lists))
                if way.need == 1 or len(counts) < sum(map(len, lists)):
                    found += [first for first, count in counts.items() if count >= way.need]
        if not found:
            return found
        low, high = self._near(self._sizes[second])
        return sorted([first for first in found if low <= self._sizes[first] <= high])

    def add(self, second: int, rarest: Sequence[int]) -> None:
        """From now on the text is found."""
        for way in self._ways[self._sizes[second]]:
            for mark in rarest[: way.rarest]:
                way.here.setdefault(mark, []).append(second)

    def _near(self, size: int) -> tuple[float, float]:
        """How short and how long a text may be to be like one of this length."""
        return size * self._share - 1e-9, size / self._share + 1e-9

    def _to(self, size: int) -> Iterator[_Way]:
        """The ways from texts of one length to those of each class."""
        low, high = self._near(size)
        own = next(number for number, (_, most) in enumerate(self._classes) if size <= most)
        for number, (least, most) in enumerate(self._classes):
            common = self._common(size, least)
            if low <= most and least <= high and common <= size:
                need = min(SHARED, self._common(self._classes[own][0], least))
                tables = [self._tables.setdefault(pair, {}) for pair in ((number, own), (own, number))]
                yield _Way(size - common + need, need, *tables)

    def _common(self, one: int, other: int) -> int:
        """How many words two texts of these lengths must share to be alike: at least one."""
        return max(1, math.ceil(self._threshold * (one + other) / 2 - 1e-9))


def apart(texts: Sequence[str], threshold: float, build: Build) -> bool:
    """Whether no two texts are so much alike. Those that an earlier build has compared are not compared again.

    What is known to be apart is kept under the digests of one text in `SAMPLE`: so it stays the same over some
    hundred changes, and the texts that came since then are compared with all.
    """
    marks = [digest(text.encode()) for text in texts]
    if len(set(marks)) < len(marks):
        return False
    key = digest_of([f"apart {threshold}", *sorted(mark for mark in marks if mark[0] < 256 // SAMPLE)])

    def compared() -> frozenset[bytes]:
        later = {pair.second for pair in alike(texts, threshold)}
        return frozenset(mark for place, mark in enumerate(marks) if place not in later)

    known: frozenset[bytes] = build.once(key, compared)
    new = [place for place, mark in enumerate(marks) if mark not in known]
    if len(new) > len(texts) // 10 + 10:
        return next(alike(texts, threshold), None) is None
    return not new or not _like_another(texts, new, threshold)


def _like_another(texts: Sequence[str], new: Sequence[int], threshold: float) -> bool:
    """Whether one of the texts at the places `new` is so much like any other."""
    own = dict.fromkeys(word for place in new for word in texts[place].split())
    letters = {word: chr(number % (_CHARACTERS - 1) + 1) for number, word in enumerate(own)}
    # words that no new text has are one character, which none of these has
    coded: list[str | None] = ["".join(map(letters.get, text.split(), repeat("\0"))) for text in texts]
    for place in new:
        text, coded[place] = coded[place], None
        if process.extractOne(text, coded, scorer=_SCORER, score_cutoff=threshold):
            return True
        coded[place] = text
    return False


def _by_rarity(texts: Iterable[Sequence[str]]) -> dict[str, int]:
    """A number for each word, the rarest first: the same texts give the same numbers."""
    counts = Counter(chain.from_iterable(texts))
    return {word: place for place, word in enumerate(sorted(sorted(counts), key=counts.__getitem__))}


def _told_apart(text: Sequence[str]) -> list[str]:
    """The words of a text, in which the second `the` is `the 2`: another word than the first. In no order."""
    counts = Counter(text)
    more = [f"{word} {at}" for word, count in counts.items() if count > 1 for at in range(2, count + 1)]
    return [*counts, *more]
