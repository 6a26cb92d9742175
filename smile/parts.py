"""The records that a plugin asked for, as a whole and in parts that are read only when somebody looks at them."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from typing import Any, Generic, TypeVar

from smile.records import Record
from smile.scan import digest

R = TypeVar("R", bound=Record)
S = TypeVar("S", bound=Record, covariant=True)


class Part(Generic[S]):
    """Some of the records of one type: those of files that come one after the other."""

    def __init__(
        self, key: bytes, load: Callable[[], Sequence[S]], packed: Callable[[], bytes | None] = lambda: None
    ) -> None:
        """`key` stands for the names of the files and their bytes; `load` gives the records, in order.

        `packed` gives them as `pack` does, where they are kept like that.
        """
        self.key, self._packed = key, packed
        self._load: Callable[[], Sequence[S]] | None = load
        self._records: Sequence[S] = ()

    @property
    def records(self) -> Sequence[S]:
        """The records in order of file and line. They are read back when they are asked for first."""
        if self._load is not None:
            self._records, self._load = self._load(), None
        return self._records

    def __reduce__(self) -> tuple[Any, ...]:
        """With its records, as they are kept if they are: a plugin may keep it in its model."""
        return _part, (self.key, self._packed() or pack({"": (b"", [*self.records])}))


def _part(key: bytes, packed: bytes) -> Part[Any]:
    """A part that was pickled."""
    return Part(
        key, lambda: [one for _, many in pickle.loads(packed).values() for one in many], lambda: packed
    )


def pack(files: Mapping[str, tuple[bytes, list[S]]]) -> bytes:
    """The digests of some files and the records in them, as they are kept."""
    return pickle.dumps(files, protocol=5)


class Records:
    """The records that a plugin asked for, by type: `data[Channel]` is a sequence in order of file and line."""

    def __init__(
        self,
        by_type: Mapping[type[Record], Sequence[Record]],
        parts: Mapping[type[Record], Sequence[Part[Any]]] | None = None,
    ) -> None:
        """`parts` are those of types that `by_type` does not hold."""
        self._by_type = dict(by_type)
        self._parts = parts or {}

    def __getitem__(self, kind: type[R]) -> Sequence[R]:
        if kind not in self._by_type:
            self._by_type[kind] = list(
                chain.from_iterable(part.records for part in self._parts.get(kind, ()))
            )
        return self._by_type[kind]  # type: ignore[return-value]

    def parts(self, kind: type[R]) -> Sequence[Part[R]]:
        """The records of a type in parts. An edit changes the key of one part, or of a few.

        With `smile.plugin.Build.once`, what follows from a part alone is then only worked out where it changed.
        """
        if kind in self._parts:
            return self._parts[kind]
        whole = self[kind]
        return (Part(digest(pickle.dumps(whole)), lambda: whole),) if whole else ()
