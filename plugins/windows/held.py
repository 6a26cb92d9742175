"""Posts that are held back: others wrote them, and they hold a text that is private here.

The gate would stop the whole build for such a post, and nobody here can correct it. So it is left out, and whoever
builds is told which record it is about. Contacts of persons never come this far: see `text.private`.
"""

from __future__ import annotations

from dataclasses import replace

from smile.plugin import Site
from smile.problems import Problem
from smile.templates import date

from .model import Opened
from .shapes import Cloud, Item


def cleared(one: Opened, site: Site) -> tuple[Opened, list[Problem]]:
    """A Window without the posts that hold a private text, and the words that only they say; a warning for each."""
    cloud = one.cloud
    if not site.private(
        "\n".join([*map(_whole, cloud.items), *(word.text for word in cloud.words), *_named(cloud)])
    ):
        return one, []
    held = {place: where for place, item in enumerate(cloud.items) if (where := site.private(_whole(item)))}
    kept = [place for place in range(len(cloud.items)) if place not in held]
    now = {place: number for number, place in enumerate(kept)}
    words = [word for word in cloud.words if now.keys() & {*word.shown} and not site.private(word.text)]
    slugs = {word.slug for word in words}
    made = replace(
        cloud,
        items=tuple(cloud.items[place] for place in kept),
        words=tuple(
            replace(
                word,
                shown=tuple(now[place] for place in word.shown if place in now),
                related=tuple(other for other in word.related if other[0] in slugs),
            )
            for word in words
        ),
        themes=tuple(theme for theme in cloud.themes if slugs.issuperset(theme.words)),
        rising=tuple(trend for trend in cloud.rising if trend.slug in slugs),
        falling=tuple(
            trend
            for trend in cloud.falling
            if trend.slug in slugs or not (trend.slug or site.private(trend.text))
        ),
    )
    return replace(one, cloud=made), [_warning(one, cloud.items[place], held[place], site) for place in held]


def _whole(item: Item) -> str:
    return f"{item.title}\n{item.text}\n{item.url}"


def _named(cloud: Cloud) -> list[str]:
    return [trend.text for trend in (*cloud.rising, *cloud.falling)]


def _warning(one: Opened, item: Item, where: str, site: Site) -> Problem:
    """Names the post without what is private in it."""
    url = "" if site.private(item.url) else f": {item.url}"
    file, line = one.window.source
    return Problem(
        file, line, 0, "windows.private", "a post is held back: it holds a text that is private here",
        f"{item.source}, {date(item.day)}{url}", "",
        f"the text is private at {where}; if everybody may see it, list it under `published_contacts`",
    )  # fmt: skip
