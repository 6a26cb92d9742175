"""The self-assessment in a real browser: by keyboard, kept only where asked, and posted without JavaScript."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from selenium import webdriver
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from plugins.assessment.scoring import Scored, answered
from tests.estates import built
from tests.support import BROWSER, estate
from tests.test_assessment import FILES, SIX, model

GIVEN = {"objectives": 2, "people": 1, "resources": 0, "engage": None, "measure": 2, "iterate": 1}
"""The place of the level of each answer; None for "don't know"."""
KEPT = "return Object.entries(localStorage)"

Open = Callable[[bool], webdriver.Chrome]


class Handler(SimpleHTTPRequestHandler):
    """Serves a tree with its own headers, and takes down what is posted."""

    def __init__(self, *arguments: Any, posted: list[tuple[str, dict[str, list[str]]]], **more: Any) -> None:
        self.posted = posted
        super().__init__(*arguments, **more)

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", "default-src 'self'; form-action 'self'")
        super().end_headers()

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.posted.append((self.path, parse_qs(body, keep_blank_values=True)))
        answer = b"<!doctype html><title>Received</title>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, format: str, *arguments: Any) -> None:
        pass


@pytest.fixture(scope="module")
def site(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[str, list[tuple[str, dict[str, list[str]]]]]]:
    """The address of the form of a small model, and what was posted."""
    root = estate(tmp_path_factory.mktemp("estate"), FILES)
    posted: list[tuple[str, dict[str, list[str]]]] = []
    handler = partial(Handler, posted=posted, directory=str(built(root) / "public"))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/assessment/self-assessment/", posted
    server.shutdown()
    server.server_close()


@pytest.fixture
def browse(tmp_path: Path) -> Iterator[Open]:
    """Opens a browser with a new profile, with or without scripts; closes all of them."""
    opened: list[webdriver.Chrome] = []

    def one(scripts: bool) -> webdriver.Chrome:
        options = webdriver.ChromeOptions()
        options.binary_location = "/usr/bin/chromium"
        for argument in (*BROWSER, f"--user-data-dir={tmp_path / str(len(opened))}"):
            options.add_argument(argument)
        if not scripts:
            options.add_experimental_option(
                "prefs", {"profile.managed_default_content_settings.javascript": 2}
            )
        opened.append(webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver")))
        return opened[-1]

    yield one
    for driver in opened:
        driver.quit()


def press(driver: webdriver.Chrome, *keys: str) -> None:
    """Presses keys where the focus is, as a hand does."""
    for key in keys:
        driver.switch_to.active_element.send_keys(key)


def answer_by_keyboard(driver: webdriver.Chrome) -> None:
    """From the first field on, with the tabulator, the arrows and the space bar alone."""
    driver.find_element(By.ID, "organisation").send_keys("Ash")
    press(driver, Keys.TAB, "Ward 3", Keys.TAB, "Nurse")
    for id, place in GIVEN.items():
        press(driver, Keys.TAB)
        assert driver.switch_to.active_element.get_attribute("name") == f"indicator-{id}"
        # the space bar chooses the first level, the arrow the one below it; "don't know" is the last
        press(driver, Keys.SPACE, *[Keys.ARROW_DOWN] * (len(model(SIX).levels) if place is None else place))


def lines(result: Scored) -> list[str]:
    """What the page should say of a result."""
    rows = [(one.name, one) for one in result.dimensions] + [("All together", result.whole)]
    return [f"{name}: {one.points} of {one.most} ({one.percent}), {one.band}" for name, one in rows]


def told(driver: webdriver.Chrome) -> list[str]:
    return [one.text for one in driver.find_elements(By.CSS_SELECTOR, "#assessment-result li")]


def chosen(driver: webdriver.Chrome) -> dict[str, str]:
    found = driver.find_elements(By.CSS_SELECTOR, "form[data-assessment] [type=radio]:checked")
    return {one.get_attribute("name") or "": one.get_attribute("value") or "" for one in found}


def expected() -> dict[str, str]:
    six = model(SIX)
    return {
        f"indicator-{id}": six.unknown if place is None else six.levels[place] for id, place in GIVEN.items()
    }


def test_by_keyboard_the_page_says_what_the_build_says_and_keeps_only_what_it_is_asked_to(
    site: tuple[str, list[tuple[str, dict[str, list[str]]]]], browse: Open
) -> None:
    url, _ = site
    driver = browse(True)
    driver.get(url)
    WebDriverWait(driver, 30).until(told)
    answer_by_keyboard(driver)
    assert chosen(driver) == expected()
    assert told(driver) == lines(answered(model(SIX), GIVEN))
    assert driver.execute_script(KEPT) == [], "nobody asked"  # type: ignore[no-untyped-call]

    driver.get(url)
    WebDriverWait(driver, 30).until(told)
    assert chosen(driver) == {}
    answer_by_keyboard(driver)
    press(driver, Keys.TAB)
    assert driver.switch_to.active_element.get_attribute("id") == "assessment-keep"
    press(driver, Keys.SPACE)
    kept = driver.execute_script(KEPT)  # type: ignore[no-untyped-call]
    assert len(kept) == 1 and "Ward 3" not in str(kept), "answers alone, not who gave them"
    driver.get(url)
    WebDriverWait(driver, 30).until(told)
    assert chosen(driver) == expected() and told(driver) == lines(answered(model(SIX), GIVEN))

    driver.find_element(By.CSS_SELECTOR, "[type=reset]").send_keys(Keys.ENTER)
    redrawn = WebDriverWait(driver, 30, ignored_exceptions=[StaleElementReferenceException])
    redrawn.until(lambda at: "no answer yet" in told(at)[-1])
    assert chosen(driver) == {} and driver.execute_script(KEPT) == []  # type: ignore[no-untyped-call]
    assert not driver.find_element(By.ID, "assessment-keep").is_selected()


@pytest.mark.parametrize("spoilt", ["{", '{"objectives": "Long gone", "other": "Full"}', "7", "null"])
def test_what_is_kept_and_cannot_be_read_does_no_harm(
    site: tuple[str, list[tuple[str, dict[str, list[str]]]]], browse: Open, spoilt: str
) -> None:
    driver = browse(True)
    driver.get(site[0])
    WebDriverWait(driver, 30).until(told)
    driver.execute_script("localStorage.setItem('smile-assessment-six-1', arguments[0])", spoilt)  # type: ignore[no-untyped-call]
    driver.get(site[0])
    WebDriverWait(driver, 30).until(told)
    assert chosen(driver) == {}


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_the_form_posts_every_field(
    site: tuple[str, list[tuple[str, dict[str, list[str]]]]], browse: Open, scripts: bool
) -> None:
    url, posted = site
    posted.clear()
    driver = browse(scripts)
    driver.get(url)
    assert driver.find_element(By.ID, "assessment-live").is_displayed() == scripts
    answer_by_keyboard(driver)
    driver.find_element(By.CSS_SELECTOR, ".assess button:not([type=reset])").send_keys(Keys.ENTER)
    WebDriverWait(driver, 30).until(lambda at: at.title == "Received")
    fields = {
        "form-name": "self-assessment", "altcha": "", "website-address": "", "version": "1",
        "organisation": "ash", "team": "Ward 3", "role-group": "Nurse",
    }  # fmt: skip
    assert posted == [
        ("/forms/self-assessment/send", {name: [value] for name, value in {**fields, **expected()}.items()})
    ]
