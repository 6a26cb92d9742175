"""The store: one SQLite file with everything that was sent, and what is still to be done with it.

A submission is accepted when its transaction is on the disk (write-ahead log, synchronous=FULL), not before.
Times are seconds since 1970.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

STATES = ("held", "queued", "open", "merged", "closed", "refused")
WAIT = 5.0
"""Seconds to wait for another process that writes."""
VERSION = 1
SCHEMA = f"""
CREATE TABLE IF NOT EXISTS submission(
  id TEXT PRIMARY KEY, form TEXT NOT NULL, version INTEGER NOT NULL, received REAL NOT NULL,
  state TEXT NOT NULL, flags TEXT NOT NULL, answers TEXT NOT NULL, public TEXT NOT NULL, consents TEXT NOT NULL,
  token TEXT NOT NULL, erase_after REAL NOT NULL);
CREATE INDEX IF NOT EXISTS by_state ON submission(state, received);
CREATE INDEX IF NOT EXISTS by_token ON submission(token);
CREATE INDEX IF NOT EXISTS by_end ON submission(erase_after);
CREATE TABLE IF NOT EXISTS file(
  submission TEXT NOT NULL REFERENCES submission(id) ON DELETE CASCADE, number INTEGER NOT NULL,
  field TEXT NOT NULL, kind TEXT NOT NULL, data BLOB NOT NULL, PRIMARY KEY(submission, number));
CREATE TABLE IF NOT EXISTS outbox(
  submission TEXT PRIMARY KEY REFERENCES submission(id) ON DELETE CASCADE, attempts INTEGER NOT NULL DEFAULT 0,
  due REAL NOT NULL, leased REAL NOT NULL DEFAULT 0, trouble TEXT NOT NULL DEFAULT '');
CREATE TABLE IF NOT EXISTS pull(
  branch TEXT PRIMARY KEY, number INTEGER NOT NULL UNIQUE, submission TEXT NOT NULL, state TEXT NOT NULL,
  title TEXT NOT NULL, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS seen(key TEXT PRIMARY KEY, submission TEXT NOT NULL, until REAL NOT NULL);
CREATE INDEX IF NOT EXISTS seen_of ON seen(submission);
CREATE INDEX IF NOT EXISTS seen_until ON seen(until);
CREATE TABLE IF NOT EXISTS rate(key TEXT NOT NULL, at REAL NOT NULL);
CREATE INDEX IF NOT EXISTS by_key ON rate(key, at);
CREATE INDEX IF NOT EXISTS by_time ON rate(at);
CREATE TABLE IF NOT EXISTS sent(
  submission TEXT NOT NULL, step TEXT NOT NULL, at REAL NOT NULL, state TEXT NOT NULL,
  PRIMARY KEY(submission, step));
CREATE TABLE IF NOT EXISTS wish(
  submission TEXT NOT NULL, what TEXT NOT NULL, at REAL NOT NULL, done INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY(submission, what));
CREATE TABLE IF NOT EXISTS erased(
  submission TEXT PRIMARY KEY, at REAL NOT NULL, clean INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS event(submission TEXT NOT NULL, at REAL NOT NULL, what TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS event_of ON event(submission);
PRAGMA user_version={VERSION};
"""


@dataclass
class Kept:
    """A submission as it is stored; `public` is the part that may go to Git, and what staff have redacted."""

    id: str
    form: str
    version: int
    received: float
    state: str
    flags: list[str]
    answers: dict[str, Any]
    public: dict[str, Any]
    consents: dict[str, int]
    token: str
    erase_after: float
    files: list[tuple[str, str, bytes]] = field(default_factory=list)
    """Field, kind and bytes: `webp` for what may be published, `kept` and `pdf` for what may not."""


@dataclass
class Arrival:
    """A submission on its way into the store."""

    one: Kept
    same: list[tuple[str, float]]
    """Keys that say that two are the same, each until a time."""
    proof: tuple[str, float] | None
    """The proof of work that came with it, which counts once."""
    sender: str
    """What stands for its address today; "" for a route that has no limit."""
    most: int
    """How many its address may send in an hour, and without a proof of work."""
    strict: int


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of an arrival: the id that it, or the same before it, is kept under; or one too many."""

    id: str
    limited: bool = False


class Store:
    """One connection to the store: use one for each thread."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.path = path
        self.db = sqlite3.connect(path, isolation_level=None, timeout=WAIT, check_same_thread=False)
        self.db.row_factory = sqlite3.Row
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
            self.db.execute(f"PRAGMA {pragma}")
        if self.db.execute("PRAGMA user_version").fetchone()[0] != VERSION:
            self.db.executescript(SCHEMA)
            path.chmod(0o600)
        self.durable()

    def durable(self) -> None:
        """RuntimeError unless a commit reaches the disk before it returns (SQLite: PRAGMA synchronous)."""
        mode = self.db.execute("PRAGMA journal_mode").fetchone()[0]
        level = self.db.execute("PRAGMA synchronous").fetchone()[0]
        if (mode, level) != ("wal", 2):
            raise RuntimeError(f"the store is not durable: journal_mode={mode}, synchronous={level}")

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction: all of it or nothing."""
        self.db.execute("BEGIN IMMEDIATE")
        try:
            yield self.db
        except BaseException:
            if self.db.in_transaction:
                self.db.execute("ROLLBACK")
            raise
        self.db.execute("COMMIT")

    def get(self, id: str) -> Kept | None:
        row = self.db.execute("SELECT * FROM submission WHERE id=?", (id,)).fetchone()
        return self._kept(row) if row else None

    def by_token(self, token: str) -> Kept | None:
        row = self.db.execute("SELECT * FROM submission WHERE token=?", (token,)).fetchone()
        return self._kept(row) if row else None

    def listed(self, *states: str, most: int = -1) -> list[Kept]:
        """Submissions in these states, the oldest first, without their files; at most `most` (-1: all)."""
        marks = ",".join("?" * len(states))
        sql = f"SELECT * FROM submission WHERE state IN ({marks}) ORDER BY received LIMIT ?"
        return [self._kept(row, files=False) for row in self.db.execute(sql, (*states, most))]

    def _kept(self, row: sqlite3.Row, files: bool = True) -> Kept:
        values = dict(row)
        for name in ("flags", "answers", "public", "consents"):
            values[name] = json.loads(values[name])
        sql = "SELECT field, kind, data FROM file WHERE submission=? ORDER BY number"
        rows = self.db.execute(sql, (row["id"],)) if files else ()
        return Kept(**values, files=[(one[0], one[1], one[2]) for one in rows])

    def decide(self, id: str, state: str, public: dict[str, Any] | None = None) -> bool:
        """A person's decision on one that is held: `queued` (release) or `refused`; False if it is not held."""
        with self.writing() as db:
            sql = "UPDATE submission SET state=? WHERE id=? AND state='held'"
            done = db.execute(sql, (state, id)).rowcount
            if done and public is not None:
                db.execute("UPDATE submission SET public=? WHERE id=?", (json.dumps(public), id))
            if done and state == "queued":
                db.execute("INSERT OR IGNORE INTO outbox(submission, due) VALUES(?,?)", (id, time.time()))
            if done:
                note(db, id, state)
        return bool(done)

    def crowded(self, sender: str, most: int, now: float) -> bool:
        """Whether `sender` has sent `most` in the last hour."""
        return _count(self.db, sender, now) >= most


def accept(db: sqlite3.Connection, new: Arrival) -> Taken:
    """Within a transaction: stores a submission with its files and its delivery, unless it is there or too many."""
    one = new.one
    for key, _ in new.same:
        known = _seen(db, key, one.received)
        if known is not None:
            return Taken(known)
    most, state, flags = new.most, one.state, one.flags
    if new.proof and _seen(db, new.proof[0], one.received) is not None:
        most, state, flags = new.strict, "held", [*flags, "proof of work used before"]
    if new.sender:
        if _count(db, new.sender, one.received) >= most:
            return Taken("", limited=True)
        db.execute("INSERT INTO rate VALUES(?,?)", (new.sender, one.received))
    db.execute(
        "INSERT INTO submission VALUES(?,?,?,?,?,?,?,?,?,?,?)",
        (
            one.id, one.form, one.version, one.received, state, json.dumps(flags),
            json.dumps(one.answers), json.dumps(one.public), json.dumps(one.consents), one.token, one.erase_after,
        ),
    )  # fmt: skip
    for number, (name, kind, data) in enumerate(one.files, 1):
        db.execute("INSERT INTO file VALUES(?,?,?,?,?)", (one.id, number, name, kind, data))
    if state == "queued":
        db.execute("INSERT INTO outbox(submission, due) VALUES(?,?)", (one.id, one.received))
    for key, until in new.same:
        db.execute("INSERT OR REPLACE INTO seen VALUES(?,?,?)", (key, one.id, until))
    if new.proof:
        db.execute("INSERT OR IGNORE INTO seen VALUES(?,?,?)", (new.proof[0], one.id, new.proof[1]))
    note(db, one.id, "accepted")
    return Taken(one.id)


def note(db: sqlite3.Connection, id: str, what: str) -> None:
    """Adds to the history of a submission, which holds nothing that a person has written."""
    db.execute("INSERT INTO event VALUES(?,?,?)", (id, time.time(), what))


def _seen(db: sqlite3.Connection, key: str, now: float) -> str | None:
    row = db.execute("SELECT submission FROM seen WHERE key=? AND until>?", (key, now)).fetchone()
    return str(row[0]) if row else None


def _count(db: sqlite3.Connection, sender: str, now: float) -> int:
    sql = "SELECT count(*) FROM rate WHERE key=? AND at>=?"
    return int(db.execute(sql, (sender, now - 3600)).fetchone()[0])
