"""The templates of plugins/, drawn with the theme from the estate's own content and data."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from markupsafe import Markup

from smile import loading, registry
from smile.models import in_order
from smile.plugin import Build, Card, Fragment, Page, Plugin, Site
from smile.records import Audience
from smile.scan import scan
from smile.templates import Templates

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("assessment", "channels", "estate", "newsroom", "stakeholders")
BUILD = Build(dt.datetime(2026, 11, 22, tzinfo=dt.UTC), name="Example estate")
CARDS = tuple(Card(name, name.capitalize(), "About it.", f"/{name}/", 1, "public") for name in ROOMS)
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


class Balanced(HTMLParser):
    """Refuses HTML with an element that is not closed, or an id that is used twice."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.feed(html)
        assert not self.open, f"left open: {self.open}"
        assert len(set(self.ids)) == len(self.ids), f"ids used twice: {self.ids}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.ids += [value for name, value in attrs if name == "id" and value]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open and self.open[-1] == tag, f"</{tag}> closes {self.open[-1:]}"
        self.open.pop()


def site(name: str, audience: Audience) -> Site:
    return Site(name, name.capitalize(), f"/{name}/", audience, "https://www.example.org", BUILD, CARDS)


@pytest.fixture(scope="module")
def models() -> dict[str, tuple[Plugin, Any]]:
    """The rooms and what they derive from the estate."""
    files = sorted({**scan(ROOT, "content"), **scan(ROOT, "data")})
    rooms = registry.Registry([ROOT / "plugins"])
    made: dict[str, tuple[Plugin, Any]] = {}
    for plugin in in_order(rooms.get(name) for name in ROOMS):
        loaded = loading.load(ROOT, files, plugin.records, {})
        assert loaded.problems == []
        needed = {name: made[name][1] for name in plugin.needs}
        made[plugin.name] = (
            plugin,
            plugin.derive(loaded.records(), Build(BUILD.now, False, BUILD.name, needed)),
        )
    return made


@pytest.fixture(scope="module")
def templates() -> Templates:
    return Templates([ROOT / "theme"], [ROOT / "plugins"])


def variables(of: Site) -> dict[str, Any]:
    estate = {"name": "Example estate", "language": "en-GB"}
    return {"site": of, "estate": estate, "cut": Markup("<!---->"), "audience": of.audience.name}


def drawn(templates: Templates, page: Page, of: Site) -> str:
    copied = ("title", "summary", "feeds", "owner", "published", "kind", "listed")
    view = {name: getattr(page, name) for name in copied}
    url = of.url(page.path)
    view |= {"url": url, "canonical": of.base + url, "breadcrumbs": []}
    context = {**variables(of), "page": view, **page.context, "body": Markup("<p>The text.</p>")}
    return templates.render(page.template, context)


def fragments(plugin: Plugin, model: Any, of: Site) -> Iterator[tuple[str, Fragment]]:
    for name, block in plugin.blocks.items():
        given = {"channel": "ceo-blog"} if name == "channel-summary" else {}
        yield name, getattr(plugin, block.method)(model, of, block.parameters.model_validate(given))


def spotless(html: str) -> None:
    """No value of Python's and no gap where a template found nothing."""
    Balanced(html)
    text = re.sub(r"<[^>]*>", " ", html)
    for word in ("None,", "Undefined", "<function", "{{", "{%", "datetime.", "PartialDate", "()"):
        assert word not in text, f"{word!r} in {text[max(0, text.find(word) - 60) : text.find(word) + 60]!r}"
    assert not re.search(r'(href|src)=("")?[ >]', html), "a link leads nowhere"


@pytest.mark.parametrize("name", ROOMS)
def test_every_page_and_block_is_drawn(
    name: str, models: dict[str, tuple[Plugin, Any]], templates: Templates
) -> None:
    plugin, model = models[name]
    of = site(name, Audience.restricted if name == "stakeholders" else Audience.public)
    count = 0
    for planned in plugin.plan(model, of):
        if isinstance(planned, Page):
            html = drawn(templates, planned, of)
            spotless(html)
            assert html.count("<h1") == 1
            count += 1
    for _, fragment in fragments(plugin, model, of):
        spotless(templates.render(fragment.template, {**variables(of), **fragment.context}))
        count += 1
    assert count > 1


def test_what_the_estates_blocks_say(models: dict[str, tuple[Plugin, Any]], templates: Templates) -> None:
    def text(name: str, block: str, audience: Audience = Audience.public) -> str:
        plugin, model = models[name]
        of = site(name, audience)
        made = dict(fragments(plugin, model, of))[block]
        html = templates.render(made.template, {**variables(of), **made.context})
        return " ".join(re.sub(r"<[^>]*>", " ", html).split())

    assert "All dimensions 45 49 98 100" in text("assessment", "assessment-table")
    assert "Of the 20 indicators, 3 are above the NHS average, 12 are at it and 5 are below it." in text(
        "assessment", "assessment-table"
    )
    grid = text("stakeholders", "stakeholder-grid", Audience.restricted)
    assert "254 (2017), then 408 (2018) +60.6%" in grid and "173 (2018)" in grid
    assert grid.count("Gap") == 2 and grid.count("Not published") == 6 and "173 organisations" in grid
    matrix = text("stakeholders", "partnering-matrix", Audience.restricted)
    assert (
        "does not say which measure has 12 steps" in matrix and "without a judgement are not in it" in matrix
    )
    assert "CEO Blog" in text("channels", "channels")
