"""All Windows: each with its cloud, and with when each of its sources was last heard."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from smile.plugin import Build, Records
from smile.problems import Problem, nearest
from smile.scan import digest_of

from . import cloud, keep, posts
from .records import Exported, Hearing, Origins, Snapshot, Window
from .shapes import Cloud


@dataclass(frozen=True, slots=True)
class Heard:
    """How it stands with one source, in words that a page shows."""

    name: str
    home: str
    status: str
    well: bool
    posts: int = 0
    share: float = 0.0


@dataclass(frozen=True, slots=True)
class Opened:
    """A Window with what it shows."""

    window: Window
    cloud: Cloud
    sources: tuple[Heard, ...]

    @property
    def heard(self) -> bool:
        return bool(self.cloud.items)


def opened(data: Records, build: Build) -> tuple[Opened, ...]:
    """Every Window, in the order of lists. A part that did not change is not worked out again."""
    snapshots = {record.source.file.rpartition("/")[2]: record for record in data[Snapshot]}
    files = {record.source.file.rpartition("/")[2]: record for record in data[Exported]}
    states = {
        url: state
        for one in data[Hearing]
        for url, state in keep.states(build.path(one).read_bytes()).items()
    }
    ordered = sorted(data[Window], key=lambda one: (one.order is None, one.order or 0, one.title.casefold()))
    return tuple(_open(window, snapshots, files, states, build) for window in ordered)


def _open(
    window: Window,
    snapshots: dict[str, Snapshot],
    files: dict[str, Exported],
    states: dict[str, keep.State],
    build: Build,
) -> Opened:  # fmt: skip
    found: list[tuple[Origins, Snapshot | Exported]] = []
    for source in window.sources:
        record = snapshots.get(keep.name(source.feed)) if source.feed else files.get(source.posts or "")
        if record is not None:
            found.append((source, record))
    today = build.now.date()
    key = digest_of(
        [
            window.model_dump_json(),
            str(today),
            *(part for one, record in found for part in (one.name, record.digest)),
        ]
    )

    def make() -> Cloud:
        heard = [(one.name, _posts(record, build)) for one, record in found]
        return cloud.make(window, heard, today)

    made = build.once(key, make)
    counts, shares = dict(made.counts), dict(made.shares)
    kept = {one.name for one, _ in found}
    told = tuple(
        _heard(
            source,
            states.get(source.feed or ""),
            source.name in kept,
            counts.get(source.name, 0),
            shares.get(source.name, 0.0),
        )
        for source in window.sources
    )
    return Opened(window, made, told)


def _posts(record: Snapshot | Exported, build: Build) -> Sequence[posts.Post]:
    data = build.path(record).read_bytes()
    return posts.load(data)[1] if isinstance(record, Snapshot) else posts.checked(data, record.source.file)


def _heard(source: Origins, state: keep.State | None, kept: bool, count: int, share: float) -> Heard:
    """What is said of a source. Of one that answers, only the day: a page need not change at every fetch."""
    home = source.home or ""
    if source.note:
        return Heard(source.name, home, source.note, False)
    if source.posts:
        return Heard(source.name, home, "From a file of exported posts", True, count, share)
    if state is None or not (state.heard or state.failing):
        return Heard(
            source.name,
            home,
            "Heard before; when is not known" if kept else "Not heard yet",
            kept,
            count,
            share,
        )
    last = f"Last heard on {day(state.heard)}" if state.heard else "Not heard yet"
    if state.gone:
        return Heard(source.name, home, f"It says that it has ended. {last}", False, count, share)
    if state.failing:
        return Heard(
            source.name,
            home,
            f"Not answering since {day(state.failing)}: {state.error}. {last}",
            False,
            count,
            share,
        )
    note = f", but {state.note}" if state.note else ""
    return Heard(source.name, home, last + note, True, count, share)


def day(when: str) -> str:
    """A time of a state as a day in words."""
    made = dt.date.fromisoformat(when[:10])
    return f"{made.day} {made:%B %Y}"


def problems(data: Records, build: Build) -> Iterator[Problem]:
    """What the definitions' types alone cannot refuse."""
    files = sorted(record.source.file.rpartition("/")[2] for record in data[Exported])
    for window in data[Window]:
        seen: set[str] = set()
        for place, source in enumerate(window.sources):
            if source.posts and source.posts not in files:
                close = nearest(source.posts, files)
                hint = f"did you mean `{close}`?" if close else "put the file there"
                yield _problem(
                    build.place(window, "sources", place, "posts"),
                    "posts",
                    "there is no such file of posts",
                    source.posts,
                    "a file in data/windows/posts/",
                    hint,
                )
            if source.name in seen:
                yield _problem(
                    build.place(window, "sources", place, "name"),
                    "twice",
                    "two sources have the same name",
                    source.name,
                    "a name for each",
                    "rename one of the two",
                )
            seen.add(source.name)
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", window.id):
            yield _problem(
                (*window.source, 0),
                "name",
                "the name of the file cannot be used in an address",
                window.id,
                "a name like-this",
                "rename the file",
            )


def _problem(
    at: tuple[str, int, int], code: str, message: str, found: str, expected: str, hint: str
) -> Problem:
    return Problem(*at, f"windows.{code}", message, found, expected, hint)
