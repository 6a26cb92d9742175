"""Lists in pages of a fixed content: a new item changes the first page of a list, and no other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .batches import Row


@dataclass(frozen=True, slots=True)
class Part:
    """One page of a list: its path below the list's own ("" for the first), and its items, newest first."""

    path: str
    items: Sequence[Row]
    newer: str | None
    older: str | None


def parts(items: Sequence[Row], length: int) -> Iterator[Part]:
    """The pages of a list that is newest first.

    Older pages hold `length` items and are numbered from the oldest, so they stay as they are. The first page
    holds what is left, up to twice as many less one.
    """
    full = max(0, len(items) // length - 1)
    left = len(items) - full * length
    yield Part("", items[:left], None, f"page-{full}/" if full else None)
    for number in range(full, 0, -1):
        start = left + (full - number) * length
        newer = f"page-{number + 1}/" if number < full else ""
        older = f"page-{number - 1}/" if number > 1 else None
        yield Part(f"page-{number}/", items[start : start + length], newer, older)
