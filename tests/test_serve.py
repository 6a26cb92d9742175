"""`smile serve`: the real server in a process of its own, asked over HTTP, and looked at in a real browser."""

from __future__ import annotations

import http.client
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypeVar

import pytest
from selenium import webdriver
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.chrome.service import Service

from tests.support import BROWSER, ROOT, estate

ATTEMPTS, PAUSE = 1200, 0.1
HOME = "content/main/index.md"
BROKEN = "Now with a [link](/nowhere/)."
FOUND = "content/main/index.md:5:19: error: the link leads to a page that is not there [link.broken]"

Answer = TypeVar("Answer")


def until(ask: Callable[[], Answer | Literal[False] | None], what: str, *passing: type[Exception]) -> Answer:
    """Asks again and again until the answer holds; `passing` errors are those of a moment."""
    last: object = None
    for _ in range(ATTEMPTS):
        try:
            if answer := ask():
                return answer
        except passing as error:
            last = error
        time.sleep(PAUSE)
    raise AssertionError(f"it never came: {what} {last or ''}")


class Served(NamedTuple):
    """An estate that is being served: its folder, where the terminal's text goes, and the port."""

    folder: Path
    terminal: Path
    port: int

    def get(self, path: str) -> tuple[int, str, str]:
        """The status, the content type and the text of an answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.headers["Content-Type"], answer.read().decode()
        finally:
            connection.close()

    def events(self, seen: int | str = "") -> dict[str, Any]:
        """What happened; at once, unless no more than `seen` things had."""
        status, kind, text = self.get(f"/_smile/events?seen={seen}")
        assert (status, kind) == (200, "application/json")
        news: dict[str, Any] = json.loads(text)
        return news

    def edit(self, text: str) -> None:
        """Gives the home page another text, in one step: half a file is never there to be read."""
        page = f"---\ntitle: Example estate\nsummary: The way in.\n---\n{text}\n"
        new = self.folder / "new.md"
        new.write_text(page, encoding="utf-8")
        new.replace(self.folder / HOME)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    """A minimal estate, served until the test ends."""
    folder, terminal = estate(tmp_path), tmp_path / "terminal.txt"
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SMILE_")}
    arguments = ["--estate", str(folder), "--port", "0", "--audience", "public", "--no-search"]
    with terminal.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "smile", "serve", *arguments],
            cwd=tmp_path,
            env={**kept, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    try:
        yield Served(folder, terminal, _port(process, terminal))
    finally:
        process.kill()
        process.wait()


def _port(process: subprocess.Popen[bytes], terminal: Path) -> int:
    """The port of the address that the command prints when it listens."""

    def printed() -> re.Match[str] | None:
        said = terminal.read_text("utf-8")
        assert process.poll() is None, f"the server ended:\n{said}"
        return re.search(r"^public +http://127\.0\.0\.1:(\d+)/$", said, re.MULTILINE)

    return int(until(printed, "the address")[1])


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[webdriver.Chrome]:
    """Debian's Chromium, without a window and with a profile that is new."""
    options = webdriver.ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    for argument in (*BROWSER, f"--user-data-dir={tmp_path / 'profile'}"):
        options.add_argument(argument)
    driver = webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))
    try:
        yield driver
    finally:
        driver.quit()


def test_a_page_is_served_with_the_script_that_reloads_it(served: Served) -> None:
    status, kind, page = served.get("/")
    assert (status, kind) == (200, "text/html; charset=utf-8")
    assert "Welcome." in page
    assert page.count('<script type="module" src="/_smile/reload.js"></script></body>') == 1
    built = (served.folder / "site" / "public" / "index.html").read_text("utf-8")
    assert "_smile" not in built, "the script is only in what is served"
    status, kind, script = served.get("/_smile/reload.js")
    assert (status, kind) == (200, "text/javascript; charset=utf-8")
    assert "/_smile/events" in script


def test_what_a_page_needs_is_served(served: Served) -> None:
    (style,) = re.findall(r"<link\b[^>]*?href=\"?(/assets/[\w.]+\.css)", served.get("/")[2])
    status, kind, text = served.get(style)
    assert (status, kind.partition(";")[0]) == (200, "text/css")
    assert text == (served.folder / "site" / "public" / style[1:]).read_text("utf-8")


@pytest.mark.parametrize(
    "path", ["/nowhere/", "/nowhere", "/assets/none.css", "/../../content/main/index.md"]
)
def test_an_unknown_address_gives_the_page_for_it(served: Served, path: str) -> None:
    status, kind, page = served.get(path)
    assert (status, kind) == (404, "text/html; charset=utf-8")
    there = (served.folder / "site" / "public" / "404.html").read_text("utf-8")
    assert page.replace('<script type="module" src="/_smile/reload.js"></script>', "") == there


def test_an_edit_changes_the_page_and_is_told(served: Served) -> None:
    before = served.events()
    assert before == {"told": 1, "good": 1, "problems": ""}
    served.edit("A text that is new.")  # at once: what comes before the first look is not lost
    until(lambda: "A text that is new." in served.get("/")[2], "the page with its new text")
    after = until(
        lambda: (news := served.events(before["told"]))["good"] > before["good"] and news, "the news"
    )
    assert after["told"] > before["told"] and after["problems"] == ""
    assert "Welcome." not in served.get("/")[2]


def test_problems_are_told_and_the_last_good_page_stays(served: Served) -> None:
    good = served.events()["good"]
    served.edit(BROKEN)
    news = until(lambda: (news := served.events())["problems"] and news, "the problems")
    assert FOUND in news["problems"] and "Traceback" not in news["problems"]
    assert news["good"] == good
    assert FOUND in served.terminal.read_text("utf-8")
    assert "Welcome." in served.get("/")[2] and "Now with a" not in served.get("/")[2]

    served.edit("Now it is mended.")
    news = until(lambda: not (news := served.events())["problems"] and news, "news without problems")
    assert news["good"] > good
    assert "Now it is mended." in served.get("/")[2]


def test_a_page_that_is_mended_to_what_it_was_clears_its_problems(served: Served) -> None:
    served.edit(BROKEN)
    until(lambda: served.events()["problems"], "the problems")
    served.edit("Welcome.")
    until(lambda: not served.events()["problems"], "news without problems")
    assert "Welcome." in served.get("/")[2]


def test_the_browser_shows_problems_and_then_the_mended_page(
    served: Served, browser: webdriver.Chrome
) -> None:
    def text(selector: str) -> str:
        found = browser.execute_script(
            "return document.querySelector(arguments[0])?.innerText ?? ''", selector
        )
        return str(found)

    browser.get(f"http://127.0.0.1:{served.port}/")
    assert "Welcome." in text("main")
    assert text("#smile-problems") == ""

    served.edit(BROKEN)
    until(lambda: FOUND in text("#smile-problems"), "the overlay", WebDriverException)
    assert text("#smile-problems h2") == "Not published yet: the content has problems"
    assert "Welcome." in text("main")

    served.edit("Now it is mended.")
    until(lambda: "Now it is mended." in text("main"), "the mended page", WebDriverException)
    until(lambda: text("#smile-problems") == "", "the page without problems", WebDriverException)


def test_browsers_keep_what_is_named_after_its_content_and_nothing_else(served: Served) -> None:
    _, _, page = served.get("/")
    style = re.search(r"/assets/[^\"' >]+\.css", page)
    assert style

    def kept(path: str) -> str:
        connection = http.client.HTTPConnection("127.0.0.1", served.port)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            answer.read()
            return str(answer.headers["Cache-Control"])
        finally:
            connection.close()

    assert [kept(path) for path in ("/", "/_smile/events", "/robots.txt")] == ["no-store"] * 3
    assert "immutable" in kept(style[0])
