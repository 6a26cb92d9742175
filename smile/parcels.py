"""What passes between a build and the workers of a cluster, and how the build takes over what they made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from smile import kept, worker
from smile.problems import MachineError
from smile.results import SiteResult, Task
from smile.staging import move
from smile.writing import Writer

COMMON = "common"
"""The file of the ZIP that holds what all tasks of a build have in common."""
RESULTS = "results"
"""The folder of staging that holds what there is to know of each microsite. Those beside it are trees."""


class Order(Struct, frozen=True):
    """What tells the task of one microsite from those of the others: the rest, the same for all, is sent once."""

    slug: str
    files: tuple[str, ...]
    tree: Path | None
    fresh: bool
    before: bytes | None
    gate: Path
    digests: Mapping[str, bytes]
    kept: SiteResult | None = None
    """What was kept of it, if that still stands, for who cannot see it."""

    @classmethod
    def of(cls, task: Task) -> Order:
        return cls(
            task.microsite.slug, task.files, task.tree, task.fresh, task.before, task.gate, task.digests
        )


class Parcel(Struct, frozen=True):
    """A built microsite: the folder of staging that it is in, or else all of it."""

    slug: str
    staged: str = ""
    result: SiteResult | None = None
    files: dict[str, bytes] = {}
    """The bytes of what was written, by path in the tree."""


def taken(parcels: Sequence[Parcel], tasks: Mapping[str, Task]) -> Iterator[SiteResult]:
    """Moves or writes what a worker built into the trees, and what there is to know of it into the cache."""
    for folder, tree in {(parcel.staged, tasks[parcel.slug].tree) for parcel in parcels if parcel.staged}:
        assert tree is not None
        move(f"{folder}/{tree.name}", str(tree))
    for parcel in parcels:
        task = tasks[parcel.slug]
        new = kept.path(task.cache, parcel.slug, new=True)
        if parcel.result is None:
            new.parent.mkdir(parents=True, exist_ok=True)
            kept.move(Path(parcel.staged, RESULTS, parcel.slug), new)
            result = kept.read(new, whole=True)  # while others still build
            if result is None:
                raise MachineError(f"{new} is damaged")
            yield result
            continue
        if task.tree is not None and not parcel.result.problems:
            gate = worker.workshop(task.opened.root, task.cache, task.code).gate(task.gate)
            writer = Writer(task.tree, None, parcel.result, gate, task.fresh)
            for path, data in parcel.files.items():
                writer.write(path, data)
            kept.save(new, parcel.result)
        yield parcel.result
