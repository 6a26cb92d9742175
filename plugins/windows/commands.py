"""`fetch`, which asks the feeds of all Windows what is new, and `opml`, which makes a Window of a list of feeds."""

from __future__ import annotations

import argparse
import asyncio
import datetime as dt
import multiprocessing
import re
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from smile import loading, progress
from smile.commands import Command
from smile.options import Options
from smile.problems import ContentError, nearest
from smile.scan import scan

from .keep import Store
from .opml import definition
from .records import Window

if TYPE_CHECKING:
    from .fetch import Result

MANY = 12
"""Fewer feeds than this are read in one process."""
PATTERN = "data/windows/*.yaml"


def windows(root: Path) -> Sequence[Window]:
    """The definitions of all Windows. ContentError with what is wrong in them."""
    loaded = loading.load(root, list(scan(root, "data")), {PATTERN: Window}, {})
    if loaded.problems:
        raise ContentError(loaded.problems)
    return loaded.records()[Window]


def fetch(asked: argparse.Namespace, options: Options) -> int:
    """Asks, keeps what is new, and says how it went. 0 also when feeds fail: the build does without them."""
    from .fetch import Fetcher, Limits  # only now: other commands need no network

    found = {window.id: window for window in windows(options.root)}
    if asked.window and asked.window not in found:
        close = nearest(asked.window, found)
        raise ValueError(f"there is no Window {asked.window}" + (f"; did you mean {close}?" if close else ""))
    chosen = [found[asked.window]] if asked.window else list(found.values())
    names: dict[str, str] = {}
    for window in chosen:
        names.update((source.feed, source.name) for source in window.sources if source.feed)
    store = Store(options.root)
    if not asked.window:
        store.forget(set(names))
    limits = Limits(read=asked.patience, connect=min(asked.patience, 10), whole=asked.patience * 3)
    with (
        readers(len(names), options.jobs) as pool,
        progress.shown(asked.quiet or asked.format != "text") as step,
    ):
        asker = Fetcher(
            store, dt.datetime.now(dt.UTC), asked.contact, allowed=asked.allow or (), limits=limits, pool=pool,
            again=asked.again,
        )  # fmt: skip
        results = asyncio.run(asker.run(list(names), lambda done, total: step("asking feeds", done, total)))
    store.save()
    for line in summary(results, names, store, asked.quiet):
        print(line)
    return 0


@contextmanager
def readers(feeds: int, jobs: int) -> Iterator[Executor | None]:
    """Processes that read many feeds while this one asks for more; None where they would not be worth it.

    They are forked, so that they have the code of the room, and before anything here runs beside something else.
    """
    if jobs < 2 or feeds < MANY or "fork" not in multiprocessing.get_all_start_methods():
        yield None
        return
    with ProcessPoolExecutor(min(jobs - 1, 4), multiprocessing.get_context("fork")) as pool:
        pool.submit(int).result()
        yield pool


def summary(results: Sequence[Result], names: dict[str, str], store: Store, quiet: bool) -> Iterator[str]:
    """What to tell: numbers first, then each feed that needs somebody's eyes."""
    kinds = ("new", "unchanged", "failing", "waiting", "ended")
    counts = {kind: sum(result.kind == kind for result in results) for kind in kinds}
    posts = sum(result.new for result in results)
    if not quiet:
        said = [f"{counts['new']} with something new ({posts:,} posts)"] if counts["new"] else []
        said += [f"{counts[kind]} {kind}" for kind in kinds[1:] if counts[kind]]
        yield f"{len(results)} feeds: {', '.join(said) or 'none to ask'}."
    for result in results:
        state, name = store.states[result.url], names[result.url]
        if result.kind in ("failing", "waiting", "ended"):
            since = f", since {state.failing} ({state.failures} times)" if state.failing else ""
            last = f"last heard {state.heard}; what was heard stays" if state.heard else "never heard yet"
            yield f"  {name}: {result.said}{since}; {last}"
        elif result.said:
            yield f"  {name}: {result.said}; what could be read was taken"
        if state.moved:
            yield f"  {name}: it has moved for good; write this address instead: {state.moved}"


def _fetch_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "window", metavar="WINDOW", nargs="?", help="ask for this Window alone; all when left out"
    )
    parser.add_argument("--again", action="store_true", help="ask also those that wait or have ended")
    parser.add_argument(
        "--allow",
        action="append",
        metavar="HOST",
        help="a host that may be in a private network: an intranet's",
    )
    parser.add_argument(
        "--contact",
        default="https://smile.example.org/",
        metavar="URL",
        help="where those who are asked can read who asks",
    )
    parser.add_argument(
        "--patience",
        type=float,
        default=20.0,
        metavar="SECONDS",
        help="how long to wait for the next bytes (20)",
    )


def opml(asked: argparse.Namespace, options: Options) -> int:
    """Writes a definition; ValueError for a file that is no OPML, or a Window that is there already."""
    try:
        data = asked.file.read_bytes()
    except OSError as error:
        raise ValueError(f"{asked.file} cannot be read: {error.strerror}") from None
    title, text = definition(data, asked.title)
    slug = asked.name or re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-") or "window"
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug):
        raise ValueError(f"{slug!r} is no name for an address: write lower-case letters, digits and hyphens")
    path = options.root / "data" / "windows" / f"{slug}.yaml"
    if path.exists():
        raise ValueError(f"data/windows/{slug}.yaml is there already: choose another --name")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    print(f"data/windows/{slug}.yaml: look at it, then run fetch {slug}")
    return 0


def _opml_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", type=Path, help="the list of feeds")
    parser.add_argument(
        "--name", metavar="NAME", help="the Window's name in addresses; from its title when left out"
    )
    parser.add_argument(
        "--title", metavar="TITLE", help="what it is called; the list's own title when left out"
    )


COMMANDS = [
    Command("fetch", "ask the feeds of the Windows what is new", fetch, _fetch_arguments),
    Command("opml", "make a Window of a list of feeds", opml, _opml_arguments),
]
