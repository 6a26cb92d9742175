"""Files that are neither YAML nor Markdown, as records: a table of answers, a recording, a picture."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Annotated, Any, ClassVar, Self

from smile.problems import ContentError, Problem
from smile.records import Record, Shareable, Source


class Binary(Record):
    """One file that `records` names with a type derived from this one. Its bytes are not kept, only facts of it.

    Derive a class to tell more of a file: give it fields, and let `examine` fill them. A file is looked at when
    its bytes are new, and not again until they change.
    """

    limit: ClassVar[int] = 200_000_000
    """The largest file that is taken, in bytes."""
    size: Annotated[int, Shareable]
    """Its size in bytes."""
    digest: Annotated[str, Shareable]
    """32 hexadecimal digits that stand for its bytes."""

    @classmethod
    def examine(cls, path: Path, file: str) -> dict[str, Any]:
        """The fields of a class of its own, read from the file at `path`.

        Raise `smile.problems.ContentError` about `file` where it is not what it should be.
        """
        return {}

    @classmethod
    def read(cls, path: Path, file: str) -> Self:
        """The record of the file at `path`. ContentError where it is too large, gone, or not what it should be."""
        try:
            size = path.stat().st_size
            if size > cls.limit:
                raise ContentError([_large(file, size, cls.limit)])
            made = cls(size=size, digest=fingerprint(path).hex(), **cls.examine(path, file))
        except OSError as error:
            message = f"the file cannot be read: {error.strerror}"
            raise ContentError([Problem(file, 0, 0, "file.unreadable", message)]) from None
        return made.with_source(Source(file, 0))


def fingerprint(path: Path) -> bytes:
    """The digest of a file, as `smile.scan.digest` gives it, without holding the whole file in memory."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16)).digest()


def _large(file: str, size: int, limit: int) -> Problem:
    found, expected = f"{size:,} bytes", f"at most {limit:,} bytes"
    return Problem(file, 0, 0, "file.size", "the file is too large", found, expected, "make it smaller")
