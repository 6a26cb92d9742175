"""The register: every organisation, person and group by its id, and what contradicts itself in them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

from smile.plugin import Build, Part, Site
from smile.problems import Problem, nearest
from smile.records import Audience, Record
from smile.scan import digest_of

from .definitions import Axis, Export, MailingList, MessageFramework, Tracker
from .records import Interaction, Organisation, Person, PublishedTotal, Stakeholder, StakeholderFile

if TYPE_CHECKING:
    from .joins import Mention, Partner

Steps = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """A stakeholder, the file that it is kept in, and its place there."""

    who: Stakeholder
    file: StakeholderFile
    steps: Steps
    home: Organisation | None = None
    """The organisation that a person belongs to."""

    @property
    def place(self) -> Organisation | None:
        """The organisation whose group and proximity count."""
        return self.who if isinstance(self.who, Organisation) else self.home


@dataclass(frozen=True, slots=True)
class Register:
    """Everybody in order of name, and all that is known of them."""

    held: tuple[Held, ...]
    files: tuple[StakeholderFile, ...]
    published: tuple[PublishedTotal, ...] = ()
    trackers: tuple[Tracker, ...] = ()
    interactions: tuple[Interaction, ...] = ()
    """The newest first."""
    lists: tuple[MailingList, ...] = ()
    exports: tuple[Export, ...] = ()
    """The log of exports, the newest first."""
    frameworks: tuple[MessageFramework, ...] = ()
    overdue: tuple[Problem, ...] = ()
    """What is past its review date: it stops the build of whoever may see it."""
    today: dt.date = dt.date.min
    partners: Mapping[str, Partner] = field(default_factory=dict)
    """LEAP partners by the names of their files."""
    mentions: Mapping[str, tuple[Mention, ...]] = field(default_factory=dict)
    """By id, the posts of Windows that name somebody."""
    by_id: dict[str, Held] = field(default_factory=dict)
    parts: tuple[Part[StakeholderFile], ...] = ()
    """The same files in the parts that they are kept in: what did not change is not pickled for the register."""
    around: bytes = b""
    """Stands for all that pages show of others: who there is and what ties them, and everything in other files."""
    shown: bytes = b""
    """Stands for all that pages of many show of each, and for lists, exports and published totals."""

    def __reduce__(self) -> Any:
        named = {one.name: getattr(self, one.name) for one in fields(self)}
        if not self.parts:
            return Register, tuple(named.values())
        return _kept, ({name: value for name, value in named.items() if name not in _OF_FILES},)

    @property
    def organisations(self) -> tuple[Organisation, ...]:
        return tuple(one.who for one in self.held if isinstance(one.who, Organisation))

    @property
    def people(self) -> tuple[Person, ...]:
        return tuple(one.who for one in self.held if isinstance(one.who, Person))

    @property
    def example(self) -> bool:
        """Whether any of them is an example."""
        return any(file.example for file in self.files)

    @property
    def key(self) -> bytes:
        """Stands for all that restricted pages about many show, of stakeholders as of all else."""
        return digest_of([self.shown, self.around])

    @property
    def records(self) -> list[Record]:
        """All that it was made from."""
        told = (*self.lists, *self.exports, *self.frameworks)
        return [*self.files, *self.published, *self.trackers, *self.interactions, *told]


_OF_FILES = ("held", "files", "by_id")
"""What of a register follows from `parts`."""


def _kept(named: dict[str, Any]) -> Register:
    files = tuple(file for part in named["parts"] for file in part.records)
    held = everybody(files)
    return Register(tuple(held), files, by_id={one.who.id: one for one in held}, **named)


def everybody(files: Iterable[StakeholderFile]) -> list[Held]:
    """Every organisation and person, in order of name."""
    found: list[Held] = []
    for file in files:
        for at, one in enumerate(file.organisations):
            found.append(Held(one, file, ("organisations", at)))
            for index, person in enumerate(one.people):
                found.append(Held(person, file, ("organisations", at, "people", index), one))
        found += [Held(person, file, ("people", at)) for at, person in enumerate(file.people)]
    return sorted(found, key=lambda one: (one.who.name.casefold(), one.who.id))


def build(
    files: Sequence[StakeholderFile],
    published: Iterable[PublishedTotal],
    trackers: Iterable[Tracker],
    interactions: Iterable[Interaction],
    lists: Iterable[MailingList],
    exports: Iterable[Export],
    frameworks: Iterable[MessageFramework],
    of: Build,
) -> Register:
    """The register as it is on the day of the build."""
    held = everybody(files)
    today = of.now.date()
    return Register(
        tuple(held),
        tuple(files),
        tuple(published),
        tuple(sorted(trackers, key=lambda one: (one.order, one.name))),
        tuple(sorted(interactions, key=lambda one: one.date, reverse=True)),
        tuple(sorted(lists, key=lambda one: one.name)),
        tuple(sorted(exports, key=lambda one: one.date, reverse=True)),
        tuple(sorted(frameworks, key=lambda one: (one.order, one.name))),
        tuple(overdue(held, today, of)),
        today,
        by_id={one.who.id: one for one in held},
    )


def overdue(held: Iterable[Held], today: dt.date, of: Build) -> Iterator[Problem]:
    """Records that nobody has decided about in time. Their names stay out of the words."""
    for one in held:
        if one.who.review is not None and one.who.review < today:
            found, expected = one.who.review.isoformat(), f"{today.isoformat()} or later"
            message, hint = (
                "the record is past its review date",
                "decide: keep it with a new date, correct it, or take it out",
            )
            place = of.place(one.file, *one.steps, "review")
            yield Problem(*place, "stakeholders.review", message, found, expected, hint)


def problems(of: Register, build: Build) -> Iterator[Problem]:
    """Ids that are used twice, and what names somebody or a scale that is not there."""
    yield from _twice(of, build)
    scales = {one.id: one.scales for one in of.trackers}
    for one in of.held:
        for at, judged in enumerate(one.who.assessments):
            steps = (*one.steps, "assessments", at)
            if judged.tracker not in scales:
                yield _unknown(build, one.file, (*steps, "tracker"), "tracker", judged.tracker, scales)
                continue
            yield from _scores(one, steps, judged.scores, scales[judged.tracker], build)
        named: list[tuple[str, Steps]] = [
            (id, ("connections", at)) for at, id in enumerate(one.who.connections)
        ]
        named += [(id, ("partnering", role)) for role, id in one.who.partnering.holders()]
        for id, more in named:
            if id not in of.by_id:
                yield _unknown(build, one.file, (*one.steps, *more), "stakeholder", id, of.by_id)
    for file in of.files:
        for at, group in enumerate(file.groups):
            for index, id in enumerate(group.members):
                if id not in of.by_id:
                    yield _unknown(build, file, ("groups", at, "members", index), "stakeholder", id, of.by_id)
    for entry in of.interactions:
        for at, id in enumerate(entry.parties):
            if id not in of.by_id:
                yield _unknown(build, entry, ("with", at), "stakeholder", id, of.by_id)


def _twice(of: Register, build: Build) -> Iterator[Problem]:
    first: dict[str, Held] = {}
    for one in sorted(of.held, key=lambda held: (held.file.source, str(held.steps))):
        other = first.setdefault(one.who.id, one)
        if other is not one:
            message = "two stakeholders have the same id"
            expected, hint = f"an id that {other.file.source.file} does not use", "change one of the two"
            place = build.place(one.file, *one.steps, "id")
            yield Problem(*place, "stakeholders.id", message, one.who.id, expected, hint)


def _scores(
    one: Held, steps: Steps, scores: dict[str, int], axes: dict[str, Axis], build: Build
) -> Iterator[Problem]:
    for name, number in scores.items():
        if name not in axes:
            yield _unknown(build, one.file, (*steps, "scores", name), "scale", name, axes)
        elif number not in axes[name].steps:
            axis = axes[name]
            place = build.place(one.file, *steps, "scores", name)
            message, expected = f"the score is outside the scale `{name}`", f"{axis.least} to {axis.most}"
            yield Problem(*place, "stakeholders.score", message, str(number), expected, "correct the number")


def _unknown(
    build: Build,
    record: StakeholderFile | Interaction,
    steps: Steps,
    what: str,
    name: str,
    known: Iterable[str],
) -> Problem:
    close = nearest(name, list(known)[:5_000])
    hint = f"did you mean `{close}`?" if close else "correct the id, or add the record"
    message = f"there is no {what} with this id"
    return Problem(*build.place(record, *steps), "stakeholders.reference", message, name, "", hint)


def elsewhere(site: Site, plugin: str) -> str:
    """Where the public pages of a capability stand, seen from `site`; "" where there are none."""
    cards = site.neighbours if site.audience == Audience.public else site.wider
    return next((one.url for one in cards if plugin in one.plugins and one.audience == "public"), "")
