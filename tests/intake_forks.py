"""Runs the service again and again in forks of one process, which dies at the step it is told to.

A step is a statement of SQL, a call of Git or a request to GitHub, counted before and after it. Reads requests
as lines of JSON: `{"do": "serve" | "deliver", "die": NUMBER or null, "forge": "git" | "github"}`; answers each
with a line of JSON: the process's id, and for `serve` its port.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import socket
import sys
import threading
from pathlib import Path
from typing import Any

import httpx
import uvicorn

from intake import config, delivery, forges, wishes
from intake.app import Service
from intake.forges.git import GitDisk
from intake.forges.github import GitHub
from intake.rooms import Rooms
from intake.store import Store


class Steps:
    """Counts the steps of this process, and ends it at one of them."""

    def __init__(self, die: int | None) -> None:
        self.die, self.count, self.lock = die, 0, threading.Lock()

    def __call__(self, *more: Any) -> None:
        with self.lock:
            if self.count == self.die:
                os.kill(os.getpid(), signal.SIGKILL)
            self.count += 1

    def watch(self) -> None:
        """Has the store, Git and GitHub tell of their steps."""
        begin, call = Store.__init__, GitDisk._git

        def opened(store: Store, path: Path) -> None:
            begin(store, path)
            store.db.set_trace_callback(self)

        def called(forge: GitDisk, *words: str, **more: Any) -> str:
            self()
            said = call(forge, *words, **more)
            self()
            return said

        Store.__init__ = opened  # type: ignore[method-assign]
        GitDisk._git = called  # type: ignore[method-assign]


def deliver(root: Path, settings: config.Settings, rooms: Rooms, steps: Steps, to: str) -> None:
    """Delivers all that is due, once."""
    store = Store(root / settings.store)
    forge: Any = forges.connect(root, settings, store)
    if to != "git":
        hooks: Any = {"request": [steps], "response": [steps]}
        forge = GitHub(
            httpx.Client(base_url=to, event_hooks=hooks, verify=False), "o/r", "main", lambda: "t", 0
        )
    while delivery.deliver(store, forge, rooms=rooms) or wishes.follow(store, forge):
        pass


def serve(service: Service, root: Path, settings: config.Settings, steps: Steps, gate: socket.socket) -> None:
    """Serves and delivers, as `intake serve` does."""
    stop, rooms = threading.Event(), service.rooms

    def work() -> None:
        store = Store(root / settings.store)
        forge = forges.connect(root, settings, store)
        while not stop.is_set():
            if not delivery.deliver(store, forge, rooms=rooms):
                stop.wait(0.01)

    threading.Thread(target=work, daemon=True).start()
    made = uvicorn.Config(service.app, log_config=None, access_log=False, lifespan="off")
    uvicorn.Server(made).run([gate])
    stop.set()


def main() -> None:
    logging.disable()
    root = Path(sys.argv[1])
    settings = config.read(os.environ)
    service = Service(root, settings)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody asks how they ended
    for line in sys.stdin:
        asked = json.loads(line)
        gate = socket.create_server(("127.0.0.1", 0))
        child = os.fork()
        if not child:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            sys.stdin.close()
            steps = Steps(asked["die"])
            steps.watch()
            try:
                if asked["do"] == "serve":
                    serve(service, root, settings, steps, gate)
                else:
                    gate.close()
                    deliver(root, settings, service.rooms, steps, asked["forge"])
            finally:
                os._exit(0)
        print(json.dumps([child, gate.getsockname()[1]]), flush=True)
        gate.close()


if __name__ == "__main__":
    main()
