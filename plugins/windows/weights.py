"""How much each term weighs, and who says it: counted by source, none too loud."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

from . import rank, terms
from .records import Window
from .shapes import Said
from .words import Lexicon


@dataclass(slots=True)
class Counted:
    now: dict[terms.Term, Counter[str]]
    """By term, in how many posts of each source it is."""
    before: Counter[terms.Term]


def count(
    said: Said, by_post: dict[int, tuple[terms.Term, ...]], own: Sequence[int],
    now: set[int], fewest: int,
) -> Counted:  # fmt: skip
    by_source: dict[str, list[int]] = {}
    for index in own:
        if index in now:
            by_source.setdefault(said.posts[index][0], []).append(index)

    def counted(indices: Iterable[int]) -> Counter[terms.Term]:
        return Counter(chain.from_iterable(map(by_post.__getitem__, indices)))

    whole = counted(index for index in own if index in now)
    before = counted(index for index in own if index not in now)
    often = {term for term, count in whole.items() if count >= fewest}
    made: dict[terms.Term, Counter[str]] = {}
    for source, indices in by_source.items():
        for term, count in counted(indices).items():
            if term in often:
                made.setdefault(term, Counter())[source] = count
    return Counted(made, before)


Weights = dict[terms.Term, dict[str, float]]


def weighed(window: Window, counted: Counted, now: int, before: int, lexicon: Lexicon) -> Weights:
    """By term and source, its weight in the cloud; the heaviest terms only, with no source too loud."""
    kept = terms.numbers(window.keep, lexicon)
    fewest = max(2, now // 3000)
    made: Weights = {}
    for term, by_source in counted.now.items():
        posts = by_source.total()
        if posts < (2 if term in kept else fewest):
            continue
        strange = rank.unusual(posts, now, counted.before[term], before, terms.everyday(term, lexicon))
        spread = 0.5 + min(len(by_source), 4) / 8
        made[term] = {source: count * strange * spread for source, count in by_source.items()}
    share = window.share / 100
    many = _heaviest(_levelled(made, share), lexicon, kept, window.words * 3)
    few = _heaviest(_levelled({term: made[term] for term in many}, share), lexicon, kept, window.words)
    return _levelled({term: made[term] for term in few}, share)


def _levelled(weights: Weights, share: float) -> Weights:
    factor = rank.level(weights.values(), share)
    return {
        term: {source: weight * factor[source] for source, weight in by_source.items()}
        for term, by_source in weights.items()
    }


def _heaviest(weights: Weights, lexicon: Lexicon, kept: set[terms.Term], most: int) -> list[terms.Term]:
    def order(term: terms.Term) -> tuple[bool, float, str]:
        return (term not in kept, -round(sum(weights[term].values()), 9), terms.form(term, lexicon))

    return sorted(weights, key=order)[:most]


def shares(weights: Weights, chosen: Sequence[terms.Term]) -> tuple[tuple[str, float], ...]:
    made: Counter[str] = Counter()
    for term in chosen:
        for source, weight in weights[term].items():
            made[source] += weight  # type: ignore[assignment]
    whole = sum(made.values()) or 1
    return tuple(sorted((source, round(part / whole, 4)) for source, part in made.items()))
