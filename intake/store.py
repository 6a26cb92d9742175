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
SCHEMA = """
CREATE TABLE IF NOT EXISTS submission(
  id TEXT PRIMARY KEY, form TEXT NOT NULL, version INTEGER NOT NULL, received REAL NOT NULL,
  state TEXT NOT NULL, flags TEXT NOT NULL, answers TEXT NOT NULL, public TEXT NOT NULL, consents TEXT NOT NULL,
  token TEXT NOT NULL, erase_after REAL NOT NULL);
CREATE INDEX IF NOT EXISTS by_state ON submission(state, received);
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
CREATE TABLE IF NOT EXISTS rate(key TEXT NOT NULL, at REAL NOT NULL);
CREATE INDEX IF NOT EXISTS by_key ON rate(key, at);
CREATE TABLE IF NOT EXISTS sent(
  submission TEXT NOT NULL, step TEXT NOT NULL, at REAL NOT NULL, done INTEGER NOT NULL, PRIMARY KEY(submission, step));
CREATE TABLE IF NOT EXISTS event(submission TEXT NOT NULL, at REAL NOT NULL, what TEXT NOT NULL);
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


class Store:
    """One connection to the store: use one for each thread."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.path = path
        self.db = sqlite3.connect(path, isolation_level=None, timeout=10, check_same_thread=False)
        self.db.row_factory = sqlite3.Row
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
            self.db.execute(f"PRAGMA {pragma}")
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
            self.db.execute("ROLLBACK")
            raise
        self.db.execute("COMMIT")

    def accept(self, one: Kept, keys: list[tuple[str, float]]) -> str:
        """Stores a submission with its files and its delivery; the id of the one already there with a key.

        `keys` say that two are the same (the challenge, or the content), each until a time.
        """
        with self.writing() as db:
            now = time.time()
            for key, _ in keys:
                known = db.execute(
                    "SELECT submission FROM seen WHERE key=? AND until>?", (key, now)
                ).fetchone()
                if known:
                    return str(known[0])
            db.execute(
                "INSERT INTO submission VALUES(?,?,?,?,?,?,?,?,?,?,?)",
                (
                    one.id, one.form, one.version, one.received, one.state, json.dumps(one.flags),
                    json.dumps(one.answers), json.dumps(one.public), json.dumps(one.consents), one.token,
                    one.erase_after,
                ),
            )  # fmt: skip
            for number, (name, kind, data) in enumerate(one.files, 1):
                db.execute("INSERT INTO file VALUES(?,?,?,?,?)", (one.id, number, name, kind, data))
            if one.state == "queued":
                db.execute("INSERT INTO outbox(submission, due) VALUES(?,?)", (one.id, now))
            for key, until in keys:
                db.execute("INSERT OR REPLACE INTO seen VALUES(?,?,?)", (key, one.id, until))
            db.execute("INSERT INTO event VALUES(?,?,?)", (one.id, now, "accepted"))
        return one.id

    def get(self, id: str) -> Kept | None:
        row = self.db.execute("SELECT * FROM submission WHERE id=?", (id,)).fetchone()
        return self._kept(row) if row else None

    def by_token(self, token: str) -> Kept | None:
        row = self.db.execute("SELECT * FROM submission WHERE token=?", (token,)).fetchone()
        return self._kept(row) if row else None

    def listed(self, *states: str) -> list[Kept]:
        """Submissions in these states, the oldest first, without their files."""
        marks = ",".join("?" * len(states))
        rows = self.db.execute(f"SELECT * FROM submission WHERE state IN ({marks}) ORDER BY received", states)
        return [self._kept(row, files=False) for row in rows]

    def _kept(self, row: sqlite3.Row, files: bool = True) -> Kept:
        values = dict(row)
        for name in ("flags", "answers", "public", "consents"):
            values[name] = json.loads(values[name])
        rows = (
            self.db.execute(
                "SELECT field, kind, data FROM file WHERE submission=? ORDER BY number", (row["id"],)
            )
            if files
            else ()
        )
        return Kept(**values, files=[(one[0], one[1], one[2]) for one in rows])

    def decide(self, id: str, state: str, public: dict[str, Any] | None = None) -> bool:
        """A person's decision on one that is held: `queued` (release) or `refused`; False if it is not held."""
        with self.writing() as db:
            done = db.execute(
                "UPDATE submission SET state=? WHERE id=? AND state='held'", (state, id)
            ).rowcount
            if done and public is not None:
                db.execute("UPDATE submission SET public=? WHERE id=?", (json.dumps(public), id))
            if done and state == "queued":
                db.execute("INSERT OR IGNORE INTO outbox(submission, due) VALUES(?,?)", (id, time.time()))
            if done:
                db.execute("INSERT INTO event VALUES(?,?,?)", (id, time.time(), state))
        return bool(done)

    def allowed(self, key: str, most: int, now: float) -> bool:
        """Counts one request under `key`; False when there were `most` in the last hour already."""
        with self.writing() as db:
            db.execute("DELETE FROM rate WHERE at<?", (now - 3600,))
            count = db.execute("SELECT count(*) FROM rate WHERE key=?", (key,)).fetchone()[0]
            if count >= most:
                return False
            db.execute("INSERT INTO rate VALUES(?,?)", (key, now))
        return True
