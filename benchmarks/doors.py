"""`python -m benchmarks.doors`: microsites of MkDocs and Pelican in an estate, apart from all that SMILE draws itself.

Builds an estate of three microsites with as many pages each: one of SMILE's own, one of MkDocs, one of Pelican. Prints
ratios of one run, medians: a build after nothing and after a page of SMILE's own changed in times of the cold one,
where both engines are skipped; and one after a page behind each door changed in times of that engine alone over the
same files, which sets the pace there.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Iterator, Mapping, Sequence

import smile
from benchmarks import built, measure
from benchmarks.alike import middle
from benchmarks.aside import put_aside
from benchmarks.built import Built
from benchmarks.register import ESTATE, text

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
    yield from built.HOME
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


def edited(made: Built, site: str, turn: int) -> measure.Sample:
    """A build after one page of a microsite has changed, in another way each turn."""
    return made.edited(PAGES[site].format(1), page(site, 1, random.Random(turn)))


def alone(made: Built, site: str) -> measure.Sample:
    """The engine of a microsite without SMILE, from nothing."""
    out = made.folder.with_name(f"{made.folder.name}-{site}")
    put_aside(out)
    command = (sys.executable, "-m", *ENGINES[site][1], str(out))
    return measure.run(command, made.folder / "content" / site, {"NO_MKDOCS_2_WARNING": "1"})


def main() -> None:
    """Exit status as `built.asked` says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=300, help="pages of each of the three microsites")
    asked = built.asked(parser)
    made, turns = Built("doors", estate(asked.pages)), range(asked.runs)
    made.cold()  # it warms up
    cold = middle([made.cold() for _ in turns])
    same = middle([made.build() for _ in turns])
    own = middle([edited(made, "own", turn) for turn in turns])
    print(f"three microsites of {asked.pages:,} pages, SMILE {smile.__version__}")
    print(f"nothing changed, against the cold build: {measure.ratio(same, cold)}")
    print(f"a page of SMILE's own changed, against the cold build: {measure.ratio(own, cold)}")
    seconds = [f"cold {cold.wall:.2f}", f"nothing {same.wall:.2f}", f"own {own.wall:.2f}"]
    for site, (name, _) in ENGINES.items():
        changed = middle([edited(made, site, turn) for turn in turns])
        engine = middle([alone(made, site) for _ in turns])
        print(f"a page of {name} changed, against {name} alone: {measure.ratio(changed, engine)}")
        seconds += [f"{name} {changed.wall:.2f}", f"{name} alone {engine.wall:.2f}"]
    if asked.seconds:
        print(f"seconds: {', '.join(seconds)}")


if __name__ == "__main__":
    main()
