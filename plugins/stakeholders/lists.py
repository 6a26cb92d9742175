"""Mailing lists: who is on one, what each is told, and the table for mail-merge or Campaign Monitor."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from . import messages, trackers
from .definitions import MailingList
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


def members(of: Register, asked: MailingList) -> list[Member]:
    """Everybody on a list, in order of name. Who must not be contacted is on none."""
    tracker = next((one for one in of.trackers if one.id == asked.tracker), None)
    circles = {
        id
        for file in of.files
        for circle in file.groups
        if circle.id in asked.circles
        for id in circle.members
    }
    made = []
    for held in of.held:
        person, home = held.who, held.home
        stays_away = person.do_not_contact or (home is not None and home.do_not_contact)
        if not isinstance(person, Person) or stays_away or not _fits(held, asked, circles):
            continue
        if tracker is not None:
            at = trackers.position(tracker, held) or (home and trackers.position(tracker, of.by_id[home.id]))
            if not at or at.corner not in asked.corners:
                continue
        message = _message(of, asked, held)
        if message is not None:
            made.append(Member(held, person, message))
    return made


def _message(of: Register, asked: MailingList, held: Held) -> str | None:
    """What somebody is told; None where the list's message is not for them: they are not on it."""
    if asked.says is not None:
        return messages.line(of, asked.says, held)
    return asked.tailored.get(held.home.group, asked.message) if held.home else asked.message


def _fits(held: Held, asked: MailingList, circles: set[str]) -> bool:
    home: Organisation | None = held.home
    if asked.groups and not (home and home.group in asked.groups):
        return False
    if asked.proximities and not (home and home.proximity in asked.proximities):
        return False
    if asked.seldom_heard and not (home and set(home.seldom_heard) & set(asked.seldom_heard)):
        return False
    cares = {*held.who.interests, *(home.interests if home else ())}
    if asked.interests and not cares & set(asked.interests):
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
