"""The estate of this project, built once for all tests of a run, and its pages as a browser reads them."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urljoin, urlsplit

from tests.support import NOW, ROOT, inside

VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())

Tag = tuple[str, dict[str, str | None]]
"""Name and attributes of an element."""

NO_PAGES = ("email.html", "embed.html", "embed-sized.html")
"""An e-mail, which is imported from the site, and frames for the pages of others: no pages of the site."""


@dataclass
class Page:
    """What a built page holds: its elements in order, its texts, and its texts by the element around them."""

    url: str
    tags: list[Tag] = field(default_factory=list)
    text: str = ""
    inner: dict[str, str] = field(default_factory=dict)
    crossed: list[str] = field(default_factory=list)
    """End tags that close nothing, or close what holds an element that is still open."""
    prose: str = ""
    """Its text without code, which may show anything."""

    def all(self, name: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.tags if tag == name]

    def links(self) -> set[str]:
        """The addresses that it leads to on its own site, without what follows # and ?."""
        hrefs = [urlsplit(urljoin(self.url, tag.get("href") or "")) for tag in self.all("a")]
        return {href.path for href in hrefs if not href.scheme and not href.netloc}

    def noindex(self) -> bool:
        robots = [tag.get("content") or "" for tag in self.all("meta") if tag.get("name") == "robots"]
        return any("noindex" in content for content in robots)


class _Reader(HTMLParser):
    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page, self.open = page, list[str]()

    def named(self, tag: str) -> str:
        """A picture has a title of its own, which is not the page's."""
        return "svg:title" if tag == "title" and "svg" in self.open else tag

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        tag = self.named(tag)
        self.page.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        tag = self.named(tag)
        if self.open[-1:] != [tag]:
            self.page.crossed.append(f"</{tag}> in {self.open[-1:]}")
        if tag in self.open:
            while self.open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if not {"script", "style"} & set(self.open[-1:]):
            self.page.text += data
            if not {"code", "pre"} & set(self.open):
                self.page.prose += data
        for name in self.open[-1:]:
            self.page.inner[name] = self.page.inner.get(name, "") + data


def read(url: str, html: str) -> Page:
    """A page as a browser would read it; runs of white space in its text count as one."""
    page = Page(url)
    reader = _Reader(page)
    reader.feed(html)
    page.crossed += [f"<{name}> is left open" for name in reader.open]
    page.text = " ".join(page.text.split())
    return page


def address(tree: Path, path: Path) -> str:
    """The address that a file of a built tree is served at."""
    url = "/" + path.relative_to(tree).as_posix()
    return posixpath.dirname(url).rstrip("/") + "/" if url.endswith("/index.html") else url


def pages(tree: Path) -> dict[str, Page]:
    """The pages of a built tree, by address."""
    files = (path for path in sorted(tree.rglob("*.html")) if path.name not in NO_PAGES)
    found = ((address(tree, path), path) for path in files)
    return {url: read(url, path.read_text("utf-8")) for url, path in found}


class Shipped:
    """The built estate: `out` is the folder of its sites."""

    def __init__(self) -> None:
        self._kept = TemporaryDirectory(prefix="shipped-")
        self.out = Path(self._kept.name) / "site"
        result = inside(*self.arguments("build"), cwd=ROOT)
        assert result.status == 0, result.out + result.err
        self.sites = {name: pages(self.out / name) for name in ("public", "staff", "restricted")}

    def arguments(self, *words: str) -> tuple[str, ...]:
        """The command line that works on this estate, and leaves the project's own site alone."""
        return (*words, "--estate", str(ROOT), "--out", str(self.out), "--now", NOW)

    def everything(self) -> Iterator[tuple[str, Page]]:
        """Every page with the shell of the estate, with the site it is on; the handbook has Material's."""
        for name, found in self.sites.items():
            for url, page in found.items():
                if not url.startswith("/handbook/"):
                    yield name, page


@cache
def shipped() -> Shipped:
    """One for all tests of this process; its folder goes when the process ends."""
    return Shipped()
