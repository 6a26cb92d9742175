"""The items of the register in batches: what is shown of one is worked out again only when one of its files changes."""

from __future__ import annotations

import datetime as dt
import pickle
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from smile.parts import Part
from smile.plugin import Build
from smile.records import Source
from smile.scan import digest, digest_of

from . import downloads, replies, rules, ways
from .choices import OPEN, STATUSES, Status
from .journey import Line, PublicItem, StaffItem, line, public, staff
from .likeness import apart
from .records import Action, Item, Settings

Order = tuple[int, int]
"""Year and number of an id."""


class Row(NamedTuple):
    """What lists, figures and partners need of an item."""

    id: str
    order: Order
    file: str
    title: str
    received: dt.date
    route: str
    audience_group: str
    topic: str
    status: Status
    suggested: bool | None
    outcome: str | None
    replied: bool
    answered: dt.date | None
    thanked: dt.date | None
    action: Action | None
    completed: dt.date | None
    changed: dt.date
    same_as: tuple[str, ...]
    partner: str | None
    example: bool
    line: Line
    mark: bytes
    """Stands for `line` and `file`."""
    news: bytes
    """Stands for what feeds say of it."""

    @property
    def source(self) -> Source:
        return Source(self.file)

    @property
    def status_title(self) -> str:
        return STATUSES[self.status]


class Batch(NamedTuple):
    """Some items, in order of their ids, ready for what shows many: packed, as most builds look into few."""

    key: bytes
    first: Order
    last: Order
    ids: tuple[str, ...]
    rows: bytes
    """A list of `Row`, pickled."""
    items: bytes
    """A list of `PublicItem`, pickled."""

    def unpacked(self) -> list[PublicItem]:
        """The items as everybody may see them."""
        found: list[PublicItem] = pickle.loads(self.items)
        return found


class Looked(NamedTuple):
    """A batch, and what else follows from its items alone."""

    batch: Batch
    queue: tuple[StaffItem, ...]
    """Those that wait for somebody."""
    good: bool
    """Whether nothing is wrong with any of them by itself."""
    replies: tuple[str, ...]
    """The replies in normalised words."""
    table: bytes = b""
    """Their lines of the CSV file."""
    objects: bytes = b""
    """Their lines of the JSON file."""
    listed: str = ""
    """What the script reads of them, the newest first: see `ways.lines`."""


def look(
    parts: Iterable[Part[Item]], settings: Settings, partners: Mapping[str, object], build: Build
) -> list[Looked]:
    """All items of the register, the oldest first."""
    around = digest_of([settings.model_dump_json(), *sorted(partners)])

    def looked(part: Part[Item]) -> tuple[bytes, Callable[[], Looked]]:
        key = digest_of([part.key, around])
        return key, lambda: _look(key, part.records, settings, partners)

    return sorted(build.each(map(looked, parts)), key=lambda one: one.batch.first)


def _look(key: bytes, items: Sequence[Item], settings: Settings, partners: Mapping[str, object]) -> Looked:
    told = rules.Told(None)
    found = any(rules.alone(items, settings, partners, told)) or any(replies.generic(items, settings, told))
    texts = tuple(reply for item in items for _, reply in item.replies)
    if found:  # the build is not going to end well
        return Looked(Batch(key, (0, 0), (0, 0), (), b"", b""), (), False, texts)
    titles = {topic.id: topic.title for topic in settings.topics}
    ordered = sorted(items, key=lambda item: item.order)
    shown = [public(item) for item in ordered]
    rows = [_row(item, one, titles) for item, one in zip(ordered, shown, strict=True)]
    cells = [downloads.item_row(one) for one in shown]
    batch = Batch(
        key, ordered[0].order, ordered[-1].order, tuple(one.id for one in rows),
        pickle.dumps(rows, protocol=5), pickle.dumps(shown, protocol=5),
    )  # fmt: skip
    queue = tuple(staff(item, one) for item, one in zip(ordered, shown, strict=True) if waits(one))
    table = downloads.csv_lines(downloads.ITEM_FIELDS, cells).encode()
    objects = downloads.json_lines(downloads.ITEM_FIELDS, cells).encode()
    return Looked(batch, queue, True, texts, table, objects, ways.lines(rows[::-1], settings))


def waits(item: PublicItem) -> bool:
    """Whether somebody still has to do something about an item."""
    return item.status in (*OPEN, "will-be-done")


def _row(item: Item, shown: PublicItem, titles: Mapping[str, str]) -> Row:
    told = line(shown, titles.get(shown.topic, ""))
    return Row(
        shown.id, item.order, shown.source.file, shown.title, shown.received, shown.route, shown.audience_group,
        shown.topic, shown.status, shown.suggested, shown.outcome, bool(shown.response), shown.answered,
        shown.thanked, shown.action, shown.completed, shown.changed, shown.same_as, shown.partner, shown.example,
        told, digest_of([*told, shown.source.file]), digest_of(_news(shown)),
    )  # fmt: skip


def _news(item: PublicItem) -> Iterator[str]:
    yield from (item.id, item.title, item.topic, item.status, str(item.received), str(item.changed))
    yield from (text or "" for text in (item.said, item.response, item.completion))


def good(looked: Sequence[Looked], rows: Sequence[Row], settings: Settings, build: Build) -> bool:
    """Whether nothing is wrong with any item, by itself or beside the others."""
    ids = {row.id for row in rows}
    return (
        all(one.good for one in looked)
        and len(ids) == len(rows)
        and not any(other not in ids or other == row.id for row in rows for other in row.same_as)
        and build.sure(
            lambda: apart([reply for one in looked for reply in one.replies], settings.alike / 100, build)
        )
    )


def apart_by_id(looked: Sequence[Looked]) -> bool:
    """Whether the ids of each batch come after those of the one before, unlike those of one year in two folders."""
    return all(later.batch.first > earlier.batch.last for earlier, later in pairwise(looked))


def mark(rows: Iterable[Row]) -> bytes:
    """Stands for the lines of some items, and the files that these are from."""
    return digest(b"".join(row.mark for row in rows))
