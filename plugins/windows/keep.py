"""What is kept between fetches: a snapshot for each feed, and one file that says when each was heard."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import re
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from urllib.parse import urlsplit

from .posts import Post, dump, load, newest

FOLDER = "data/windows/snapshots"
STATE = f"{FOLDER}/state.json"
_STEP = dt.timedelta(minutes=30)
_LONGEST = dt.timedelta(hours=24)


@dataclass
class State:
    """What is known of one feed. Times are as in posts: 2026-11-20T09:30Z."""

    etag: str = ""
    modified: str = ""
    body: str = ""
    """A digest of the last answer."""
    heard: str = ""
    """When it last answered well."""
    failing: str = ""
    """Since when it has not."""
    failures: int = 0
    error: str = ""
    wait: str = ""
    """Not asked again before this."""
    moved: str = ""
    """The address that it says it has moved to for good."""
    gone: bool = False
    """It says that it has ended (410): never asked again."""
    note: str = ""

    def failed(self, now: dt.datetime, error: str, wait: dt.timedelta | None = None) -> None:
        """Takes down a failure. From the third on it is asked less often, once a day at least."""
        from .posts import moment

        self.failing = self.failing or moment(now)
        self.failures += 1
        self.error = error[:300]
        step = min(_STEP * 2 ** min(self.failures - 2, 8), _LONGEST) if self.failures > 2 else dt.timedelta()
        pause = max(step, min(wait or dt.timedelta(), _LONGEST))
        self.wait = moment(now + pause) if pause else ""

    def answered(self, now: dt.datetime) -> None:
        """Takes down that it answered well."""
        from .posts import moment

        self.heard = moment(now)
        self.failing = self.error = self.wait = ""
        self.failures = 0


def name(url: str) -> str:
    """The name of a feed's snapshot: from its address, and so that no two are alike."""
    parts = urlsplit(url)
    words = re.sub(r"[^a-z0-9]+", "-", f"{parts.hostname or ''}{parts.path}".lower()).strip("-")
    return f"{words[:50].strip('-')}-{hashlib.blake2b(url.encode(), digest_size=4).hexdigest()}.jsonl"


def states(data: bytes) -> dict[str, State]:
    """The states of all feeds by address; none of a file that is damaged."""
    try:
        whole = json.loads(data)
        known = {one.name for one in fields(State)}
        return {
            url: State(**{key: value for key, value in one.items() if key in known})
            for url, one in whole.items()
            if isinstance(one, dict)
        }
    except (ValueError, AttributeError, TypeError):
        return {}


def state_text(all: Mapping[str, State]) -> str:
    """The file of states: a line for each feed, in order, without what says nothing."""
    lines = []
    for url in sorted(all):
        held = {key: value for key, value in asdict(all[url]).items() if value}
        lines.append(f"{json.dumps(url)}: {json.dumps(held, ensure_ascii=False)}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


class Store:
    """The folder of snapshots of the estate at `root`."""

    def __init__(self, root: Path) -> None:
        self.folder = root / FOLDER
        try:
            self.states = states((root / STATE).read_bytes())
        except OSError:
            self.states = {}

    def snapshot(self, url: str) -> list[Post]:
        """The posts that are kept of a feed."""
        try:
            return load((self.folder / name(url)).read_bytes())[1]
        except OSError:
            return []

    def take(self, url: str, title: str, home: str, heard: list[Post]) -> int:
        """Adds what was heard to what is kept; how many posts are new. A post that is known keeps its first time."""
        before = {post.id: post for post in self.snapshot(url)}
        new = [post for post in heard if post.id not in before]
        again = [
            post._replace(when=min(post.when, before[post.id].when)) for post in heard if post.id in before
        ]
        whole = {**before, **{post.id: post for post in (*again, *new)}}
        self._write(name(url), dump({"url": url, "title": title, "home": home}, newest(whole.values())))
        return len(new)

    def save(self) -> None:
        """Writes the file of states."""
        self._write("state.json", state_text(self.states))

    def forget(self, wanted: set[str]) -> int:
        """Removes what is kept of feeds that no Window names any more; how many."""
        names = {name(url) for url in wanted}
        lost = [path for path in self.folder.glob("*.jsonl") if path.name not in names]
        for path in lost:
            path.unlink()
        self.states = {url: state for url, state in self.states.items() if url in wanted}
        return len(lost)

    def _write(self, file: str, text: str) -> None:
        """Writes a file whole or not at all, and not if it is the same."""
        path, data = self.folder / file, text.encode("utf-8", "replace")
        if path.is_file() and path.read_bytes() == data:
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        handle, part = tempfile.mkstemp(dir=self.folder, prefix=".new-")
        try:
            with os.fdopen(handle, "wb") as file_:
                file_.write(data)
            Path(part).replace(path)
        except BaseException:
            Path(part).unlink(missing_ok=True)
            raise
