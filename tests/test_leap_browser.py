"""The register in a real browser: facets combined by keyboard and kept in the address; and without a script."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.select import Select

from tests.estates import built, write
from tests.leap import LEAP, item, plain_item
from tests.support import BROWSER
from tests.test_serve import until
from tests.test_windows_browser import listening, names


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a register of 64 items."""
    many = {item(2025, number): plain_item(number, "2025-03-04") for number in range(1, 61)}
    root = write(tmp_path_factory.mktemp("leap"), {**LEAP, **many})
    server = listening(built(root) / "public")
    yield f"http://127.0.0.1:{server.server_address[1]}/leap/"
    server.shutdown()


def started(profile: Path, *more: str) -> webdriver.Chrome:
    options = webdriver.ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    for argument in (*BROWSER, f"--user-data-dir={profile}", *more):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    if more:
        options.add_experimental_option("prefs", {"profile.managed_default_content_settings.javascript": 2})
    return webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    driver = started(tmp_path_factory.mktemp("profile"))
    yield driver
    driver.quit()


def choose(browser: webdriver.Chrome, facet: str, word: str) -> None:
    """Writes the beginning of an option into a list that has the focus, as people do with a keyboard."""
    field = browser.find_element(By.ID, f"narrow-{facet}")
    field.send_keys(word)


def said(browser: webdriver.Chrome, text: str) -> list[str]:
    """The titles that are shown, once the status says `text`."""
    until(lambda: browser.find_element(By.ID, "narrow-said").text == text, text)
    return [
        one.text
        for one in browser.find_elements(By.CSS_SELECTOR, ".search__results h2")
        if one.is_displayed()
    ]


def test_facets_are_combined_and_kept_in_the_address(register: str, browser: webdriver.Chrome) -> None:
    page = f"{register}register/"
    browser.get(page)
    assert browser.find_element(By.ID, "narrow-all").is_displayed()
    choose(browser, "topic", "Food")
    assert said(browser, "3 of 64 items") == ["Waiting to be screened", "Lovely soup", "Warm plates"]
    assert browser.current_url == f"{page}?topic=food"
    options = {one.text: one.is_enabled() for one in Select(browser.find_element(By.NAME, "status")).options}
    assert options["Done since (1)"] and options["Being considered (0)"] is False
    choose(browser, "status", "Done")
    assert said(browser, "1 of 64 items") == ["Warm plates"]
    assert browser.current_url == f"{page}?status=done&topic=food"
    link = browser.find_element(By.CSS_SELECTOR, "#narrow-found a")
    assert link.get_attribute("href") == f"{register}LEAP-2026-0001/"
    browser.refresh()
    assert said(browser, "1 of 64 items") == ["Warm plates"]
    browser.back()
    said(browser, "3 of 64 items")
    browser.find_element(By.CSS_SELECTOR, ".narrow [type=reset]").send_keys(Keys.ENTER)
    said(browser, "")
    assert browser.current_url == page and browser.find_element(By.ID, "narrow-all").is_displayed()


def test_words_and_more_than_one_page_of_results(register: str, browser: webdriver.Chrome) -> None:
    browser.get(f"{register}register/")
    browser.find_element(By.ID, "narrow-q").send_keys("ramp 2025")
    shown = said(browser, "60 of 64 items")
    assert len(shown) == 50
    browser.find_element(By.CSS_SELECTOR, "#narrow-found button").send_keys(Keys.ENTER)
    until(lambda: len(said(browser, "60 of 64 items")) == 60, "the rest")
    held = browser.switch_to.active_element
    assert held.tag_name == "a" and held.get_attribute("href").endswith("/LEAP-2025-0010/")
    assert not [one for one in browser.get_log("browser") if one["level"] == "SEVERE"]


def test_what_a_screen_reader_is_told(register: str, browser: webdriver.Chrome) -> None:
    browser.get(f"{register}register/")
    told = names(browser)
    for wanted in [("search", "Narrow the list"), ("combobox", "Topic"), ("combobox", "How far it is"),
                   ("textbox", "Words"), ("button", "Show everything")]:  # fmt: skip
        assert wanted in told, (wanted, told)
    assert "status" in [role for role, _ in told]


def test_partners_are_narrowed_too(register: str, browser: webdriver.Chrome) -> None:
    browser.get(f"{register}partners/?opportunity=materials")
    assert said(browser, "1 of 1 partner") == ["Larkspur Choir"]


def test_without_a_script_there_are_ready_made_lists(
    register: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    driver = started(tmp_path_factory.mktemp("plain"), "--blink-settings=scriptEnabled=false")
    try:
        driver.get(f"{register}register/")
        assert not driver.find_element(By.CSS_SELECTOR, ".narrow").is_displayed()
        driver.find_element(By.XPATH, "//summary[text()='Topic']").send_keys(Keys.ENTER)
        driver.find_element(By.LINK_TEXT, "Food and drink").send_keys(Keys.ENTER)
        assert driver.current_url == f"{register}register/topic/food/"
        assert [one.text for one in driver.find_elements(By.CSS_SELECTOR, ".search__results h2")][
            -1
        ] == "Warm plates"
    finally:
        driver.quit()
