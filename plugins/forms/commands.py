"""`python3 build.py intake ...`: runs the service that takes what forms send."""

from __future__ import annotations

import argparse
import os
import sqlite3
import time
from pathlib import Path

from smile.commands import Command
from smile.options import Options


def _arguments(parser: argparse.ArgumentParser) -> None:
    """One word says what to do."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    serve = actions.add_parser("serve", help="take what forms send, and deliver it")
    serve.add_argument("--host", default="127.0.0.1", help="the address to listen at (127.0.0.1)")
    serve.add_argument("--port", type=int, default=8080, help="the port to listen at (8080)")
    serve.add_argument("--with-site", action="store_true", help="also serve the built public site")
    serve.add_argument("--no-delivery", action="store_true", help="leave delivery to `intake deliver`")
    review = actions.add_parser("review", help="the page for staff, on this machine only")
    review.add_argument("--port", type=int, default=8081, help="the port to listen at (8081)")
    deliver = actions.add_parser("deliver", help="deliver what was released")
    deliver.add_argument("--once", action="store_true", help="end when nothing is due")
    actions.add_parser("notify", help="send the answers in data/inbox to who asked, each once")
    backup = actions.add_parser("backup", help="a whole copy of the store")
    backup.add_argument("file", metavar="FILE", type=Path, help="where to")
    erase = actions.add_parser("erase", help="erase a submission from the store and from backups")
    erase.add_argument("id", metavar="ID", help="its reference number; `due` for all whose time is over")
    erase.add_argument(
        "--backup", metavar="FILE", type=Path, action="append", default=[], help="a backup, too"
    )


def _run(asked: argparse.Namespace, options: Options) -> int:
    from intake import config, running  # the service loads what no build needs

    settings = config.read(os.environ)
    root = options.root
    if asked.action == "serve":
        return running.serve(root, settings, asked.host, asked.port, asked.with_site, not asked.no_delivery)
    if asked.action == "review":
        return running.review(root, settings, asked.port)
    if asked.action == "deliver":
        return running.deliver(root, settings, asked.once)
    if asked.action == "notify":
        return running.notify(options, settings)
    from intake import erasing
    from intake.accept import plain
    from intake.store import Store

    try:
        store = Store(root / settings.store)
        if asked.action == "backup":
            erasing.backup(store, asked.file)
            print(f"The store is copied to {asked.file}.")
            return 0
        ids = erasing.due(store, time.time()) if asked.id == "due" else [plain(asked.id)]
        count = erasing.erase(store, *ids) + erasing.erase_in(asked.backup, *ids)
        if not erasing.clean(store):
            print("The store is in use: what was erased is overwritten within the hour.")
    except sqlite3.Error as error:
        raise ValueError(f"the store cannot be used: {error}") from None
    print(f"{count} erased.")
    return 0


COMMANDS = [Command("intake", "the service that takes what forms send", _run, _arguments)]
