"""What a cloud makes of posts: no source too loud, the same said once, one word for all its forms, and trends."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.windows import cloud, rank
from plugins.windows.opml import definition
from plugins.windows.posts import Post
from plugins.windows.records import Window
from plugins.windows.shapes import Cloud
from tests.support import ROOT, estate, inside, write

TODAY = dt.date(2026, 11, 20)
SOURCES = st.dictionaries(st.sampled_from("abcdef"), st.floats(0.1, 1000), min_size=1)


def made(said: dict[str, list[str]], **more: object) -> Cloud:
    """A cloud of what each source says; a text may begin with how many days ago, as `9: words`."""
    window = Window.model_validate(
        {"title": "T", "summary": "S", "purpose": "P", **more}, context={"source": ("data/windows/t.yaml", 1)}
    )
    heard = []
    for source, texts in said.items():
        posts = []
        for place, text in enumerate(texts):
            ago, mark, body = text.rpartition(": ")
            day = TODAY - dt.timedelta(days=int(ago) if mark else 0)
            link = f"https://{source}.example.org/{place}"
            posts.append(Post(link, link, "", body, f"{day}T09:00Z"))
        heard.append((source, posts))
    return cloud.make(window, heard, TODAY)


def counts(found: Cloud) -> dict[str, int]:
    return {word.text: word.posts for word in found.words}


@given(st.lists(SOURCES, min_size=1, max_size=20), st.sampled_from([0.2, 0.4, 0.7]))
def test_no_source_is_louder_than_its_share(parts: list[dict[str, float]], share: float) -> None:
    factor = rank.level(parts, share)
    totals: dict[str, float] = {}
    for part in parts:
        for source, weight in part.items():
            assert 0 < factor[source] <= 1 + 1e-9
            totals[source] = totals.get(source, 0) + weight * factor[source]
    most = max(share, 1 / len(totals))
    assert max(totals.values()) <= most * sum(totals.values()) * (1 + 1e-6)


def test_a_loud_source_is_turned_down_in_a_cloud() -> None:
    loud = [f"garden bench tram library soup number {at}{at}" for at in "abcdefghijklmnop"]
    few = ["the garden opens", "the tram is late", "a library for all", "hot soup", "a bench"]
    found = made(
        {"loud": loud, "one": few, "two": few[::-1] + ["garden tram"], "three": [*few, "soup library"]}
    )
    shares = dict(found.shares)
    assert shares["loud"] <= 0.4 + 1e-3 and sum(shares.values()) == pytest.approx(1, abs=1e-3)


def test_what_is_said_twice_counts_once() -> None:
    text = "The ward garden opens on Monday with tea, cake and a short walk for everybody who comes along"
    found = made({"a": [text, "A garden bench"], "b": [f"{text}!", "Tea"], "c": [text.upper()]})
    assert found.total == 3 and found.twice == 2
    assert counts(found)["garden"] == 2
    (item,) = [item for item in found.items if item.also]
    assert sorted([item.source, *item.also]) == ["a", "b", "c"]


def test_plurals_and_abbreviations_are_one_word() -> None:
    found = made(
        {
            "a": ["A nurse helps", "Nurses walk", "The integrated care board (ICB) meets"],
            "b": ["The nurses' tea", "ICB papers", "Our integrated care board listens", "One nurse"],
        }
    )
    said = counts(found)
    assert sum(word.lower() in ("nurse", "nurses") for word in said) == 1
    assert said["ICB"] == 3 and "integrated care board" not in said


def test_what_rises_and_falls() -> None:
    new = [f"{at % 6}: The tram number {at}" for at in range(8)]
    old = [f"{7 + at % 6}: The garden {at}" for at in range(8)]
    found = made({"a": new + old, "b": ["1: Library", "9: Library"]})
    assert [trend.text for trend in found.rising][:1] == ["tram"]
    assert found.rising[0].now > found.rising[0].before == 0
    assert "garden" in [trend.text for trend in found.falling]
    assert "library" not in [trend.text.lower() for trend in (*found.rising, *found.falling)]


def test_a_cloud_is_the_same_in_every_process() -> None:
    script = (
        "from tests.test_windows_cloud import made; texts = [f'{w} garden tram {v}' for w in 'ab cd ef'.split()"
        " for v in 'soup bench tea'.split()]; print(made({'x': texts, 'y': texts[::2], 'z': ['garden tea', 'soup']}))"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", script], cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": seed},
            check=True, capture_output=True, text=True,
        ).stdout
        for seed in "123"
    }  # fmt: skip
    assert len(said) == 1 and "garden" in said.pop()


OPML = """<?xml version="1.0"?><opml version="2.0"><head><title>Our town</title></head><body>
<outline text="Papers"><outline text="Gazette: news" xmlUrl="https://gazette.example.org/feed"/>
<outline title="Forum" xmlUrl="https://forum.example.org/feed?a=1&amp;b=2"/></outline>
<outline text="Twice" xmlUrl="https://gazette.example.org/feed"/>
<outline text="Bad" xmlUrl="javascript:alert(1)"/></body></opml>"""


def test_a_list_of_feeds_becomes_a_window(tmp_path: Path) -> None:
    root = write(
        estate(tmp_path),
        {"list.opml": OPML, "content/windows/microsite.yaml": "title: Windows\nsummary: S.\nplugins: [windows]\n",
         "content/windows/index.md": "---\ntitle: Windows\nsummary: All.\n---\nAll.\n"},
    )  # fmt: skip
    result = inside("opml", "list.opml", cwd=root)
    assert result.status == 0, result.err
    assert result.out == "data/windows/our-town.yaml: look at it, then run fetch our-town\n"
    assert inside("build", "--jobs", "1", "--no-search", cwd=root).status == 0
    given = (root / "site/public/windows/our-town/sources.opml").read_bytes()
    title, text = definition(given, None)
    assert title == "Our town" and "javascript" not in text
    assert text == (root / "data/windows/our-town.yaml").read_text("utf-8"), "out and in again is the same"
    again = inside("opml", "list.opml", cwd=root)
    assert again.status == 2 and "is there already" in again.err


@pytest.mark.parametrize(
    ("data", "said"),
    [("<!DOCTYPE opml><opml/>", "entities"),
     ("<opml>", "not OPML"), ("<rss/>", "not OPML"), ("<opml/>", "without a feed")],
)  # fmt: skip
def test_what_is_no_list_of_feeds_is_told(data: str, said: str, tmp_path: Path) -> None:
    root = write(estate(tmp_path), {"list.opml": data})
    result = inside("opml", "list.opml", cwd=root)
    assert result.status == 2 and said in result.err and not (root / "data/windows").exists()
