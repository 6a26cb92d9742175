"""What the page of a stakeholder depends on beside the file that they are in."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator, Sequence

from smile.plugin import Build, Part, Records
from smile.scan import digest, digest_of

from .definitions import MessageFramework, Tracker
from .records import Interaction, Organisation, StakeholderFile
from .register import Register, everybody


def in_parts(data: Records) -> tuple[tuple[bytes, tuple[str, ...]], ...]:
    """The files of stakeholders in parts, each with what stands for its bytes."""
    return tuple(
        (part.key, tuple(dict.fromkeys(file.source.file for file in part.records)))
        for part in data.parts(StakeholderFile)
    )


def packed(data: Records, build: Build) -> tuple[tuple[bytes, ...], list[bytes]]:
    """The files of stakeholders, pickled in their parts; and of each part what stands for its `_faces`."""

    def kept(part: Part[StakeholderFile]) -> tuple[bytes, Callable[[], tuple[bytes, bytes]]]:
        return part.key, lambda: (pickle.dumps(list(part.records), protocol=5), _mark(part.records))

    found = build.each(map(kept, data.parts(StakeholderFile)))
    return tuple(files for files, _ in found), [mark for _, mark in found]


def surroundings(of: Register, data: Records, faces: Sequence[bytes]) -> bytes:
    """A digest of all that pages show of others: whoever adds to what they show adds it here, or to `_faces`."""
    parts: list[bytes | str] = [of.today.isoformat(), *faces]
    parts += [part.key for kind in (Tracker, Interaction, MessageFramework) for part in data.parts(kind)]
    parts += [one.model_dump_json() for _, one in sorted(of.partners.items())]
    parts += [one.model_dump_json() for _, many in sorted(of.mentions.items()) for one in many]
    parts += [repr(sorted(of.mentions)), repr(list(_circles(of)))]
    return digest_of(parts)


def _mark(files: Sequence[StakeholderFile]) -> bytes:
    return digest(repr(list(_faces(files))).encode("utf-8", "surrogatepass"))


def _faces(files: Sequence[StakeholderFile]) -> Iterator[tuple[object, ...]]:
    """Of everybody what others' pages may show, and whom they name themselves."""
    for held in everybody(files):
        who = held.who
        roles = list(who.partnering.holders())
        home = held.home.id if held.home else ""
        yield who.id, who.name, isinstance(who, Organisation), home, who.connections, roles


def _circles(of: Register) -> Iterator[tuple[object, ...]]:
    for file in of.files:
        for circle in file.groups:
            yield file.source.file, circle.name, circle.members
