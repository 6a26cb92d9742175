"""What a first view costs a reader: one public page of each kind of the shipped estate, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service

from tests.host import hosted, kinds
from tests.support import BROWSER

WEIGHT, REQUESTS = 60_000, 6
"""Bytes of all answers' bodies as they are sent, and how many there are."""
OBSERVED = """
// the controls of a player are the browser's own: what moves within them has no node of the page
const ofPage = one => one.sources.some(source => source.node && source.node.nodeName !== "AUDIO");
const [done] = arguments, found = performance.getEntriesByType("resource").map(one => one.name);
const shifts = [];
const watch = new PerformanceObserver(list => shifts.push(...list.getEntries().filter(ofPage).map(one => one.value)));
watch.observe({type: "layout-shift", buffered: true});
scrollTo(0, document.body.scrollHeight);
setTimeout(() => done({found, shifts, types: PerformanceObserver.supportedEntryTypes}), 400);
"""


@pytest.fixture(scope="module")
def site() -> Iterator[tuple[str, dict[str, int]]]:
    with hosted() as (address, sent):
        yield address, sent


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    options = webdriver.ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    profile = f"--user-data-dir={tmp_path_factory.mktemp('profile')}"
    for argument in (*BROWSER, profile, "--window-size=360,800"):
        options.add_argument(argument)
    driver = webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))
    yield driver
    driver.quit()


def test_the_first_view_of_each_kind_of_page_is_light_and_still(
    site: tuple[str, dict[str, int]], browser: webdriver.Chrome
) -> None:
    address, sent = site
    chosen = kinds()
    assert len(chosen) >= 10, chosen
    wrong = []
    for kind, url in chosen.items():
        sent.clear()
        browser.get(address + url)
        seen = browser.execute_async_script(OBSERVED)
        assert "layout-shift" in seen["types"]
        weight, count = sum(sent.values()), len(sent)
        elsewhere = [name for name in seen["found"] if not name.startswith(address)]
        shift = sum(seen["shifts"])
        print(f"{kind} {url}: {weight} bytes, {count} requests, shift {shift}")
        if weight >= WEIGHT or count > REQUESTS or shift or elsewhere or 0 in sent.values():
            wrong.append(f"{kind} {url}: {weight} bytes, {sent}, shift {shift}, {elsewhere}")
    assert not wrong, "\n".join(wrong)
