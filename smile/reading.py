"""What was read of a plugin's files, kept between builds: what did not change is neither parsed nor written anew.

It is kept in parts of about a hundred files that come one after the other. Where a part begins depends on the names
of files alone, so an edit, and a new file too, changes one part or two. What did not change is not even read back
until somebody looks at it.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

from smile import hands, loading, parts, store
from smile.gates import Packed, pack
from smile.loading import Parsed
from smile.parts import Part, Records
from smile.plugin import Plugin
from smile.problems import Problem
from smile.records import Document, Record
from smile.scan import Sorting, digest
from smile.secrets import secrets

LENGTH = 128
"""How many files a part has, about."""


class Kept(NamedTuple):
    """What there is to know of a part without reading it."""

    key: bytes
    """Its files and their bytes, as a digest."""
    value: bytes
    """The digest of what is kept of it."""
    private: Packed
    open_texts: tuple[str, ...]
    addresses: dict[str, str]
    """By Markdown file, the path below its microsite of the page that the plugin makes of it."""


class _Files(NamedTuple):
    """The files of a part, all with records of one type."""

    kind: type[Record]
    paths: Sequence[str]
    key: bytes

    @property
    def name(self) -> str:
        """What it is kept under: its first file tells it from all others."""
        return digest(self.paths[0].encode("utf-8", "surrogatepass")).hex()


class _Made(NamedTuple):
    """What one process read."""

    kept: dict[str, Kept]
    problems: list[Problem]


class Read:
    """The records of one plugin: those that an earlier build read, and then those that this one did."""

    def __init__(self, folder: Path, plugin: Plugin, mark: bytes) -> None:
        """They are kept in `folder`; `mark` stands for the code that makes them."""
        self.folder, self.plugin, self.mark = folder, plugin, mark
        if folder.is_file():  # an earlier version kept all in one
            folder.unlink()
        table = store.read(self._file("table"))
        whole = isinstance(table, tuple) and len(table) == 2 and table[0] == mark
        self.kept: dict[str, Kept] = table[1] if whole else {}
        self._parts: dict[type[Record], list[Part[Record]]] = {}

    def load(self, root: Path, digests: Mapping[str, bytes]) -> list[Problem]:
        """Reads the files of `digests`, which says what their bytes are; returns what is wrong in them."""
        found = list(_split(self.plugin.records, digests))
        new = [part for part in found if not self._stands(part)]
        parsed: Parsed = {}

        def read(some: Iterable[_Files]) -> _Made:
            """Reads and keeps some parts. A copy hands back only what there is to know of them: they are kept."""
            made = _Made({}, [])
            for part in some:
                before = self._back(part, old=True)
                loaded = loading.here(root, part.paths, self.plugin.records, before, "", digests)
                made.problems.extend(loaded.problems)
                if not loaded.problems:
                    made.kept[part.name] = self._keep(part, loaded.parsed)
                    parsed.update(loaded.parsed)
            return made

        pieces = list(hands.share(new, read, lambda: None, lambda part: len(part.paths)))
        problems = [problem for piece in pieces for problem in piece.problems]
        if problems:
            return problems
        known = self.kept | {name: kept for piece in pieces for name, kept in piece.kept.items()}
        self.kept = {part.name: known[part.name] for part in found}
        store.save(self._file("table"), (self.mark, self.kept))
        for path in self.folder.glob("*"):
            if path.stem not in self.kept and path.stem != "table":
                path.unlink(missing_ok=True)
        for part in found:
            here = Part(part.key, self._loader(root, part, parsed, digests), partial(self._packed, part))
            self._parts.setdefault(part.kind, []).append(here)
        return []

    def records(self) -> Records:
        """What was read."""
        return Records({}, self._parts)

    def private(self) -> tuple[Packed, ...]:
        """Every private text."""
        return tuple(kept.private for kept in self.kept.values())

    def open_texts(self) -> Iterator[str]:
        """What records let everybody see of themselves, though the fields are private."""
        return (text for kept in self.kept.values() for text in kept.open_texts)

    def addresses(self) -> dict[str, str]:
        """See `Kept.addresses`, of all parts."""
        return {file: path for kept in self.kept.values() for file, path in kept.addresses.items()}

    def _file(self, name: str) -> Path:
        return self.folder / f"{name}.records"

    def _stands(self, part: _Files) -> bool:
        """Whether a part is what it was at the last build."""
        kept = self.kept.get(part.name)
        return kept is not None and kept.key == part.key and self._file(part.name).is_file()

    def _packed(self, part: _Files, old: bool = False) -> bytes | None:
        """What is kept of the files of a part, unless it is damaged; with `old`, of those that it had."""
        kept = self.kept.get(part.name)
        found = store.read(self._file(part.name), None if old else kept.value) if kept else None
        if not isinstance(found, tuple) or len(found) != 2 or found[0] != self.mark:
            return None
        return found[1] if isinstance(found[1], bytes) else None  # an earlier version kept them otherwise

    def _back(self, part: _Files, old: bool = False) -> Parsed:
        """What `_packed` gives, unpacked."""
        packed = self._packed(part, old)
        back: Parsed = pickle.loads(packed) if packed else {}
        return back

    def _keep(self, part: _Files, parsed: Parsed) -> Kept:
        """Keeps what was read of a part."""
        files = {path: parsed[path] for path in part.paths}
        records = [record for _, many in files.values() for record in many]
        return Kept(
            part.key,
            store.save(self._file(part.name), (self.mark, parts.pack(files))),
            pack(secret for record in records for secret in secrets(record)),
            tuple(text for record in records for text in record.open_texts),
            dict(self._addressed(records)),
        )

    def _addressed(self, records: Sequence[Record]) -> Iterator[tuple[str, str]]:
        for record in records:
            path = self.plugin.address(record) if isinstance(record, Document) else None
            if path is not None:
                yield record.source.file, path

    def _loader(
        self, root: Path, part: _Files, parsed: Parsed, digests: Mapping[str, bytes]
    ) -> Callable[[], list[Record]]:
        """What gives the records of a part: just read, kept, or, should that be damaged, read again."""

        def load() -> list[Record]:
            files = parsed if part.paths[0] in parsed else self._back(part)
            if not files:
                files = loading.here(root, part.paths, self.plugin.records, {}, "", digests).parsed
            return [record for path in part.paths for record in files[path][1]]

        return load


def _split(patterns: Mapping[str, type[Record]], digests: Mapping[str, bytes]) -> Iterator[_Files]:
    """The files of `digests` in parts: those of each type in their order."""
    sorting = Sorting(patterns.items())
    by_kind: dict[type[Record], list[list[str]]] = {kind: [] for kind in patterns.values()}
    for path in sorted(digests):
        kinds = sorting.of(path)
        if not kinds:
            continue
        parts = by_kind[kinds[0]]
        if not parts or crc32(path.encode("utf-8", "surrogatepass")) % LENGTH == 0:
            parts.append([])
        parts[-1].append(path)
    for kind, parts in by_kind.items():
        for paths in parts:
            names = "\0".join(paths).encode("utf-8", "surrogatepass")
            yield _Files(kind, paths, digest(b"\0\0".join([names, *(digests[path] for path in paths)])))
