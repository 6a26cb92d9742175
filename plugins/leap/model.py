"""What follows from the files of LEAP: the register, its figures, and the partners."""

from __future__ import annotations

import datetime as dt
import pickle
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property

from smile.plugin import Build
from smile.problems import Problem

from . import downloads, ways
from .agreements import Partner
from .batches import Batch, Looked, Row, apart_by_id
from .downloads import ITEM_FIELDS
from .figures import Figures, Week, figures, weeks
from .journey import PublicItem, StaffItem
from .partners import PublicPartner, published
from .records import Settings
from .shared import Shared


@dataclass(frozen=True)
class Register:
    """Every item as everybody may see it, and what staff see of those that need them."""

    batches: tuple[Batch, ...]
    """The items, the oldest id first."""
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

    @cached_property
    def items(self) -> tuple[Row, ...]:
        """What lists and figures need of every item, the newest id first."""
        return rows_of(self.batches)

    @cached_property
    def tables(self) -> tuple[bytes, bytes]:
        """All items as CSV and as JSON, the oldest id first."""
        cells = [downloads.item_row(item) for item in self.chosen(self.items[::-1])]
        parts = downloads.csv_lines(ITEM_FIELDS, cells), downloads.json_lines(ITEM_FIELDS, cells)
        return downloads.whole(ITEM_FIELDS, [parts[0].encode()], [parts[1].encode()])

    @cached_property
    def years(self) -> frozenset[int]:
        """The years that items are of."""
        return frozenset(item.order[0] for item in self.items)

    @cached_property
    def listed(self) -> str:
        """What the script reads of all items, the newest id first."""
        return ways.placed([ways.lines(self.items, self.settings)] if self.items else [], self.years)

    @cached_property
    def _places(self) -> dict[str, Batch]:
        return {id: batch for batch in self.batches for id in batch.ids}

    @cached_property
    def _whole(self) -> dict[str, PublicItem]:
        return {}

    def chosen(self, rows: Sequence[Row]) -> list[PublicItem]:
        """Some items in full."""
        for row in rows:
            if row.id not in self._whole:
                self._whole.update((item.id, item) for item in self._places[row.id].unpacked())
        return [self._whole[row.id] for row in rows]

    def __getstate__(self) -> dict[str, object]:
        return {field.name: getattr(self, field.name) for field in fields(self)}

    @property
    def example(self) -> bool:
        return any(item.example for item in self.items) or any(one.example for one in self.partners)

    def topic(self, id: str) -> str:
        """The title of a topic."""
        return next((topic.title for topic in self.settings.topics if topic.id == id), id)


def rows_of(batches: Iterable[Batch]) -> tuple[Row, ...]:
    """The rows of all items, the newest id first."""
    rows: list[Row] = [row for batch in batches for row in pickle.loads(batch.rows)]
    return tuple(sorted(rows, key=lambda row: row.order, reverse=True))


def register(
    looked: Sequence[Looked], rows: Sequence[Row], partners: Sequence[Partner], shared: tuple[Shared, ...],
    settings: Settings, build: Build,
) -> Register:  # fmt: skip
    """The register on the day of the build; `rows` are those of all items, the newest id first."""
    today = build.now.date()
    queue = [one for each in reversed(looked) for one in reversed(each.queue)]
    queue.sort(key=lambda one: (one.public.received, one.public.id))
    made = Register(
        tuple(one.batch for one in looked), tuple(queue), figures(rows, settings, today), weeks(rows, today),
        tuple(published(one, today) for one in sorted(partners, key=lambda one: one.name.lower())),
        shared, {one.id: one.note for one in partners if one.note}, settings, today,
    )  # fmt: skip
    made.__dict__["items"] = tuple(rows)  # who plans in this process need not read them again
    if apart_by_id(looked):
        joined = [one.table for one in looked], [one.objects for one in looked]
        made.__dict__["tables"] = downloads.whole(ITEM_FIELDS, *joined)
        made.__dict__["listed"] = ways.placed((one.listed for one in reversed(looked)), made.years)
    return made


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
