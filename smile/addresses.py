"""Addresses: each page and each file of an audience's site has one of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from smile.problems import Problem
from smile.results import SiteResult, output


def problems(results: Sequence[SiteResult]) -> Iterator[Problem]:
    """What is served where something else is, in all microsites together."""
    if not _distinct(results):
        yield from _twice(results)
        yield from _alike(results)


def _distinct(results: Sequence[SiteResult]) -> bool:
    """Whether every address is one of its own, at one look: what is wrong with those that are not takes longer."""
    paths = [
        output(url).lower() for result in results for made in (result.pages, result.files) for url in made
    ]
    names, passed = set(paths), set[str]()
    if len(names) < len(paths):
        return False
    for path in paths:
        for folder in _above(path):
            if folder in passed:
                break
            if folder in names:
                return False
            passed.add(folder)
    return True


def _twice(results: Sequence[SiteResult]) -> Iterator[Problem]:
    seen: dict[str, SiteResult] = {}
    for result in results:
        for url, _ in result.made():
            seen.setdefault(output(url), result)
    for result in results:
        for url, record in result.made():
            path = output(url)
            above = next((folder for folder in _above(path) if folder in seen), None)
            first = seen[above or path]
            if above is not None and first is result:
                file = record.files[0] if record.files else f"content/{result.slug}/microsite.yaml"
                yield Problem(
                    file,
                    1,
                    0,
                    "page.address",
                    "a file is served at the same address",
                    url,
                    "an address of its own",
                    "rename one of the two",
                )
            elif first is not result:
                file = record.files[0] if record.files else f"content/{result.slug}/microsite.yaml"
                message = f"the microsite {first.slug} has a page at the same address"
                expected, hint = "an address of its own", "rename one of the two"
                yield Problem(file, 1, 0, "page.address", message, url, expected, hint)


def _alike(results: Sequence[SiteResult]) -> Iterator[Problem]:
    """Two addresses that differ only in capitals: on many computers, and some hosts, they are one file."""
    seen: dict[str, str] = {}
    for result in results:
        for url, record in result.made():
            path = output(url)
            first = seen.setdefault(path.lower(), path)
            if first != path:
                file = record.files[0] if record.files else f"content/{result.slug}/microsite.yaml"
                message, hint = f"the address differs from {first} only in capitals", "rename one of the two"
                yield Problem(file, 1, 0, "page.case", message, url, "an address of its own", hint)


def _above(path: str) -> Iterator[str]:
    """The folders that a file lies in, outermost last."""
    folder = path.rpartition("/")[0]
    while folder:
        yield folder
        folder = folder.rpartition("/")[0]
