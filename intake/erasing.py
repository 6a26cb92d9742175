"""Erasing: every byte of a submission goes from the store, its log and its backups."""

from __future__ import annotations

import json
import logging
import sqlite3
import time
from contextlib import closing
from pathlib import Path

from intake.accept import EVER
from intake.store import Store

REMEMBERED = 400 * 86_400.0
"""Seconds for which it is known that an id was erased, so that it goes from older backups too."""
LOG = logging.getLogger("intake")
TABLES = ("sent", "event", "pull", "wish")


def erase(store: Store, *ids: str) -> int:
    """Erases submissions and overwrites the space they took; how many there were.

    `secure_delete` overwrites what is deleted with zeros, VACUUM writes the file anew, and the checkpoint
    empties the write-ahead log. What is in Git already is not touched: that takes a change there.
    """
    count = 0
    with store.writing() as db:
        for id in ids:
            count += db.execute("DELETE FROM submission WHERE id=?", (id,)).rowcount
            for table in TABLES:
                db.execute(f"DELETE FROM {table} WHERE submission=?", (id,))
            db.execute("DELETE FROM seen WHERE submission=? AND until<?", (id, EVER))
            db.execute("UPDATE seen SET submission='' WHERE submission=?", (id,))  # a replay finds nothing
            db.execute("INSERT OR IGNORE INTO erased(submission, at) VALUES(?,?)", (id, time.time()))
    if count:
        try:
            scrub(store)
        except (sqlite3.OperationalError, RuntimeError):  # somebody is at it: see `clean`
            LOG.warning(json.dumps({"event": "to be overwritten later"}))
    return count


def clean(store: Store) -> bool:
    """Overwrites what could not be when it was erased. False if it cannot be now."""
    if store.db.execute("SELECT 1 FROM erased WHERE NOT clean").fetchone():
        try:
            scrub(store)
        except (sqlite3.OperationalError, RuntimeError):
            return False
    return True


def scrub(store: Store) -> None:
    """Leaves no trace of deleted rows in the files of the store.

    RuntimeError or sqlite3.OperationalError while somebody else reads or writes all the time.
    """
    store.db.execute("VACUUM")
    waiting = store.db.execute("SELECT submission FROM erased WHERE NOT clean").fetchall()
    store.db.execute("UPDATE erased SET clean=1 WHERE NOT clean")
    for _ in range(100):
        if store.db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0:
            return
        time.sleep(0.05)  # another connection is still reading
    store.db.executemany("UPDATE erased SET clean=0 WHERE submission=?", waiting)
    raise RuntimeError("the log could not be emptied")


def due(store: Store, now: float) -> list[str]:
    """What has been kept for as long as its form says, and is not waiting for anybody."""
    rows = store.db.execute(
        "SELECT id FROM submission WHERE erase_after<? AND state NOT IN ('held','queued')", (now,)
    )
    return [row[0] for row in rows]


def overdue(store: Store, now: float) -> int:
    """How many wait for a person longer than they were to be kept."""
    sql = "SELECT count(*) FROM submission WHERE erase_after<? AND state IN ('held','queued')"
    return int(store.db.execute(sql, (now,)).fetchone()[0])


def tidy(store: Store, backups: Path | None, now: float) -> int:
    """All periods at once: submissions, their copies in `backups`, keys against replays, and rates. How many."""
    count = erase(store, *due(store, now))
    if backups is not None:
        gone = [row[0] for row in store.db.execute("SELECT submission FROM erased")]
        erase_in([path for path in sorted(backups.glob("*.db")) if _holds(path, gone)], *gone)
    with store.writing() as db:
        db.execute("DELETE FROM seen WHERE until<?", (now,))
        db.execute("DELETE FROM rate WHERE at<?", (now - 3600,))
        db.execute("DELETE FROM erased WHERE at<?", (now - REMEMBERED,))
    store.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return count


def _holds(path: Path, ids: list[str]) -> bool:
    """Whether a backup has one of them: it is written anew only then."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
        sql = "SELECT 1 FROM submission WHERE id=?"
        return any(db.execute(sql, (id,)).fetchone() for id in ids)


def backup(store: Store, to: Path) -> None:
    """A whole copy of the store as it is at this moment, which no other user can read."""
    to.parent.mkdir(parents=True, exist_ok=True)
    part = to.with_suffix(".part")
    part.unlink(missing_ok=True)
    part.touch(mode=0o600)
    with closing(sqlite3.connect(part)) as copy:
        store.db.backup(copy)
    part.replace(to)


def erase_in(backups: list[Path], *ids: str) -> int:
    """Erases submissions in backups too: the rule of the store holds for every copy of it."""
    count = 0
    for path in backups:
        store = Store(path)
        count += erase(store, *ids)
        store.db.close()
    return count
