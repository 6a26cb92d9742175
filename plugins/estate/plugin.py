"""What every estate has: the list of its microsites, and of the documents that its facts come from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from smile.plugin import Build, Card, Fragment, Parameters, Plugin, Records, Site, block
from smile.problems import ContentError, Problem

from .records import CitedDocument


class Listing(Parameters):
    """What `microsites` may be told."""

    all: bool = False
    """Whether those that are not in the menu are listed too."""


@dataclass(frozen=True, slots=True)
class Library:
    """The documents that may be cited, in the order of their file."""

    documents: tuple[CitedDocument, ...]


class EstateWide(Plugin):
    records = {"data/sources.yaml": CitedDocument}

    def derive(self, data: Records, build: Build) -> Library:
        found = list(repeated(data[CitedDocument]))
        if found:
            raise ContentError(found)
        return Library(tuple(data[CitedDocument]))

    @block("microsites", Listing)
    def microsites(self, model: Library, site: Site, asked: Listing) -> Fragment:
        cards = [
            {"title": card.title, "url": card.url, "summary": card.summary}
            for card in others(site.neighbours, asked.all)
        ]
        return Fragment("estate/microsites.html", {"cards": cards}, [])

    @block("sources")
    def sources(self, model: Library, site: Site, asked: Parameters) -> Fragment:
        return Fragment("estate/sources.html", {"documents": list(model.documents)}, model.documents)


def others(cards: Iterable[Card], everything: bool) -> list[Card]:
    """The microsites but the audience's home; those outside the menu only where `everything` is asked for."""
    return [card for card in cards if card.url != "/" and (everything or card.order is not None)]


def repeated(documents: Sequence[CitedDocument]) -> Iterator[Problem]:
    """Two documents under one name: a citation could mean either."""
    first: dict[str, CitedDocument] = {}
    for document in documents:
        if first.setdefault(document.document, document) is not document:
            file, line = document.source
            yield Problem(
                file,
                line,
                0,
                "estate.sources",
                "another document has the same name",
                document.document,
                f"a name other than that of line {first[document.document].source.line}",
                "rename one",
            )
