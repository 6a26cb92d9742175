"""LEAP: agreements with partners, and a register in which every suggestion gets an answer of its own."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field

from smile.plugin import Build, Fragment, Parameters, Planned, Plugin, Records, Site, block
from smile.problems import ContentError
from smile.records import Audience

from . import asked, partner_pages, partners, register_pages, replies, rules, shared, staff_pages
from .agreements import Partner
from .batches import Looked, Row, good, look
from .journey import line
from .model import Register, register, rows_of, settings_of
from .records import Item, Settings


class Newest(Parameters):
    """What `leap-newest` may be told."""

    count: int = Field(default=3, ge=1, le=20)
    """How many items at most."""


class Leap(Plugin):
    records = {
        "data/leap/items/**/*.yaml": Item,
        "data/leap/partners/*.yaml": Partner,
        "data/leap/settings.yaml": Settings,
    }
    needs = ("events", "forms")

    def derive(self, data: Records, build: Build) -> Register:
        parts, agreed, told = data.parts(Item), data[Partner], rules.Told(build.root)
        settings, found = settings_of(data[Settings], bool(parts))
        looked: list[Looked] = []
        rows: tuple[Row, ...] = ()
        if not found:
            by_id = {one.id: one for one in agreed}
            looked = look(parts, settings, by_id, build)
            rows = rows_of(one.batch for one in looked if one.good)
            if not good(looked, rows, settings, build):
                found += rules.problems(data[Item], settings, by_id, told)
                found += replies.problems(data[Item], settings, told)
            found += asked.problems(settings, build.models["forms"], told)
        found += partners.problems(agreed, told)
        diary = build.models["events"]
        found += shared.problems(diary, [one.id for one in agreed], told)
        if found:
            raise ContentError(found)
        return register(looked, rows, agreed, shared.shared(diary), settings, build)

    def plan(self, model: Register, site: Site) -> Iterator[Planned]:
        if site.audience > Audience.public:
            yield from staff_pages.pages(model, site)
            return
        yield from register_pages.pages(model, site)
        yield from partner_pages.pages(model, site)

    @block("leap-figures")
    def figures(self, model: Register, site: Site, asked: Parameters) -> Fragment:
        context = {"figures": model.figures, "at": home(site)}
        return Fragment("leap/headline-figures.html", context, model.items)

    @block("leap-newest", Newest)
    def newest(self, model: Register, site: Site, asked: Newest) -> Fragment:
        answered = [item for item in model.items if item.replied]
        answered.sort(key=lambda item: (item.changed, item.id), reverse=True)
        chosen = model.chosen(answered[: asked.count])
        return Fragment(
            "leap/newest.html", {"lines": [line(item) for item in chosen], "at": home(site)}, chosen
        )


def home(site: Site) -> str:
    """Where the register stands, seen from any page of the same audience."""
    return next((card.url for card in site.neighbours if "leap" in card.plugins), "/leap/")
