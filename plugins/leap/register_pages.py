"""The public pages of the register: lists, permalinks, figures, feeds and downloads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from smile.plugin import Feed, File, Page, Pages, Planned, Site
from smile.scan import digest_of

from . import downloads, pictures, syndication
from .batches import Batch, Row, mark
from .facets import Facet, index
from .journey import PublicItem
from .model import Register
from .paging import Part, parts
from .partners import PublicPartner
from .ways import ways

ROOM = Path(__file__).resolve().parent


TOGETHER = 16
"""So many pages of a list are planned together."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What many pages need, worked out once: titles of topics, and the rest by id."""

    topics: Mapping[str, str]
    items: Mapping[str, Row]
    partners: Mapping[str, PublicPartner]
    length: int
    """Items on each page of a list."""


def _known(register: Register) -> _Known:
    return _Known(
        {topic.id: topic.title for topic in register.settings.topics},
        {item.id: item for item in register.items},
        {one.id: one for one in register.partners},
        register.settings.page_length,
    )


def pages(register: Register, site: Site) -> Iterator[Planned]:
    """Everything about items."""
    known = _known(register)
    yield from _lists(register, known, site)
    for batch in reversed(register.batches):
        yield _items(batch, known, site)
    yield from _figures(register, site)
    yield File("narrow.js", (ROOM / "assets" / "narrow.js").read_bytes(), ())
    yield from _downloads(register, site)


def _lists(register: Register, known: _Known, site: Site) -> Iterator[Planned]:
    title = f"{site.title}: all items"
    facets = ways(register.settings, register.years)
    groups = [(facet, list(facet.groups(register.items))) for facet in facets]
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
    yield File("register/index.json", index(facets, register.listed), register.items)
    for facet, found in groups:
        for id, name, items in found:
            heading, path = f"{facet.title}: {name[:1].lower() + name[1:]}", _at(facet, id)
            summary = f"Items of the register by {facet.title.lower()}: {name.lower()}."
            followed = f"{site.title}: {name}" if facet.id == "topic" else ""
            yield from _list(items, known, site, path, heading, summary, followed)
            if followed:
                yield from syndication.files(site, path, followed, items, register)


def _at(facet: Facet[Row], id: str) -> str:
    return f"register/{facet.id}/{id}/"


def _list(
    items: Sequence[Row], known: _Known, site: Site, path: str, title: str, summary: str, feed: str,
    counts: Sequence[object] = (),
) -> Iterator[Page | Pages]:  # fmt: skip
    """The pages of one list. Only its first page tells numbers, so that the older ones stay as they are."""
    first, *older = parts(items, known.length)
    whole = None if path == "register/" else site.url("register/")
    feeds = syndication.offered(site, path, feed) if feed else ()
    yield _part(first, site, path, title, summary, whole, len(items), counts, feeds)
    numbered = older[::-1]  # from the oldest, as they are numbered, so that they stay together
    for start in range(0, len(numbered), TOGETHER):
        some = numbered[start : start + TOGETHER][::-1]
        said = [title, summary, *(f"{part.newer} {part.older}" for part in some)]
        yield Pages(
            digest_of([*said, *(mark(part.items) for part in some)]),
            [path + part.path for part in some],
            lambda some=some: [  # type: ignore[misc]
                _part(part, site, path, title, summary, site.url("register/")) for part in some
            ],
        )


def _part(
    part: Part, site: Site, path: str, title: str, summary: str, whole: str | None, total: int | None = None,
    counts: Sequence[object] = (), feeds: Sequence[Feed] = (),
) -> Page:  # fmt: skip
    """One page of a list; `total` is the number of all its items, on the first."""
    here, older, newer = part.items, part.older, part.newer
    first = total is not None
    return Page(
        path + part.path,
        "leap/list.html",
        title if first else f"{title}, {here[-1].id} to {here[0].id}",
        summary if first else f"{summary} From {here[-1].id} to {here[0].id}.",
        {
            # lines, so that a page depends on no more than it shows
            "lines": [item.line for item in here],
            "example": bool(here) and here[0].example,
            "total": total,
            "facets": counts,
            "whole": whole,
            "older": {"title": "Older items", "url": site.url(path + older)} if older else None,
            "newer": {"title": "Newer items", "url": site.url(path + newer)} if newer is not None else None,
        },
        here,
        parent=site.url("register/") if path != "register/" else None,
        navigation=first and path == "register/",
        order=1,
        feeds=feeds,
        kind="index",
        listed=first,
    )


def _items(batch: Batch, known: _Known, site: Site) -> Pages:
    """The pages of some items."""
    same = {id: known.items[id].title for one in batch.ids for id in known.items[one].same_as}
    partners = {id: known.partners[id].name for one in batch.ids if (id := known.items[one].partner)}
    around = repr((sorted(known.topics.items()), sorted(same.items()), sorted(partners.items())))
    return Pages(
        digest_of([batch.key, around]),
        [f"{id}/" for id in reversed(batch.ids)],
        lambda: [_item(item, known.topics, same, partners, site) for item in reversed(batch.unpacked())],
    )


def _item(
    item: PublicItem, topics: Mapping[str, str], same: Mapping[str, str], partners: Mapping[str, str], site: Site
) -> Page:  # fmt: skip
    partner = partners.get(item.partner) if item.partner else None
    return Page(
        f"{item.id}/",
        "leap/item.html",
        item.title,
        f"{item.id}, {item.status_title.lower()}: what was said, and what came of it.",
        {
            "item": item,
            "topic": {"title": topics[item.topic], "url": site.url(f"register/topic/{item.topic}/")},
            "same": [{"title": f"{id}: {same[id]}", "url": site.url(f"{id}/")} for id in item.same_as],
            "partner": {"title": partner, "url": site.url(f"partners/{item.partner}/")} if partner else None,
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
    agreed = [downloads.partner_row(one) for one in register.partners]
    table, objects = register.tables
    yield File("data/register.csv", table, register.items)
    yield File("data/register.json", objects, register.items)
    yield File("data/partners.csv", downloads.as_csv(downloads.PARTNER_FIELDS, agreed), register.partners)
    yield File("data/partners.json", downloads.as_json(downloads.PARTNER_FIELDS, agreed), register.partners)
    yield File("data/datapackage.json", downloads.package(site, register.example), ())
    yield Page(
        "data/", "leap/data.html", "Download the data",
        "The register and the agreements as CSV and JSON, with a description of every column.",
        {"at": site.path, "tables": [
            {"title": "The register", "name": "register", "fields": downloads.ITEM_FIELDS},
            {"title": "The agreements", "name": "partners", "fields": downloads.PARTNER_FIELDS},
        ]},
        (), navigation=True, order=5,
    )  # fmt: skip
