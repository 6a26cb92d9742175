"""The gate that every file of an audience must pass; what it takes to look is made when a file is there to look at."""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import chain
from typing import NamedTuple

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
    """A tuple of `Secret`, pickled."""


def pack(secrets: Iterable[Secret]) -> Packed:
    """Private texts as `Packed`."""
    many = tuple(secrets)
    texts: dict[int, set[str]] = {}
    for one in many:
        texts.setdefault(one.audience, set()).add(one.text)
    said = [part for audience in sorted(texts) for part in (str(int(audience)), *sorted(texts[audience]))]
    return Packed(digest_of(said), int(max(texts, default=Audience.public)), pickle.dumps(many, protocol=5))


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
        nothing = not self.packed and self.audience > Audience.public
        return [] if nothing else self._finder.leaks(data, path, personal)

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
        secrets = chain.from_iterable(pickle.loads(one.secrets) for one in self.packed)
        return Finder([*secrets], self.audience, self.contacts)
