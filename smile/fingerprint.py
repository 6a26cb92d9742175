"""What a page's context holds, as a digest: the same content, the same bytes, in every process and at every run."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import pickle
from collections.abc import Callable
from functools import cache
from operator import attrgetter
from types import BuiltinFunctionType, FunctionType, MethodDescriptorType, MethodType
from typing import Any

from pydantic import BaseModel

from smile.records import Audience, Document, Sourced
from smile.scan import digest

_FUNCTIONS = (FunctionType, BuiltinFunctionType, MethodType, MethodDescriptorType)


class NoFixedValue(Exception):
    """Something in the context of a page cannot be compared from build to build."""


class PrivateRecord(Exception):
    """A record of a narrower audience stands in the context of a page for a wider one."""

    def __init__(self, record: Sourced) -> None:
        super().__init__(type(record).__name__)
        self.record = record


class Marks:
    """The digests of what pages of one audience hold. Those of records are remembered: many pages hold the same."""

    def __init__(self, audience: Audience) -> None:
        self.audience = audience
        self._records: dict[int, tuple[Sourced, bytes, frozenset[str]]] = {}
        """By identity; the record itself keeps that from being another's."""
        self._idle: list[_Pickler] = []
        """Those that are not at work: a record in a context needs one of its own."""

    def of(self, context: Any) -> tuple[bytes, set[str]]:
        """The digest of `context`, and the files of all records in it.

        Raises PrivateRecord for a record that the audience may not see, NoFixedValue for what cannot be compared.
        """
        try:
            return self._pickled(context)
        except (pickle.PicklingError, AttributeError, TypeError, ValueError, RecursionError) as error:
            raise NoFixedValue(str(error)) from None

    def record(self, record: Sourced) -> tuple[bytes, frozenset[str]]:
        """The digest of one record, by its fields alone, and the files of it and of those in it."""
        known = self._records.get(id(record))
        if known is None:
            if record.audience > self.audience:
                raise PrivateRecord(record)
            source = record.source
            body = record.body if isinstance(record, Document) else ""
            mark, files = self._pickled((type(record).__qualname__, record.__dict__, source.line, body))
            known = self._records[id(record)] = (record, mark, frozenset((source.file, *files)))
        return known[1:]

    def _pickled(self, value: Any) -> tuple[bytes, set[str]]:
        pickler = self._idle.pop() if self._idle else _Pickler()
        found = pickler.of(value, self)
        self._idle.append(pickler)  # not one that failed: nobody knows what it has written
        return found


class _Pickler(pickle.Pickler):
    """Pickles records by their digests, and takes down where they come from."""

    def __init__(self) -> None:
        self._file = io.BytesIO()
        super().__init__(self._file, protocol=5)
        self.fast = True  # nothing gets into the memo: what is equal is written alike, one object or two
        self.memo = {id(_made): (0, _made)}  # it comes with each thing that is told of
        self.marks: Marks | None = None
        self.files: set[str] = set()

    def of(self, value: Any, marks: Marks) -> tuple[bytes, set[str]]:
        """The digest of a value, and the files of the records in it."""
        self._file.seek(0)
        self._file.truncate()
        self.files, self.marks = set(), marks
        self.dump(value)
        self.marks = None  # nothing here searches for circles while a microsite is built
        return digest(self._file.getvalue()), self.files

    def reducer_override(self, thing: Any) -> Any:
        tell = _teller(thing.__class__)
        return NotImplemented if tell is None else (_made, tell(self, thing))


_Teller = Callable[[_Pickler, Any], tuple[Any, ...]]


def _record(pickler: _Pickler, thing: Sourced) -> tuple[Any, ...]:
    assert pickler.marks is not None
    mark, files = pickler.marks.record(thing)
    pickler.files |= files
    return (mark,)


def _function(pickler: _Pickler, thing: Any) -> tuple[Any, ...]:
    raise NoFixedValue(f"a function, {thing.__qualname__}")


@cache
def _teller(kind: Any) -> _Teller | None:
    """What tells the state of things of a type that is slow to be pickled, or must not be; None for other types."""
    name = kind.__qualname__
    if issubclass(kind, BaseModel):
        return _record if issubclass(kind, Sourced) else lambda pickler, thing: (name, thing.__dict__)
    if issubclass(kind, _FUNCTIONS):
        return _function
    if kind is dt.date:
        return lambda pickler, thing: ("day", thing.toordinal())
    if not dataclasses.is_dataclass(kind) or "__slots__" not in kind.__dict__:
        return None
    names = [field.name for field in dataclasses.fields(kind)]
    state = attrgetter(*names) if names else lambda thing: ()
    return lambda pickler, thing: (name, state(thing))


def _made(*parts: Any) -> tuple[Any, ...]:
    return parts
