"""The outbox: each submission that was released becomes one proposal, however often it takes."""

from __future__ import annotations

import datetime as dt
import json
import logging
import time
from collections.abc import Callable

import httpx

from intake.forge import Change, Forge, Trouble
from intake.rooms import Rooms
from intake.store import Kept, Store

LEASE = 120.0
"""Seconds after which a delivery that was begun, and not ended, is begun again."""
LOG = logging.getLogger("intake")


def branch(one: Kept) -> str:
    return f"intake/{one.form}/{one.id}"


def change(one: Kept, rooms: Rooms | None = None) -> Change:
    """The proposal: only what was screened, and an id that tells nothing.

    It goes to the inbox, or where the form of a capability (known to `rooms`) says that its answers are kept.
    """
    day = dt.datetime.fromtimestamp(one.received, dt.UTC).date()
    form = rooms.forms.get(one.form) if rooms else None
    if rooms and form and form.keeping:
        record = rooms.answers.kept(form.keeping, one.public, day)
        files, where = {f"{form.keeping.folder}/{one.id}.yaml": yaml(record).encode()}, form.keeping.folder
    else:
        files, where = _inbox(one, day), "the inbox"
    title = f"Submission {one.id} of the form {one.form}"
    body = (
        f"Sent by the form `{one.form}`, version {one.version}.\n\n"
        f"It was screened; who sent it is not known here. Merging puts it into {where}, closing refuses it."
    )
    when = int(dt.datetime.combine(day, dt.time(), dt.UTC).timestamp())
    return Change(one.id, branch(one), title, body, files, when)


def _inbox(one: Kept, day: dt.date) -> dict[str, bytes]:
    """An entry of the inbox, and the pictures beside it."""
    folder = f"data/inbox/{one.form}"
    pictures = {
        f"{one.id}-{number}.{kind}": data
        for number, (_, kind, data) in enumerate(one.files, 1)
        if kind == "webp"
    }
    record = {
        "form": one.form,
        "version": one.version,
        "received": day.isoformat(),
        "answers": one.public,
        "consents": one.consents,
        "pictures": list(pictures),
    }
    files = {f"{folder}/{one.id}.yaml": yaml(record).encode()}
    return files | {f"{folder}/{name}": data for name, data in pictures.items()}


def yaml(record: dict[str, object]) -> str:
    """YAML that every reader takes for the same: each text as a JSON text, which YAML 1.2 holds."""
    lines = []
    for name, value in record.items():
        if isinstance(value, dict) and value:
            lines += [f"{name}:", *(f"  {json.dumps(key)}: {_one(item)}" for key, item in value.items())]
        elif name == "received":
            lines.append(f"{name}: {value}")
        else:
            lines.append(f"{name}: {_one(value)}")
    return "\n".join(lines) + "\n"


def _one(value: object) -> str:
    return json.dumps(value, ensure_ascii=True)


def claim(store: Store, now: float) -> str | None:
    """The next submission whose turn it is, leased to the caller."""
    with store.writing() as db:
        row = db.execute(
            "UPDATE outbox SET leased=? WHERE submission=(SELECT submission FROM outbox "
            "WHERE due<=? AND leased<? ORDER BY due LIMIT 1) RETURNING submission",
            (now, now, now - LEASE),
        ).fetchone()
    return str(row[0]) if row else None


def deliver(
    store: Store,
    forge: Forge,
    attempts: int = 8,
    clock: Callable[[], float] = time.time,
    rooms: Rooms | None = None,
) -> bool:
    """Delivers one; False when nothing is due. A failure is noted and tried again later, and never lost."""
    id = claim(store, clock())
    if id is None:
        return False
    one = store.get(id)
    assert one is not None
    try:
        pull = forge.propose(change(one, rooms))
    except (Trouble, OSError, httpx.HTTPError, ValueError, KeyError, TypeError) as error:
        _later(store, id, error, attempts, clock())
        return True
    with store.writing() as db:
        db.execute("UPDATE submission SET state=? WHERE id=?", (pull.state, id))
        db.execute("DELETE FROM outbox WHERE submission=?", (id,))
        db.execute("INSERT INTO event VALUES(?,?,?)", (id, clock(), f"proposed as {pull.number}"))
    LOG.info(json.dumps({"event": "delivered", "id": id, "pull": pull.number}))
    return True


def _later(store: Store, id: str, error: Exception, attempts: int, now: float) -> None:
    """Twice as long after each failure, at least as long as the forge asked for; after `attempts`, once an hour."""
    tried = store.db.execute("SELECT attempts FROM outbox WHERE submission=?", (id,)).fetchone()[0] + 1
    wait = getattr(error, "wait", None)
    pause = max(wait or 0.0, min(3600.0, 2.0**tried) if tried < attempts else 3600.0)
    said = str(error) if isinstance(error, Trouble) else type(error).__name__
    with store.writing() as db:
        db.execute(
            "UPDATE outbox SET attempts=?, due=?, leased=0, trouble=? WHERE submission=?",
            (tried, now + pause, said[:200], id),
        )
    level = logging.ERROR if tried >= attempts else logging.WARNING
    LOG.log(level, json.dumps({"event": "not delivered", "id": id, "attempts": tried, "trouble": said[:200]}))


def refresh(store: Store, forge: Forge) -> None:
    """Looks what became of the proposals that are open."""
    for one in store.listed("open"):
        pull = forge.state(branch(one))
        if pull and pull.state != "open":
            with store.writing() as db:
                db.execute("UPDATE submission SET state=? WHERE id=?", (pull.state, one.id))


def troubled(store: Store, attempts: int) -> list[tuple[str, int, str]]:
    """Deliveries that need a person: id, attempts, what was said."""
    rows = store.db.execute(
        "SELECT submission, attempts, trouble FROM outbox WHERE attempts>=? ORDER BY due", (attempts,)
    )
    return [tuple(row) for row in rows]
