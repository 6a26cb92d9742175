"""Enquiries: what people ask, for staff alone."""

from typing import Any

from smile.audience import Audience
from smile.plugin import Fragment, Parameters, Plugin, Records, Site, block
from smile.records import Record, Text


class Enquiry(Record):
    """An entry of data/enquiries.yaml"""

    audience = Audience.staff

    name: Text
    question: Text


class Enquiries(Plugin):
    """A list for staff."""

    records = {"data/enquiries.yaml": Enquiry}
    def derive(self, data: Records, build: Any) -> tuple[Enquiry, ...]:
        return tuple(data[Enquiry])

    @block("enquiries")
    def listed(self, model: tuple[Enquiry, ...], site: Site, asked: Parameters) -> Fragment:
        return Fragment("enquiries/list.html", {"enquiries": model}, model)
