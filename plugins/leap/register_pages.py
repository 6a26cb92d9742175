"""The public pages of the register: lists, permalinks, figures, feeds and downloads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from smile.plugin import File, Page, Planned, Site
from smile.templates import date

from . import downloads, pictures, syndication
from .facets import Facet, Row, index
from .journey import Line, PublicItem, line
from .model import Register, facets
from .paging import parts
from .partners import PublicPartner

ROOM = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class _Known:
    """What many pages need, worked out once: titles of topics, and the rest by id."""

    topics: Mapping[str, str]
    lines: Mapping[str, Line]
    items: Mapping[str, PublicItem]
    partners: Mapping[str, PublicPartner]
    length: int
    """Items on each page of a list."""


def _known(register: Register) -> _Known:
    topics = {topic.id: topic.title for topic in register.settings.topics}
    return _Known(
        topics,
        {item.id: line(item, topics.get(item.topic, "")) for item in register.items},
        {item.id: item for item in register.items},
        {one.id: one for one in register.partners},
        register.settings.page_length,
    )


def pages(register: Register, site: Site) -> Iterator[Planned]:
    """Everything about items."""
    known = _known(register)
    yield from _lists(register, known, site)
    for item in register.items:
        yield _item(item, known, site)
    yield from _figures(register, site)
    yield File("narrow.js", (ROOM / "assets" / "narrow.js").read_bytes(), ())
    yield from _downloads(register, site)


def _lists(register: Register, known: _Known, site: Site) -> Iterator[Planned]:
    title = f"{site.title}: all items"
    ways = facets(register)
    groups = [(facet, list(facet.groups(register.items))) for facet in ways]
    counts = [
        {
            "id": facet.id,
            "title": facet.title,
            "values": [
                {"id": id, "title": name, "url": site.url(_at(facet, id)), "count": len(items)}
                for id, name, items in found
            ],
        }
        for facet, found in groups
    ]
    lede = "Everything that people suggested or said, newest first, with our answer to each."
    yield from _list(register.items, known, site, "register/", "The register", lede, title, counts)
    yield from syndication.files(site, "register/", title, register.items, register)
    yield File("register/index.json", index(ways, register.items, _row), register.items)
    for facet, found in groups:
        for id, name, items in found:
            heading, path = f"{facet.title}: {name[:1].lower() + name[1:]}", _at(facet, id)
            summary = f"Items of the register by {facet.title.lower()}: {name.lower()}."
            followed = f"{site.title}: {name}" if facet.id == "topic" else ""
            yield from _list(items, known, site, path, heading, summary, followed)
            if followed:
                yield from syndication.files(site, path, followed, items, register)


def _row(item: PublicItem) -> Row:
    return f"{item.id}/", item.title, f"{item.id}, received {date(item.received)}"


def _at(facet: Facet[PublicItem], id: str) -> str:
    return f"register/{facet.id}/{id}/"


def _list(
    items: Sequence[PublicItem], known: _Known, site: Site, path: str, title: str, summary: str, feed: str,
    counts: Sequence[object] = (),
) -> Iterator[Page]:  # fmt: skip
    """The pages of one list. Only its first page tells numbers, so that the older ones stay as they are."""
    for part in parts(items, known.length):
        first, here = not part.path, part.items
        older, newer = part.older, part.newer
        yield Page(
            path + part.path,
            "leap/list.html",
            title if first else f"{title}, {here[-1].id} to {here[0].id}",
            summary if first else f"{summary} From {here[-1].id} to {here[0].id}.",
            {
                # lines, so that a page depends on no more than it shows
                "lines": [known.lines[item.id] for item in here],
                "example": bool(here) and here[0].example,
                "total": len(items) if first else None,
                "facets": counts if first else (),
                "whole": None if path == "register/" and first else site.url("register/"),
                "older": {"title": "Older items", "url": site.url(path + older)} if older else None,
                "newer": {"title": "Newer items", "url": site.url(path + newer)}
                if newer is not None
                else None,
            },
            here,
            parent=site.url("register/") if path != "register/" else None,
            navigation=path == "register/" and first,
            order=1,
            kind="index",
            feeds=syndication.offered(site, path, feed) if feed and first else (),
            listed=first,
        )


def _item(item: PublicItem, known: _Known, site: Site) -> Page:
    same = [{"title": f"{id}: {known.items[id].title}", "url": site.url(f"{id}/")} for id in item.same_as]
    partner = known.partners.get(item.partner) if item.partner else None
    return Page(
        f"{item.id}/",
        "leap/item.html",
        item.title,
        f"{item.id}, {item.status_title.lower()}: what was said, and what came of it.",
        {
            "item": item,
            "topic": {"title": known.topics[item.topic], "url": site.url(f"register/topic/{item.topic}/")},
            "same": same,
            "partner": {"title": partner.name, "url": site.url(f"partners/{item.partner}/")}
            if partner
            else None,
        },
        [item],
        parent=site.url("register/"),
    )


def _figures(register: Register, site: Site) -> Iterator[Page]:
    context = {"figures": register.figures, "settings": register.settings, "at": site.path}
    charts = {
        "outcomes": pictures.outcomes(register.figures),
        "ages": pictures.ages(register.figures),
        "speed": pictures.speed(register.figures),
    }
    yield Page(
        "figures/", "leap/figures.html", "The figures",
        "How much is already done, will be done or is not taken forward, and how long answers take.",
        {**context, "charts": charts}, register.items, navigation=True, order=2, kind="index",
    )  # fmt: skip
    yield Page(
        "figures/method/", "leap/method.html", "How the figures are worked out",
        "What each figure counts, what it leaves out, and what it cannot tell.",
        context, register.items, kind="index",
    )  # fmt: skip


def _downloads(register: Register, site: Site) -> Iterator[Planned]:
    rows = [downloads.item_row(item) for item in reversed(register.items)]
    agreed = [downloads.partner_row(one) for one in register.partners]
    yield File("data/register.csv", downloads.as_csv(downloads.ITEM_FIELDS, rows), register.items)
    yield File("data/register.json", downloads.as_json(downloads.ITEM_FIELDS, rows), register.items)
    yield File("data/partners.csv", downloads.as_csv(downloads.PARTNER_FIELDS, agreed), register.partners)
    yield File("data/partners.json", downloads.as_json(downloads.PARTNER_FIELDS, agreed), register.partners)
    yield File("data/datapackage.json", downloads.package(register, site), ())
    yield Page(
        "data/", "leap/data.html", "Download the data",
        "The register and the agreements as CSV and JSON, with a description of every column.",
        {"at": site.path, "tables": [
            {"title": "The register", "name": "register", "fields": downloads.ITEM_FIELDS},
            {"title": "The agreements", "name": "partners", "fields": downloads.PARTNER_FIELDS},
        ]},
        (), navigation=True, order=5,
    )  # fmt: skip
