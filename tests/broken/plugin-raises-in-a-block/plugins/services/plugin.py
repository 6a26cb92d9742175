"""Services: a page for each, and a list of them."""

from collections.abc import Iterator
from typing import Any, Literal

from smile.plugin import Fragment, Page, Parameters, Planned, Plugin, Records, Site, block
from smile.records import Date, PartialDate, Record, Text, Value

Kind = Literal["clinic", "group", "phone line"]


class Link(Value):
    """A link with its words."""

    title: Text
    url: Text


class Service(Record):
    """data/services/ID.yaml"""

    name: Text
    summary: Text
    kind: Kind
    places: int | None = None
    self_referral: bool = False
    opened: Date | None = None
    since: PartialDate | None = None
    links: tuple[Link, ...] = ()


class Chosen(Parameters):
    """What the block may be told."""

    kind: Kind | None = None
    count: int = 5


class Services(Plugin):
    """A page for each service."""

    records = {"data/services/*.yaml": Service}

    def derive(self, data: Records, build: Any) -> tuple[Service, ...]:
        return tuple(data[Service])

    def plan(self, model: tuple[Service, ...], site: Site) -> Iterator[Planned]:
        for service in model:
            context = {"service": service}
            yield Page(f"{service.id}/", "services/service.html", service.name, service.summary, context, [service])

    @block("services", Chosen)
    def listed(self, model: tuple[Service, ...], site: Site, asked: Chosen) -> Fragment:
        found = [model[99]] + [service for service in model if asked.kind in (None, service.kind)][: asked.count]
        return Fragment("services/list.html", {"services": found}, found)
