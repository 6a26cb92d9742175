"""Fetching against a real server that plays every part, and what the build then makes of it."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.feed_server import Parts, playing, rss
from tests.support import NOW, Result, estate, inside

SITE = "title: Windows\nsummary: What others say.\npath: /windows/\nplugins: [windows]\n"
HOME = "---\ntitle: Windows\nsummary: What others say.\n---\nAll of them.\n\n```smile windows\n```\n"


@pytest.fixture
def server() -> Iterator[Parts]:
    with playing() as made:
        yield made


def window(*urls: str) -> str:
    sources = "".join(f"  - {{name: Source {place}, feed: {url}}}\n" for place, url in enumerate(urls))
    return f"title: World\nsummary: A Window.\npurpose: A test.\ndays: 3000\nsources:\n{sources}"


def made(tmp_path: Path, *urls: str) -> Path:
    files = {
        "content/windows/microsite.yaml": SITE,
        "content/windows/index.md": HOME,
        "data/windows/world.yaml": window(*urls),
    }
    return estate(tmp_path, files)


def fetch(root: Path, server: Parts, *more: str) -> Result:
    return inside("fetch", "--allow", server.host, "--jobs", "1", *more, cwd=root)


def built(root: Path) -> str:
    result = inside("build", "--now", NOW, "--jobs", "1", "--no-search", cwd=root)
    assert result.status == 0, result.out + result.err
    return (root / "site/public/windows/world/index.html").read_text("utf-8")


def state(root: Path) -> dict[str, dict[str, object]]:
    kept: dict[str, dict[str, object]] = json.loads(
        (root / "data/windows/snapshots/state.json").read_text("utf-8")
    )
    return kept


def test_what_is_new_is_kept_and_what_is_not_is_not_sent_again(tmp_path: Path, server: Parts) -> None:
    root = made(tmp_path, server.url("/good"))
    assert fetch(root, server).out == "1 feeds: 1 with something new (2 posts).\n"
    files = {path.name: path.read_bytes() for path in (root / "data/windows/snapshots").glob("*.jsonl")}
    page = built(root)
    assert "A garden opens" in page and "https://blog.example.org/one" in page and "Last heard on" in page
    assert fetch(root, server).out == "1 feeds: 1 unchanged.\n"
    assert {
        path.name: path.read_bytes() for path in (root / "data/windows/snapshots").glob("*.jsonl")
    } == files
    assert all("SMILE-Windows" in agent and "+https://" in agent for agent in server.agents)


def test_the_same_body_without_validators_is_unchanged(tmp_path: Path, server: Parts) -> None:
    root = made(tmp_path, server.url("/plain"))
    fetch(root, server)
    assert fetch(root, server).out == "1 feeds: 1 unchanged.\n"
    server.good = rss(("three", "New", "Words"))
    assert fetch(root, server).out == "1 feeds: 1 with something new (1 posts).\n"
    assert "A garden opens" in built(root), "what the feed no longer lists is kept"


FAILING = {
    "/gone": "it says that it has ended (410)",
    "/busy": "it answers with 429 Too Many Requests",
    "/broken": "it answers with 500 Internal Server Error",
    "/silent": "nothing came for 1 seconds",
    "/slow": "it took longer than 3 seconds",
    "/bomb": "the answer is larger than 15 MB",
    "/large": "the answer is larger than 15 MB",
    "/round": "its redirects lead round in a circle",
    "/private": "localhost leads into a private network",
    "/file": "it leads to file:///etc/passwd, which is no address on the web",
    "/empty": "the answer is empty",
}


@pytest.mark.parametrize("path", FAILING)
def test_a_feed_that_fails_is_told_and_the_site_is_built(tmp_path: Path, server: Parts, path: str) -> None:
    root = made(tmp_path, server.url(path))
    result = fetch(root, server, *(("--patience", "1") if path in ("/silent", "/slow") else ()))
    assert result.status == 0, result.err
    assert FAILING[path] in result.out and "never heard yet" in result.out
    page = built(root)
    assert FAILING[path].split(" (")[0] in page or "has ended" in page
    assert "Nothing has been heard of its sources yet" in page


def test_a_name_is_looked_up_in_time_and_an_address_not_at_all(
    tmp_path: Path, server: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    def look(*asked: object, **more: object) -> list[object]:
        time.sleep(1.5)
        raise socket.gaierror("nobody knows")

    monkeypatch.setattr(socket, "getaddrinfo", look)
    assert "1 with something new (2 posts)" in fetch(made(tmp_path / "one", server.url("/plain")), server).out
    root = made(tmp_path / "other", "http://feed.example.org/")
    assert "no connection in time" in fetch(root, server, "--patience", "1").out
    assert "the name of the site is not known" in fetch(root, server, "--again").out


@pytest.mark.parametrize("path", ["/packed", "/moved", "/for-now"])
def test_what_is_packed_or_elsewhere_is_read(tmp_path: Path, server: Parts, path: str) -> None:
    root = made(tmp_path, server.url(path))
    said = fetch(root, server).out
    assert "2 posts" in said
    assert ("moved for good; write this address instead: " + server.url("/plain") in said) == (
        path == "/moved"
    )


def test_a_page_names_its_feed_and_a_cut_feed_gives_what_it_has(tmp_path: Path, server: Parts) -> None:
    root = made(tmp_path, server.url("/page"), server.url("/cut"), server.url("/latin"))
    said = fetch(root, server).out
    assert f"a web page, not a feed; its feed may be {server.url('/good')}" in said
    assert "the feed is not well formed or is cut short; what could be read was taken" in said
    page = built(root)
    assert "A garden opens" in page and "Caf\u00e9" in page


def test_a_source_that_fails_keeps_its_last_posts(tmp_path: Path, server: Parts) -> None:
    root = made(tmp_path, server.url("/plain"))
    fetch(root, server)
    server.good = b""
    said = fetch(root, server).out
    assert "the answer is empty" in said and "what was heard stays" in said
    page = built(root)
    assert "A garden opens" in page and "Not answering since" in page and "Last heard on" in page


def test_who_asks_to_wait_or_has_ended_is_left_alone(tmp_path: Path, server: Parts) -> None:
    root = made(tmp_path, server.url("/busy"), server.url("/gone"))
    fetch(root, server)
    assert sorted(server.asked) == ["/busy", "/gone"]
    assert "1 waiting, 1 ended" in fetch(root, server).out
    assert sorted(server.asked) == ["/busy", "/gone"]
    fetch(root, server, "--again")
    assert sorted(server.asked) == ["/busy", "/busy", "/gone", "/gone"]
    assert state(root)[server.url("/gone")]["gone"] is True


def test_a_private_address_is_not_even_asked(tmp_path: Path, server: Parts) -> None:
    root = made(tmp_path, server.url("/good"))
    result = inside("fetch", "--jobs", "1", cwd=root)
    assert "leads into a private network" in result.out and server.asked == []


def test_one_host_is_asked_one_thing_at_a_time(tmp_path: Path, server: Parts) -> None:
    root = made(tmp_path, *(server.url(f"/plain/{number}") for number in range(6)))
    fetch(root, server)
    assert len(server.asked) == 6 and server.most == 1


def test_nothing_hostile_reaches_a_page(tmp_path: Path, server: Parts) -> None:
    root = made(tmp_path, server.url("/hostile"))
    fetch(root, server)
    built(root)
    for path in (root / "site/public/windows/world").rglob("*"):
        text = path.read_text("utf-8") if path.is_file() else ""
        for bad in ("alert(", "onerror", "onclick", "javascript:", "960999", "stranger", "src=x"):
            assert bad not in text, (path.name, bad)
    page = (root / "site/public/windows/world/index.html").read_text("utf-8")
    assert "Bold words" in page and "&lt;i>" in page.replace("&gt;", ">") and "Bad link" not in page


def test_a_window_that_is_not_there_is_told(tmp_path: Path, server: Parts) -> None:
    result = fetch(made(tmp_path, server.url("/good")), server, "wold")
    assert (result.status, result.err) == (2, "smile: there is no Window wold; did you mean world?\n")


def test_many_feeds_are_read_with_every_number_of_jobs(tmp_path: Path, server: Parts) -> None:
    root = made(tmp_path, *(server.url(f"/plain/{number}") for number in range(14)))
    result = inside("fetch", "--allow", server.host, "--jobs", "4", cwd=root)
    assert (result.status, result.out) == (0, "14 feeds: 14 with something new (28 posts).\n")
