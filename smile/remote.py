"""What runs inside a Dask worker: it builds microsites of an estate, and hands over what it made.

A worker that sees the build's own folders builds from them, and hands over the name of a staging folder. Any other is
sent the estate as a ZIP, and hands the bytes back. Both have the same generator installed, which they check.
"""

from __future__ import annotations

import io
import pickle
import shutil
import tempfile
import threading
import zipfile
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from distributed import WorkerPlugin
from msgspec.structs import replace

from smile import inputs, kept
from smile import worker as tools
from smile.parcels import COMMON, RESULTS, Order, Parcel
from smile.results import SiteResult, Task
from smile.scan import Stats
from smile.staging import Staging


class _Room:
    """What this process has of a build: where it may write, and what all its tasks have in common."""

    def __init__(self, staging: Staging, unpacked: Path | None) -> None:
        """`unpacked` is the folder that the ZIP was unpacked into; None where this process sees the build's own."""
        self.staging, self.unpacked = staging, unpacked

    @cached_property
    def common(self) -> Task:
        if self.unpacked:
            packed: Task = pickle.loads((self.unpacked / COMMON).read_bytes())
            cache = self.unpacked / "cache"
            return replace(packed, opened=replace(packed.opened, root=self.unpacked / "estate"), cache=cache)
        made: Task = pickle.loads(self.staging.common())
        # the folders are those of earlier builds, too; their models are not
        tools.workshop(made.opened.root, made.cache, made.code, fresh=True)
        return made


_rooms: dict[str, _Room] = {}
"""By the build's name."""
_alone = threading.Lock()
"""Microsites are built one after the other in a process, however many threads its worker has."""
_looked: dict[str, tuple[dict[str, Stats], bytes]] = {}
"""By group of code, its files and their digest when they were last read."""
_loaded: dict[str, bytes] = {}
"""The digest of the generator as this process loaded it."""


class Shipment(WorkerPlugin):  # type: ignore[misc, unused-ignore]
    """What every worker of a build needs, those that join later too."""

    def __init__(
        self, name: str, code: dict[str, bytes], root: Path, staging: Staging, packed: bytes = b""
    ) -> None:
        """`root` is where the build has the estate, `packed` the ZIP of it once somebody asked for that."""
        self.name, self.code, self.root, self.staging, self.packed = name, code, root, staging, packed

    def setup(self, worker: Any) -> None:
        """Looks for the build's folders, or unpacks. RuntimeError where this worker has other code than the build."""
        if self.name in _rooms:
            return
        here, unpacked = inputs.look(self.root), None
        if not self.staging.seen(here.files):
            if not self.packed:
                return
            unpacked = Path(tempfile.mkdtemp(prefix="smile-", dir=worker.local_directory))
            with zipfile.ZipFile(io.BytesIO(self.packed)) as archive:
                archive.extractall(unpacked)
            here = inputs.look(unpacked / "estate")
        wrong = differences(self.code, _as_loaded(here))
        if wrong:
            if unpacked:
                shutil.rmtree(unpacked, ignore_errors=True)
            raise RuntimeError(f"the worker {worker.address} has another version of {', '.join(wrong)}")
        _rooms[self.name] = _Room(self.staging, unpacked)

    def teardown(self, worker: Any) -> None:
        """Removes what was unpacked."""
        room = _rooms.pop(self.name, None)
        if room and room.unpacked:
            shutil.rmtree(room.unpacked, ignore_errors=True)


def code_of(found: inputs.Inputs) -> dict[str, bytes]:
    """By group, what the code is that builds an estate; "" is the generator with all it uses."""
    made = inputs.code_digests(found.code, _looked)
    for group, by_folder in found.code.items():
        _looked[group] = (by_folder, made[inputs.named(group)])
    return made


def _as_loaded(found: inputs.Inputs) -> dict[str, bytes]:
    """`code_of`, but of the generator what this process runs, which may have been replaced since on the disk."""
    made = code_of(found)
    return {**made, "/smile": _loaded.setdefault("/smile", made["/smile"])}


def differences(wanted: dict[str, bytes], there: dict[str, bytes]) -> list[str]:
    """The groups of code that are not the same, in words."""
    packages = "Python or a package that SMILE uses"
    words = {"/smile": "SMILE", "/theme": "the theme", "/packages": packages, "": packages}
    unlike = [name for name in sorted(wanted.keys() | there.keys()) if wanted.get(name) != there.get(name)]
    if len(unlike) > 1:
        unlike = [name for name in unlike if name]  # "" counts SMILE in: it says nothing more then
    return [words.get(name, f"the plugin {name}") for name in unlike]


def build(name: str, orders: Sequence[Order]) -> list[Parcel] | None:
    """Builds microsites one after the other; None where this worker has nothing to build them from."""
    with _alone:
        room = _rooms.get(name)
        if room is None:
            return None
        if room.unpacked is None:
            return _staged(room, orders)
        if any(order.before and order.kept is None for order in orders):
            return None
        try:
            # one after the other, until nobody asks any more
            return [_packed(room, order, room.unpacked) for order in orders if name in _rooms]
        finally:
            if name not in _rooms:
                shutil.rmtree(room.unpacked, ignore_errors=True)  # what was written since it was removed


def _built(room: _Room, order: Order, tree: Path | None) -> SiteResult:
    common = room.common
    task = replace(
        common,
        microsite=next(site for site in common.opened.microsites if site.slug == order.slug),
        files=order.files,
        tree=tree,
        fresh=order.fresh,
        before=order.before,
        gate=common.cache / order.gate.name,
        digests=order.digests,
    )
    return tools.built(task)


def _staged(room: _Room, orders: Sequence[Order]) -> list[Parcel]:
    folder = room.staging.attempt(orders[0].slug)
    (folder / RESULTS).mkdir()
    made = []
    for order in orders:
        tree = order.tree and folder / order.tree.name
        if tree is not None:
            tree.mkdir(exist_ok=True)
        result = _built(room, order, tree)
        if result.problems or tree is None:
            made.append(Parcel(order.slug, result=result))
        else:
            kept.save(folder / RESULTS / order.slug, result)
            made.append(Parcel(order.slug, str(folder)))
    return made


def _packed(room: _Room, order: Order, unpacked: Path) -> Parcel:
    if order.kept is not None:
        before = kept.save(kept.path(unpacked / "cache", order.slug), order.kept)
        order = replace(order, before=before)
    with tempfile.TemporaryDirectory(dir=unpacked) as tree:
        result = _built(room, order, order.tree and Path(tree))
        paths = () if result.problems or order.tree is None else dict.fromkeys(result.written)
        files = {path: (Path(tree) / path).read_bytes() for path in paths}
        return Parcel(order.slug, result=result, files=files)
