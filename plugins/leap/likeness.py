"""Finding replies that are nearly the same, among many, without comparing each with each.

The likeness of two texts is twice the number of words that both have in the same order, divided by the words of
both (the normalised Indel similarity of rapidfuzz, on words). For that to reach a threshold t, a text of n words
must share ceil(n * t / (2 - t)) of them with the other. So the two have a word in common among the rarest
n - that + 1 of each, and only texts that do are compared. No pair is missed, and nothing is left to chance.

Source: prefix filtering, Chaudhuri, Ganti and Kaushik, "A primitive operator for similarity joins in data
cleaning", ICDE 2006; Bayardo, Ma and Srikant, "Scaling up all pairs similarity search", WWW 2007.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rapidfuzz.distance import Indel

_WORD = re.compile(r"\w+")


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
    numbered = [[numbers[word] for word in text] for text in texts]
    index: dict[int, list[int]] = {}
    share = threshold / (2 - threshold)
    for second, text in enumerate(numbered):
        if not text:
            continue
        shortest = math.ceil(len(text) * share - 1e-9)
        rarest = sorted(text)[: len(text) - shortest + 1]
        candidates = sorted({first for word in set(rarest) for first in index.get(word, ())})
        for first in candidates:
            other = numbered[first]
            if min(len(text), len(other)) < max(len(text), len(other)) * share - 1e-9:
                continue
            found = Indel.normalized_similarity(other, text, score_cutoff=threshold)
            if found >= threshold:
                yield Pair(first, second, found)
                break
        else:
            for word in set(rarest):
                index.setdefault(word, []).append(second)


def _by_rarity(texts: Sequence[Sequence[str]]) -> dict[str, int]:
    """A number for each word, the rarest first: the same texts give the same numbers."""
    counts = Counter(word for text in texts for word in text)
    return {word: place for place, word in enumerate(sorted(counts, key=lambda word: (counts[word], word)))}
