"""Posts that say the same: sent on by others, or sent twice."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

_FIRST = 40
"""How many words of a post are compared."""
_RUN = 3
_SKETCH = 8
_PRIME = (1 << 61) - 1


def groups(texts: Sequence[array[int]], links: Sequence[str]) -> list[int]:
    """For each text, the index of the first that says the same: its own where there is none.

    Two are the same if they have the same link, or half of the smallest numbers of their runs of three words
    (a bottom-k sketch: E. Cohen and H. Kaplan, 2007).
    """
    made = list(range(len(texts)))
    by_link: dict[str, int] = {}
    buckets: dict[int, list[int]] = {}
    sketches: list[tuple[int, ...]] = []
    for index, (text, link) in enumerate(zip(texts, links, strict=True)):
        sketch = _sketch(text)
        sketches.append(sketch)
        first = by_link.setdefault(link, index)
        if first == index:
            first = _alike(sketch, buckets, sketches, index)
        made[index] = made[first]
        for number in sketch[:3]:
            kept = buckets.setdefault(number, [])
            if len(kept) < 20:
                kept.append(index)
    return made


def _alike(
    sketch: tuple[int, ...], buckets: dict[int, list[int]], sketches: list[tuple[int, ...]], index: int
) -> int:
    own = set(sketch)
    for number in sketch[:3]:
        for other in buckets.get(number, ()):
            if len(own & set(sketches[other])) * 2 > max(len(own), len(sketches[other])):
                return other
    return index


def _sketch(text: array[int]) -> tuple[int, ...]:
    """The smallest numbers of a text's runs of words: of a short text, the one number of it all."""
    said = [word for word in text[: _FIRST * 2] if word][:_FIRST]
    if len(said) < _RUN + 3:
        whole = 17
        for word in said:
            whole = (whole * 1_000_003 + word) % _PRIME
        return (whole,)
    # the hash of numbers is the same in every process, unlike that of texts
    runs = set(map(hash, zip(said, said[1:], said[2:], strict=False)))
    return tuple(sorted(runs)[:_SKETCH])
