"""What follows from the files of LEAP: the register, its figures, and the partners."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from smile.plugin import Build
from smile.problems import Problem

from .agreements import Partner
from .choices import AUDIENCES, COLOURS, OPEN, ROUTES, STATUSES
from .facets import Facet
from .figures import Figures, Week, figures, weeks
from .journey import PublicItem, StaffItem, public, staff
from .partners import PublicPartner, published
from .records import Item, Settings
from .shared import Shared


@dataclass(frozen=True, slots=True)
class Register:
    """Every item as everybody may see it, the newest id first, and what staff see of those that need them."""

    items: tuple[PublicItem, ...]
    queue: tuple[StaffItem, ...]
    """Items that wait for somebody: the oldest first."""
    figures: Figures
    weeks: tuple[Week, ...]
    partners: tuple[PublicPartner, ...]
    shared: tuple[Shared, ...]
    """Events and campaigns that name partners, the earliest first."""
    notes: Mapping[str, str]
    """Notes for staff by partner."""
    settings: Settings
    today: dt.date

    @property
    def example(self) -> bool:
        return any(item.example for item in self.items) or any(one.example for one in self.partners)

    def topic(self, id: str) -> str:
        """The title of a topic."""
        return next((topic.title for topic in self.settings.topics if topic.id == id), id)


def facets(register: Register) -> tuple[Facet[PublicItem], ...]:
    """The five ways to divide the register."""
    years = sorted({item.year for item in register.items}, reverse=True)
    topics = tuple((topic.id, topic.title) for topic in register.settings.topics)
    return (
        Facet("status", "How far it is", tuple(STATUSES.items()), lambda item: (item.status,), COLOURS),
        Facet("topic", "Topic", topics, lambda item: (item.topic,)),
        Facet("audience", "Who said it", tuple(AUDIENCES.items()), lambda item: (item.audience_group,)),
        Facet("route", "How it came in", tuple(ROUTES.items()), lambda item: (item.route,)),
        Facet(
            "year", "Year", tuple((str(year), str(year)) for year in years), lambda item: (str(item.year),)
        ),
    )


def register(
    items: Sequence[Item], partners: Sequence[Partner], shared: tuple[Shared, ...], settings: Settings, build: Build
) -> Register:  # fmt: skip
    """The register on the day of the build."""
    today = build.now.date()
    ordered = sorted(items, key=lambda item: item.order, reverse=True)
    shown = tuple(public(item) for item in ordered)
    queue = [staff(item, view) for item, view in zip(ordered, shown, strict=True) if waits(view)]
    queue.sort(key=lambda one: (one.public.received, one.public.id))
    return Register(
        shown, tuple(queue), figures(shown, settings, today), weeks(shown, today),
        tuple(published(one, today) for one in sorted(partners, key=lambda one: one.name.lower())),
        shared, {one.id: one.note for one in partners if one.note}, settings, today,
    )  # fmt: skip


def waits(item: PublicItem) -> bool:
    """Whether somebody still has to do something about an item."""
    return item.status in (*OPEN, "will-be-done")


def settings_of(found: Sequence[Settings], used: bool) -> tuple[Settings, list[Problem]]:
    """The settings of the estate; an estate without items needs none."""
    if found:
        return found[0], []
    nothing = Settings.model_validate({"topics": [{"id": "general", "title": "General"}]})
    if not used:
        return nothing, []
    message, hint = "the register has no settings", "name its topics in data/leap/settings.yaml"
    missing = Problem("data/leap/settings.yaml", 0, 0, "leap.settings", message, "", "`topics`", hint)
    return nothing, [missing]
