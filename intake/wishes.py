"""What somebody with the link to their submission can ask for: to erase it, to withdraw consent, to complain."""

from __future__ import annotations

import json
import sqlite3
import time
from typing import TYPE_CHECKING

from intake import erasing
from intake.delivery import LEASE, branch
from intake.forge import Forge
from intake.store import Kept, Store, note

if TYPE_CHECKING:
    from intake.rooms import Rooms
    from plugins.forms.definition import Form

GONE = "This link leads to nothing. What it belonged to may have been erased."
ERASE, WITHDRAW, COMPLAIN = "erase", "withdraw", "complain"
WORDS = {
    ERASE: "Erase what I sent",
    WITHDRAW: "Withdraw my consent",
    COMPLAIN: "I am not happy with the answer",
}
DONE = {
    ERASE: "Everything you sent has been erased.",
    WITHDRAW: "Your consent is withdrawn. Nothing that it covered will be published.",
}
LATER = {
    ERASE: "What you sent is published, or on its way to be. A person takes it down first; then all of it is erased.",
    WITHDRAW: "Your consent is withdrawn. What it covers is published, or on its way to be: a person takes it down.",
    COMPLAIN: "We have noted that you are not happy. A person will look at what you sent, and at our answer.",
}


def choices(one: Kept) -> list[tuple[str, str]]:
    """What may be asked for: there is no consent to withdraw where none was given."""
    return [(what, words) for what, words in WORDS.items() if what != WITHDRAW or one.consents]


def ask(store: Store, one: Kept, what: str, form: Form, rooms: Rooms) -> str:
    """Does what can be done at once, notes the rest for the worker and for staff, and says what happens."""
    with store.writing() as db:
        inside = one.state in ("held", "refused", "closed") or _recalled(db, one.id)
        if not (what == ERASE and inside):
            done = what == WITHDRAW and inside
            db.execute("INSERT OR REPLACE INTO wish VALUES(?,?,?,?)", (one.id, what, time.time(), done))
            note(db, one.id, f"asked for: {what}")
        if what == WITHDRAW:
            _withhold(db, one, rooms.answers.withheld(form, {}))
    if what == ERASE and inside:
        erasing.erase(store, one.id)
    return DONE[what] if inside and what in DONE else LATER[what]


def _recalled(db: sqlite3.Connection, id: str) -> bool:
    """Takes a submission out of the outbox, unless somebody is delivering it right now: then it stays."""
    sql = "DELETE FROM outbox WHERE submission=? AND leased<?"
    if not db.execute(sql, (id, time.time() - LEASE)).rowcount:
        return False
    db.execute("UPDATE submission SET state='held' WHERE id=?", (id,))
    return True


def _withhold(db: sqlite3.Connection, one: Kept, fields: set[str]) -> None:
    """Consent is withdrawn: what it covered is no longer to be published."""
    public = {name: value for name, value in one.public.items() if name not in fields}
    flags = [*one.flags, "consent withdrawn"]
    sql = "UPDATE submission SET consents='{}', public=?, flags=? WHERE id=?"
    db.execute(sql, (json.dumps(public), json.dumps(flags), one.id))
    for name in fields:
        db.execute(
            "UPDATE file SET kind='kept' WHERE submission=? AND field=? AND kind='webp'", (one.id, name)
        )


def follow(store: Store, forge: Forge) -> int:
    """Takes back what is only proposed; what is merged waits for a person. How many were settled. Trouble."""
    rows = store.db.execute(
        "SELECT wish.submission, what FROM wish JOIN submission ON id=wish.submission "
        "WHERE NOT done AND what IN ('erase','withdraw') AND state='open' ORDER BY at"
    ).fetchall()
    for id, what in rows:
        one = store.get(id)
        if one is None:
            continue
        forge.withdraw(branch(one))
        with store.writing() as db:
            db.execute("UPDATE submission SET state='closed' WHERE id=?", (id,))
        settle(store, id, what)
    return len(rows)


def settle(store: Store, id: str, what: str) -> None:
    """A wish is fulfilled: what was to be erased is erased now."""
    if what == ERASE:
        erasing.erase(store, id)
        return
    with store.writing() as db:
        db.execute("UPDATE wish SET done=1 WHERE submission=? AND what=?", (id, what))
        note(db, id, f"done: {what}")


def waiting(store: Store) -> list[tuple[str, str, float]]:
    """What is asked for and not done: id, what, when."""
    rows = store.db.execute("SELECT submission, what, at FROM wish WHERE NOT done ORDER BY at")
    return [(row[0], row[1], row[2]) for row in rows]
