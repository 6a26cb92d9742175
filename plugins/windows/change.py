"""What goes together, and what is said more or less than before."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from itertools import chain, combinations

from . import rank, terms
from .posts import Post
from .records import Window
from .shapes import Said, Theme, Trend, Word
from .words import Lexicon

_CHANCE = 3.84
"""One chance in twenty."""
PARTS = 15


def trends(
    window: Window, end: dt.date, said: Said, now: Sequence[int], own: Sequence[int],
    by_post: dict[int, tuple[terms.Term, ...]], words: dict[terms.Term, Word], lexicon: Lexicon,
) -> tuple[tuple[Trend, ...], tuple[Trend, ...]]:  # fmt: skip
    """What is said more and less in the last period than in the one before it, where that is no chance."""
    turn = end - dt.timedelta(days=window.period)
    before = turn - dt.timedelta(days=window.period)
    days = [(index, said.posts[index][1].when[:10]) for index in own]
    last = [index for index, day in days if day > turn.isoformat()]
    earlier = [index for index, day in days if before.isoformat() < day <= turn.isoformat()]
    if not last or not earlier:
        return (), ()
    counts = [Counter(chain.from_iterable(map(by_post.__getitem__, part))) for part in (last, earlier)]
    found: dict[bool, list[tuple[float, str, Trend]]] = {True: [], False: []}
    for term in sorted({*counts[0], *counts[1]}):
        more, less = counts[0][term], counts[1][term]
        chance = rank.surprise(more, len(last), less, len(earlier))
        if max(more, less) >= 3 and chance >= _CHANCE:
            up = more * len(earlier) > less * len(last)
            word = words.get(term)
            if word is None and up:
                continue
            text = word.text if word else terms.form(term, lexicon)
            found[up].append((-round(chance, 9), text, Trend(text, word.slug if word else None, more, less)))
    return tuple(
        tuple(trend for _, _, trend in sorted(found[up], key=lambda one: one[:2])[:8]) for up in (True, False)
    )  # type: ignore[return-value]


def over_time(window: Window, end: dt.date, posts: Sequence[Post]) -> tuple[tuple[dt.date, int], ...]:
    """The posts in equal parts of the time that a Window looks at, at most `PARTS`; by the last day of each."""
    step = -(-window.days // PARTS)
    counts = Counter((end - post.day).days // step for post in posts)
    parts = window.days // step  # a part that is cut short at the beginning would look like a rise
    return tuple((end - dt.timedelta(days=step * ago), counts[ago]) for ago in reversed(range(parts)))


def themes(words: Sequence[Word], posts: dict[str, frozenset[int]]) -> list[Theme]:
    """Groups of words whose posts overlap: the closest two are joined until none are close (average linkage)."""
    words = words[:60]
    parts = [[word.slug] for word in words]
    close: dict[tuple[str, str], float] = {}
    for one, two in combinations([word.slug for word in words], 2):
        shared = len(posts[one] & posts[two]) / (len(posts[one]) * len(posts[two])) ** 0.5
        close[one, two] = close[two, one] = shared

    def near(one: list[str], two: list[str]) -> float:
        whole: float = sum(close[left, right] for left in one for right in two)
        return whole / (len(one) * len(two))

    while len(parts) > 1:
        best, left, right = max(
            (round(near(parts[left], parts[right]), 9), -left, -right)
            for left in range(len(parts))
            for right in range(left + 1, len(parts))
        )
        if best < 0.3:
            break
        parts[-left] += parts[-right]
        del parts[-right]
    text = {word.slug: word.text for word in words}
    made = []
    for part in parts:
        whole = frozenset[int]().union(*(posts[slug] for slug in part))
        if len(part) > 1 and len(whole) > 1:
            name = f"{text[part[0]]} and {text[part[1]]}"
            made.append(Theme(name[0].upper() + name[1:], tuple(part), len(whole)))
    return sorted(made, key=lambda theme: (-theme.posts, theme.title))[:12]
