"""What a Window makes of its sources: every kind of feed, one that changed, and posts that are held back."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from html import escape
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plugins.windows import feeds, wellformed
from tests.estates import SMALL, build, built, tree, write
from tests.feed_server import KINDS, Parts, playing, rss
from tests.support import inside
from tests.test_windows_fetch import HOME, SITE, fetch, made

SHELF = "data/windows/snapshots"


@pytest.fixture
def server() -> Iterator[Parts]:
    with playing() as one:
        yield one


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_feed_is_read(tmp_path: Path, server: Parts, kind: str) -> None:
    root = made(tmp_path, server.url(f"/kind/{kind}"))
    assert fetch(root, server).out == "1 feeds: 1 with something new (2 posts).\n"
    result = inside("build", "--now", "2026-11-22", "--jobs", "1", "--no-search", cwd=root)
    assert result.status == 0, result.out
    whole = json.loads((root / "site/public/windows/world/window.json").read_text("utf-8"))
    first, second = whole["items"]
    assert (first["url"], first["date"]) == (f"https://{kind}.example.org/two", "2026-11-20")
    assert (second["url"], second["date"]) == (f"https://{kind}.example.org/one", "2026-11-19")
    said = f"{second['title']} {second['text']}"
    assert "The ward garden opens" in said and "<" not in said and "&" not in said


NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
SAID = st.text("ab <>&;/'\"\u00e9\u2019-", max_size=40)
TITLES = st.text("ab <>&'\"\u00e9\u2019-", max_size=40)
DATES = st.sampled_from([
    "Thu, 19 Nov 2026 09:00:00 GMT", "Thu, 19 Nov 2026 09:00:00 +0100", "19 Nov 26 09:00 EST", "2026-11-19T09:00:00Z",
    "2026-11-19T09:00:00+02:00", "2026-11-19", "19/11/2026 09:00", "Thu, 19 Nov 2026 09:00:00 BST", "soon", "",
])  # fmt: skip
ITEMS = st.lists(st.tuples(st.sampled_from("xyz"), TITLES, SAID, SAID, DATES), max_size=5)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "jsonfeed"])
def test_the_quick_way_reads_what_feedparser_does(kind: str) -> None:
    data = KINDS[kind].encode()
    assert wellformed.read(data, 500) is not None
    assert feeds.parse(data, "https://x.example.org/feed", "", NOW) == feeds._parsed(
        data, "https://x.example.org/feed", "", NOW
    )


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ITEMS, st.booleans())
def test_the_quick_way_gives_the_same_posts(items: list[tuple[str, ...]], atom: bool) -> None:
    made = []
    for link, title, body, more, day in items:
        where = f"https://x.example.org/{link}"
        if atom:
            made.append(
                f"<entry><id>tag:x.example.org,2026:{link}</id><title>{escape(title)}</title>"
                f"<link href='{where}'/><updated>{day}</updated>"
                f"<summary type='html'>{escape(body)}</summary><content type='html'>{escape(more)}</content></entry>"
            )
        else:
            made.append(
                f"<item><title>{escape(title)}</title><link>{where}</link><description>{escape(body)}</description>"
                f"<content:encoded>{escape(more)}</content:encoded><pubDate>{day}</pubDate></item>"
            )
    whole = "".join(made)
    data = (
        f'<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title>{whole}</feed>'
        if atom
        else '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>T</title>'
        f"{whole}</channel></rss>"
    ).encode()
    assert feeds.parse(data, "https://x.example.org/f", "", NOW) == feeds._parsed(
        data, "https://x.example.org/f", "", NOW
    )


@pytest.mark.parametrize(
    "data",
    ['<!DOCTYPE rss [<!ENTITY a "b">]><rss><channel><item><title>&a;</title></item></channel></rss>',
     "<rss><channel><item><title>A", "<html/>", "<rss><channel><item><title><b>A</b></title></item></channel></rss>"],
)  # fmt: skip
def test_what_is_odd_is_left_to_feedparser(data: str) -> None:
    assert wellformed.read(data.encode(), 500) is None


def two_windows(server: Parts) -> dict[str, str]:
    made = {"content/windows/microsite.yaml": SITE, "content/windows/index.md": HOME}
    for name in ("east", "west"):
        made[f"data/windows/{name}.yaml"] = (
            f"title: {name}\nsummary: S.\npurpose: P.\ndays: 3000\n"
            f"sources: [{{name: Paper, feed: '{server.url(f'/named/{name}')}'}}]\n"
        )
    return made


def test_one_changed_feed_recomputes_only_its_window(tmp_path: Path, server: Parts) -> None:
    root = write(tmp_path, {**SMALL, **two_windows(server)})
    for name in ("east", "west"):
        first, second = ("one", f"The {name} garden", "A garden."), ("two", f"A {name} tram", "A tram.")
        server.named[name] = rss(first, second, ("three", "Again a garden and a tram", "Both."))
    fetch(root, server)
    site = built(root) / "public/windows"
    parts = root / "site/.smile/models/windows.parts"
    kept, before = {path.name for path in parts.iterdir()}, stamps(site)
    server.named["west"] = rss(("four", "The west garden closes", "A garden and a tram."))
    fetch(root, server)
    built(root)
    now, after = {path.name for path in parts.iterdir()}, stamps(site)
    assert len(kept) == len(now) == 2 and len(kept & now) == 1, "the other cloud was taken as it was"
    changed = {name for name in {*before, *after} if before.get(name) != after.get(name)}
    assert "west/index.html" in changed and "west/feed.xml" in changed
    assert not [name for name in changed if name.startswith("east/")]


def stamps(folder: Path) -> dict[str, tuple[int, int]]:
    """Every file with its number and time: a file that is written again has others."""
    found = {path.relative_to(folder).as_posix(): path.stat() for path in folder.rglob("*") if path.is_file()}
    return {name: (stat.st_ino, stat.st_mtime_ns) for name, stat in found.items()}


POSTS = """date,title,text,link
2026-11-20,Forum meets,Zorabel Winterquist opens the forum garden,https://a.example.org/1
2026-11-19,A garden,The garden is open and Zorabel Winterquist was there,https://a.example.org/2
2026-11-18,Another garden,A garden for all,https://a.example.org/3
2026-11-17,Garden again,We love the garden,https://a.example.org/zorabel-winterquist
"""
TOWN = "title: Town\nsummary: S.\npurpose: P.\nsources: [{name: Alpha, posts: a.csv}]\nembed: ['https://x.example.org']\n"
HELD = {
    **SMALL,
    "content/windows/microsite.yaml": SITE,
    "content/windows/index.md": HOME + "\n```smile window-cloud\nwindow: town\n```\n",
    "data/windows/town.yaml": TOWN,
    "data/windows/posts/a.csv": POSTS,
}


def test_a_post_with_a_private_text_is_held_back_and_told(tmp_path: Path) -> None:
    root = write(tmp_path, HELD)
    result = build(root)
    assert result.status == 0, result.out
    for name, data in tree(root / "site/public").items():
        assert b"zorabel" not in data.lower() and b"winterquist" not in data.lower(), name
    page = (root / "site/public/windows/town/index.html").read_text("utf-8")
    assert "Another garden" in page and "Forum meets" not in page
    warnings = re.findall(r"^data/windows/town.yaml:1: warning: (.*)$", result.out, re.M)
    assert warnings == ["a post is held back: it holds a text that is private here [windows.private]"] * 3
    assert "found:    Alpha, 20 November 2026: https://a.example.org/1" in result.out
    assert "found:    Alpha, 17 November 2026\n" in result.out, "its address would tell"
    assert "private at data/stakeholders.yaml:10" in result.out and "Zorabel" not in result.out
    ET.parse(root / "site/public/windows/town/rss.xml")


def test_a_name_that_everybody_may_see_can_be_listed(tmp_path: Path) -> None:
    listed = str(HELD["content/estate.yaml"]).replace(
        "published_contacts: [", "published_contacts: [Zorabel Winterquist, "
    )
    root = write(tmp_path, {**HELD, "content/estate.yaml": listed})
    result = build(root)
    assert result.status == 0 and "windows.private" not in result.out
    assert "Forum meets" in (root / "site/public/windows/town/index.html").read_text("utf-8")


def test_a_new_private_text_holds_back_what_was_shown(tmp_path: Path) -> None:
    root = write(tmp_path, {**HELD, "data/stakeholders.yaml": None})
    assert b"Zorabel" in tree(built(root) / "public")["windows/town/index.html"]
    write(root, {"data/stakeholders.yaml": HELD["data/stakeholders.yaml"]})
    result = build(root)
    assert result.status == 0 and result.out.count("windows.private") == 3, result.out
    assert b"Zorabel" not in tree(root / "site/public")["windows/town/index.html"]


def test_how_much_was_said_is_a_picture_and_a_table(tmp_path: Path) -> None:
    site = built(write(tmp_path, {**HELD, "data/stakeholders.yaml": None}))
    page = (site / "public/windows/town/index.html").read_text("utf-8")
    words = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    assert "<svg" in page and "Posts in each 2 days. Most, 2, in the 2 days to 18 November 2026." in words
    assert (
        "22 November 2026 0 " in words and "20 November 2026 2 " in words and "18 November 2026 2 " in words
    )
