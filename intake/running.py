"""Running the service: the server with its delivery, the page for staff, and an end that leaves nothing half done."""

from __future__ import annotations

import datetime as dt
import json
import logging
import signal
import smtplib
import sqlite3
import sys
import threading
import time
from pathlib import Path
from types import FrameType

import uvicorn

from intake import delivery, erasing, forges, wishes
from intake.config import Settings
from intake.forge import Trouble
from intake.keeping import secret_of
from intake.rooms import Rooms
from intake.store import Store
from smile.options import Options
from smile.problems import MachineError

IDLE = 1.0
QUIET = 60.0
"""Seconds to leave a forge alone that does not do as asked."""
TIDY = 3600.0
"""Seconds between two looks at what is over."""
LOG = logging.getLogger("intake")


def work(
    root: Path, settings: Settings, stop: threading.Event, once: bool = False, rooms: Rooms | None = None
) -> None:
    """Delivers until told to stop, takes back what its sender wants back, and erases what was kept long enough."""
    store = Store(root / settings.store)
    to = forges.connect(root, settings, store)
    rooms = rooms or Rooms(root, root / settings.site)
    backups = root / settings.backups if settings.backups else None
    tidied = 0.0
    while not stop.is_set():
        try:
            busy = delivery.deliver(store, to, settings.attempts, rooms=rooms) or bool(
                wishes.follow(store, to)
            )
            if not busy and once:
                break
            if not busy:
                erasing.clean(store)
            if not busy and time.time() - tidied > TIDY:
                tidied = time.time()
                erasing.tidy(store, backups, tidied)
                delivery.refresh(store, to)
        except (sqlite3.Error, Trouble, OSError) as error:
            LOG.error(json.dumps({"event": "delivery paused", "trouble": type(error).__name__}))
            if once:
                raise
            busy = False
            if isinstance(error, Trouble):
                stop.wait(error.wait or QUIET)
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
        forges.connect(root, settings, service.store)  # what the settings lack is said before anybody comes
        worker.start()
    try:
        _uvicorn(service.app, host, port)
    finally:
        stop.set()
        service.writer.close()
        if delivering:
            worker.join(60)
    return 0


def review(root: Path, settings: Settings, port: int) -> int:
    """The page for staff, on this machine only: a host's sign-on on it passes requests on."""
    from intake.review import Review

    _logs()
    hosts = (
        "127.0.0.1",
        "localhost",
        *(one.strip() for one in settings.review_hosts.split(",") if one.strip()),
    )
    _uvicorn(Review(root, settings, hosts).app, "127.0.0.1", port)
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


def notify(options: Options, settings: Settings) -> int:
    """Sends what is to be sent; 1 if some could not go.

    ValueError where no mail server is named, MachineError where it cannot be reached.
    """
    from intake import notices
    from smile.notices import offered

    _logs()
    if not settings.smtp or not settings.sender:
        raise ValueError("INTAKE_SMTP and INTAKE_SENDER are missing: the mail server, and who writes")
    root, site = options.root, options.root / settings.site
    store = Store(root / settings.store)
    found = list(offered(options))
    try:
        done = notices.send(found, store, Rooms(root, site), settings, secret_of(settings, root), site)
    except (OSError, smtplib.SMTPException) as error:
        raise MachineError(
            f"the mail server {settings.smtp} cannot be used: {type(error).__name__}"
        ) from None
    finally:
        store.db.close()
    print(done.words())
    return 1 if done.failed else 0


def _uvicorn(app: object, host: str, port: int) -> None:
    config = uvicorn.Config(
        app, host=host, port=port, log_config=None, access_log=False, server_header=False, lifespan="off",  # type: ignore[arg-type]
        proxy_headers=False, timeout_graceful_shutdown=30, limit_concurrency=500, h11_max_incomplete_event_size=65_536,
    )  # fmt: skip
    server = uvicorn.Server(config)
    sockets = [config.bind_socket()]
    sockets[0].listen(config.backlog)  # whoever reads the address can come at once
    print(f"intake  http://{host}:{sockets[0].getsockname()[1]}/", flush=True)
    # uvicorn raises the signal once more when it has ended: that must not cut short what follows
    signal.signal(signal.SIGTERM, lambda number, frame: None)
    server.run(sockets)


class _Lines(logging.Formatter):
    """Each event as one line of JSON with its time and level."""

    def format(self, record: logging.LogRecord) -> str:
        text = record.getMessage()
        try:
            said = json.loads(text)
        except ValueError:
            said = {"event": text}
        at = dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds")
        return json.dumps({"at": at, "level": record.levelname.lower(), **said})


def _logs() -> None:
    """Events on standard error; no address, no text, no name of a person is ever in one."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Lines())
    logging.basicConfig(handlers=[handler], level=logging.INFO, force=True)
    for name in ("uvicorn.access", "uvicorn.error", "httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)
