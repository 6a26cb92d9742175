"""Windows on the World: what chosen accounts and feeds are saying, as a cloud of words that lead to their posts."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field

from smile.plugin import Build, Fragment, Page, Parameters, Planned, Plugin, Records, Site, block
from smile.problems import ContentError, Problem, nearest
from smile.records import Linked, Slug

from . import outside, pictures
from .held import cleared
from .model import Opened, opened, problems
from .records import Exported, Hearing, Snapshot, Window

COLUMN = 12
"""How many posts a column holds."""


class Chosen(Parameters):
    """What `window-cloud` must be told."""

    window: Slug
    """The Window: the name of its file."""
    words: int = Field(default=30, ge=5, le=150)
    """The most words."""


class Windows(Plugin):
    records = {
        "data/windows/*.yaml": Window,
        "data/windows/snapshots/*.jsonl": Snapshot,
        "data/windows/snapshots/state.json": Hearing,
        "data/windows/posts/*": Exported,
    }

    def derive(self, data: Records, build: Build) -> tuple[Opened, ...]:
        found = list(problems(data, build))
        if found:
            raise ContentError(found)
        return opened(data, build)

    def plan(self, model: tuple[Opened, ...], site: Site) -> Iterator[Planned]:
        for whole in model:
            one, warnings = cleared(whole, site)
            yield from warnings
            yield from _pages(one, site)
            yield from outside.files(one, site)
        yield from outside.shared()

    @block("windows")
    def windows(self, model: tuple[Opened, ...], site: Site, asked: Parameters) -> Fragment:
        at = home(site)
        cards = [
            {
                "title": one.window.title,
                "url": at + path(one),
                "summary": one.window.summary,
                "meta": _meta(one),
            }
            for one in model
        ]
        return Fragment("windows/cards.html", {"cards": cards}, [one.window for one in model])

    @block("window-cloud", Chosen)
    def cloud(self, model: tuple[Opened, ...], site: Site, asked: Chosen) -> Fragment:
        one = next((one for one in model if one.window.id == asked.window), None)
        if one is None:
            names = [other.window.id for other in model]
            close = nearest(asked.window, names)
            hint = f"did you mean `{close}`?" if close else "add it to data/windows/"
            message = "there is no such Window"
            raise ContentError(
                [
                    Problem(
                        "", 0, 0, "windows.unknown", message, asked.window, "one of " + ", ".join(names), hint
                    )
                ]
            )
        at, (one, _) = home(site), cleared(one, site)
        context = {
            "words": one.cloud.words[: asked.words],
            "at": at,
            "path": at + path(one),
            "title": one.window.title,
        }
        return Fragment("windows/block.html", context, [one.window])


def home(site: Site) -> str:
    """Where the Windows stand, seen from any page of the same audience."""
    return next((card.url for card in site.neighbours if "windows" in card.plugins), "/windows/")


def path(one: Opened) -> str:
    """The path of a Window's page, below the Windows' own."""
    return f"{one.window.id}/"


def _meta(one: Opened) -> str:
    if one.window.example:
        return "Example with made-up posts"
    if not one.heard:
        return "Not heard yet"
    return f"{one.cloud.total} posts of {sum(source.posts > 0 for source in one.sources)} sources"


def _pages(one: Opened, site: Site) -> Iterator[Page]:
    window, at = one.window, site.url(path(one))
    common = {"window": _shown(one), "at": at, "home": site.path}
    made_from = [window]
    yield Page(
        path(one), "windows/window.html", window.title, window.summary,
        {
            **common, "words": one.cloud.words, "items": one.cloud.items, "themes": one.cloud.themes,
            "rising": one.cloud.rising, "falling": one.cloud.falling, "total": one.cloud.total,
            "twice": one.cloud.twice, "sources": one.sources, "purpose": window.purpose, "unnamed": window.unnamed,
            "code": outside.code(one, site), "picture": pictures.posts(one),
        },
        made_from, navigation=True, order=window.order, feeds=outside.offered(one, site), kind="index",
    )  # fmt: skip
    if not one.heard:
        return
    names = [source.name for source in one.sources if source.posts]
    columns = [(name, [item for item in one.cloud.items if item.source == name][:COLUMN]) for name in names]
    yield Page(
        f"{path(one)}columns/", "windows/columns.html", f"{window.title} in columns",
        f"The newest posts of each source of {window.title}, side by side.", {**common, "columns": columns},
        made_from, listed=False, kind="index",
    )  # fmt: skip
    text = {word.slug: word.text for word in one.cloud.words}
    for word in one.cloud.words:
        related = [
            Linked(title=f"{text[slug]} ({count})", url=f"{at}words/{slug}/") for slug, count in word.related
        ]
        yield Page(
            f"{path(one)}words/{word.slug}/", "windows/word.html", f"{word.text} in {window.title}",
            f"What the sources of {window.title} say about {word.text}.",
            {**common, "word": word, "items": [one.cloud.items[place] for place in word.shown], "related": related},
            made_from, parent=at, listed=False, kind="index",
        )  # fmt: skip


def _shown(one: Opened) -> dict[str, object]:
    window = one.window
    return {
        "title": window.title, "example": window.example, "days": window.days, "period": window.period,
        "until": window.until, "share": window.share, "heard": one.heard,
    }  # fmt: skip
