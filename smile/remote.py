"""What runs inside a Dask worker: it unpacks what the build shipped, builds microsites, and hands the bytes back.

A worker shares no folder with the build. It has the same generator installed, which it checks.
"""

from __future__ import annotations

import io
import pickle
import shutil
import tempfile
import threading
import zipfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from distributed import WorkerPlugin

from smile import inputs, worker
from smile.results import SiteResult, Task

_rooms: dict[str, tuple[Path, Task]] = {}
"""By shipment, the folder of this process that it was unpacked into, and what all its tasks have in common."""
_alone = threading.Lock()
"""Microsites are built one after the other in a process, however many threads its worker has."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """A built microsite and the bytes of what was written, by path in the tree."""

    result: SiteResult
    files: dict[str, bytes]


@dataclass(frozen=True, slots=True)
class Order:
    """What tells the task of one microsite from those of the others: the rest, the same for all, is sent once."""

    slug: str
    files: tuple[str, ...]
    tree: Path | None
    fresh: bool
    before: bytes | None
    gate: Path

    @classmethod
    def of(cls, task: Task) -> Order:
        return cls(task.microsite.slug, task.files, task.tree, task.fresh, task.before, task.gate)


class Shipment(WorkerPlugin):  # type: ignore[misc, unused-ignore]
    """What every worker of a build needs, those that join later too: a ZIP of estate and models."""

    def __init__(self, name: str, packed: bytes, code: dict[str, bytes], task: Task) -> None:
        """`task` is any of the build's tasks."""
        self.name, self.packed, self.code = name, packed, code
        self.common = pickle.dumps(replace(task, files=()))

    def setup(self, worker: Any) -> None:
        """Unpacks. RuntimeError where this worker has other code than the build."""
        room = Path(tempfile.mkdtemp(prefix="smile-", dir=worker.local_directory))
        with zipfile.ZipFile(io.BytesIO(self.packed)) as archive:
            archive.extractall(room)
        wrong = differences(self.code, code_of(room / "estate"))
        if wrong:
            shutil.rmtree(room, ignore_errors=True)
            raise RuntimeError(f"the worker {worker.address} has another version of {', '.join(wrong)}")
        _rooms[self.name] = (room, pickle.loads(self.common))

    def teardown(self, worker: Any) -> None:
        """Removes what was unpacked."""
        if self.name in _rooms:
            shutil.rmtree(_rooms.pop(self.name)[0], ignore_errors=True)


def code_of(root: Path) -> dict[str, bytes]:
    """By group, what the code is that builds the estate at `root`; "" is the generator with all it uses."""
    return inputs.code_digests(inputs.look(root).code, {})


def differences(wanted: dict[str, bytes], there: dict[str, bytes]) -> list[str]:
    """The groups of code that are not the same, in words."""
    words = {"/smile": "SMILE", "/theme": "the theme", "": "Python or a package that SMILE uses"}
    unlike = [name for name in sorted(wanted.keys() | there.keys()) if wanted.get(name) != there.get(name)]
    if len(unlike) > 1:
        unlike = [name for name in unlike if name]  # "" counts SMILE in: it says nothing more then
    return [words.get(name, f"the plugin {name}") for name in unlike]


def build(name: str, order: Order, before: bytes | None) -> Parcel:
    """Builds one microsite from a shipment; `before` is the file of what was kept of it, if that still stands."""
    room, common = _rooms[name]
    with _alone, tempfile.TemporaryDirectory(dir=room) as tree:
        kept = worker.kept(room / "cache", order.slug)
        if before is not None:
            kept.parent.mkdir(parents=True, exist_ok=True)
            kept.write_bytes(before)
        moved = replace(
            common,
            opened=replace(common.opened, root=room / "estate"),
            microsite=next(site for site in common.opened.microsites if site.slug == order.slug),
            files=order.files,
            tree=None if order.tree is None else Path(tree),
            fresh=order.fresh,
            before=order.before,
            cache=room / "cache",
            gate=room / "cache" / order.gate.name,
        )
        result = worker.build_site(moved)
        paths = () if result.problems or order.tree is None else dict.fromkeys(result.written)
        return Parcel(result, {path: (Path(tree) / path).read_bytes() for path in paths})
