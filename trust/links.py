"""Every link of every page, feed and sitemap leads to something that is there, read from the finished trees alone."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import yaml

from trust.built import Built, address
from trust.outcome import Fault, Outcome

_ADDRESS = re.compile(rb"https?://[a-z.]*smile\.example\.org[^\s\"'<>)\]\\]*")


class _Page(HTMLParser):
    """The links and the ids of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.links: set[str] = set()
        self.ids: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if "id" in given:
            self.ids.add(given["id"])
        if tag == "a" and "name" in given:
            self.ids.add(given["name"])
        if tag == "form" and given.get("method", "").lower() == "post":
            return  # it leads to a service
        for name in ("href", "src", "action", "poster", "data"):
            if given.get(name):
                self.links.add(given[name])
        for one in given.get("srcset", "").split(","):
            if one.strip():
                self.links.add(one.split()[0])


def check(built: Built, whole: bool) -> Outcome:
    """Pages and anchors of all trees, and the estate's own addresses in feeds, maps and data files."""
    outcome = Outcome("Valid: links and anchors")
    bases = _bases(built)
    read = {
        audience: {url: _read(path) for url, path in built.pages(audience).items()}
        for audience in built.audiences()
    }
    files = {
        audience: {address(built.tree(audience), path) for name, path in built.files() if name == audience}
        for audience in built.audiences()
    }
    moved = {audience: _moved(built.tree(audience)) for audience in built.audiences()}
    for audience, pages in read.items():
        for url, page in pages.items():
            for link in page.links:
                outcome.count("links")
                to, target = _target(bases, audience, url, link)
                if to is None or to not in files:
                    continue
                path, anchor = unquote(urlsplit(target).path), urlsplit(target).fragment
                if path not in files[to] and path not in moved[to]:
                    outcome.faults.append(Fault("links.broken", f"{audience} {url}", link))
                elif (
                    anchor
                    and anchor != "top"
                    and path in read[to]
                    and unquote(anchor) not in read[to][path].ids
                ):
                    outcome.faults.append(Fault("links.anchor", f"{audience} {url}", link))
    for audience, file in built.files():
        if file.suffix in (".xml", ".json", ".opml", ".ics", ".txt", ".csv"):
            for found in set(_ADDRESS.findall(file.read_bytes())):
                outcome.count("links")
                link = found.decode("utf-8", "replace").rstrip(".,;")
                to, target = _target(bases, audience, "/", link)
                place = unquote(urlsplit(target).path) or "/"
                if to in files and place not in files[to] | moved[to] and not place.startswith("/forms/"):
                    outcome.faults.append(Fault("links.broken", f"{audience} {file.name}", link))
    return outcome


def _bases(built: Built) -> dict[str, str]:
    settings = yaml.safe_load((built.root / "content/estate.yaml").read_text("utf-8"))
    return {one["url"]: audience for audience, one in settings["audiences"].items()}


def _target(bases: dict[str, str], audience: str, url: str, link: str) -> tuple[str | None, str]:
    """The audience whose tree a link leads into (None: elsewhere), and the address there."""
    for base, name in bases.items():
        if link == base or link.startswith(base + "/"):
            return name, link[len(base) :] or "/"
    parts = urlsplit(link)
    if parts.scheme or parts.netloc:
        return None, link
    return audience, urljoin(url, link)


def _read(path: Path) -> _Page:
    page = _Page()
    page.feed(path.read_text("utf-8"))
    return page


def _moved(tree: Path) -> set[str]:
    """Addresses that redirects lead on from."""
    file = tree / "_redirects"
    lines = file.read_text("utf-8").splitlines() if file.is_file() else []
    return {line.split()[0] for line in lines if line.strip() and not line.startswith("#")}
