"""A Window in a real browser: words combined by keyboard, kept in the address, and shown on somebody else's page."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tests.support import BROWSER, NOW, estate, inside
from tests.test_serve import until
from tests.test_windows_fetch import HOME, SITE

SAID = {
    "a": ["The ward garden opens", "The night tram passes the ward garden", "A night tram for the library"],
    "b": ["Our ward garden has a bench", "The night tram is late", "Carers meet in the ward garden"],
    "c": ["Library has the night tram timetable", "Carers ride the night tram to the ward garden"],
}
WINDOW = """\
title: Town
summary: What a town says.
purpose: A test.
sources: [{name: Alpha, posts: a.csv}, {name: Beta, posts: b.csv}, {name: Gamma, posts: c.csv}]
"""


class Headed(SimpleHTTPRequestHandler):
    """Serves a tree with the headers that its `_headers` names, as the host does."""

    def end_headers(self) -> None:
        found: dict[str, str] = {}
        chosen = False
        file = Path(self.directory) / "_headers"
        for line in file.read_text("utf-8").splitlines() if file.is_file() else ():
            if not line.startswith(" "):
                path = self.path.partition("?")[0]
                chosen = path == line or (line.endswith("*") and path.startswith(line[:-1]))
                continue
            name, _, value = line.strip().partition(": ")
            if chosen and name.startswith("! "):
                found.pop(name[2:], None)
            elif chosen:
                found[name] = value
        for name, value in found.items():
            self.send_header(name, value)
        super().end_headers()

    def log_message(self, format: str, *arguments: Any) -> None:
        pass


def listening(folder: Path) -> ThreadingHTTPServer:
    folder.mkdir(parents=True, exist_ok=True)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Headed, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


class Sites(NamedTuple):
    """The built site, and two others with the same pages: one may show the Window, one may not."""

    own: str
    other: str
    stranger: str
    folder: Path

    def write(self, name: str, body: str) -> None:
        """Writes a page of the others, with `body` in it."""
        page = f"<!DOCTYPE html><html lang=en-GB><title>Ours</title><h1>Our page</h1>{body}</html>"
        (self.folder / f"{name}.html").write_text(page, "utf-8")


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sites]:
    folder = tmp_path_factory.mktemp("windows")
    servers = [listening(folder / "estate/site/public"), *(listening(folder / "other") for _ in range(2))]
    own, other, stranger = (f"http://127.0.0.1:{server.server_address[1]}" for server in servers)
    posts = {
        f"data/windows/posts/{name}.csv": "date,text,link\n"
        + "".join(
            f"2026-11-{20 - at},{said},https://{name}.example.org/{at}\n" for at, said in enumerate(all)
        )
        for name, all in SAID.items()
    }
    root = estate(folder, {
        **posts,
        "content/windows/microsite.yaml": SITE,
        "content/windows/index.md": HOME,
        "data/windows/town.yaml": f"{WINDOW}embed: ['{other}']\n",
    })  # fmt: skip
    file = root / "content/estate.yaml"
    file.write_text(file.read_text("utf-8").replace("https://www.example.org", own), "utf-8")
    result = inside("build", "--now", NOW, "--jobs", "1", "--no-search", cwd=root)
    assert result.status == 0, result.out + result.err
    yield Sites(own, other, stranger, folder / "other")
    for server in servers:
        server.shutdown()


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    options = webdriver.ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    for argument in (*BROWSER, f"--user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))
    yield driver
    driver.quit()


def press(browser: webdriver.Chrome, *keys: str) -> None:
    """Keys for whatever has the focus."""
    for key in keys:
        browser.switch_to.active_element.send_keys(key)


def reach(browser: webdriver.Chrome, word: str, back: bool = False) -> None:
    """Goes with the tab key alone until a word of the cloud has the focus."""
    for _ in range(80):
        held = browser.switch_to.active_element
        if held.get_attribute("data-word") == word and held.is_displayed():
            return
        held.send_keys(Keys.SHIFT + Keys.TAB if back else Keys.TAB)
    raise AssertionError(f"the tab key never comes to {word}")


def state(browser: webdriver.Chrome) -> tuple[str, list[str], list[str]]:
    """What the status says, the posts that are shown, and the words still in the cloud."""
    said = browser.find_element(By.ID, "chosen-status").text
    posts = [one.text for one in browser.find_elements(By.CSS_SELECTOR, "#chosen:not([hidden]) h3")]
    words = [
        str(one.get_attribute("data-word"))
        for one in browser.find_elements(By.CSS_SELECTOR, ".cloud [data-word]")
        if one.is_displayed()
    ]
    return said, posts, words


def said(browser: webdriver.Chrome, text: str) -> tuple[str, list[str], list[str]]:
    until(lambda: state(browser)[0] == text, text)
    return state(browser)


BOTH = ["The night tram passes the ward garden", "Carers ride the night tram to the ward garden"]


def test_two_words_by_keyboard_and_back(sites: Sites, browser: webdriver.Chrome) -> None:
    page = f"{sites.own}/windows/town/"
    browser.get(page)
    every = state(browser)[2]
    assert {"ward-garden", "night-tram", "carers"} <= set(every)
    reach(browser, "ward-garden")
    press(browser, Keys.ENTER)
    _, posts, words = said(browser, "5 posts say ward garden")
    assert len(posts) == 5 and "night-tram" in words
    assert browser.current_url == f"{page}?words=ward-garden"
    assert browser.switch_to.active_element.get_attribute("id") == "chosen-status"
    reach(browser, "night-tram", back=True)
    press(browser, Keys.ENTER)
    both = said(browser, "2 posts say ward garden and night tram")
    assert sorted(both[1]) == sorted(BOTH) and set(both[2]) < set(every)
    assert browser.current_url == f"{page}?words=ward-garden,night-tram"
    browser.refresh()
    assert said(browser, "2 posts say ward garden and night tram") == both
    browser.back()
    assert said(browser, "5 posts say ward garden")[1:] == (posts, words)
    browser.back()
    until(lambda: state(browser) == ("", [], every), "all words again")
    assert browser.current_url == page
    browser.forward()
    said(browser, "5 posts say ward garden")
    press(browser, Keys.TAB)
    until(lambda: not [one for one in browser.get_log("browser") if one["level"] == "SEVERE"], "no error")


def test_words_are_taken_away_by_keyboard(sites: Sites, browser: webdriver.Chrome) -> None:
    page = f"{sites.own}/windows/town/"
    browser.get(f"{page}?words=ward-garden,night-tram")
    said(browser, "2 posts say ward garden and night tram")
    browser.execute_script("document.getElementById('chosen-status').focus()")
    press(browser, Keys.TAB, Keys.SPACE)
    said(browser, "5 posts say night tram")
    press(browser, Keys.TAB, Keys.TAB, Keys.ENTER)
    until(lambda: browser.current_url == page, "no word in the address")
    assert not browser.find_element(By.ID, "chosen").is_displayed()
    held = browser.switch_to.active_element
    assert held.get_attribute("data-window"), "the focus is at the words, not lost"


def test_list_and_table_by_keyboard_are_kept(sites: Sites, browser: webdriver.Chrome) -> None:
    browser.get(f"{sites.own}/windows/town/")
    browser.find_element(By.CSS_SELECTOR, "[name=view]:checked").send_keys(Keys.ARROW_RIGHT, Keys.ARROW_RIGHT)
    assert browser.current_url.endswith("?view=table")
    browser.refresh()
    assert browser.find_element(By.CSS_SELECTOR, ".words table").is_displayed()
    assert not browser.find_element(By.CSS_SELECTOR, ".cloud").is_displayed()


def test_an_address_with_a_word_that_is_gone(sites: Sites, browser: webdriver.Chrome) -> None:
    browser.get(f"{sites.own}/windows/town/?words=unheard")
    assert said(browser, "0 posts say unheard")[1] == []
    browser.find_element(By.ID, "chosen-none").send_keys(Keys.ENTER)
    until(lambda: "night-tram" in state(browser)[2], "all words again")


def names(browser: webdriver.Chrome) -> list[tuple[str, str]]:
    """Role and name of all that the accessibility tree holds."""
    browser.execute_cdp_cmd("Accessibility.enable", {})
    nodes = browser.execute_cdp_cmd("Accessibility.getFullAXTree", {})["nodes"]
    return [
        (node["role"]["value"], " ".join(node.get("name", {}).get("value", "").split()))
        for node in nodes
        if not node.get("ignored") and "role" in node
    ]


def test_what_a_screen_reader_is_told(sites: Sites, browser: webdriver.Chrome) -> None:
    browser.get(f"{sites.own}/windows/town/")
    plain = names(browser)
    for wanted in [
        ("region", "What they are talking about"),
        ("group", "Show as"),
        ("radio", "Cloud"),
        ("radio", "List"),
        ("radio", "Table"),
        ("link", "ward garden 5 posts, 3 sources"),
        ("link", "night tram 5 posts, 3 sources"),
    ]:
        assert wanted in plain, (wanted, plain)
    assert all(name for role, name in plain if role in ("link", "button", "radio"))
    browser.get(f"{sites.own}/windows/town/?words=ward-garden")
    said(browser, "5 posts say ward garden")
    chosen = names(browser)
    for wanted in [
        ("region", "Chosen words"),
        ("button", "ward garden (take away)"),
        ("button", "Show all words again"),
        ("link", "The ward garden opens"),
    ]:
        assert wanted in chosen, (wanted, chosen)
    assert "status" in [role for role, _ in chosen]
    nodes = browser.execute_cdp_cmd("Accessibility.getFullAXTree", {})["nodes"]
    told = [node for node in nodes if "ward garden 5" in node.get("name", {}).get("value", "")]
    assert any(one["name"] == "url" for node in told for one in node["properties"])


def copied(browser: webdriver.Chrome, sites: Sites) -> str:
    """The code that the Window's page offers."""
    browser.get(f"{sites.own}/windows/town/")
    code = browser.find_element(By.CSS_SELECTOR, "details pre code").get_attribute("textContent")
    assert code
    return code


def test_on_the_page_of_somebody_else(sites: Sites, browser: webdriver.Chrome) -> None:
    code = copied(browser, sites)
    frame, _ = code.split("\n")
    browser.get(f"{sites.own}/windows/town/embed.html")
    assert not browser.find_elements(By.TAG_NAME, "script")
    sites.write("plain", frame)
    sites.write("sized", code)
    browser.get(f"{sites.other}/plain.html")
    inner = browser.find_element(By.TAG_NAME, "iframe")
    assert inner.get_attribute("height") == "460"
    browser.switch_to.frame(inner)
    words = [one.text for one in browser.find_elements(By.CSS_SELECTOR, ".cloud__word")]
    assert any(word.startswith("ward garden") for word in words)
    browser.switch_to.default_content()
    browser.get(f"{sites.other}/sized.html")
    steps = browser.execute_script("return history.length")

    def fitted() -> bool:
        return browser.find_element(By.TAG_NAME, "iframe").get_attribute("height") != "460"

    until(fitted, "the height of the frame")
    height = int(browser.find_element(By.TAG_NAME, "iframe").get_attribute("height") or 0)
    assert 100 < height < 460
    assert browser.execute_script("return history.length") == steps
    browser.switch_to.frame(browser.find_element(By.TAG_NAME, "iframe"))
    wide = "return document.documentElement.scrollHeight <= innerHeight"
    until(lambda: browser.execute_script(wide), "a frame that does not scroll")
    browser.switch_to.default_content()
    assert ("region", "") not in names(browser) and ("Iframe", "Town") in names(browser)


def test_who_is_not_named_may_not_show_it(sites: Sites, browser: webdriver.Chrome) -> None:
    sites.write("plain", copied(browser, sites).split("\n")[0])
    browser.get_log("browser")
    browser.get(f"{sites.stranger}/plain.html")
    browser.switch_to.frame(browser.find_element(By.TAG_NAME, "iframe"))
    assert not browser.find_elements(By.CSS_SELECTOR, ".cloud__word")
    browser.switch_to.default_content()
    assert any("frame-ancestors" in one["message"] for one in browser.get_log("browser"))
