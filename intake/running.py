"""Running the service: the server with its delivery, the page for staff, and an end that leaves nothing half done."""

from __future__ import annotations

import logging
import signal
import sqlite3
import sys
import threading
import time
from pathlib import Path
from types import FrameType

import uvicorn

from intake import delivery, erasing
from intake.config import Settings
from intake.forge import Forge, Trouble
from intake.rooms import Rooms
from intake.store import Store

IDLE = 1.0
LOG = logging.getLogger("intake")


def forge(root: Path, settings: Settings, store: Store) -> Forge:
    """The forge that the settings name. ValueError when they do not say where it is."""
    if not settings.repository:
        raise ValueError(
            "INTAKE_REPOSITORY is missing: the folder of a Git repository, or OWNER/NAME on GitHub"
        )
    if settings.forge == "github":
        from intake.github import GitHub

        return GitHub(
            settings.github_api, settings.repository, settings.branch, settings.github_token, settings.pause
        )
    from intake.gitdisk import GitDisk

    return GitDisk(root / settings.repository, settings.branch, store)


def work(
    root: Path, settings: Settings, stop: threading.Event, once: bool = False, rooms: Rooms | None = None
) -> None:
    """Delivers until told to stop; daily, it erases what was kept long enough."""
    store = Store(root / settings.store)
    to = forge(root, settings, store)
    rooms = rooms or Rooms(root, root / settings.site)
    tidied = 0.0
    while not stop.is_set():
        try:
            busy = delivery.deliver(store, to, settings.attempts, rooms=rooms)
            if not busy and once:
                break
            if not busy and time.time() - tidied > 3600:
                delivery.refresh(store, to)
                erasing.erase(store, *erasing.due(store, time.time()))
                tidied = time.time()
        except (sqlite3.OperationalError, Trouble, OSError) as error:
            LOG.error('{"event": "delivery paused", "trouble": "%s"}', type(error).__name__)
            busy = False
            if once:
                raise
        if not busy:
            stop.wait(IDLE)
    store.db.close()


def serve(root: Path, settings: Settings, host: str, port: int, site: bool, delivering: bool) -> int:
    """Serves until SIGTERM or SIGINT; what was begun is ended first."""
    from intake.app import Service

    _logs()
    stop = threading.Event()
    service = Service(root, settings, site)
    worker = threading.Thread(target=work, args=(root, settings, stop, False, service.rooms))
    if delivering:
        forge(root, settings, service.store)
        worker.start()
    try:
        _uvicorn(service.app, host, port)
    finally:
        stop.set()
        if delivering:
            worker.join(60)
    return 0


def review(root: Path, settings: Settings, port: int) -> int:
    from intake.review import Review

    _logs()
    _uvicorn(Review(root, settings, ("127.0.0.1", "localhost")).app, "127.0.0.1", port)
    return 0


def deliver(root: Path, settings: Settings, once: bool) -> int:
    """Delivers in this process alone."""
    _logs()
    stop = threading.Event()

    def end(number: int, frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, end)
    work(root, settings, stop, once)
    return 0


def notify(root: Path, settings: Settings) -> int:
    """Sends what is to be sent. ValueError where no mail server is named."""
    from intake import notices

    _logs()
    if not settings.smtp or not settings.sender:
        raise ValueError("INTAKE_SMTP and INTAKE_SENDER are missing: the mail server, and who writes")
    rooms = Rooms(root, root / settings.site)
    count = notices.send(root, Store(root / settings.store), rooms, settings)
    print(f"{count} sent.")
    return 0


def _uvicorn(app: object, host: str, port: int) -> None:
    config = uvicorn.Config(
        app, host=host, port=port, log_config=None, access_log=False, server_header=False, lifespan="off",  # type: ignore[arg-type]
        proxy_headers=False, timeout_graceful_shutdown=30, limit_concurrency=500, h11_max_incomplete_event_size=65_536,
    )  # fmt: skip
    server = uvicorn.Server(config)
    sockets = [config.bind_socket()]
    print(f"intake  http://{host}:{sockets[0].getsockname()[1]}/", flush=True)
    # uvicorn raises the signal once more when it has ended: that must not cut short what follows
    signal.signal(signal.SIGTERM, lambda number, frame: None)
    server.run(sockets)


def _logs() -> None:
    """One line of JSON for each event, on standard error; no address, no text, no name is ever in one."""
    logging.basicConfig(stream=sys.stderr, format="%(asctime)s %(levelname)s %(message)s", level=logging.INFO)
    for name in ("uvicorn.access", "uvicorn.error", "httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)
