"""The network in a real browser: its pictures are walked with the keyboard, and the focus is seen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.keys import Keys

from tests.estates import built, write
from tests.support import BROWSER
from tests.test_stakeholders_network import FILES
from tests.test_windows_browser import listening

FOCUSED = """
const link = document.activeElement, box = link.querySelector("rect"), style = box && getComputedStyle(box);
return [link.getAttribute("href"), style && style.strokeWidth, style && style.fill]
"""
START = 'document.querySelector("svg.chart__picture a").focus()'


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    root = write(tmp_path_factory.mktemp("network"), FILES)
    server = listening(built(root) / "restricted")
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[webdriver.Chrome]:
    options = webdriver.ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    for argument in (*BROWSER, f"--user-data-dir={tmp_path / 'profile'}"):
        options.add_argument(argument)
    driver = webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))
    yield driver
    driver.quit()


def test_the_tab_key_goes_through_a_picture_in_order_and_enter_opens_a_page(
    browser: webdriver.Chrome, site: str
) -> None:
    browser.get(f"{site}/organisations/hub/")
    browser.execute_script(START)  # type: ignore[no-untyped-call]
    passed = []
    for _ in range(3):
        address, width, fill = browser.execute_script(FOCUSED)  # type: ignore[no-untyped-call]
        passed.append(address)
        assert (width, fill) == ("4px", "rgb(255, 235, 59)")
        browser.switch_to.active_element.send_keys(Keys.TAB)
    assert passed == [f"/organisations/{name}/" for name in ("alder", "birch", "cedar")]
    browser.execute_script(START)  # type: ignore[no-untyped-call]
    browser.switch_to.active_element.send_keys(Keys.ENTER)
    assert browser.current_url == f"{site}/organisations/alder/"


@pytest.mark.parametrize("page", ["network", "network/companies", "organisations/hub", "trackers/partnering"])
def test_nothing_is_wider_than_a_phone(browser: webdriver.Chrome, site: str, page: str) -> None:
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": 360, "height": 800, "deviceScaleFactor": 1, "mobile": True},
    )
    browser.get(f"{site}/{page}/")
    script = "return document.documentElement.scrollWidth"
    assert browser.execute_script(script) == 360  # type: ignore[no-untyped-call]
