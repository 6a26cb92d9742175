"""Two results side by side: the pages of pairs, and any two that a reader chooses on the page."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import Select, WebDriverWait

from plugins.assessment.comparing import MOST, pairs
from plugins.assessment.model import Result, newest_first
from plugins.assessment.records import PublishedAssessment
from smile.templates import date
from tests.shipped import shipped
from tests.test_assessment import SIX, dated, model
from tests.test_assessment_browser import Open, browse
from tests.test_windows_browser import listening

__all__ = ["browse"]
SCRIPTS = ("compare.js", "self-assessment.js")


def results(*given: tuple[str, str, bool]) -> tuple[Result, ...]:
    """Results by organisation, date, and whether they are examples."""
    text = dated("2026-06", "Full", "Above")
    records = [
        PublishedAssessment.model_validate(
            {**yaml.load(text, yaml.BaseLoader), "organisation": whose, "date": when, "example": example}
        )
        for whose, when, example in given
    ]
    return newest_first(records, (), (model(SIX),))


def named(pair: tuple[Result, Result]) -> tuple[str, str]:
    one, other = (f"{each.assessment.organisation} {each.assessment.date}" for each in pair)
    return one, other


def test_every_two_results_have_a_page_the_older_one_first_and_examples_never_lead() -> None:
    found = results(("Ash", "2024-01", False), ("Elm", "2025-02", False), ("Oak", "2026-01", True))
    assert [one.assessment.organisation for one in found] == ["Elm", "Ash", "Oak"]
    assert [named(pair) for pair in pairs(found)] == [
        ("Ash 2024-01", "Elm 2025-02"), ("Oak 2026-01", "Elm 2025-02"), ("Oak 2026-01", "Ash 2024-01"),
    ]  # fmt: skip


def test_of_many_results_the_pages_stay_few() -> None:
    few = results(*((f"Trust {number:02}", "2026-01", False) for number in range(MOST)))
    assert len(pairs(few)) == MOST * (MOST - 1) // 2
    many = results(
        *((f"Trust {number:02}", f"{year}-01", False) for number in range(40) for year in (2024, 2025, 2026))
    )
    chosen = pairs(many)
    assert len(chosen) == 40 * 3 + 39  # three pairs of dates each, and the leading one beside 39 others
    assert len({named(pair) for pair in chosen}) == len(chosen)


def test_the_page_of_a_pair_has_its_figures_as_picture_table_and_file() -> None:
    out = shipped().out / "public/assessment/compare"
    folder = min(out.glob("*/published-2019/"))
    page = shipped().sites["public"]["/" + folder.relative_to(shipped().out / "public").as_posix() + "/"]
    rows = json.loads((folder / "comparison.json").read_text("utf-8"))["rows"]
    assert len(rows) == 20 and all(
        row["first"] in page.text and row["indicator"] in page.text for row in rows
    )
    higher = sum(row["change"] > 0 for row in rows)
    assert f"is higher on {higher} indicator" in page.text and "made up" in page.text
    assert page.all("svg") and (folder / "comparison.csv").read_text("utf-8").count("\n") == 21


def test_what_is_chosen_on_the_page_is_what_the_build_says(tmp_path: Path) -> None:
    site = shipped().out / "public/assessment"
    html = (site / "compare/index.html").read_text("utf-8")
    told = re.search(r'<script[^>]*id="?compare-data"?[^>]*>(.*?)</script>', html, re.DOTALL)
    assert told is not None
    data = json.loads(told[1])
    for name in SCRIPTS:
        (tmp_path / name).write_bytes((site / name).read_bytes())
    (tmp_path / "package.json").write_text('{"type": "module"}', "utf-8")
    (tmp_path / "data.json").write_text(told[1], "utf-8")
    (tmp_path / "run.js").write_text(
        "import { readFileSync } from 'node:fs'\n"
        "import { compared } from './compare.js'\n"
        "const { models, results } = JSON.parse(readFileSync(new URL('data.json', import.meta.url), 'utf8'))\n"
        "console.log(JSON.stringify(results.map((one) => results.map((other) =>"
        " compared(models[one.model], one, other)))))\n",
        "utf-8",
    )
    done = subprocess.run(["node", tmp_path / "run.js"], capture_output=True, text=True, check=True)
    by_script = json.loads(done.stdout)
    ids = sorted(path.stem for path in site.glob("published-*.csv"))
    places = {(one["organisation"], one["date"]): place for place, one in enumerate(data["results"])}
    files = {id: json.loads((site / f"{id}.json").read_text("utf-8")) for id in ids}
    names = {id: places[one["organisation"], date(one["date"])] for id, one in files.items()}
    checked = 0
    for folder in sorted((site / "compare").glob("*/*/")):
        first, second = names[folder.parent.name], names[folder.name]
        rows = json.loads((folder / "comparison.json").read_text("utf-8"))["rows"]
        expected = [
            [row["indicator"], row["first"], row["second"], f"{row['change']:+}" if row["change"] else "Same"]
            for row in rows
        ]
        assert by_script[first][second]["rows"] == expected
        text = shipped().sites["public"]["/" + folder.relative_to(site.parent).as_posix() + "/"].text
        for name, *values in by_script[first][second]["sums"]:
            assert "".join([name, *values]) in text.replace("\u00a0", " ")
        checked += 1
    assert checked == len(ids) * (len(ids) - 1) // 2 >= 6


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    server = listening(shipped().out / "public")
    yield f"http://127.0.0.1:{server.server_address[1]}/assessment/compare/"
    server.shutdown()


def test_a_reader_chooses_two_and_can_pass_the_choice_on(url: str, browse: Open) -> None:
    driver = browse(True)
    driver.get(url)
    WebDriverWait(driver, 30).until(lambda at: at.find_element(By.ID, "compare-said").text)
    lists = [Select(driver.find_element(By.ID, f"compare-{name}")) for name in ("first", "second")]
    assert len(lists[0].options) >= 4
    lists[0].select_by_index(2)
    lists[1].select_by_index(1)
    chosen = [one.first_selected_option.text.partition(", ")[0] for one in lists]
    said = driver.find_element(By.ID, "compare-said").text
    assert "is higher on" in said and all(date in said for date in chosen)
    heads = [
        one.text
        for one in driver.find_elements(By.CSS_SELECTOR, "#compare-result table:first-of-type th[scope=col]")
    ]
    assert chosen[0] in heads and chosen[1] in heads
    shared = driver.current_url
    driver.get("about:blank")
    driver.get(shared)
    WebDriverWait(driver, 30).until(lambda at: at.find_element(By.ID, "compare-said").text == said)


def test_without_scripts_every_pair_is_a_link(url: str, browse: Open) -> None:
    driver = browse(False)
    driver.get(url)
    assert not driver.find_element(By.ID, "compare-live").is_displayed()
    links = [one.get_attribute("href") or "" for one in driver.find_elements(By.CSS_SELECTOR, "main li a")]
    pages = {link for link in links if "/compare/published-" in link}
    assert len(pages) >= 6
    driver.get(sorted(pages)[0])
    assert driver.find_elements(By.CSS_SELECTOR, "main table")
