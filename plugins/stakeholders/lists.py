"""Mailing lists: who is on one, what each is told, and the table for mail-merge or Campaign Monitor."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from smile.plugin import Build
from smile.problems import Problem, nearest
from smile.records import Record

from . import messages, trackers
from .definitions import Export, MailingList
from .records import Organisation, Person
from .register import Held, Register

FORMS = {
    "mail-merge": ("Salutation", "Name", "Role", "Organisation", "Email", "Phone", "Message"),
    "campaign-monitor": ("Email", "Name", "Organisation", "Message"),
}
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "|")


@dataclass(frozen=True, slots=True)
class Member:
    """One person on a list, and what they are told."""

    held: Held
    person: Person
    message: str

    @property
    def email(self) -> str:
        """Their own address, or that of their organisation."""
        return self.person.email or (self.held.home.contact.email if self.held.home else None) or ""


def members(of: Register, asked: MailingList, by: trackers.Standing) -> list[Member]:
    """Everybody on a list, in order of name. Who must not be contacted is on none."""
    circles = {
        id
        for file in of.files
        for circle in file.groups
        if circle.id in asked.circles
        for id in circle.members
    }
    says = messages.line(of, asked.says) if asked.says is not None else None
    made = []
    for held in of.held:
        person, home = held.who, held.home
        stays_away = person.do_not_contact or (home is not None and home.do_not_contact)
        if not isinstance(person, Person) or stays_away or not _fits(held, asked, circles):
            continue
        if asked.tracker is not None:
            stand = by[asked.tracker]
            at = stand.get(person.id) or (stand.get(home.id) if home else None)
            if not at or at.corner not in asked.corners:
                continue
        message = says(held) if says else _tailored(asked, held)
        if message is not None:
            made.append(Member(held, person, message))
    return made


def _tailored(asked: MailingList, held: Held) -> str | None:
    return asked.tailored.get(held.home.group, asked.message) if held.home else asked.message


def _fits(held: Held, asked: MailingList, circles: set[str]) -> bool:
    home: Organisation | None = held.home
    if asked.groups and not (home and home.group in asked.groups):
        return False
    if asked.proximities and not (home and home.proximity in asked.proximities):
        return False
    if asked.seldom_heard and not (home and set(home.seldom_heard) & set(asked.seldom_heard)):
        return False
    if asked.interests:
        cares = {*held.who.interests, *(home.interests if home else ())}
        if not cares & set(asked.interests):
            return False
    return not asked.circles or held.who.id in circles or bool(home and home.id in circles)


def reachable(chosen: list[Member], form: str) -> list[Member]:
    """Those whom a program can reach: for Campaign Monitor only those with an address."""
    return [one for one in chosen if form == "mail-merge" or one.email]


def table(chosen: list[Member], form: str) -> str:
    """The members as CSV."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(FORMS[form])
    for one in chosen:
        writer.writerow([safe(cell) for cell in _cells(one, form)])
    return out.getvalue()


def _cells(one: Member, form: str) -> Iterator[str]:
    person, home = one.person, one.held.home.name if one.held.home else ""
    if form == "campaign-monitor":
        yield from (one.email, person.name, home, one.message)
        return
    salutation = person.salutation or f"Dear {person.name}"
    yield from (salutation, person.name, person.role or "", home, one.email, person.phone or "", one.message)


def safe(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula. Source: OWASP, "CSV Injection"."""
    return f"'{cell}" if cell.lstrip().startswith(_FORMULA) or cell.startswith(("\t", "\r")) else cell


def problems(of: Register, build: Build) -> Iterator[Problem]:
    """Rules that name what is not there, and exports of lists that are not there."""
    topics = {topic for held in of.held for topic in held.who.interests}
    circles = {circle.id for file in of.files for circle in file.groups}
    known = {one.id for one in of.trackers}
    for one in of.lists:
        for at, id in enumerate(one.interests):
            if id not in topics:
                yield _unknown(build, one, ("interests", at), "topic of interest", id, topics)
        for at, id in enumerate(one.circles):
            if id not in circles:
                yield _unknown(build, one, ("circles", at), "named group", id, circles)
        if one.tracker is not None and one.tracker not in known:
            yield _unknown(build, one, ("tracker",), "tracker", one.tracker, known)
    names = {one.id for one in of.lists}
    for entry in of.exports:
        if entry.mailing_list not in names:
            yield _unknown(build, entry, ("mailing_list",), "mailing list", entry.mailing_list, names)


def _unknown(
    build: Build, record: Record, steps: tuple[str | int, ...], what: str, name: str, known: set[str]
) -> Problem:
    close = nearest(name, sorted(known)[:5_000])
    hint = f"did you mean `{close}`?" if close else f"one of {', '.join(sorted(known)[:12]) or 'none yet'}"
    if isinstance(record, Export) and not close:
        hint = "keep the file of a list that is used no more, with `retired: true`"
    return Problem(
        *build.place(record, *steps),
        "stakeholders.reference",
        f"there is no {what} of this name",
        name,
        "",
        hint,
    )
