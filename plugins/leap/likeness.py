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
from collections.abc import Iterable, Iterator, Sequence
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
    # a text as one string, a character for each word: rapidfuzz compares strings many times faster than lists
    letters = {word: chr(numbers[word.partition(" ")[0]] % _CHARACTERS) for word in numbers}
    numbered = ["".join(map(letters.__getitem__, text)) for text in told]
    sizes = [len(text) for text in told]
    short: set[int] = set()
    """Texts of which one word in common is enough to be looked at, or none: they have too few to share more."""
    index: dict[int, list[int]] = {}
    share = threshold / (2 - threshold)
    for second, text in enumerate(numbered):
        common = math.ceil(len(text) * share - 1e-9)
        need = min(SHARED, common)
        if need < SHARED:
            short.add(second)
        marks = sorted(map(numbers.__getitem__, told[second]))
        rarest = marks[: len(text) - common + need]
        counts = Counter(chain.from_iterable([index[mark] for mark in rarest if mark in index]))
        low, high = len(text) * share - 1e-9, len(text) / share + 1e-9
        likely = [first for first, count in counts.items() if count >= need or first in short]
        likely = sorted([first for first in likely if low <= sizes[first] <= high])
        found = process.extract_iter(
            text, [numbered[first] for first in likely], scorer=_SCORER, score_cutoff=threshold
        )
        for _, how_much, place in found:
            yield Pair(likely[place], second, how_much)
            break
        else:
            for mark in rarest:
                index.setdefault(mark, []).append(second)


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
    """The words of a text, in which the second `the` is `the 2`: another word than the first."""
    seen: dict[str, int] = {}
    made = []
    for word in text:
        seen[word] = count = seen.get(word, 0) + 1
        made.append(word if count == 1 else f"{word} {count}")
    return made
