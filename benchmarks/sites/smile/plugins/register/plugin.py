"""A register of services and a list of news for each microsite: what makes the benchmark's data pages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from smile.plugin import Page, Planned, Plugin, Site
from smile.records import Date, Document, Record, Slug, Text

NEWEST = 20


class Entry(Record):
    name: Text
    summary: Text
    status: Literal["live", "planned", "paused", "closed"]
    owner: Text
    opened: Date
    places: int
    readers: tuple[Text, ...]
    steps: tuple[Text, ...]
    related: tuple[Slug, ...] = ()
    description: Text


class Article(Document):
    date: Date


class Register(Plugin):
    site_records = {"records/*.yaml": Entry, "news/*.md": Article}

    def plan(self, model: object, site: Site) -> Iterator[Planned]:
        entries = site.own(Entry)
        yield Page(
            "records/",
            "register/register.html",
            f"{site.title}: register",
            f"What {site.title.lower()} offers.",
            {"entries": [_row(entry, site) for entry in entries]},
            entries,
            kind="index",
        )
        by_id = {entry.id: entry for entry in entries}
        for entry in entries:
            others = [by_id[name] for name in entry.related if name in by_id]
            links = [{"title": other.name, "url": _address(other, site)} for other in others]
            yield Page(
                f"records/{entry.id}/", "register/record.html", entry.name, entry.summary,
                {"entry": entry, "related": links}, [entry, *others],
            )  # fmt: skip
        yield from _news(site)


def _address(entry: Record, site: Site) -> str:
    return site.url(f"records/{entry.id}/")


def _row(entry: Entry, site: Site) -> dict[str, str]:
    return {"title": entry.name, "url": _address(entry, site), "status": entry.status}


def _news(site: Site) -> Iterator[Page]:
    articles = sorted(site.own(Article), key=lambda item: (item.date, item.id), reverse=True)
    newest = articles[:NEWEST]
    links = [
        {"title": item.title, "url": site.url(f"news/{item.id}/"), "summary": item.summary, "date": item.date}
        for item in newest
    ]
    title, summary = f"{site.title}: news", f"What is new in {site.title.lower()}."
    yield Page("news/", "register/news.html", title, summary, {"links": links}, newest, kind="index")
    for item in articles:
        yield Page(
            f"news/{item.id}/",
            "register/article.html",
            item.title,
            item.summary or "",
            {},
            [item],
            published=item.date,
            kind="article",
        )
