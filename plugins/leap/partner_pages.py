"""The public pages of partners: directory, agreement, opportunities, shared campaigns and events."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from smile.plugin import Page, Site

from .choices import OPPORTUNITIES, PARTNER_STATES
from .model import Register
from .partners import PublicPartner


def pages(register: Register, site: Site) -> Iterator[Page]:
    """Everything about partners."""
    everyone = register.partners
    ways = [
        (f"opportunity/{id}/", title, f"Agreements in which both sides chose: {title.lower()}.",
         [one for one in everyone if id in one.opportunities])
        for id, title in OPPORTUNITIES.items()
    ]  # fmt: skip
    states = [
        (f"status/{id}/", f"Agreements: {title.lower()}", f"Agreements with the status: {title.lower()}.",
         [one for one in everyone if one.status == id])
        for id, title in PARTNER_STATES.items()
        if any(one.status == id for one in everyone)
    ]  # fmt: skip
    filters = [
        {"title": "By opportunity", "values": [_filter(site, *one) for one in ways]},
        {"title": "By status", "values": [_filter(site, *one) for one in states]},
    ]
    summary = "Organisations that have a LEAP agreement with the Trust, and what each chose."
    yield _directory(site, "", "Partners", summary, everyone, filters)
    for path, title, said, chosen in (*ways, *states):
        yield _directory(site, path, title, said, chosen, ())
    for one in everyone:
        mine = [item for item in register.items if item.partner == one.id]
        links = [{"title": f"{item.id}: {item.title}", "url": site.url(f"{item.id}/")} for item in mine]
        chosen_ways = [
            {"title": OPPORTUNITIES[id], "url": site.url(f"partners/opportunity/{id}/")}
            for id in one.opportunities
        ]
        context = {"partner": one, "items": links, "ways": chosen_ways, "words": OPPORTUNITIES}
        yield Page(f"partners/{one.id}/", "leap/partner.html", one.name, one.summary, context, [one])
    yield _shared(register, site)


def _filter(
    site: Site, path: str, title: str, summary: str, chosen: Sequence[PublicPartner]
) -> dict[str, object]:
    return {
        "title": title.removeprefix("Agreements: "),
        "url": site.url(f"partners/{path}"),
        "count": len(chosen),
    }


def _directory(
    site: Site,
    path: str,
    title: str,
    summary: str,
    chosen: Sequence[PublicPartner],
    filters: Sequence[object],
) -> Page:
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
        {"cards": cards, "filters": filters, "example": any(one.example for one in chosen)},
        chosen, parent=site.url("partners/") if path else None, navigation=not path, order=3, kind="index",
    )  # fmt: skip


def _shared(register: Register, site: Site) -> Page:
    """Campaigns and events of agreements in force, those to come first."""
    today = register.today
    force = [one for one in register.partners if one.status == "signed"]
    events = sorted(((event, one) for one in force for event in one.events), key=lambda pair: pair[0].on)
    campaigns = sorted(
        ((shared, one) for one in force for shared in one.campaigns), key=lambda pair: pair[0].starts
    )

    def row(shared: object, one: PublicPartner) -> dict[str, object]:
        return {"shared": shared, "partner": {"title": one.name, "url": site.url(f"partners/{one.id}/")}}

    context = {
        "events": [row(event, one) for event, one in events if event.on >= today],
        "campaigns": [row(shared, one) for shared, one in campaigns if shared.ends >= today],
        "past": [row(event, one) for event, one in reversed(events) if event.on < today],
        "example": register.example,
    }
    return Page(
        "events/", "leap/shared.html", "Shared campaigns and events",
        "What the Trust and its partners plan together, or tell each other of.",
        context, force, navigation=True, order=4, kind="index",
    )  # fmt: skip
