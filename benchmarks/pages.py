"""The pages of the benchmark, before any generator's own format: the same for all of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from itertools import islice
from random import Random
from typing import Literal

from benchmarks import words

SITES = 20
FIRST_DAY = dt.date(2019, 1, 1)
FEWEST = 200
"""Fewer pages than this do not fill twenty microsites."""
EDIT_MARK = "Changed since."
"""What an edited record says, and nothing else does."""

Kind = Literal["home", "site", "section", "prose", "news", "article", "register", "record"]


@dataclass(frozen=True, slots=True)
class Fields:
    """What a data page knows beyond its text."""

    status: str
    owner: str
    opened: dt.date
    places: int
    readers: tuple[str, ...]
    steps: tuple[str, ...]
    related: tuple[str, ...]
    """Names of other records of the same microsite (the last part of their URL)."""


@dataclass(frozen=True, slots=True)
class Item:
    """One page. `url` is its site path, `body` Markdown whose links are site paths."""

    kind: Kind
    site: str
    url: str
    title: str
    summary: str
    body: str = ""
    date: dt.date = FIRST_DAY
    fields: Fields | None = None

    @property
    def name(self) -> str:
        """The last part of the URL."""
        return self.url.rstrip("/").rsplit("/", 1)[-1]


@dataclass(frozen=True, slots=True)
class Site:
    """One microsite: `menu` is its first level, as titles and site paths."""

    slug: str
    title: str
    summary: str
    menu: tuple[tuple[str, str], ...]

    @property
    def url(self) -> str:
        return f"/{self.slug}/"


@dataclass(frozen=True, slots=True)
class Estate:
    """All pages, in order of microsite; `by_url` finds one."""

    sites: tuple[Site, ...]
    items: tuple[Item, ...]
    by_url: dict[str, Item] = field(compare=False, default_factory=dict)

    def of(self, site: str, kind: Kind) -> list[Item]:
        """The pages of one microsite that are of one kind."""
        return [item for item in self.items if item.site == site and item.kind == kind]


def make(pages: int, seed: int = 2019) -> Estate:
    """An estate of exactly `pages` pages: a quarter Markdown, a quarter dated articles, half data pages.

    The same `pages` and `seed` give the same estate. Lists of the articles and of the records count among
    their own kind. Raises ValueError below 200 pages.
    """
    if pages < FEWEST:
        raise ValueError(f"an estate of {SITES} microsites takes at least {FEWEST} pages")
    half, quarter = pages // 2, pages // 4
    rest = pages - half - quarter
    sites: list[Site] = []
    items = [
        Item("home", "", "/", "Home", "All our sites in one place.", words.body(_chance(seed, "home"), []))
    ]
    for index, subject in enumerate(words.SUBJECTS[:SITES]):
        prose, news, data = (_share(count, index) for count in (rest - 1, quarter, half))
        site, made = _microsite(subject, prose, news, data, seed)
        sites.append(site)
        items += made
    return Estate(tuple(sites), tuple(items), {item.url: item for item in items})


def edited(estate: Estate) -> tuple[Estate, Item]:
    """The estate after somebody has changed one data record (its status and its summary), and that record."""
    records = [item for item in estate.items if item.kind == "record"]
    old = records[len(records) // 2]
    assert old.fields is not None
    status = words.STATUSES[(words.STATUSES.index(old.fields.status) + 1) % len(words.STATUSES)]
    new = replace(old, summary=f"{old.summary} {EDIT_MARK}", fields=replace(old.fields, status=status))
    items = tuple(new if item is old else item for item in estate.items)
    return Estate(estate.sites, items, {**estate.by_url, new.url: new}), new


def _share(count: int, index: int) -> int:
    """How many of `count` go to the microsite number `index` of SITES."""
    return (index + 1) * count // SITES - index * count // SITES


def _chance(seed: int, name: str) -> Random:
    return Random(f"{seed} {name}")


def _microsite(subject: str, prose: int, news: int, data: int, seed: int) -> tuple[Site, list[Item]]:
    slug = words.slug(subject)
    chance = _chance(seed, slug)
    sections = [
        (name, f"/{slug}/{words.slug(name)}/") for name in words.SECTIONS[: max(0, min(8, prose - 1))]
    ]
    menu = ((subject, f"/{slug}/"), *sections, ("News", f"/{slug}/news/"), ("Register", f"/{slug}/records/"))
    site = Site(slug, subject, words.sentence(chance), menu)
    pages: list[Item] = [_page("site", slug, site.url, subject, chance)]
    pages += [_page("section", slug, url, name, chance) for name, url in islice(sections, prose - 1)]
    for number in range(prose - len(pages)):
        title = words.title(chance, number + 1)
        pages.append(
            _page("prose", slug, f"{sections[number % len(sections)][1]}{words.slug(title)}/", title, chance)
        )
    pages = [_linked(item, pages, chance) for item in pages]
    articles = [_article(slug, number, chance) for number in range(news - 1)]
    newest = sorted(articles, key=lambda item: (item.date, item.url), reverse=True)
    listing = Item("news", slug, f"/{slug}/news/", f"{subject}: news", f"What is new in {subject.lower()}.")
    names = [words.title(chance, number + 1) for number in range(data - 1)]
    records = [_record(slug, name, names, chance) for name in names]
    register = Item(
        "register", slug, f"/{slug}/records/", f"{subject}: register", f"What {subject.lower()} offers."
    )
    return site, [*pages, listing, *newest, register, *records]


def _page(kind: Kind, site: str, url: str, title: str, chance: Random) -> Item:
    return Item(kind, site, url, title, words.sentence(chance))


def _linked(item: Item, pages: list[Item], chance: Random) -> Item:
    """The page with its text, which links to other pages of the same microsite."""
    others = [other for other in chance.sample(pages, min(4, len(pages))) if other.url != item.url]
    return replace(item, body=words.body(chance, [(other.title, other.url) for other in others]))


def _article(site: str, number: int, chance: Random) -> Item:
    title = words.title(chance, number + 1)
    date = FIRST_DAY + dt.timedelta(days=chance.randrange(2000))
    links = [("All news", f"/{site}/news/")]
    body = words.body(chance, links)
    return Item(
        "article", site, f"/{site}/news/{words.slug(title)}/", title, words.sentence(chance), body, date
    )


def _record(site: str, name: str, names: list[str], chance: Random) -> Item:
    related = tuple(words.slug(other) for other in chance.sample(names, min(3, len(names))) if other != name)
    fields = Fields(
        status=chance.choice(words.STATUSES),
        owner=chance.choice(words.OWNERS),
        opened=FIRST_DAY + dt.timedelta(days=chance.randrange(2000)),
        places=chance.randrange(6, 60),
        readers=tuple(chance.sample(words.READERS, 3)),
        steps=tuple(words.sentence(chance) for _ in range(4)),
        related=related,
    )
    body = words.body(chance, [("The whole register", f"/{site}/records/")])
    return Item(
        "record",
        site,
        f"/{site}/records/{words.slug(name)}/",
        name,
        words.sentence(chance),
        body,
        fields=fields,
    )
