"""The five ways to divide the register, and its items as the script reads them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from smile.templates import date

from .choices import AUDIENCES, COLOURS, ROUTES, STATUSES
from .facets import Facet, rows
from .facets import Row as Shown
from .records import Settings

if TYPE_CHECKING:
    from .batches import Row


def ways(settings: Settings, years: Iterable[int]) -> tuple[Facet[Row], ...]:
    """The facets of a register with items of `years`, the newest first."""
    return (*_fixed(settings), _by_year(years))


def _fixed(settings: Settings) -> tuple[Facet[Row], ...]:
    """Those that are the same whatever items there are."""
    topics = tuple((topic.id, topic.title) for topic in settings.topics)
    return (
        Facet("status", "How far it is", tuple(STATUSES.items()), lambda item: (item.status,), COLOURS),
        Facet("topic", "Topic", topics, lambda item: (item.topic,)),
        Facet("audience", "Who said it", tuple(AUDIENCES.items()), lambda item: (item.audience_group,)),
        Facet("route", "How it came in", tuple(ROUTES.items()), lambda item: (item.route,)),
    )


def _by_year(years: Iterable[int]) -> Facet[Row]:
    named = tuple((str(year), str(year)) for year in sorted(years, reverse=True))
    return Facet("year", "Year", named, lambda item: (str(item.order[0]),))


def shown(item: Row) -> Shown:
    """Where the page of an item is, and what a list says of it."""
    return f"{item.id}/", item.title, f"{item.id}, received {date(item.received)}"


def lines(items: Sequence[Row], settings: Settings) -> str:
    """Some items for the script, without the places of their years, which depend on all others: see `placed`."""
    facets = _fixed(settings)
    found = zip(items, rows(facets, items, shown), strict=True)
    return ",".join([f"{line[:-1]},[\0{item.order[0]}]]" for item, line in found])


def placed(lines: Iterable[str], years: Iterable[int]) -> str:
    """The `lines` of all items, with the place of each year."""
    whole = ",".join(lines)
    for place, year in enumerate(sorted(years, reverse=True)):
        # a text in JSON holds this character in another form
        whole = whole.replace(f"\0{year}]", f"{place}]")
    return whole
