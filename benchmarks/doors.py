"""`python -m benchmarks.doors`: microsites of MkDocs and Pelican in an estate, apart from all that SMILE draws itself.

Builds an estate of three microsites with as many pages each: one of SMILE's own, one of MkDocs, one of Pelican. Prints
ratios of one run, medians: a build after nothing and after a page of SMILE's own changed in times of the cold one,
where both engines are skipped; and one after a page behind each door changed in times of that engine alone over the
same files, which sets the pace there.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import smile
from benchmarks import measure
from benchmarks.alike import middle
from benchmarks.aside import put_aside, settle
from benchmarks.install import ROOT, WORK
from benchmarks.register import ESTATE, SETTLED, text, write

PAGES = {
    "own": "content/own/page-{}.md",
    "guide": "content/guide/docs/page-{}.md",
    "blog": "content/blog/content/post-{}.md",
}
"""By microsite, where its pages are."""
ENGINES: Mapping[str, tuple[str, Sequence[str]]] = {
    "guide": ("MkDocs", ("mkdocs", "build", "--quiet", "--clean", "--site-dir")),
    "blog": ("Pelican", ("pelican", "content", "-s", "pelicanconf.py", "--quiet", "-o")),
}
"""By microsite, its engine, and the command of that alone but for the folder that it writes into."""


def page(site: str, number: int, chance: random.Random) -> str:
    """The text of a page: four paragraphs below two headings."""
    title = f"Page {number}"
    head = {
        "own": f"---\ntitle: {title}\nsummary: One of many.\n---\n",
        "guide": f"# {title}\n\n",
        "blog": f"Title: {title}\nDate: 2026-01-{number % 28 + 1:02}\nSummary: One of many.\n\n",
    }[site]
    parts = [f"## Part {part}\n\n{text(chance, 60)}.\n\n{text(chance, 60)}.\n" for part in (1, 2)]
    return head + "\n".join(parts)


def estate(pages: int, seed: int = 2019) -> Iterator[tuple[str, str]]:
    """The files of an estate with so many pages in each of its three microsites."""
    chance = random.Random(seed)
    yield "content/estate.yaml", ESTATE
    yield "content/main/microsite.yaml", "title: Home\npath: /\n"
    yield "content/main/index.md", "---\ntitle: Home\nsummary: Home.\n---\nHome.\n"
    yield "content/own/microsite.yaml", "title: Own\nsummary: Own pages.\n"
    yield "content/own/index.md", "---\ntitle: Own\nsummary: Own pages.\n---\nText.\n"
    yield "content/guide/microsite.yaml", "title: Guide\nsummary: A guide.\nengine: mkdocs\n"
    yield "content/guide/mkdocs.yml", "site_name: Guide\n"
    yield "content/guide/docs/index.md", "# Guide\n\nText.\n"
    yield "content/blog/microsite.yaml", "title: Blog\nsummary: A blog.\nengine: pelican\n"
    yield "content/blog/pelicanconf.py", 'PATH = "content"\nTIMEZONE = "Europe/London"\nSITENAME = "Blog"\n'
    for site, place in PAGES.items():
        for number in range(pages):
            yield place.format(number), page(site, number, chance)


class Doors:
    """The estate in a folder, and runs over it."""

    def __init__(self, folder: Path, pages: int, runs: int) -> None:
        self.folder, self.runs, self._turn = folder, runs, 0
        put_aside(folder)
        write(folder, estate(pages))
        time.sleep(SETTLED)

    def build(self) -> measure.Sample:
        command = ("-m", "smile", "build", "--no-search", "--now", "2026-11-25", "--out", "out")
        return measure.run((sys.executable, *command), self.folder, {"PYTHONPATH": str(ROOT)})

    def cold(self) -> measure.Sample:
        put_aside(self.folder / "out")
        return self.build()

    def edited(self, site: str) -> measure.Sample:
        """A build after one page of a microsite has changed."""
        self._turn += 1
        path = self.folder / PAGES[site].format(1)
        path.write_text(page(site, 1, random.Random(self._turn)), "utf-8")
        return self.build()

    def alone(self, site: str) -> measure.Sample:
        """The engine of a microsite without SMILE, from nothing: as its door runs it."""
        out = self.folder.parent / f"{self.folder.name}-{site}"
        put_aside(out)
        command = (sys.executable, "-m", *ENGINES[site][1], str(out))
        return measure.run(command, self.folder / "content" / site, {"NO_MKDOCS_2_WARNING": "1"})


def main() -> int:
    """Exit status 0: done, 3: the machine cannot tell what a process took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=300, help="pages of each of the three microsites")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--seconds", action="store_true", help="also print seconds")
    asked = parser.parse_args()
    if not hasattr(os, "wait4"):
        print("The benchmark needs Linux or macOS.", file=sys.stderr)
        return 3
    settle()
    doors = Doors(WORK / "doors", asked.pages, asked.runs)
    doors.cold()  # it warms up
    cold = middle([doors.cold() for _ in range(asked.runs)])
    same = middle([doors.build() for _ in range(asked.runs)])
    own = middle([doors.edited("own") for _ in range(asked.runs)])
    print(f"three microsites of {asked.pages:,} pages, SMILE {smile.__version__}")
    print(f"nothing changed, against the cold build: {measure.ratio(same, cold)}")
    print(f"a page of SMILE's own changed, against the cold build: {measure.ratio(own, cold)}")
    seconds = [f"cold {cold.wall:.2f}", f"nothing {same.wall:.2f}", f"own {own.wall:.2f}"]
    for site, (name, _) in ENGINES.items():
        changed = middle([doors.edited(site) for _ in range(asked.runs)])
        alone = middle([doors.alone(site) for _ in range(asked.runs)])
        print(f"a page of {name} changed, against {name} alone: {measure.ratio(changed, alone)}")
        seconds += [f"{name} {changed.wall:.2f}", f"{name} alone {alone.wall:.2f}"]
    if asked.seconds:
        print(f"seconds: {', '.join(seconds)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
