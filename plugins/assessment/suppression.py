"""The small-number rule: which groups may be shown, so that no smaller one can be worked out from the rest.

Groups are parts of a whole that is shown. Where one is hidden, what is left when the others are taken away from the
whole has to be a group that might be shown itself: so others are hidden with it, the smallest first.
Source of the method: primary and complementary (secondary) cell suppression, as in statistical disclosure control.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from typing import TypeVar

K = TypeVar("K")


def shown(sizes: Mapping[K, int], least: int, never: Set[K] = frozenset()) -> frozenset[K]:
    """The groups that may be shown of a whole made of `sizes` (people by group), each of at least `least` people.

    None of `never` is among them. Either nobody is hidden, or the hidden are `least` people or more in two groups or
    more. Where that cannot be, nothing is shown.
    """
    hidden = {key for key, size in sizes.items() if 0 < size < least or (size and key in never)}
    rest = sorted(
        (key for key, size in sizes.items() if size >= least and key not in never),
        key=lambda key: (sizes[key], str(key)),
    )
    while hidden and rest and (sum(sizes[key] for key in hidden) < least or len(hidden) < 2):
        hidden.add(rest.pop(0))
    return frozenset(rest)
