"""The example register: it shows every state, facet and chart, and its data package is what it says."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest
import yaml

from plugins.leap.choices import AUDIENCES, OPPORTUNITIES, PARTNER_STATES, ROUTES, STATUSES
from plugins.suggestions.records import TARGETS
from tests.shipped import shipped
from tests.support import ROOT
from tests.test_leap import package_problems

LEAP = Path("public/leap")


@pytest.fixture(scope="module")
def site() -> Path:
    return shipped().out


def rows(site: Path, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((site / LEAP / f"data/{name}.csv").open(encoding="utf-8", newline="")))


def test_the_examples_show_every_state_and_choice(site: Path) -> None:
    items, partners = rows(site, "register"), rows(site, "partners")
    assert len(items) >= 60
    assert {row["status"] for row in items} == STATUSES.keys()
    assert {row["route"] for row in items} == ROUTES.keys()
    assert {row["audience"] for row in items} == AUDIENCES.keys()
    assert {row["status"] for row in partners} == PARTNER_STATES.keys()
    assert {way for row in partners for way in row["opportunities"].split()} == OPPORTUNITIES.keys()
    days = sorted(row["received"] for row in items)
    assert int(days[-1][:4]) - int(days[0][:4]) >= 2
    assert all(row["example"] == "true" for row in (*items, *partners))
    assert any(row["same_as"] for row in items) and any(not row["said"] for row in items)


def test_every_chart_and_breach_is_shown(site: Path) -> None:
    figures = (site / LEAP / "figures/index.html").read_text("utf-8")
    titles = re.findall(r"<figcaption[^>]*>([^<]+)", figures)
    assert titles == ["What came of suggestions", "Median days to the first answer", "Open items by age",
                      "What came of suggestions, by quarter"]  # fmt: skip
    queue = (site / "staff/leap/queue/index.html").read_text("utf-8")
    for late in ("Judging is", "The answer is", "The action is", "The second reply is", "In time"):
        assert late in queue, late
    desk = " ".join(
        re.sub(r"<[^>]+>", " ", (site / "staff/leap/agreements/index.html").read_text("utf-8")).split()
    )
    assert "Overdue" in desk and "Coming up" in desk and "Not yet" in desk
    shared = (site / LEAP / "events/index.html").read_text("utf-8")
    assert shared.index("Campaigns") < shared.index("Events to come") < shared.index(">Over<")
    assert 'href="/events/' in shared or "href=/events/" in shared


def test_the_data_package_describes_what_lies_beside_it(site: Path) -> None:
    assert package_problems(site / LEAP / "data") == []


def options(form: str, field: str) -> list[str]:
    made = yaml.safe_load((ROOT / f"data/forms/{form}.yaml").read_text("utf-8"))
    (found,) = [one for one in made["fields"] if one["name"] == field]
    return [option["value"] for option in found["options"]]


def test_forms_ask_for_what_the_registers_hold() -> None:
    settings = yaml.safe_load((ROOT / "data/leap/settings.yaml").read_text("utf-8"))
    assert (settings["form"], settings["sign_up"]) == ("leap-feedback", "leap-sign-up"), (
        "the build checks these"
    )
    assert options("content-suggestion", "channels") == list(TARGETS)


def test_the_index_of_the_script_holds_every_item(site: Path) -> None:
    whole = json.loads((site / LEAP / "register/index.json").read_text("utf-8"))
    assert {row[0].strip("/") for row in whole["rows"]} == {row["id"] for row in rows(site, "register")}
