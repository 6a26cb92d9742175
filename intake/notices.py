"""Closing the loop: the individual answer goes to who asked, once, when it is published."""

from __future__ import annotations

import json
import logging
import time
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import TYPE_CHECKING

from intake import mail
from intake.accept import plain, spaced, token
from intake.config import Settings
from intake.store import Kept, Store, note

if TYPE_CHECKING:
    from collections.abc import Iterable

    from intake.rooms import Rooms
    from smile.notices import Notice

SUBJECTS = {"answer": "An answer to what you sent us", "completion": "It is done: what you sent us"}
BEGUN, SENT, REFUSED = "begun", "sent", "refused"
LOG = logging.getLogger("intake")


@dataclass
class Done:
    """How many answers went, wait for their page, could not go this time, or may have gone."""

    sent: int = 0
    waiting: int = 0
    failed: int = 0
    unknown: int = 0

    def words(self) -> str:
        """What became of them, for people."""
        parts = [f"{self.sent} sent."]
        if self.waiting:
            parts.append(f"{self.waiting} wait until their page is published.")
        if self.failed:
            parts.append(f"{self.failed} could not be sent: they are tried again next time.")
        if self.unknown:
            parts.append(f"{self.unknown} may have been sent, or were refused: decide on the page for staff.")
        return " ".join(parts)


def send(
    found: Iterable[Notice], store: Store, rooms: Rooms, settings: Settings, secret: bytes, site: Path
) -> Done:
    """Sends every answer that was not sent before. OSError when the mail server cannot be reached.

    It is noted before its text goes to the server, and settled after. What the server did not take is tried again;
    where nobody can know whether it did, a person decides. So none goes twice.
    """
    done = Done()
    with mail.Server(settings) as server:
        for one in found:
            id = plain(one.submission)
            kept = store.get(id)
            address = _address(kept, rooms) if kept else ""
            if kept is None or not address:
                continue
            state = noted(store, id, one.step)
            if state == SENT:
                continue
            if state is not None:
                done.unknown += 1
            elif not _published(one.page, site):
                done.waiting += 1
            else:
                _deliver(server, store, done, id, one.step, message(one, kept, address, settings, secret))
    return done


def noted(store: Store, id: str, step: str) -> str | None:
    """What is known of a message: begun, sent or refused; None before the first try."""
    row = store.db.execute("SELECT state FROM sent WHERE submission=? AND step=?", (id, step)).fetchone()
    return str(row[0]) if row else None


def unsettled(store: Store) -> list[tuple[str, str, str]]:
    """Messages that a person has to decide about: id, step, state."""
    rows = store.db.execute("SELECT submission, step, state FROM sent WHERE state<>? ORDER BY at", (SENT,))
    return [(row[0], row[1], row[2]) for row in rows]


def settle(store: Store, id: str, step: str, went: bool) -> None:
    """A person's decision: it went, or it is to be sent again."""
    with store.writing() as db:
        if went:
            db.execute("UPDATE sent SET state=? WHERE submission=? AND step=?", (SENT, id, step))
        else:
            db.execute("DELETE FROM sent WHERE submission=? AND step=?", (id, step))
        note(db, id, f"{step}: {'it was sent' if went else 'to be sent again'}")


def _deliver(server: mail.Server, store: Store, done: Done, id: str, step: str, letter: EmailMessage) -> None:
    def begin() -> None:
        with store.writing() as db:
            db.execute("INSERT INTO sent VALUES(?,?,?,?)", (id, step, time.time(), BEGUN))

    outcome = server.send(letter, begin)
    with store.writing() as db:
        if outcome is mail.Outcome.later:
            db.execute("DELETE FROM sent WHERE submission=? AND step=?", (id, step))
        elif outcome is not mail.Outcome.unknown:
            state = SENT if outcome is mail.Outcome.taken else REFUSED
            db.execute("INSERT OR REPLACE INTO sent VALUES(?,?,?,?)", (id, step, time.time(), state))
        note(db, id, f"{step}: {outcome.value}")
    LOG.info(json.dumps({"event": "answer", "id": id, "step": step, "outcome": outcome.value}))
    done.sent += outcome is mail.Outcome.taken
    done.failed += outcome is mail.Outcome.later
    done.unknown += outcome in (mail.Outcome.unknown, mail.Outcome.refused)


def _address(one: Kept, rooms: Rooms) -> str:
    """The e-mail address that came with a submission."""
    form = rooms.forms.get(one.form)
    names = [field.name for field in form.fields if field.kind == "email"] if form else []
    return next((str(one.answers[name]) for name in names if one.answers.get(name)), "")


def _published(page: str, site: Path) -> bool:
    """Whether the built site has the page, where it is one of its own."""
    path = page.partition("#")[0].partition("?")[0]
    if not path.startswith("/"):
        return True
    file = site / path.lstrip("/")
    return (file / "index.html").is_file() if path.endswith("/") else file.is_file()


def message(one: Notice, kept: Kept, address: str, settings: Settings, secret: bytes) -> EmailMessage:
    """The letter. Its Message-ID is always the same, so that even a copy of it could be told."""
    made, number = EmailMessage(), spaced(kept.id)
    made["From"], made["To"] = settings.sender, address
    made["Subject"] = f"{SUBJECTS[one.step]} ({number})"
    made["Message-ID"] = f"<{kept.id}.{one.step}@{settings.sender.rpartition('@')[2].strip('> ')}>"
    made["Auto-Submitted"] = "auto-generated"
    base = settings.public_url.rstrip("/")
    parts = [one.text]
    if one.page:
        parts.append(base + one.page if one.page.startswith("/") else one.page)
    parts.append(f"Your reference number is {number}.")
    if base:
        link = f"{base}/forms/{kept.form}/yours?token={token(secret, kept.id)}"
        parts.append(f"If you are not happy with this, or want what you sent erased, use this link:\n{link}")
    made.set_content("\n\n".join(parts) + "\n")
    return made
