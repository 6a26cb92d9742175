"""The pages as Markdown alone: for the peers that draw no pages from data (MkDocs, Zensical, Pelican).

What other generators work out from the records (the facts of a data page, the lists of a microsite) is
written into their Markdown beforehand, so that they have less to do.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from typing import Any

from benchmarks.formats import BASE, NAME, OWNER, Source, copied, matter, style
from benchmarks.pages import Estate, Item

NEWEST = 20


def material(estate: Estate) -> Iterator[Source]:
    """The site of `zensical` for MkDocs with Material, which minifies with a hook."""
    yield from copied("material")
    yield from zensical(estate, ("minify.py",))


def zensical(estate: Estate, hooks: Sequence[str] = ()) -> Iterator[Source]:
    """A site for Zensical, which reads that of MkDocs: a tab for each microsite, a pruned menu."""
    yield "mkdocs.yml", _mkdocs_settings(estate, hooks)
    for item, body in _pages(estate):
        index = item.kind not in ("prose", "article", "record")
        path = f"docs{item.url}index.md" if index else f"docs{item.url.rstrip('/')}.md"
        yield path, matter({"title": item.title, "description": item.summary}, f"# {item.title}\n\n{body}")


def pelican(estate: Estate) -> Iterator[Source]:
    """A site for Pelican alone, with a theme of the same shell as Hugo's and Eleventy's."""
    yield from copied("pelican")
    yield style("theme/static/style.css")
    yield "pelicanconf.py", _pelican_settings(estate)
    for item, body in _pages(estate):
        address = item.url.lstrip("/")
        name = item.url.strip("/").replace("/", "-") or "home"
        head = {"Title": item.title, "Description": item.summary, "Slug": name, "Site": item.site or "home",
                "Url": address or "index.html", "Save_as": f"{address}index.html"}  # fmt: skip
        folder = "pages"
        if item.kind == "article":
            folder, head["Date"] = "articles", item.date.isoformat()
        yield (
            f"content/{folder}/{name}.md",
            "".join(f"{key}: {text}\n" for key, text in head.items()) + f"\n{body}\n",
        )


def _pages(estate: Estate) -> Iterator[tuple[Item, str]]:
    """Each page with all of its text."""
    for item in estate.items:
        if item.kind == "record":
            yield item, _record(item, estate)
        elif item.kind == "register":
            rows = [_row(entry) for entry in estate.of(item.site, "record")]
            yield item, "\n".join(["| Name | Status |", "| --- | --- |", *rows])
        elif item.kind == "news":
            newest = estate.of(item.site, "article")[:NEWEST]
            yield (
                item,
                "\n".join(
                    f"- [{entry.title}]({entry.url}) {_day(entry.date)}: {entry.summary}" for entry in newest
                ),
            )
        else:
            yield item, item.body


def _row(entry: Item) -> str:
    assert entry.fields is not None
    return f"| [{entry.title}]({entry.url}) | {entry.fields.status} |"


def _record(item: Item, estate: Estate) -> str:
    fields = item.fields
    assert fields is not None
    facts = [("Status", fields.status), ("Owner", fields.owner), ("Opened", _day(fields.opened)),
             ("Places", str(fields.places)), ("Who it is for", ", ".join(fields.readers))]  # fmt: skip
    rows = [f"| {name} | {value} |" for name, value in facts]
    steps = [f"{number}. {step}" for number, step in enumerate(fields.steps, 1)]
    others = [estate.by_url[f"/{item.site}/records/{name}/"] for name in fields.related]
    links = [f"- [{other.title}]({other.url})" for other in others]
    table = "\n".join(["| Fact | Value |", "| --- | --- |", *rows])
    return "\n\n".join(
        [item.summary, table, item.body, "## Steps", "\n".join(steps), "## Related", "\n".join(links)]
    )  # fmt: skip


def _day(day: dt.date) -> str:
    return f"{day.day} {day:%B %Y}"


def _mkdocs_settings(estate: Estate, hooks: Sequence[str]) -> str:
    navigation: list[dict[str, Any]] = [{"Home": "index.md"}]
    for site in estate.sites:
        navigation.append({site.title: [{title: f"{url.lstrip('/')}index.md"} for title, url in site.menu]})
    features = ["navigation.tabs", "navigation.prune", "navigation.path"]
    settings = {
        "site_name": NAME,
        "site_url": BASE + "/",
        "copyright": OWNER,
        "theme": {"name": "material", "language": "en", "font": False, "features": features},
        "markdown_extensions": ["tables", "toc"],
        "plugins": [],
        **({"hooks": list(hooks)} if hooks else {}),
        "validation": {"nav": {"omitted_files": "ignore"}, "links": {"absolute_links": "ignore"}},
        "nav": navigation,
    }
    return json.dumps(settings, indent=1) + "\n"


def _pelican_settings(estate: Estate) -> str:
    menus = {site.slug: [{"title": title, "url": url} for title, url in site.menu] for site in estate.sites}
    entries = [{"slug": site.slug, "title": site.title, "url": site.url} for site in estate.sites]
    pages = ("ARTICLE", "PAGE", "DRAFT", "CATEGORY", "TAG", "AUTHOR", "ARCHIVES")
    settings: dict[str, Any] = {
        "SITENAME": NAME,
        "OWNER": OWNER,
        "BASE": BASE,
        "SITES": entries,
        "SITE_MENUS": menus,
        "PATH": "content",
        "OUTPUT_PATH": "output",
        "THEME": "theme",
        "PLUGIN_PATHS": ["plugins"],
        "PLUGINS": ["minify"],
        "TIMEZONE": "Europe/London",
        "DEFAULT_LANG": "en",
        "DEFAULT_DATE_FORMAT": "%-d %B %Y",
        "THEME_STATIC_DIR": "",
        "STATIC_PATHS": [],
        "ARTICLE_PATHS": ["articles"],
        "PAGE_PATHS": ["pages"],
        "DIRECT_TEMPLATES": [],
        "PAGINATED_TEMPLATES": {},
        "FEED_ALL_ATOM": None,
        "CATEGORY_FEED_ATOM": None,
        "TRANSLATION_FEED_ATOM": None,
        "AUTHOR_FEED_ATOM": None,
        "AUTHOR_FEED_RSS": None,
        "DEFAULT_CATEGORY": "news",
        "ARTICLE_TRANSLATION_ID": False,
        "PAGE_TRANSLATION_ID": False,
        "CACHE_CONTENT": True,
        "LOAD_CONTENT_CACHE": True,
        "CACHE_PATH": "cache",
        "MARKDOWN": {
            "extension_configs": {"markdown.extensions.meta": {}, "markdown.extensions.tables": {}},
            "output_format": "html5",
        },
        **{f"{name}_SAVE_AS": "" for name in pages[3:]},
    }
    return "".join(f"{name} = {value!r}\n" for name, value in settings.items())
