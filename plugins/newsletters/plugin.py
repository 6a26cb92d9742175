"""E-newsletters made of the newsroom's items: a web version, an e-mail, and its plain text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from smile.plugin import (
    Build,
    File,
    Fragment,
    Headers,
    Page,
    Parameters,
    Planned,
    Plugin,
    Records,
    Site,
    block,
)
from smile.problems import ContentError, Problem, nearest
from smile.records import Date, View

from . import mail
from .records import Edition

HEADERS = {
    # an e-mail carries its styles in itself, so a browser has to allow them here; and nothing else
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src https:; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'",
    "X-Robots-Tag": "noindex",
}
"""What the e-mail is served with, so that whoever opens its address sees what a mailbox shows."""
SHOWN = 6
"""How many editions the block shows."""


class Told(View):
    """An item as an edition shows it."""

    title: str
    url: str
    summary: str


class Listed(View):
    """An edition as a card shows it."""

    title: str
    newsletter: str
    preview: str
    date: Date
    url: str


@dataclass(frozen=True, slots=True)
class Issue:
    """An edition and its items, as the newsroom has them."""

    edition: Edition
    items: tuple[Any, ...]


class Newsletters(Plugin):
    records = {"data/newsletters/*.yaml": Edition}
    needs = ("newsroom",)

    def derive(self, data: Records, build: Build) -> tuple[Issue, ...]:
        news = build.models["newsroom"]
        known = {f"{item.year}/{item.id}": item for item in news.items}
        problems = [
            problem for edition in data[Edition] for problem in _problems(edition, known, news.known, build)
        ]
        if problems:
            raise ContentError(problems)
        editions = [edition for edition in data[Edition] if build.drafts or not edition.draft]
        editions.sort(key=lambda edition: (-edition.date.toordinal(), edition.id))
        return tuple(Issue(edition, tuple(known[name] for name in edition.items)) for edition in editions)

    def plan(self, model: tuple[Issue, ...], site: Site) -> Iterator[Planned]:
        at = next((card.url for card in site.neighbours if "newsroom" in card.plugins), "/newsroom/")
        for issue in model:
            yield from _issue(issue, site, at)
        yield Page(
            path="all/",
            template="newsletters/all.html",
            title="All editions",
            summary="Every edition of every e-newsletter, newest first.",
            context={"editions": [(one.edition, site.url(f"{one.edition.id}/")) for one in model]},
            made_from=[one.edition for one in model],
            navigation=True,
            kind="index",
        )

    @block("newest-editions")
    def newest(self, model: tuple[Issue, ...], site: Site, asked: Parameters) -> Fragment:
        at = next((card.url for card in site.neighbours if "newsletters" in card.plugins), "/newsletters/")
        newest = [one.edition for one in model[:SHOWN]]
        shown = [Listed.of(edition, url=f"{at}{edition.id}/") for edition in newest]
        return Fragment("newsletters/newest.html", {"editions": shown}, newest)


def _issue(issue: Issue, site: Site, at: str) -> Iterator[Planned]:
    edition, path = issue.edition, f"{issue.edition.id}/"
    items = [Told.of(item, url=f"{at}{item.year}/{item.id}/") for item in issue.items]
    notice = "This is an example. It was sent to nobody." if edition.example else ""
    stories = [mail.Story(one.title, one.summary, site.base + one.url) for one in items]
    letter = mail.Letter(
        edition.title,
        edition.newsletter,
        edition.preview,
        edition.intro,
        notice,
        stories,
        site.base + site.url(path),
    )
    written = mail.html(letter)
    if len(written.encode()) >= mail.LIMIT:
        found, expected = f"{len(written.encode()):,} bytes", f"fewer than {mail.LIMIT:,} bytes"
        message = "Gmail would cut this e-mail off"
        file = edition.source.file
        raise ContentError(
            [Problem(file, 1, 0, "newsletters.size", message, found, expected, "take some items out")]
        )
    yield Page(
        path=path,
        template="newsletters/edition.html",
        title=edition.title,
        summary=edition.preview,
        context={
            "edition": edition,
            "items": items,
            "notice": notice,
            "mail": site.url(path + "email.html"),
            "text": site.url(path + "email.txt"),
        },
        made_from=[edition, *issue.items],
        published=edition.date,
        kind="article",
    )
    yield File(path + "email.html", written, [edition, *issue.items])
    yield Headers(path + "email.html", HEADERS)
    yield File(path + "email.txt", mail.plain(letter), [edition, *issue.items])


def _problems(
    edition: Edition, known: dict[str, Any], channels: tuple[str, ...], build: Build
) -> Iterator[Problem]:
    for number, name in enumerate(edition.items):
        if name not in known:
            close = nearest(name, known)
            hint = f"did you mean `{close}`?" if close else "see content/newsroom/items/"
            message = "no item of this name is published"
            place = build.place(edition, "items", number)
            yield _at(place, name, "item", message, "YEAR/NAME of an item", hint)
    if channels and edition.channel not in channels:
        close = nearest(edition.channel, channels)
        hint = f"did you mean `{close}`?" if close else "add the channel to data/channels/"
        expected = "one of " + ", ".join(channels)
        place, message = build.place(edition, "channel"), "there is no such channel"
        yield _at(place, edition.channel, "channel", message, expected, hint)


def _at(
    place: tuple[str, int, int], found: str, code: str, message: str, expected: str, hint: str
) -> Problem:
    file, line, _ = place
    return Problem(file, line, 0, f"newsletters.{code}", message, found, expected, hint)
