"""The restricted directories: organisations by group, people by the first letter of their name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from smile.plugin import Page, Pages, Site

from .choices import GROUPS
from .pages import SHOWN, card
from .records import Organisation
from .register import Held, Register

Part = tuple[str, str, list[Held]]
"""What a part is called in addresses and on pages, and who is in it."""


def directories(of: Register, site: Site) -> Iterator[Page | Pages]:
    """The organisations by group, and the people by the first letter of their name; long parts in several pages."""
    kinds: dict[str, list[Held]] = {key: [] for key in GROUPS}
    letters: dict[str, list[Held]] = {}
    for one in of.held:
        if isinstance(one.who, Organisation):
            kinds[one.who.group].append(one)
        else:
            first = one.who.name[0].upper()
            letters.setdefault(first if first.isascii() and first.isalpha() else "Other", []).append(one)
    parts = [(key, title, kinds[key]) for key, title in GROUPS.items()]
    summary = "Every stakeholder organisation, by the kind of organisation it is."
    yield from _directory("organisations", "Organisations", summary, "by", parts, of, site)
    named = [(key.lower(), key, letters[key]) for key in sorted(letters)]
    yield from _directory(
        "people", "People", "Every person whom we know, by name.", "letter", named, of, site
    )


def _directory(
    at: str, title: str, summary: str, below: str, parts: Sequence[Part], of: Register, site: Site
) -> Iterator[Page | Pages]:
    listed = [
        {"title": name, "url": site.url(f"{at}/{below}/{key}/") if many else "", "count": len(many)}
        for key, name, many in parts
    ]
    context = {"parts": listed, "total": sum(len(many) for *_, many in parts), "example": of.example}
    yield Page(
        f"{at}/", "stakeholders/directory.html", title, summary, context, None, navigation=True, kind="index"
    )
    everything = of.key
    for part in parts:
        base = f"{at}/{below}/{part[0]}/"
        most = -(-len(part[2]) // SHOWN)
        for number in range(1, most + 1):
            yield Pages(
                everything,
                [_path(base, number)],
                lambda number=number, part=part, base=base, most=most: [  # type: ignore[misc]
                    _page(number, most, part, base, site.url(f"{at}/"), title, of, site)
                ],
            )


def _page(
    number: int, most: int, part: Part, base: str, parent: str, title: str, of: Register, site: Site
) -> Page:
    """One of the `most` pages of a part."""
    _, name, many = part
    chunk = many[(number - 1) * SHOWN : number * SHOWN]
    return Page(
        _path(base, number),
        "stakeholders/part.html",
        name + (f", page {number}" if number > 1 else ""),
        f"{title}: {name}.",
        {
            "cards": [card(one, site) for one in chunk],
            "example": of.example,
            "previous": _numbered(site, base, number - 1, most),
            "next": _numbered(site, base, number + 1, most),
        },
        tuple({one.file.source.file: one.file for one in chunk}.values()),
        parent=parent,
        kind="index",
    )


def _path(base: str, number: int) -> str:
    return base + (f"{number}/" if number > 1 else "")


def _numbered(site: Site, base: str, number: int, most: int) -> dict[str, str] | None:
    if not 1 <= number <= most:
        return None
    return {"title": f"Page {number}", "url": site.url(_path(base, number))}
