"""Finding replies that are nearly the same, among many, without comparing each with each.

The likeness of two texts is twice the number of words that both have in the same order, divided by the words of
both (the normalised Indel similarity of rapidfuzz, on words). For that to reach a threshold t, a text of n words
must share c = ceil(n * t / (2 - t)) of them with the other. So the two have s words in common among the rarest
n - c + s of each, and only texts that do are compared. No pair is missed, and nothing is left to chance.

Source: prefix filtering, Chaudhuri, Ganti and Kaushik, "A primitive operator for similarity joins in data
cleaning", ICDE 2006; with more than one word, Wang, Li and Feng, "Can we beat the prefix filtering?", SIGMOD 2012.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import Indel

from smile.plugin import Build
from smile.scan import digest, digest_of

SHARED = 2
"""How many rare words two texts must share before they are compared: s in the lines above."""
SAMPLE = 256
"""After how many changes, about, all texts are compared again."""
_WORD = re.compile(r"\w+")
_CHARACTERS = 0x110000


class Pair(NamedTuple):
    """Two texts that are too much alike: their places in the sequence, and how much of them, from 0 to 1."""

    first: int
    second: int
    likeness: float


def words(text: str) -> tuple[str, ...]:
    """A text as words in lower case, without marks, accents of writing and punctuation."""
    plain = unicodedata.normalize("NFKC", text).casefold().replace("\u2019", "").replace("'", "")
    return tuple(_WORD.findall(plain))


def likeness(first: Sequence[str], second: Sequence[str]) -> float:
    """From 0, no word in common, to 1, the same words in the same order. Two empty texts are the same."""
    return Indel.normalized_similarity(first, second)


def alike(texts: Sequence[Sequence[str]], threshold: float) -> Iterator[Pair]:
    """For each text, the first one before it that is at least so much alike (0 < `threshold` <= 1).

    A text that is like an earlier one is not compared with later ones: these are told of the first of the kind.
    """
    numbers = _by_rarity(texts)
    # a text as one string, a character for each word: rapidfuzz compares strings many times faster than lists
    numbered = ["".join(chr(numbers[word] % _CHARACTERS) for word in text) for text in texts]
    sizes = [len(text) for text in texts]
    needs: list[int] = []
    index: dict[int, list[int]] = {}
    share = threshold / (2 - threshold)
    for second, (text, marks) in enumerate(zip(numbered, _marks(texts), strict=True)):
        common = math.ceil(len(text) * share - 1e-9)
        need = min(SHARED, common)
        needs.append(need)
        rarest = marks[: len(text) - common + need]
        counts = Counter(chain.from_iterable(index.get(mark, ()) for mark in rarest))
        low, high = len(text) * share - 1e-9, len(text) / share + 1e-9
        likely = (first for first, count in counts.items() if count >= min(need, needs[first]))
        for first in sorted(first for first in likely if low <= sizes[first] <= high):
            found = Indel.normalized_similarity(numbered[first], text, score_cutoff=threshold)
            if found >= threshold:
                yield Pair(first, second, found)
                break
        else:
            for mark in rarest:
                index.setdefault(mark, []).append(second)


def apart(texts: Sequence[Sequence[str]], threshold: float, build: Build) -> bool:
    """Whether no two texts are so much alike. Those that an earlier build has compared are not compared again.

    What is known to be apart is kept under the digests of one text in `SAMPLE`: so it stays the same over some
    hundred changes, and the texts that came since then are compared with all.
    """
    marks = [digest("\n".join(text).encode()) for text in texts]
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


def _like_another(texts: Sequence[Sequence[str]], new: Sequence[int], threshold: float) -> bool:
    numbers: dict[str, int] = {}
    for text in texts:
        for word in text:
            numbers.setdefault(word, len(numbers) % _CHARACTERS)
    coded: list[str | None] = ["".join(chr(numbers[word]) for word in text) for text in texts]
    for place in new:
        own, coded[place] = coded[place], None
        if process.extractOne(own, coded, scorer=Indel.normalized_similarity, score_cutoff=threshold):
            return True
        coded[place] = own
    return False


def _by_rarity(texts: Sequence[Sequence[Hashable]]) -> dict[Hashable, int]:
    """A number for each word, the rarest first: the same texts give the same numbers."""
    counts = Counter(word for text in texts for word in text)
    return {word: place for place, word in enumerate(sorted(counts, key=lambda word: (counts[word], word)))}


def _marks(texts: Sequence[Sequence[str]]) -> Iterator[list[int]]:
    """Each text as numbers, the rarest first, in which the second `the` of a text is another word than the first."""
    told = [_told_apart(text) for text in texts]
    numbers = _by_rarity(told)
    return (sorted(numbers[word] for word in text) for text in told)


def _told_apart(text: Sequence[str]) -> list[tuple[str, int]]:
    seen: Counter[str] = Counter()
    made = []
    for word in text:
        made.append((word, seen[word]))
        seen[word] += 1
    return made
