"""From texts to what they say: words, and phrases that belong together, as numbers."""

from __future__ import annotations

import math
import re
import unicodedata
from array import array
from collections import Counter
from collections.abc import Mapping, Sequence

from .vocabulary import STOP

_NOISE = re.compile(r"https?://\S+|www\.\S+|@[\w.-]+(?:@[\w.-]+)?|\[(?:number|e-mail address)\]")
_HASHTAG = re.compile(r"#(\w+)")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_TOKEN = re.compile(r"\w+(?:['&.\-]\w+)*|[^\w\s'\"-]")
_THRESHOLD = 12.0
"""Log-likelihood from which two words belong together; 10.83 is one chance in a thousand (Dunning 1993)."""
_LONGEST = 4
BREAK = 0
"""Stands for whatever ends a run of words."""


class _Seen(dict[str, int]):
    """The numbers of words as they are written."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon

    def __missing__(self, token: str) -> int:
        made = self[token] = self.lexicon.new(token)
        return made


class Lexicon:
    """Words by number: each in its plain form."""

    def __init__(self) -> None:
        self.forms: list[str] = [""]
        self._of: dict[str, int] = {}
        self._seen = _Seen(self)

    def number(self, form: str) -> int:
        """The number of a plain form."""
        made = self._of.get(form)
        if made is None:
            made = self._of[form] = len(self.forms)
            self.forms.append(form)
        return made

    def read(self, text: str) -> array[int]:
        """A text as numbers, with `BREAK` where a run of words ends."""
        if "@" in text or "://" in text or "www." in text or "[" in text:
            text = _NOISE.sub(" , ", text)
        if "#" in text:
            text = _HASHTAG.sub(lambda match: " " + _CAMEL.sub(" ", match[1]) + " ", text)
        return array("I", map(self._seen.__getitem__, _TOKEN.findall(text)))

    def new(self, token: str) -> int:
        """The number of a word that was not seen before."""
        if not token[0].isalnum():
            return BREAK
        form = plain(token)
        return self.number(form) if form else BREAK

    def numbers(self, text: str) -> tuple[list[str], list[int]]:
        """The words of a text that was read, as they are written, and their numbers."""
        tokens = [token for token in _TOKEN.findall(_HASHTAG.sub(r" \1 ", text)) if token in self._seen]
        return tokens, [self._seen[token] for token in tokens]


def plain(token: str) -> str:
    """The form that counts: lower case, without possessive and without the dots of N.H.S."""
    form = unicodedata.normalize("NFC", token)
    if "." in form:
        form = form.replace(".", "") if re.fullmatch(r"(?:\w\.)+\w", form) else form
    form = form.lower()
    return form[:-2] if form.endswith("'s") else form


def singular(form: str) -> tuple[str, ...]:
    """What the word may be the plural of."""
    if len(form) < 4 or not form.endswith("s") or form.endswith(("ss", "us", "is")):
        return ()
    made = [form[:-1]]
    if form.endswith("ies"):
        made.insert(0, form[:-3] + "y")
    if form.endswith(("ches", "shes", "xes", "sses")):
        made.insert(0, form[:-2])
    return tuple(made)


def folding(lexicon: Lexicon, counts: Mapping[int, int]) -> dict[int, int]:
    """Plurals to singulars or the other way round: to whichever is commoner, where both are said."""
    made: dict[int, int] = {}
    of = {form: number for number, form in enumerate(lexicon.forms) if counts.get(number)}
    for form in sorted(of):
        one = next((of[other] for other in singular(form) if other in of), None)
        if one is not None and form not in STOP:
            many = of[form]
            keep, lose = (one, many) if counts[one] >= counts[many] else (many, one)
            made.setdefault(lose, keep)
    return {lose: keep for lose, keep in made.items() if keep not in made}


def likelihood(both: int, first: int, second: int, total: int) -> float:
    """Dunning's log-likelihood ratio that two words stand together more often than by chance.

    T. Dunning, Accurate Methods for the Statistics of Surprise and Coincidence, 1993.
    """
    if both * total <= first * second:
        return 0.0
    table = (both, max(first - both, 0), max(second - both, 0), max(total - first - second + both, 0))
    rows, columns = (first, total - first), (second, total - second)
    cells = ((0, 0), (0, 1), (1, 0), (1, 1))
    made = 0.0
    for seen, (row, column) in zip(table, cells, strict=True):
        expected = rows[row] * columns[column] / total
        if seen and expected:
            made += seen * math.log(seen / expected)
    return 2 * made


def phrases(
    texts: Sequence[array[int]], counts: Mapping[int, int], stop: frozenset[int], fewest: int
) -> dict[tuple[int, ...], int]:
    """Runs of two to four words that belong together, with how often they are said.

    They are looked for before stop words go, so that "quality of life" is one; none begins or ends with such a word.
    """
    total = sum(counts.values())
    frequent = {word for word, count in counts.items() if count >= fewest and word != BREAK}
    known: dict[tuple[int, ...], int] = {(word,): counts[word] for word in frequent}
    found: dict[tuple[int, ...], int] = {}
    pairs: Counter[tuple[int, ...]] = Counter()
    firsts = frequent - stop
    for text in texts:
        if not firsts.isdisjoint(text):
            pairs.update(
                [
                    pair
                    for pair in zip(text, text[1:], strict=False)
                    if pair[0] in firsts and pair[1] in frequent
                ]
            )
    made = pairs
    for length in range(2, _LONGEST + 1):
        longer = {
            part: count
            for part, count in made.items()
            if count >= fewest and _together(part, count, known, counts, total)
        }
        known.update(longer)
        found.update({part: count for part, count in longer.items() if part[-1] not in stop})
        if length < _LONGEST:
            made = _extended(texts, longer, length, frequent)
    return {part: count for part, count in found.items() if not _inside(part, count, found)}


def _extended(
    texts: Sequence[array[int]], parts: Mapping[tuple[int, ...], int], length: int, frequent: set[int]
) -> Counter[tuple[int, ...]]:
    """How often each of `parts`, of `length` words, stands before which frequent word."""
    pairs = {part[:2] for part in parts}
    made: Counter[tuple[int, ...]] = Counter()
    for text in texts if parts else ():
        if pairs.isdisjoint(zip(text, text[1:], strict=False)):
            continue
        most = len(text) - length
        for at in [at for at, pair in enumerate(zip(text, text[1:], strict=False)) if pair in pairs]:
            if at < most:
                part = tuple(text[at : at + length])
                if part in parts and text[at + length] in frequent:
                    made[(*part, text[at + length])] += 1
    return made


def _together(
    part: tuple[int, ...],
    count: int,
    known: Mapping[tuple[int, ...], int],
    counts: Mapping[int, int],
    total: int,
) -> bool:
    return likelihood(count, known[part[:-1]], counts[part[-1]], total) >= _THRESHOLD


def _inside(part: tuple[int, ...], count: int, found: Mapping[tuple[int, ...], int]) -> bool:
    """Whether a phrase is hardly ever said but as a part of a longer one."""
    return (
        any(
            other >= 0.7 * count
            for longer, other in found.items()
            if len(longer) > len(part)
            and any(longer[at : at + len(part)] == part for at in range(len(longer) - len(part) + 1))
        )
        if len(found) < 3000
        else False
    )
