"""Closing the loop: the individual answer goes to who asked, once, when it is in the published branch."""

from __future__ import annotations

import importlib
import json
import logging
import smtplib
import time
from email.message import EmailMessage
from email.utils import make_msgid
from pathlib import Path
from typing import Any

from intake.config import Settings
from intake.rooms import Rooms
from intake.store import Kept, Store
from smile import validate

STEPS = {"answer": "An answer to what you sent us", "completion": "It is done: what you sent us"}
LOG = logging.getLogger("intake")


def send(root: Path, store: Store, rooms: Rooms, settings: Settings) -> int:
    """Sends every answer that was not sent before; how many. OSError when the mail server cannot be reached.

    It is noted before the message goes, and settled after: a crash between the two leaves it noted, and it is
    not sent a second time by itself.
    """
    kind: Any = importlib.import_module("smile_plugins.forms.records").Submission
    host, _, port = settings.smtp.rpartition(":")
    count = 0
    for path in sorted((root / "data/inbox").glob("*/*.yaml")):
        record = validate.single(kind, path.read_bytes(), path.relative_to(root).as_posix())
        for step, subject in STEPS.items():
            answered = getattr(record, step)
            one = store.get(path.stem) if answered else None
            address = _address(one, rooms) if one else ""
            if not address or not _begin(store, path.stem, step):
                continue
            with smtplib.SMTP(host, int(port), timeout=30) as server:
                server.send_message(_message(settings, address, subject, path.stem, answered))
            with store.writing() as db:
                db.execute("UPDATE sent SET done=1 WHERE submission=? AND step=?", (path.stem, step))
            LOG.info(json.dumps({"event": "answered", "id": path.stem, "step": step}))
            count += 1
    return count


def _begin(store: Store, id: str, step: str) -> bool:
    """Notes that a message is about to go; False when it was noted before."""
    with store.writing() as db:
        sql = "INSERT OR IGNORE INTO sent VALUES(?,?,?,0)"
        return bool(db.execute(sql, (id, step, time.time())).rowcount)


def _address(one: Kept, rooms: Rooms) -> str:
    """The e-mail address that came with a submission."""
    form = rooms.forms.get(one.form)
    names = [field.name for field in form.fields if field.kind == "email"] if form else []
    return next((str(one.answers[name]) for name in names if one.answers.get(name)), "")


def _message(settings: Settings, address: str, subject: str, id: str, answered: Any) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = settings.sender, address, f"{subject} ({id.upper()})"
    message["Message-ID"] = make_msgid(domain=settings.sender.rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"
    page = answered.page or ""
    link = f"\n\n{settings.public_url if page.startswith('/') else ''}{page}" if page else ""
    message.set_content(f"{answered.text}{link}\n\nYour reference number is {id.upper()}.\n")
    return message
