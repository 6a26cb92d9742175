"""Who is measured: each contender's sources, commands and output, and what its figures do not say."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import smile
from benchmarks import flat, formats, install
from benchmarks.pages import Estate

EVERY = 10**9
"""No limit to the pages."""


@dataclass(frozen=True, slots=True)
class Contender:
    """One generator. Its commands run in a folder that at first holds the files of `files` alone."""

    name: str
    title: str
    version: str
    files: Callable[[Estate], Iterable[formats.Source]]
    cold: tuple[str, ...]
    """Builds everything."""
    again: tuple[str, ...]
    """Builds after a build, as fast as the generator's command line can."""
    tree: str
    """The folder that the pages are written to."""
    environment: Mapping[str, str] = field(default_factory=dict)
    limit: int = EVERY
    """More pages than this only with --full."""
    article: str = ""
    """What Pagefind takes as a page's text, where the pages do not mark it themselves."""
    searched: tuple[str, ...] = ()
    """A build that makes the search index too; empty where Pagefind runs after the build."""
    note: str = ""


def _smile() -> Contender:
    python = (sys.executable, "-m", "smile", "build", "--estate", ".", "--out", "out")
    return Contender(
        "smile",
        "SMILE",
        smile.__version__,
        formats.smile,
        (*python, "--no-search"),
        (*python, "--no-search"),
        "out/public",
        {"PYTHONPATH": str(install.ROOT)},
        searched=python,
        note="Minified. A process for each core. Each build validates records, checks links, searches for "
        "leaks.",
    )


def _hugo() -> Contender:
    command = (str(install.hugo()), "--minify", "--quiet", "--destination", "public")
    return Contender(
        "hugo",
        "Hugo",
        install.version("hugo"),
        formats.hugo,
        command,
        command,
        "public",
        {"HUGO_CACHEDIR": "{folder}/cache"},
        limit=100_000,
        note="Minified (`--minify`). Header, section menu and footer are cached partials. Its command keeps "
        "no pages from one run to the next.",
    )


def _eleventy() -> Contender:
    command = (*install.eleventy(), "--quiet", "--output=output")
    return Contender(
        "eleventy",
        "Eleventy",
        install.eleventy_version(),
        formats.eleventy,
        command,
        command,
        "output",
        {"MINIFY": "1"},
        limit=10_000,
        note="Minified by a transform with `@minify-html/node`, which is compiled. Its incremental builds "
        "need a process that goes on running, so each run of its command builds everything.",
    )


def _pelican() -> Contender:
    command = (sys.executable, "-m", "pelican", "-s", "pelicanconf.py", "--fatal", "errors", "--quiet")
    return Contender(
        "pelican",
        "Pelican",
        install.here("pelican"),
        flat.pelican,
        command,
        command,
        "output",
        limit=10_000,
        note="Minified by a plugin with `minify-html`, which is compiled. Its content cache is on. Data pages reach "
        "it as finished Markdown.",
    )


def _material() -> Contender:
    command = (sys.executable, "-m", "mkdocs", "build", "--quiet")
    title = "MkDocs with Material"
    return Contender(
        "material",
        title,
        install.here("mkdocs-material"),
        flat.material,
        command,
        (*command, "--dirty"),
        "site",
        {"NO_MKDOCS_2_WARNING": "1"},
        limit=10_000,
        article="article",
        note="Minified by a hook with `minify-html`, which is compiled. Its own shell and menu (the first level of "
        "each microsite, pruned), its search off. After a build it runs with `--dirty`. Data pages reach it as "
        "finished Markdown.",
    )


def _zensical() -> Contender:
    command = (str(install.zensical()), "build")
    return Contender(
        "zensical",
        "Zensical",
        install.version("zensical"),
        flat.zensical,
        command,
        command,
        "site",
        limit=2_000,
        article="article",
        note="Not minified: it cannot by itself. Reads the same site as MkDocs. It writes a search index of "
        "its own in each build, which cannot be turned off. Data pages reach it as finished Markdown.",
    )


_KNOWN: dict[str, Callable[[], Contender]] = {
    "smile": _smile, "hugo": _hugo, "eleventy": _eleventy, "pelican": _pelican, "material": _material,
    "zensical": _zensical,
}  # fmt: skip
NAMES = tuple(_KNOWN)
PEERS = NAMES[1:]


def contender(name: str) -> Contender:
    """The contender of this name, installed when it is not. Raises BenchError when it cannot be."""
    return _KNOWN[name]()
