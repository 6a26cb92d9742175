"""The pages as source files for SMILE and for the two peers that draw pages from data, Hugo and Eleventy."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from posixpath import relpath
from typing import Any

from benchmarks.pages import Estate, Item, Site

SITES = Path(__file__).with_name("sites")
NAME = "The estate"
OWNER = "An example trust"
BASE = "https://estate.example"

Source = tuple[str, str]
"""A file's path from the folder of the generator's site, and its text."""

_LINK = re.compile(r"\]\((/[^)]*)\)")


def yaml(fields: Mapping[str, Any]) -> str:
    """`fields` as block YAML; texts are quoted, texts of several lines are written as blocks."""
    lines: list[str] = []
    for name, value in fields.items():
        if isinstance(value, str) and "\n" in value:
            lines += [f"{name}: |", *(f"  {line}".rstrip() for line in value.split("\n"))]
        elif isinstance(value, tuple):
            lines += [f"{name}:", *(f"  - {_scalar(entry)}" for entry in value)] if value else [f"{name}: []"]
        else:
            lines.append(f"{name}: {_scalar(value)}")
    return "\n".join(lines) + "\n"


def matter(fields: Mapping[str, Any], body: str) -> str:
    """A Markdown file with front matter."""
    return f"---\n{yaml(fields)}---\n{body}\n"


def copied(folder: str) -> Iterator[Source]:
    """The files that the benchmark keeps for one generator, and that do not depend on the pages."""
    root = SITES / folder
    for path in sorted(root.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            yield path.relative_to(root).as_posix(), path.read_text(encoding="utf-8")


def style(at: str) -> Source:
    """The style sheet of the peers' shell."""
    return at, (SITES / "shared" / "style.css").read_text(encoding="utf-8")


def smile(estate: Estate) -> Iterator[Source]:
    """An estate for SMILE, with a small plugin of its own for the data pages and the articles."""
    yield from copied("smile")
    public = {"url": BASE, "title": NAME}
    settings = {"name": NAME, "summary": "Made up to be measured.", "owner": OWNER, "wordmark": NAME}
    yield "content/estate.yaml", yaml(settings) + f"audiences:\n  public: {json.dumps(public)}\n"
    home = {"title": NAME, "summary": "All our sites in one place.", "path": "/", "listed": True}
    yield "content/home/microsite.yaml", yaml(home)
    for index, site in enumerate(estate.sites):
        yield f"content/{site.slug}/microsite.yaml", _microsite(site, index + 1)
    for item in estate.items:
        if item.kind not in ("news", "register"):
            yield _smile_path(item), _smile_text(item, estate)


def hugo(estate: Estate) -> Iterator[Source]:
    """A site for Hugo: the front matter of a data page holds its fields, and a layout draws them."""
    yield from copied("hugo")
    yield style("static/style.css")
    kinds = ["taxonomy", "term", "rss"]
    parameters = {"owner": OWNER, **_menus(estate.sites)}
    settings = {
        "baseURL": BASE + "/",
        "title": NAME,
        "locale": "en-GB",
        "disableKinds": kinds,
        "params": parameters,
    }
    yield "hugo.json", json.dumps(settings, indent=1)
    for item in estate.items:
        index = item.kind in ("home", "site", "section", "news", "register")
        path = f"content{item.url}_index.md" if index else f"content{item.url.rstrip('/')}.md"
        layout = {"layout": item.kind} if item.kind in ("article", "news", "register", "record") else {}
        yield path, matter({**_head(item), **layout}, item.body)


def eleventy(estate: Estate) -> Iterator[Source]:
    """A site for Eleventy, as for Hugo."""
    yield from copied("eleventy")
    yield style("static/style.css")
    menus = {"title": NAME, "base": BASE, "owner": OWNER, **_menus(estate.sites)}
    yield "_data/estate.json", json.dumps(menus, indent=1)
    for item in estate.items:
        index = item.kind in ("home", "site", "section", "news", "register")
        path = f"content{item.url}index.md" if index else f"content{item.url.rstrip('/')}.md"
        layout = item.kind if item.kind in ("article", "news", "register", "record") else "base"
        yield (
            path,
            matter(
                {**_head(item), "site": item.site, "kind": item.kind, "layout": f"{layout}.njk"}, item.body
            ),
        )


def _scalar(value: Any) -> str:
    return value.isoformat() if isinstance(value, dt.date) else json.dumps(value, ensure_ascii=False)


def _microsite(site: Site, order: int) -> str:
    pages = [f"{url.removeprefix(site.url)}index.md" for _, url in site.menu[:-2]]
    links = [f"  - {{title: {json.dumps(title)}, url: {json.dumps(url)}}}\n" for title, url in site.menu[-2:]]
    head = {"title": site.title, "summary": site.summary, "plugins": ("register",), "order": order}
    return yaml(head) + yaml({"navigation": tuple(pages)}) + "".join(links)


def _smile_path(item: Item) -> str:
    if item.kind == "home":
        return "content/home/index.md"
    if item.kind in ("site", "section"):
        return f"content{item.url}index.md"
    return f"content{item.url.rstrip('/')}{'.yaml' if item.kind == 'record' else '.md'}"


def _smile_text(item: Item, estate: Estate) -> str:
    if item.fields:
        return yaml({"name": item.title, "summary": item.summary, **_fields(item), "description": item.body})
    head: dict[str, Any] = {"title": item.title, "summary": item.summary}
    if item.kind == "article":
        return matter({**head, "date": item.date}, item.body)
    start = PurePosixPath(_smile_path(item)).parent

    def relative(found: re.Match[str]) -> str:
        """The link as GitHub follows it: to the other page's file."""
        return f"]({relpath(_smile_path(estate.by_url[found[1]]), start)})"

    return matter(head, _LINK.sub(relative, item.body))


def _head(item: Item) -> dict[str, Any]:
    head = {"title": item.title, "description": item.summary}
    return {**head, **({"date": item.date} if item.kind == "article" else {}), **_fields(item)}


def _fields(item: Item) -> dict[str, Any]:
    fields = item.fields
    if fields is None:
        return {}
    names = ("status", "owner", "opened", "places", "readers", "steps", "related")
    return {name: getattr(fields, name) for name in names}


def _menus(sites: Iterable[Site]) -> dict[str, Any]:
    entries = [{"slug": site.slug, "title": site.title, "url": site.url} for site in sites]
    menus = {site.slug: [{"title": title, "url": url} for title, url in site.menu] for site in sites}
    return {"sites": entries, "menus": menus}
