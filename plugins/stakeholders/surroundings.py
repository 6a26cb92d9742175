"""What the page of a stakeholder depends on beside the file that they are in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import itemgetter
from typing import Any

from smile.fingerprint import Marks
from smile.plugin import Build, Part, Records
from smile.records import Audience
from smile.scan import digest, digest_of

from .definitions import Export, MailingList, MessageFramework, Tracker
from .records import Interaction, Organisation, Person, PublishedTotal, Stakeholder, StakeholderFile
from .register import Held, Register, everybody


def looks(data: Records, build: Build) -> list[tuple[bytes, bytes]]:
    """Of each part of the files of stakeholders, what stands for its `_faces`, and for what it `_shows`."""

    def looked(part: Part[StakeholderFile]) -> tuple[bytes, Callable[[], tuple[bytes, bytes]]]:
        return part.key, lambda: _look(part.records)

    return build.each(map(looked, data.parts(StakeholderFile)))


def _look(files: Sequence[StakeholderFile]) -> tuple[bytes, bytes]:
    held = everybody(files)
    return digest(repr(list(_faces(held))).encode("utf-8", "surrogatepass")), _shows(files, held)


def shown(data: Records, marks: Iterable[bytes]) -> bytes:
    """A digest of all that pages of many show beside `surroundings`; `marks` stand for what parts `_show`."""
    others = (part.key for kind in (MailingList, Export, PublishedTotal) for part in data.parts(kind))
    return digest_of([*marks, *others])


def surroundings(of: Register, data: Records, faces: Sequence[bytes]) -> bytes:
    """A digest of all that pages show of others: whoever adds to what they show adds it here, or to `_faces`."""
    parts: list[bytes | str] = [of.today.isoformat(), *faces]
    parts += [part.key for kind in (Tracker, Interaction, MessageFramework) for part in data.parts(kind)]
    parts += [one.model_dump_json() for _, one in sorted(of.partners.items())]
    parts += [one.model_dump_json() for _, many in sorted(of.mentions.items()) for one in many]
    parts += [repr(sorted(of.mentions)), repr(list(_circles(of)))]
    return digest_of(parts)


_OWN = frozenset(
    ("biography", "reasons", "influence", "support", "notes", "sources", "lawful_basis", "review", "salutation",
     "positions", "people")
)  # fmt: skip
"""What nothing but somebody's own page shows; people of an organisation are looked at by themselves."""
_OF_MANY: dict[type[Stakeholder], Callable[[dict[str, Any]], tuple[Any, ...]]] = {
    kind: itemgetter(*(name for name in kind.model_fields if name not in _OWN))
    for kind in (Organisation, Person)
}


def _shows(files: Sequence[StakeholderFile], held: Iterable[Held]) -> bytes:
    told = [(one.home.id if one.home else "", _OF_MANY[type(one.who)](one.who.__dict__)) for one in held]
    return Marks(Audience.restricted).of((told, [(file.source.file, file.example) for file in files]))[0]


def _faces(everybody: Iterable[Held]) -> Iterator[tuple[object, ...]]:
    """Of everybody what others' pages may show, and whom they name themselves."""
    for held in everybody:
        who = held.who
        roles = list(who.partnering.holders())
        home = held.home.id if held.home else ""
        yield who.id, who.name, isinstance(who, Organisation), home, who.connections, roles


def _circles(of: Register) -> Iterator[tuple[object, ...]]:
    for file in of.files:
        for circle in file.groups:
            yield file.source.file, circle.name, circle.members
