"""Building microsites on a Dask cluster: ships what its workers need, and writes down what they hand back."""

from __future__ import annotations

import io
import logging
import uuid
import zipfile
from collections.abc import Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

from smile import bundled, store, worker
from smile.problems import MachineError
from smile.results import SiteResult, Task
from smile.scan import scan
from smile.writing import Writer

WAIT = "10s"
"""How long a scheduler, and then a first worker, may take to answer."""
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

    first, name = tasks[0], f"smile-{uuid.uuid4().hex}"
    shipment = remote.Shipment(name, pack(first), remote.code_of(first.opened.root), first)
    try:
        client.register_plugin(shipment, name=name)
    except Exception as error:  # another Python, Dask or SMILE there may fail in any way
        raise MachineError(f"the Dask cluster does not match this machine: {error}") from None
    try:
        slugs = {}
        for task in tasks:
            slug = task.microsite.slug
            key = f"{slug}-{name}"
            future = client.submit(
                remote.build, name, remote.Order.of(task), _before(task), key=key, pure=False
            )
            slugs[future.key] = (future, task)
        futures = [future for future, _ in slugs.values()]
        for future in distributed.as_completed(futures, loop=client.loop):
            _, task = slugs.pop(future.key)
            yield _taken(future.result(), task)
    except distributed.KilledWorker as error:
        raise MachineError(f"the Dask workers ended again and again: {error}") from None
    except (OSError, TimeoutError, CancelledError, distributed.CancelledError):
        where = f"at {address} " if address else ""
        raise MachineError(f"the Dask scheduler {where}went away; the last good site is as it was") from None
    finally:
        with suppress(Exception):
            if client.status == "running":
                client.unregister_worker_plugin(name)


def _before(task: Task) -> bytes | None:
    """The file that holds what is kept of a microsite, if that stands in its tree."""
    kept = worker.kept(task.cache, task.microsite.slug)
    return kept.read_bytes() if task.before and store.mark(kept) == task.before else None


def _taken(parcel: Any, task: Task) -> SiteResult:
    """Writes what a worker built into the tree, and what there is to know of it into the cache."""
    result: SiteResult = parcel.result
    if task.tree is not None and not result.problems:
        gate = worker.workshop(task.opened.root, task.cache, task.code).gate(task.gate)
        writer = Writer(task.tree, None, result, gate, task.fresh)
        for path, data in parcel.files.items():
            writer.write(path, data)
        store.save(worker.kept(task.cache, task.microsite.slug, new=True), result)
    return result


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
