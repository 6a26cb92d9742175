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


def fewest(posts: int) -> int:
    """In how many of so many posts a word has to be."""
    return max(2, posts // terms.RARE)


def count(
    said: Said, by_post: dict[int, tuple[terms.Term, ...]], own: Sequence[int],
    now: set[int], kept: set[terms.Term],
) -> Counted:  # fmt: skip
    by_source: dict[str, list[int]] = {}
    for index in own:
        if index in now:
            by_source.setdefault(said.posts[index][0], []).append(index)

    def counted(indices: Iterable[int]) -> Counter[terms.Term]:
        return Counter(chain.from_iterable(map(by_post.__getitem__, indices)))

    whole = counted(index for index in own if index in now)
    before = counted(index for index in own if index not in now)
    enough = fewest(len(now))
    often = {term for term, count in whole.items() if count >= enough or (count > 1 and term in kept)}
    made: dict[terms.Term, Counter[str]] = {}
    for source, indices in by_source.items():
        for term, count in counted(indices).items():
            if term in often:
                known = made.get(term)
                if known is None:
                    known = made[term] = Counter()
                known[source] = count
    return Counted(made, before)


Weights = dict[terms.Term, dict[str, float]]


def weighed(window: Window, counted: Counted, now: int, before: int, lexicon: Lexicon) -> Weights:
    """By term and source, its weight in the cloud; the heaviest terms only, with no source too loud."""
    kept = terms.numbers(window.keep, lexicon)
    made: Weights = {}
    for term, by_source in counted.now.items():
        posts = by_source.total()
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
