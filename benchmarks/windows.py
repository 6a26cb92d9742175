"""Windows: fetching and analysing beside reading with feedparser alone. Run: python -m benchmarks.windows

200 feeds with 6,500 posts are served from this machine, fetched, kept and made into a cloud; that is told in times
of `feedparser.parse` with its defaults on the same feeds. A cloud of 100,000 posts is then made in a process of its
own, which prints its time and the most memory it held.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import io
import itertools
import random
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import feedparser

from plugins.windows import cloud, keep, posts
from plugins.windows.records import Origins, Window
from smile import cli

ROOT = Path(__file__).resolve().parent.parent
TODAY = dt.date(2026, 11, 20)
SMALL = "the of and to a in is for on that with as at by it from this be are was".split()


class Writer:
    """Makes up texts: half small words, half of 40,000 others, which are as unequally common as words are."""

    def __init__(self) -> None:
        self.chance = random.Random(7)
        letters = "abcdefghijklmnopqrstuvwxyz"
        self.words = [
            "".join(self.chance.choices(letters, k=self.chance.randint(4, 9))) for _ in range(40_000)
        ]
        self.common = list(itertools.accumulate(1 / (place + 10) for place in range(40_000)))

    def text(self, words: int) -> str:
        chosen = self.chance.choices(self.words, cum_weights=self.common, k=words // 2)
        return " ".join(f"{word} {self.chance.choice(SMALL)}" for word in chosen).capitalize()


def window(sources: tuple[Origins, ...] = ()) -> Window:
    return Window.model_validate(
        {"title": "Many", "summary": "Many.", "purpose": "A measurement.", "sources": sources},
        context={"source": ("data/windows/many.yaml", 1)},
    )


def feed(writer: Writer, source: int, items: int) -> bytes:
    """An RSS feed as WordPress makes them: a description, and the whole text with its markup."""
    made = []
    for place in range(items):
        whole = "".join(
            f'<p class="x">{writer.text(60)} <a href="https://e.org/">more</a></p>' for _ in range(4)
        )
        made.append(
            f"<item><title>{writer.text(8)}</title><link>https://e{source}.example.org/{place}</link>"
            f"<pubDate>{TODAY - dt.timedelta(days=place % 30):%a, %d %b %Y} 09:00:00 GMT</pubDate>"
            f"<description><![CDATA[<p>{writer.text(40)}</p>]]></description>"
            f"<content:encoded><![CDATA[{whole}]]></content:encoded></item>"
        )
    head = '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>F</title>'
    return f'<?xml version="1.0"?>{head}{"".join(made)}</channel></rss>'.encode()


def beside_feedparser(feeds: int, items: int) -> None:
    """Prints what fetching, keeping and analysing take, in times of feedparser alone."""
    writer = Writer()
    bodies = {
        f"{source}.xml": feed(writer, source, items // feeds + (source < items % feeds))
        for source in range(feeds)
    }

    with TemporaryDirectory() as served, serving(Path(served)) as host:
        for path, body in bodies.items():
            (Path(served) / path).write_bytes(body)
        _race(list(bodies.values()), [f"http://{host}/{path}" for path in bodies], host)


@contextlib.contextmanager
def serving(folder: Path) -> Iterator[str]:
    """The address of a server of a folder, in a process of its own, as feeds' hosts are."""
    command = [
        sys.executable,
        "-u",
        "-m",
        "http.server",
        "0",
        "--bind",
        "127.0.0.1",
        "--directory",
        str(folder),
    ]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert server.stdout is not None
    try:
        yield f"127.0.0.1:{server.stdout.readline().split(' port ')[1].split()[0]}"
    finally:
        server.terminate()
        server.wait()


def _race(bodies: list[bytes], urls: list[str], host: str) -> None:
    with TemporaryDirectory() as name:
        root = Path(name)
        (root / "content").mkdir()
        (root / "content/estate.yaml").write_bytes((ROOT / "content/estate.yaml").read_bytes())
        (root / "data/windows").mkdir(parents=True)
        (root / "plugins").symlink_to(ROOT / "plugins")
        listed = "".join(f"  - {{name: Source {place}, feed: '{url}'}}\n" for place, url in enumerate(urls))
        (root / "data/windows/many.yaml").write_text(
            f"title: Many\nsummary: Many.\npurpose: A measurement.\nsources:\n{listed}", "utf-8"
        )
        said = io.StringIO()
        started = time.perf_counter()
        with contextlib.redirect_stdout(said):
            status = cli.main(["fetch", "--estate", str(root), "--allow", host])
        fetched = time.perf_counter() - started
        store = keep.Store(root)
        heard = [(f"Source {place}", store.snapshot(url)) for place, url in enumerate(urls)]
        made = cloud.make(window(), heard, TODAY)
        whole = time.perf_counter() - started
    started = time.perf_counter()
    for body in bodies:
        feedparser.parse(body)
    alone = time.perf_counter() - started
    count = sum(len(known) for _, known in heard)
    print(said.getvalue().strip())
    print(
        f"{len(urls)} feeds, {count:,} posts (status {status}, {len(made.words)} words): fetched and analysed in "
        f"{whole / alone:.2f} of feedparser alone ({fetched / alone:.2f} of it fetching)"
    )


def many(items: int) -> None:
    """Prints the time that a cloud of `items` posts takes, and the most memory this process held, in MB."""
    writer, sources = Writer(), 200
    heard = []
    for source in range(sources):
        known = []
        for place in range(items // sources):
            link = f"https://e{source}.example.org/{place}"
            day = TODAY - dt.timedelta(days=place * 60 * sources // items)
            known.append(posts.Post(link, link, writer.text(10), writer.text(50), f"{day}T09:00Z"))
        heard.append((f"Source {source}", known))
    started, used = time.perf_counter(), time.process_time()
    cloud.make(window(), heard, TODAY)
    taken, used = time.perf_counter() - started, time.process_time() - used
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{items:,} posts: {taken:.1f} s, {used:.1f} s of one core, {memory:.0f} MB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, help="make the cloud of so many posts alone")
    asked = parser.parse_args()
    if asked.items:
        return many(asked.items)
    beside_feedparser(200, 6500)
    subprocess.run([sys.executable, "-m", "benchmarks.windows", "--items", "100000"], cwd=ROOT, check=True)
    return None


if __name__ == "__main__":
    main()
