"""What a Window gives to others: feeds, data, a frame for their pages, and the leave to show it."""

from __future__ import annotations

import datetime as dt
import html
import json
from collections.abc import Iterator
from pathlib import Path

from markupsafe import Markup

from smile.feeds import Entry, FeedInfo, atom, json_feed
from smile.plugin import Feed, File, Headers, Planned, Site
from smile.rss import rss

from .model import Opened
from .opml import written

ROOM = Path(__file__).resolve().parent
LENGTH = 100
"""How many posts a feed holds."""
_HEIGHT = 460
_FRAME = "default-src 'none'; style-src 'self'; {script}base-uri 'none'; form-action 'none'; frame-ancestors {hosts}"


def offered(one: Opened, site: Site) -> list[Feed]:
    """The feeds that a Window's page offers."""
    at, title = f"{site.path}{one.window.id}/", one.window.title
    # a list of no feeds is none (OPML 2.0)
    known = any(source.feed for source in one.window.sources)
    feeds = [Feed(f"{at}sources.opml", f"{title}: its sources, as OPML", "text/x-opml")] if known else []
    if one.heard:
        feeds[:0] = [
            Feed(f"{at}feed.xml", f"{title}: all posts (Atom)"),
            Feed(f"{at}rss.xml", f"{title}: all posts (RSS)", "application/rss+xml"),
            Feed(f"{at}feed.json", f"{title}: all posts (JSON Feed)", "application/feed+json"),
        ]
    return feeds


def files(one: Opened, site: Site) -> Iterator[Planned]:
    """Everything of one Window beside its pages."""
    window, at = one.window, f"{one.window.id}/"
    made_from = [window]
    if any(source.feed for source in window.sources):
        yield File(f"{at}sources.opml", written(window), made_from)
    if not one.heard:
        return
    entries = [
        Entry(
            item.url, item.url, item.title, _time(item.when), _time(item.when), item.text, author=item.source
        )
        for item in {item.url: item for item in reversed(one.cloud.items[:LENGTH])}.values()
    ][::-1]
    for name, make in (("feed.xml", atom), ("rss.xml", rss), ("feed.json", json_feed)):
        address = site.base + site.url(at)
        info = FeedInfo(window.title, address + name, address, site.build.name or site.title, window.summary)
        yield File(at + name, make(info, entries), made_from)
    yield File(f"{at}window.json", data(one), made_from)
    yield File(f"{at}embed.html", frame(one, site), made_from)
    yield File(f"{at}embed-sized.html", frame(one, site, sized=True), made_from)
    yield File(f"{at}oembed.json", oembed(one, site), made_from)
    hosts = " ".join(window.embed) or "'none'"
    yield Headers(f"{at}embed.html", {"Content-Security-Policy": _FRAME.format(script="", hosts=hosts)})
    sized = _FRAME.format(script="script-src 'self'; ", hosts=hosts)
    yield Headers(f"{at}embed-sized.html", {"Content-Security-Policy": sized})
    for name in ("window.json", "oembed.json"):
        yield Headers(at + name, {"Access-Control-Allow-Origin": "*"})


def shared() -> Iterator[File]:
    """The style sheet and the scripts of all Windows."""
    for name in ("windows.css", "explore.js", "embed.js", "height.js"):
        yield File(name, (ROOM / "assets" / name).read_bytes(), ())


def data(one: Opened) -> str:
    """The words and posts of a Window as JSON: what the script on its page combines."""
    words = [
        {
            "slug": word.slug,
            "text": word.text,
            "posts": word.posts,
            "sources": word.sources,
            "size": word.size,
            "items": word.shown,
        }
        for word in one.cloud.words
    ]
    items = [
        {
            "title": item.title,
            "text": item.text,
            "url": item.url,
            "source": item.source,
            "date": item.when[:10],
            "also": item.also,
        }
        for item in one.cloud.items
    ]
    whole = {"title": one.window.title, "example": one.window.example, "words": words, "items": items}
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":")) + "\n"


def frame(one: Opened, site: Site, sized: bool = False) -> str:
    """The page for the frames of others: the cloud and nothing else. Only when `sized` it has a script."""
    esc = html.escape
    at = site.base + site.url(f"{one.window.id}/")
    words = "\n".join(
        f'<li class="cloud__item"><a class="cloud__word cloud__word--{word.size}" target="_blank" rel="noopener" '
        f'href="{esc(at)}words/{esc(word.slug)}/">{esc(word.text)} '
        f'<span class="cloud__count">{_posts(word.posts)}</span></a></li>'
        for word in one.cloud.words
    )
    script = f'<script src="{esc(site.url("height.js"))}" defer></script>\n' if sized else ""
    note = "<p><strong>Example.</strong> The posts are made up.</p>\n" if one.window.example else ""
    return (
        '<!DOCTYPE html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="robots" content="noindex">\n'
        f"<title>{esc(one.window.title)}</title>\n"
        f'<link rel="stylesheet" href="{esc(site.url("windows.css"))}">\n{script}'
        f'</head>\n<body class="frame">\n<main>\n<h1>{esc(one.window.title)}</h1>\n{note}'
        f'<ol class="cloud">\n{words}\n</ol>\n'
        f'<p><a target="_blank" rel="noopener" href="{esc(at)}">'
        "Open this Window: posts, sources and how it is made</a></p>\n"
        "</main>\n</body>\n</html>\n"
    )


def _posts(count: int) -> str:
    return f"{count} post{'' if count == 1 else 's'}"


def code(one: Opened, site: Site) -> str:
    """What others copy into their pages: a frame that needs no script, and a script that fits its height."""
    if not one.heard or not one.window.embed:
        return ""
    return f'{_iframe(one, site)}\n<script async src="{site.base}{site.url("embed.js")}"></script>'


def _iframe(one: Opened, site: Site) -> str:
    address = f"{site.base}{site.url(one.window.id)}/embed.html"
    more = 'loading="lazy" sandbox="allow-popups allow-popups-to-escape-sandbox" data-smile-window'
    return (
        f'<iframe src="{address}" title="{Markup.escape(one.window.title)}" width="100%" '
        f'height="{_HEIGHT}" {more}></iframe>'
    )


def oembed(one: Opened, site: Site) -> str:
    """The answer to oEmbed (https://oembed.com, section 2.3.4.4), which any page can discover."""
    whole = {
        "version": "1.0", "type": "rich", "title": one.window.title, "provider_name": site.build.name or site.title,
        "provider_url": site.base + "/", "cache_age": 1800, "width": 640, "height": _HEIGHT, "html": _iframe(one, site),
    }  # fmt: skip
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def _time(when: str) -> dt.datetime:
    return dt.datetime.strptime(when, "%Y-%m-%dT%H:%MZ").replace(tzinfo=dt.UTC)
