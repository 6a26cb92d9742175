"""Passing through the gate what no worker did: the files beside the pages, the indexes, and what was made earlier."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from smile.exposure import Found
from smile.finish import Whole
from smile.gates import Gate
from smile.results import output, sources


def pages(whole: Whole, gate: Gate, tree: Path, written: set[str]) -> Iterator[Found]:
    """Passes everything that was made earlier through a gate that knows more than the one it passed then."""
    for result in whole.results:
        for url, record in result.made():
            path = output(url)
            if path not in written:
                files = (*sources(record), *result.frame_files)
                for leak in gate.leaks((tree / path).read_bytes(), path):
                    yield url, files, leak


def index(whole: Whole, gate: Gate, tree: Path, bundle: str) -> Iterator[Found]:
    """Passes a search index through the gate: the texts of its pages, and what they can be filtered by."""
    from smile.indexing import page_of  # here: most builds index nothing

    for path in sorted((tree / bundle).rglob("*.pf_*")):
        if path.suffix in (".pf_fragment", ".pf_filter", ".pf_meta"):
            data = path.read_bytes()
            for leak in gate.leaks(data, path.name):
                page = whole.page(page_of(data))
                yield "/" + path.relative_to(tree).as_posix(), sources(page) if page else (), leak


def extras(
    whole: Whole, gate: Gate, files: Mapping[str, bytes], assets: Mapping[str, tuple[str, bytes]]
) -> Iterator[Found]:
    """Passes the files beside the pages through the gate, by path in the tree."""
    theme = {output(url): f"theme/assets/{name}" for name, (url, _) in assets.items()}
    for path, data in files.items():
        for leak in gate.leaks(data, path, personal=False):
            yield "/" + path, (theme[path],) if path in theme else _everything(whole), leak


def _everything(whole: Whole) -> tuple[str, ...]:
    """The settings, and every file that a page was made from."""
    settings = [whole.opened.estate.source.file, *(site.source.file for site in whole.opened.microsites)]
    pages = [file for result in whole.results for page in result.pages.values() for file in page.files]
    return tuple(dict.fromkeys((*settings, *pages)))
