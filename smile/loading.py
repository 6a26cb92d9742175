"""Step 1, load: the files that a plugin asks for become typed records; what did not change is not parsed again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from smile import hands, sources, validate, yaml12
from smile.binaries import Binary, fingerprint
from smile.plugin import Records
from smile.problems import ContentError, Problem
from smile.records import Document, Record
from smile.scan import digest, matches

Parsed = dict[str, tuple[bytes, list[Record]]]
"""By file: the digest of its bytes and the records in it."""


@dataclass
class Loaded:
    """The records of one plugin, or of one plugin in one microsite."""

    by_type: dict[type[Record], list[Record]] = field(default_factory=dict)
    parsed: Parsed = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def records(self) -> Records:
        return Records(self.by_type)

    def take(self, path: str, found: tuple[bytes, list[Record]]) -> None:
        """Adds what is in a file; all of its records are of one type."""
        self.parsed[path] = found
        if found[1]:
            self.by_type.setdefault(type(found[1][0]), []).extend(found[1])


def digests(root: Path, files: Sequence[str]) -> Iterator[dict[str, bytes]]:
    """The digests of files, in parts; without those that are too large or cannot be read: others tell of these."""

    def some(files: Iterable[str]) -> dict[str, bytes]:
        made = {}
        for file in files:
            with suppress(ContentError):
                made[file] = digest(sources.read(root, file, sources.MAX_MARKDOWN))
        return made

    return hands.share(files, some, lambda: None, lambda file: 0.1)


def claimed(path: str, patterns: Mapping[str, type[Record]]) -> type[Record] | None:
    """The type that one of `patterns` gives to the file, or None."""
    for pattern, kind in patterns.items():
        if matches(path, pattern):
            return kind
    return None


def load(
    root: Path,
    files: list[str],
    patterns: Mapping[str, type[Record]],
    known: Parsed,
    below: str = "",
    digests: Mapping[str, bytes] | None = None,
) -> Loaded:
    """Reads those of `files` that fit `patterns`, which are relative to `below` ("" or "content/leap/").

    `known` are earlier results: a file whose bytes are the same is not parsed again, and one whose digest is known
    (`digests`) is not even read.
    """
    ordered = sorted(files)
    new = sum(path not in known for path in ordered)

    def some(paths: Iterable[str]) -> Loaded:
        return here(root, paths, patterns, known, below, digests or {})

    if new < hands.LEAST:
        return some(ordered)
    parts = list(hands.share(ordered, some, lambda: None))
    if len(parts) == 1:
        return parts[0]
    made = Loaded(problems=[problem for part in parts for problem in part.problems])
    found = {path: one for part in parts for path, one in part.parsed.items()}
    for path in sorted(found):
        made.take(path, found[path])
    return made


def here(
    root: Path,
    paths: Iterable[str],
    patterns: Mapping[str, type[Record]],
    known: Parsed,
    below: str,
    digests: Mapping[str, bytes],
) -> Loaded:
    """`load` in this process alone, in the order of `paths`."""
    made = Loaded()
    for path in paths:
        kind = claimed(path[len(below) :], patterns)
        if kind is None:
            continue
        before = known.get(path)
        try:
            same = before and digests.get(path) == before[0] and _all_are(before[1], kind)
            made.take(path, before if before and same else _read(root, path, kind, before))
        except ContentError as error:
            made.problems += error.problems
    return made


def _read(
    root: Path, path: str, kind: type[Record], before: tuple[bytes, list[Record]] | None
) -> tuple[bytes, list[Record]]:
    """The digest of a file and the records in it; `before` is the same of an earlier build."""
    if issubclass(kind, Binary):
        if before and (root / path).is_file() and fingerprint(root / path) == before[0]:
            return before
        record = kind.read(root / path, path)
        return bytes.fromhex(record.digest), [record]
    data = sources.read(root, path, sources.MAX_MARKDOWN if issubclass(kind, Document) else yaml12.MAX_BYTES)
    mark = digest(data)
    if before and before[0] == mark and _all_are(before[1], kind):
        return before
    return mark, validate.records(kind, data, path)


def _all_are(records: list[Record], kind: type[Record]) -> bool:
    """Whether records that were read earlier are of the type that is asked for now."""
    return all(type(record) is kind for record in records)
