"""Building microsites on a Dask cluster: ships what its workers need, and writes down what they hand back."""

from __future__ import annotations

import io
import logging
import os
import uuid
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import CancelledError
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from smile import bundled, inputs, store, worker
from smile.problems import MachineError
from smile.results import SiteResult, Task
from smile.scan import scan
from smile.staging import Staging, move
from smile.writing import Writer

WAIT = "10s"
"""How long a scheduler, and then a first worker, may take to answer."""
_BATCH = 240
"""So many files to build are worth a message to a worker, which takes some milliseconds."""
_ROUNDS = 3
"""Each worker is left at least so many batches as large as the one before."""
_EPOCH = (1980, 1, 1, 0, 0, 0)


def run(tasks: Sequence[Task], jobs: int, address: str) -> Iterator[SiteResult]:
    """The results of all tasks, from the cluster at `address` ("HOST:PORT"), or from a local one where it is "".

    MachineError where there is no cluster, where it does not match, and where it goes away.
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
        _client(distributed, jobs, address) as client,
    ):
        yield from _built(distributed, client, tasks, address)


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


def _built(distributed: Any, client: Any, tasks: Sequence[Task], address: str) -> Iterator[SiteResult]:
    from smile import remote

    root, cache = tasks[0].opened.root, tasks[0].cache
    found, by_slug = inputs.look(root), {task.microsite.slug: task for task in tasks}
    stage = Staging.begun(cache, found.files)
    site = remote.Shipment(f"smile-{uuid.uuid4().hex}", remote.code_of(found), tasks[0], stage)
    try:
        _ship(client, site, site.name)
        workers = max(1, len(client.ncores()))
        orders = [[remote.Order.of(task) for task in batch] for batch in _batches(tasks, workers)]
        futures = {_send(client, site.name, batch): batch for batch in orders}
        finished = distributed.as_completed(futures, loop=client.loop)
        for future in finished:
            batch, parcels = futures.pop(future), future.result()
            if parcels is None:  # that worker does not see the build's folders
                if not site.packed:
                    site.packed = pack(tasks[0])
                    _ship(client, site, f"{site.name}-packed")
                batch = [replace(order, kept=_kept(by_slug[order.slug])) for order in batch]
                again = _send(client, site.name, batch)
                futures[again] = batch
                finished.add(again)
                continue
            yield from _taken(parcels, by_slug, stage)
    except distributed.KilledWorker as error:
        raise MachineError(f"the Dask workers ended again and again: {error}") from None
    except (OSError, CancelledError, distributed.CancelledError) as error:
        if isinstance(error, OSError) and error.errno and not isinstance(error, ConnectionError):
            raise  # of a file: the network's have no number, or are of a class of their own
        where = f"at {address} " if address else ""
        raise MachineError(f"the Dask scheduler {where}went away; the last good site is as it was") from None
    finally:
        with suppress(Exception):
            for name in (site.name, *([f"{site.name}-packed"] if site.packed else [])):
                if client.status == "running":
                    client.unregister_worker_plugin(name)
        stage.end()


def _ship(client: Any, site: Any, name: str) -> None:
    """Gives all workers what they need; those that join later, too."""
    try:
        client.register_plugin(site, name=name)
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


def _kept(task: Task) -> bytes | None:
    """The file that holds what is kept of a microsite, if that stands in its tree."""
    kept = worker.kept(task.cache, task.microsite.slug)
    return kept.read_bytes() if task.before and store.mark(kept) == task.before else None


def _taken(parcels: list[Any], tasks: Mapping[str, Task], stage: Staging) -> Iterator[SiteResult]:
    """Moves or writes what a worker built into the trees, and what there is to know of it into the cache."""
    from smile import remote

    for folder, tree in {(parcel.staged, tasks[parcel.slug].tree) for parcel in parcels if parcel.staged}:
        assert tree is not None
        move(str(stage.folder / folder / tree.name), str(tree))
    for parcel in parcels:
        task, result = tasks[parcel.slug], parcel.result
        new = worker.kept(task.cache, parcel.slug, new=True)
        if parcel.staged:
            new.parent.mkdir(parents=True, exist_ok=True)
            os.replace(stage.folder / parcel.staged / remote.RESULTS / parcel.slug, new)
            result = store.read(new)
            if result is None:
                raise MachineError(f"{new} is damaged")
        elif task.tree is not None and not result.problems:
            gate = worker.workshop(task.opened.root, task.cache, task.code).gate(task.gate)
            writer = Writer(task.tree, None, result, gate, task.fresh)
            for path, data in parcel.files.items():
                writer.write(path, data)
            store.save(new, result)
        yield result


def pack(task: Task) -> bytes:
    """A ZIP of all that is read: the estate's files, its own theme and plugins, the models and the gates."""
    root = task.opened.root
    names = ["content", "data"]
    names += ["theme"] if root / "theme" == bundled.themes(root)[0] != bundled.folder("theme") else []
    names += ["plugins"] if root / "plugins" == bundled.plugins(root)[0] != bundled.folder("plugins") else []
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
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
