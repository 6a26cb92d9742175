"""What everybody may see of stakeholders: LEAP partners by kind, and those who hold a public office."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from smile.plugin import Build, Page, Site
from smile.problems import Problem
from smile.records import View

from .choices import GROUPS
from .joins import Partner
from .records import Organisation, Person
from .register import Held, Register

OFFICE = "elected-representatives"
"""The group whose members hold a public office, and may have a public page."""


class Representative(View):
    """A body or a person with a public office, as everybody may see it."""

    id: str
    name: str
    body: bool
    """Whether it is a body, and no person."""
    office: str
    area: str | None
    about: str | None
    meets: str | None
    email: str | None
    phone: str | None
    website: str | None
    checked: dt.date
    home: str | None
    """The id of the body that a person belongs to, where that has a page, too."""
    example: bool


class LeapPartner(View):
    """A LEAP partner that is in the register: what LEAP says of it, and what kind of organisation it is."""

    id: str
    """The name of its agreement: its page is partners/`id`/ below LEAP's own."""
    name: str
    summary: str
    status: str
    group: str
    example: bool


def representatives(of: Register) -> tuple[Representative, ...]:
    """All who have a public page, in order of name."""
    return tuple(_representative(one) for one in of.held if one.who.public)


def _representative(one: Held) -> Representative:
    shown, home = one.who.public, one.home
    assert shown is not None  # who has none is not asked for
    made = Representative(
        id=one.who.id, name=one.who.name, body=not isinstance(one.who, Person), office=shown.office,
        area=shown.area, about=shown.about, meets=shown.meets, email=shown.email, phone=shown.phone,
        website=shown.website, checked=shown.checked, home=home.id if home and home.public else None,
        example=one.file.example,
    )  # fmt: skip
    return made.with_source(one.file.source)


def leap_partners(of: Register) -> tuple[LeapPartner, ...]:
    """The LEAP partners in the register, in order of name."""
    return tuple(_partner(one, of.partners[leap]) for one in of.held if (leap := _leap(one)) in of.partners)


def _leap(one: Held) -> str:
    return (one.who.leap or "") if isinstance(one.who, Organisation) else ""


def _partner(one: Held, partner: Partner) -> LeapPartner:
    assert isinstance(one.who, Organisation)
    made = LeapPartner(
        id=partner.id, name=partner.name, summary=partner.summary, status=partner.status,
        group=GROUPS[one.who.group], example=one.file.example,
    )  # fmt: skip
    return made.with_source(one.file.source)


def by_group(many: tuple[LeapPartner, ...]) -> list[tuple[str, list[LeapPartner]]]:
    """The partners of each kind of organisation that has any."""
    kinds = ((title, [one for one in many if one.group == title]) for title in GROUPS.values())
    return [(title, found) for title, found in kinds if found]


def pages(of: Register, site: Site) -> Iterator[Page]:
    """The public pages: a list of those who hold an office, and a page for each."""
    shown = representatives(of)
    by_id = {one.id: one for one in shown}
    cards = [_card(one, site) for one in shown]
    yield Page(
        "all/", "stakeholders/representatives.html", "Who speaks for you",
        "Elected representatives, and bodies that oversee health and care, with how to reach them.",
        {
            "bodies": [card for card, one in zip(cards, shown, strict=True) if one.body],
            "people": [card for card, one in zip(cards, shown, strict=True) if not one.body],
            "example": any(one.example for one in shown),
        },
        shown, navigation=True, kind="index",
    )  # fmt: skip
    for one in shown:
        context = {
            "one": one,
            "home": _card(by_id[one.home], site) if one.home else None,
            "people": [_card(other, site) for other in shown if other.home == one.id],
        }
        yield Page(
            f"{one.id}/", "stakeholders/representative.html", one.name, one.about or one.office, context, [one],
            parent=site.url("all/"), reviewed=one.checked,
        )  # fmt: skip


def _card(one: Representative, site: Site) -> dict[str, str]:
    meta = one.area or ("A body" if one.body else "A person")
    return {"title": one.name, "url": site.url(f"{one.id}/"), "summary": one.office, "meta": meta}


def problems(of: Register, build: Build) -> Iterator[Problem]:
    """A public page of somebody who holds no public office."""
    for one in of.held:
        if one.who.public and not (one.place and one.place.group == OFFICE):
            found = one.place.group if one.place else "no organisation"
            message = "only somebody who holds a public office may have a public page"
            expected, hint = f"group: {OFFICE}", "take `public` out: it would publish the name"
            yield Problem(
                *build.place(one.file, *one.steps, "public"),
                "stakeholders.public",
                message,
                found,
                expected,
                hint,
            )
