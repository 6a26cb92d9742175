"""A forge that is a Git repository on disk: a pull request is a branch, and a row of the store."""

from __future__ import annotations

import contextlib
import os
import subprocess
import tempfile
import time
from pathlib import Path

from intake.config import Settings
from intake.forge import Change, Pull, Trouble
from intake.store import Store

AUTHOR = {
    f"GIT_{who}_{what}": value
    for who in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "Intake"), ("EMAIL", "intake@localhost"))
}


STALE = 60.0
"""Seconds after which the lock of a reference is a dead process's: Git holds one for an instant."""


def connect(root: Path, settings: Settings, store: Store) -> GitDisk:
    """The repository that the settings name, from the estate's folder."""
    return GitDisk(root / settings.repository, settings.branch, store)


class GitDisk:
    """A repository, bare or not. Its working tree is never touched: only objects and references are written."""

    def __init__(self, folder: Path, base: str, store: Store) -> None:
        self.folder, self.base, self.store = folder, base, store

    def propose(self, change: Change) -> Pull:
        known = self.state(change.branch)
        if known:
            return known
        ref = f"refs/heads/{change.branch}"
        if not self._has(ref):
            commit = self._commit(change, self._git("rev-parse", f"refs/heads/{self.base}"))
            self._unlock(ref)
            try:
                self._git("update-ref", ref, commit, "0" * 40)  # only if it is not there
            except Trouble:
                if not self._has(ref):
                    raise
        with self.store.writing() as db:
            db.execute(
                "INSERT OR IGNORE INTO pull SELECT ?, 1+coalesce(max(number),0), ?, 'open', ?, ? FROM pull",
                (change.branch, change.id, change.title, change.body),
            )
        made = self.state(change.branch)
        assert made is not None
        return made

    def state(self, branch: str) -> Pull | None:
        row = self.store.db.execute("SELECT number, state FROM pull WHERE branch=?", (branch,)).fetchone()
        return Pull(row[0], row[1]) if row else None

    def merge(self, branch: str) -> None:
        """Merges a proposal into the base branch. Trouble when they do not fit, or the base moved meanwhile."""
        base = self._git("rev-parse", f"refs/heads/{self.base}")
        tip = self._git("rev-parse", f"refs/heads/{branch}")
        if self._git("merge-base", base, tip) != tip:
            tree = self._git("merge-tree", "--write-tree", base, tip).splitlines()[0]
            message = f"Merge {branch}"
            merged = self._git("commit-tree", tree, "-p", base, "-p", tip, "-m", message, env=AUTHOR)
            self._git("update-ref", f"refs/heads/{self.base}", merged, base)
        self.close(branch, "merged")

    def withdraw(self, branch: str) -> None:
        if self._has(f"refs/heads/{branch}"):
            self._git("update-ref", "-d", f"refs/heads/{branch}")
        known = self.state(branch)
        if known and known.state == "open":
            self.close(branch)

    def close(self, branch: str, state: str = "closed") -> None:
        """Notes what became of a proposal."""
        with self.store.writing() as db:
            db.execute("UPDATE pull SET state=? WHERE branch=?", (state, branch))

    def _commit(self, change: Change, base: str) -> str:
        with tempfile.TemporaryDirectory() as folder:
            env = {**AUTHOR, "GIT_INDEX_FILE": str(Path(folder) / "index")}
            env |= {f"GIT_{who}_DATE": f"{change.when} +0000" for who in ("AUTHOR", "COMMITTER")}
            self._git("read-tree", base, env=env)
            for path, data in change.files.items():
                blob = self._git("hash-object", "-w", "--stdin", data=data)
                self._git("update-index", "--add", "--cacheinfo", f"100644,{blob},{path}", env=env)
            tree = self._git("write-tree", env=env)
            return self._git("commit-tree", tree, "-p", base, "-m", change.message, env=env)

    def _unlock(self, ref: str) -> None:
        """Takes away the lock of a Git that was killed: nobody but this service writes to `ref`."""
        lock = self.folder / self._git("rev-parse", "--git-path", f"{ref}.lock")
        with contextlib.suppress(OSError):
            if time.time() - lock.stat().st_mtime > STALE:
                lock.unlink()

    def _has(self, ref: str) -> bool:
        command = ["git", "-C", str(self.folder), "show-ref", "--verify", "--quiet", ref]
        return subprocess.run(command, timeout=60).returncode == 0

    def _git(self, *words: str, data: bytes = b"", env: dict[str, str] | None = None) -> str:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        command = ["git", "-C", str(self.folder), *words]
        done = subprocess.run(
            command, input=data, capture_output=True, env={**kept, **(env or {})}, timeout=60
        )
        if done.returncode:
            said = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
            raise Trouble(": ".join([f"git {words[0]} ended with {done.returncode}", *said]))
        return done.stdout.decode().strip()
