"""The public pages of partners: directory, agreement, opportunities, shared campaigns and events."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from smile.plugin import File, Origin, Page, Planned, Site

from .choices import OPPORTUNITIES, PARTNER_STATES
from .facets import Facet, Row, index, rows
from .model import Register
from .partners import PublicPartner
from .shared import Shared

STATE_COLOURS = {"signed": "green", "part-signed": "blue", "proposed": "yellow", "ended": "grey"}
FACETS: tuple[Facet[PublicPartner], ...] = (
    Facet("status", "Status", tuple(PARTNER_STATES.items()), lambda one: (one.status,), STATE_COLOURS),
    Facet("opportunity", "Opportunity", tuple(OPPORTUNITIES.items()), lambda one: one.opportunities),
)


def pages(register: Register, site: Site) -> Iterator[Planned]:
    """Everything about partners."""
    everyone = register.partners
    lists = [
        (facet, [(f"{facet.id}/{id}/", id, title, many) for id, title, many in facet.groups(everyone, True)])
        for facet in FACETS
    ]
    counts = [
        {
            "id": facet.id,
            "title": facet.title,
            "values": [
                {"id": id, "title": title, "url": site.url(f"partners/{path}"), "count": len(many)}
                for path, id, title, many in found
            ],
        }
        for facet, found in lists
    ]
    summary = "Organisations that have a LEAP agreement with the Trust, and what each chose."
    yield _directory(site, "", "Partners", summary, everyone, counts)
    yield File("partners/index.json", index(FACETS, ",".join(rows(FACETS, everyone, _row))), everyone)
    for facet, found in lists:
        for path, _, title, many in found:
            if facet.id == "opportunity":
                said = f"Agreements in which both sides chose: {title.lower()}."
            else:
                title, said = f"Agreements: {title.lower()}", f"Agreements with the status: {title.lower()}."
            yield _directory(site, path, title, said, many, ())
    for one in everyone:
        yield _partner(one, register, site)
    yield _shared(register, site)


def _row(one: PublicPartner) -> Row:
    return f"partners/{one.id}/", one.name, one.summary


def _partner(one: PublicPartner, register: Register, site: Site) -> Page:
    mine = [item for item in register.items if item.partner == one.id]
    known = [each for each in register.shared if one.id in each.partners]
    context = {
        "partner": one,
        "items": [{"title": f"{item.id}: {item.title}", "url": site.url(f"{item.id}/")} for item in mine],
        "ways": [
            {"title": OPPORTUNITIES[id], "url": site.url(f"partners/opportunity/{id}/")}
            for id in one.opportunities
        ],
        "words": OPPORTUNITIES,
        "shared": [_linked(each, register, site) for each in known],
    }
    made_from: list[Origin] = [one, *mine, *known]
    return Page(f"partners/{one.id}/", "leap/partner.html", one.name, one.summary, context, made_from)


def _directory(
    site: Site, path: str, title: str, summary: str, chosen: Sequence[PublicPartner], filters: Sequence[object]
) -> Page:  # fmt: skip
    cards = [
        {
            "title": one.name,
            "url": site.url(f"partners/{one.id}/"),
            "summary": one.summary,
            "tag": one.status_title,
        }
        for one in chosen
    ]
    return Page(
        f"partners/{path}", "leap/partners.html", title, summary,
        {"cards": cards, "filters": filters, "at": site.path, "example": any(one.example for one in chosen)},
        chosen, parent=site.url("partners/") if path else None, navigation=not path, order=3, kind="index",
    )  # fmt: skip


def _linked(one: Shared, register: Register, site: Site) -> dict[str, object]:
    """An event or campaign with its page, where a microsite of this audience has one, and its partners."""
    at = next((card.url for card in site.neighbours if "events" in card.plugins), None)
    names = {partner.id: partner.name for partner in register.partners}
    return {
        "shared": one,
        "url": at + one.path if at else None,
        "over": one.last is not None and one.last < register.today,
        "partners": [{"title": names[id], "url": site.url(f"partners/{id}/")} for id in one.partners],
    }


def _shared(register: Register, site: Site) -> Page:
    """Campaigns and events that partners share, those to come first."""
    rows = [_linked(one, register, site) for one in register.shared]
    return Page(
        "events/", "leap/shared.html", "Shared campaigns and events",
        "What the Trust and its partners plan together, or tell each other of.",
        {"rows": rows, "example": register.example},
        [*register.shared, *register.partners], navigation=True, order=4, kind="index",
    )  # fmt: skip
