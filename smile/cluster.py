"""Building microsites on a Dask cluster: ships what its workers need, and hands on what they made."""

from __future__ import annotations

import io
import logging
import pickle
import uuid
import zipfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from smile import bundled, inputs, kept
from smile.parcels import COMMON, Order, Parcel
from smile.problems import MachineError
from smile.results import SiteResult, Task
from smile.scan import scan
from smile.staging import Staging

WAIT = "10s"
"""How long a scheduler, and then a first worker, may take to answer."""
_BATCH = 240
"""So many files to build are worth a message to a worker, which takes some milliseconds."""
_ROUNDS = 3
"""Each worker is left at least so many batches as large as the one before."""
_EPOCH = (1980, 1, 1, 0, 0, 0)


class Visit:
    """What is left on a cluster until it is tidied up."""

    def __init__(self) -> None:
        self.client: Any = None
        self.plugins: list[str] = []

    def leave(self) -> None:
        """Takes everything off the cluster, if it still answers."""
        while self.plugins:
            with suppress(Exception):
                name = self.plugins.pop()
                if self.client.status == "running":
                    self.client.unregister_worker_plugin(name)


class Trip(Struct, frozen=True):
    """Where a build goes with what."""

    root: Path
    cache: Path
    found: inputs.Inputs
    """What there is to read."""
    jobs: int
    address: str
    """The cluster's, "HOST:PORT"; "" for a local one of `jobs` workers."""


def parcels(trip: Trip, ask: Callable[[], Sequence[Task]], visit: Visit) -> Iterator[list[Parcel] | None]:
    """What the workers of a cluster made of all tasks; None comes last.

    It connects, has the workers look around, and then asks for the tasks. MachineError where there is no cluster,
    where it does not match, and where it goes away.
    """
    try:
        import dask
        import distributed
    except ImportError:
        raise MachineError(
            "Dask is not installed. Install it with: pip install 'smile-estate[dask]'"
        ) from None
    for name in list(logging.root.manager.loggerDict):
        if name.startswith("distributed"):
            logging.getLogger(name).setLevel(logging.CRITICAL)  # what goes wrong is told in one line
    with (
        dask.config.set({"distributed.comm.timeouts.connect": WAIT}),
        _client(distributed, trip.jobs, trip.address) as visit.client,
    ):
        try:
            yield from _built(distributed, visit, _greet(visit, trip), ask)
            yield None
        except distributed.KilledWorker as error:
            raise MachineError(f"the Dask workers ended again and again: {error}") from None
        except (OSError, CancelledError, distributed.CancelledError) as error:
            if isinstance(error, OSError) and error.errno and not isinstance(error, ConnectionError):
                raise  # of a file: the network's have no number, or are of a class of their own
            where = f"at {trip.address} " if trip.address else ""
            raise MachineError(
                f"the Dask scheduler {where}went away; the last good site is as it was"
            ) from None
        finally:
            visit.leave()


@contextmanager
def _client(distributed: Any, jobs: int, address: str) -> Iterator[Any]:
    with ExitStack() as stack:
        target: Any = f"tcp://{address}"
        if not address:
            quiet = {
                "dashboard_address": "127.0.0.1:0",
                "silence_logs": logging.CRITICAL,
                "host": "127.0.0.1",
            }
            target = stack.enter_context(
                distributed.LocalCluster(n_workers=jobs, threads_per_worker=1, **quiet)
            )
        try:
            client = distributed.Client(target, timeout=WAIT, set_as_default=False)
        except (OSError, TimeoutError):
            raise MachineError(f"no Dask scheduler answers at {address}") from None
        stack.callback(_close, client)
        try:
            client.wait_for_workers(1, timeout=WAIT)
        except (OSError, TimeoutError):
            raise MachineError(f"the Dask cluster at {address} has no worker") from None
        yield client


def _close(client: Any) -> None:
    with suppress(Exception):  # it may be gone already
        client.close(timeout=2)


def _greet(visit: Visit, trip: Trip) -> Any:
    """Tells all workers of the build: they look whether they see its folders, and have the same code."""
    from smile import remote

    name, staging = f"smile-{uuid.uuid4().hex}", Staging.begun(trip.cache, trip.found.files)
    shipment = remote.Shipment(name, remote.code_of(trip.found), trip.root, staging)
    _ship(visit, shipment)
    return shipment


def _built(
    distributed: Any, visit: Visit, shipment: Any, ask: Callable[[], Sequence[Task]]
) -> Iterator[list[Parcel]]:
    client, workers = visit.client, max(1, len(visit.client.ncores()))
    tasks = ask()
    by_slug, common = {task.microsite.slug: task for task in tasks}, pickle.dumps(replace(tasks[0], files=()))
    shipment.staging.leave(common)
    batches = [[Order.of(task) for task in batch] for batch in _batches(tasks, workers)]
    sent = {_send(client, shipment.name, batch): batch for batch in batches}
    finished = distributed.as_completed(sent, loop=client.loop)
    for future in finished:
        batch, made = sent.pop(future), future.result()
        if made is not None:
            yield made
            continue
        if not shipment.packed:  # that worker does not see the build's folders
            shipment.packed = pack(tasks[0], common)
            _ship(visit, shipment)
        batch = [replace(order, kept=_kept(by_slug[order.slug])) for order in batch]
        again = _send(client, shipment.name, batch)
        sent[again] = batch
        finished.add(again)


def _ship(visit: Visit, shipment: Any) -> None:
    """Gives all workers what they need; those that join later, too."""
    name = f"{shipment.name}-{len(visit.plugins)}"
    try:
        visit.plugins.append(name)
        visit.client.register_plugin(shipment, name=name)
    except Exception as error:  # another Python, Dask or SMILE there may fail in any way
        raise MachineError(f"the Dask cluster does not match this machine: {error}") from None


def _send(client: Any, name: str, batch: list[Any]) -> Any:
    from smile import remote

    key = f"{batch[0].slug}-{uuid.uuid4().hex}"
    return client.submit(remote.build, name, batch, key=key, pure=False)


def _batches(tasks: Sequence[Task], workers: int) -> Iterator[list[Task]]:
    """Small microsites together, as many as one message is worth; the last batches are small, to end together."""
    left = sum(len(task.files) for task in tasks)
    batch: list[Task] = []
    size = 0
    for task in tasks:
        batch.append(task)
        size += len(task.files)
        if task.microsite.engine != "smile" or size >= min(_BATCH, (left - size) // (_ROUNDS * workers)):
            yield batch
            left -= size
            batch, size = [], 0
    if batch:
        yield batch


def _kept(task: Task) -> SiteResult | None:
    """What is kept of a microsite, if that stands in its tree."""
    return kept.read(kept.path(task.cache, task.microsite.slug), task.before) if task.before else None


def pack(task: Task, common: bytes) -> bytes:
    """A ZIP of all that is read: the estate's files, its own theme and plugins, the models and the gates.

    `common` is what all tasks have in common, pickled.
    """
    root = task.opened.root
    names = ["content", "data"]
    names += ["theme"] if root / "theme" == bundled.themes(root)[0] != bundled.folder("theme") else []
    names += ["plugins"] if root / "plugins" == bundled.plugins(root)[0] != bundled.folder("plugins") else []
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr(zipfile.ZipInfo(COMMON, _EPOCH), common)
        for path in sorted(path for name in names for path in scan(root, name, [])):
            _put(archive, f"estate/{path}", root / path)
        if task.opened.logo:
            _put(archive, f"estate/{task.opened.logo.relative_to(root)}", task.opened.logo)
        models = [path for kind in ("known", "model") for path in (task.cache / "models").glob(f"*.{kind}")]
        for file in sorted([*models, *task.cache.glob("gate-*")]):
            _put(archive, f"cache/{file.relative_to(task.cache).as_posix()}", file)
    return made.getvalue()


def _put(archive: zipfile.ZipFile, name: str, file: Path) -> None:
    if name not in archive.NameToInfo:
        info = zipfile.ZipInfo(name, _EPOCH)
        info.compress_type = zipfile.ZIP_DEFLATED
        archive.writestr(info, file.read_bytes())
