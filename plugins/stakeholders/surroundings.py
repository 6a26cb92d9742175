"""What the page of a stakeholder depends on beside the file that they are in."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator

from smile.plugin import Build, Part, Records
from smile.scan import digest_of

from .definitions import MessageFramework, Tracker
from .records import Interaction, Organisation, StakeholderFile
from .register import Register


def in_parts(data: Records) -> tuple[tuple[bytes, tuple[str, ...]], ...]:
    """The files of stakeholders in parts, each with what stands for its bytes."""
    return tuple(
        (part.key, tuple(dict.fromkeys(file.source.file for file in part.records)))
        for part in data.parts(StakeholderFile)
    )


def packed(data: Records, build: Build) -> tuple[bytes, ...]:
    """The files of stakeholders, pickled in their parts."""

    def kept(part: Part[StakeholderFile]) -> tuple[bytes, Callable[[], bytes]]:
        return part.key, lambda: pickle.dumps(list(part.records), protocol=5)

    return tuple(build.each(map(kept, data.parts(StakeholderFile))))


def surroundings(of: Register, data: Records) -> bytes:
    """A digest of all that pages show of others: whoever adds to what they show adds it here."""
    parts: list[bytes | str] = [of.today.isoformat()]
    parts += [part.key for kind in (Tracker, Interaction, MessageFramework) for part in data.parts(kind)]
    parts += [one.model_dump_json() for _, one in sorted(of.partners.items())]
    parts += [one.model_dump_json() for _, many in sorted(of.mentions.items()) for one in many]
    parts += [repr(sorted(of.mentions)), repr(list(_faces(of))), repr(list(_circles(of)))]
    return digest_of(parts)


def _faces(of: Register) -> Iterator[tuple[object, ...]]:
    """Of everybody, in order of name, what others' pages may show, and whom they name themselves."""
    for held in of.held:
        who = held.who
        roles = list(who.partnering.holders())
        home = held.home.id if held.home else ""
        yield who.id, who.name, isinstance(who, Organisation), home, who.connections, roles


def _circles(of: Register) -> Iterator[tuple[object, ...]]:
    for file in of.files:
        for circle in file.groups:
            yield file.source.file, circle.name, circle.members
