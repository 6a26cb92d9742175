"""The gate that every file of an audience must pass; what it takes to look is made when a file is there to look at."""

from __future__ import annotations

import pickle
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import cached_property
from operator import itemgetter
from typing import Any, NamedTuple

from smile.leaks import Finder, Leak
from smile.records import Audience
from smile.scan import digest_of
from smile.secrets import Secret


class Packed(NamedTuple):
    """The private texts of some records, as they are kept: few builds look at each of them again."""

    texts: bytes
    """Stands for the texts and for whose they are, wherever in a file they are."""
    audience: int
    """The smallest circle that any of them is for."""
    secrets: bytes
    """All texts, their audiences, and pickled once more the other fields of each `Secret`, which few builds need."""


def pack(secrets: Iterable[Secret]) -> Packed:
    """Private texts as `Packed`."""
    texts, audiences, *others = [*zip(*secrets, strict=True)] or [()] * len(Secret._fields)
    by_audience: dict[int, set[str]] = {}
    for text, audience in zip(texts, audiences, strict=True):
        by_audience.setdefault(audience, set()).add(text)
    said = [part for one in sorted(by_audience) for part in (str(one), *sorted(by_audience[one]))]
    kept = pickle.dumps((texts, audiences, pickle.dumps(others, protocol=5)), protocol=5)
    return Packed(digest_of(said), max(by_audience, default=int(Audience.public)), kept)


class _Unpacked:
    """The private texts of many `Packed`, and whose they are."""

    def __init__(self, packed: Iterable[Packed]) -> None:
        self.texts: list[str] = []
        self.audiences: list[int] = []
        self._others: list[tuple[int, bytes]] = []
        """The other fields, each with the number of its first text."""
        for one in packed:
            texts, audiences, others = pickle.loads(one.secrets)
            self._others.append((len(self.texts), others))
            self.texts += texts
            self.audiences += audiences

    def secret(self, number: int) -> Secret:
        """A text with all that is known of it."""
        first, packed = self._others[bisect_right(self._others, number, key=itemgetter(0)) - 1]
        others: list[tuple[Any, ...]] = pickle.loads(packed)
        return Secret(self.texts[number], self.audiences[number], *(many[number - first] for many in others))


Passed = tuple[bytes, tuple[bytes, ...]]
"""What files have passed: what stands for the contacts that everybody may see, and each `Packed.texts`."""


class Gate:
    """Lets no private text through, and no contact but those that may be shown."""

    def __init__(self, packed: Iterable[Packed], audience: int, contacts: Sequence[str]) -> None:
        """For the files of `audience`: secrets of it and of wider ones do not count, nor do `contacts`."""
        self.packed = tuple(one for one in packed if one.audience > audience)
        self.audience, self.contacts = audience, tuple(contacts)
        allowed = digest_of([str(int(audience)), *sorted(self.contacts)])
        self.passed: Passed = (allowed, tuple(sorted({one.texts for one in self.packed})))
        self.key = digest_of([allowed, *self.passed[1]])

    def __reduce__(self) -> tuple[type[Gate], tuple[tuple[Packed, ...], int, tuple[str, ...]]]:
        return Gate, (self.packed, int(self.audience), self.contacts)

    def leaks(self, data: bytes, path: str, personal: bool = True) -> list[Leak]:
        """What the file `data`, to be served at `path`, must not show, in its text or in its address.

        Without `personal`, contacts that no record holds are let through.
        """
        return [] if self.open else self._finder.leaks(data, path, personal)

    @property
    def open(self) -> bool:
        """Whether it lets everything through."""
        return not self.packed and self.audience > Audience.public

    def since(self, passed: Passed | None) -> Gate | None:
        """The gate for files that have passed an earlier one: it knows what was not known then. None for nothing."""
        if passed is None or passed[0] != self.passed[0]:
            return self
        new = [one for one in self.packed if one.texts not in passed[1]]
        return Gate(new, self.audience, self.contacts) if new else None

    def ready(self) -> None:
        """Makes what it takes to look now: copies of this process need not make it again."""
        _ = self._finder

    @cached_property
    def _finder(self) -> Finder:
        found = _Unpacked(self.packed)
        return Finder(found.texts, found.audiences, found.secret, self.audience, self.contacts)
