"""What stands out: how unusual a word is, how far it is spread, and no source louder than the others together allow."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

_PRIOR = 40
"""How many posts of plain English the background is mixed with, so that a rare word does not count as infinitely so."""


def unusual(posts: int, all_posts: int, before: int, all_before: int, everyday: bool) -> float:
    """How many doublings more often a word is said now than in the background; never below 0.1."""
    expected = (before + _PRIOR * (0.04 if everyday else 0.004)) / (all_before + _PRIOR)
    return max(0.1, math.log2(1 + posts / all_posts / expected))


def level(parts: Iterable[Mapping[str, float]], share: float) -> dict[str, float]:
    """By source, what its part of each word's weight is multiplied by, so that none has more than `share` of it all.

    `parts` are the weights of the words, each by source. Where there are too few sources for that, all are alike.
    """
    totals: dict[str, float] = {}
    for by_source in parts:
        for source, weight in by_source.items():
            totals[source] = totals.get(source, 0.0) + weight
    loud = sorted(totals, key=lambda source: (-totals[source], source))
    most = max(share, 1 / len(loud)) if loud else share
    made = dict.fromkeys(loud, 1.0)
    for capped in range(1, len(loud)):
        rest = sum(totals[source] for source in loud[capped - 1 :])
        kept = capped - 1
        whole = rest / (1 - kept * most) if kept * most < 1 else rest
        if totals[loud[capped - 1]] <= most * whole + 1e-12:
            return made
        after = sum(totals[source] for source in loud[capped:])
        left = 1 - capped * most
        if left <= 1e-9:  # none is left to balance them: all as loud as the softest
            return {source: totals[loud[-1]] / totals[source] for source in loud}
        for source in loud[:capped]:
            made[source] = most * after / left / totals[source]
    return made


def sizes(weights: Sequence[float], classes: int = 6) -> list[int]:
    """A size from 1 to `classes` for each weight, by its logarithm."""
    if not weights:
        return []
    low, high = math.log(min(weights)), math.log(max(weights))
    if high - low < 1e-9:
        return [classes // 2] * len(weights)
    return [1 + round((math.log(weight) - low) / (high - low) * (classes - 1)) for weight in weights]


def surprise(now: int, all_now: int, then: int, all_then: int) -> float:
    """The log-likelihood that a word is said at another rate now than then; 3.84 is one chance in twenty."""
    total = now + then
    if not total or not all_now or not all_then:
        return 0.0
    expected = (total * all_now / (all_now + all_then), total * all_then / (all_now + all_then))
    return 2 * sum(
        seen * math.log(seen / hoped) for seen, hoped in zip((now, then), expected, strict=True) if seen
    )
