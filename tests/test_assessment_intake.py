"""A self-assessment that is sent becomes a file of answers in a real repository, and the estate builds with it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from intake.delivery import branch
from tests.intake_support import House, git
from tests.shipped import shipped
from tests.support import ROOT, inside
from tests.test_assessment import FILES, SIX

ROLES = 'role_groups: ["Clinical", "Board and executive"]\n'
ESTATE = {
    **{name: text for name, text in FILES.items() if "/answers/" not in name},
    "data/assessment/model.yaml": SIX.replace("least: 3\n", "least: 3\n" + ROLES),
    "content/benchmarks/microsite.yaml": "title: Benchmarks\nsummary: B.\naudience: staff\nplugins: [assessment]\n",
    "content/benchmarks/index.md": "---\ntitle: Benchmarks\nsummary: B.\n---\nHere.\n",
}
LEVELS = {"objectives": "Full", "people": "Trial", "resources": "Denial", "engage": "Don't know", "measure": "Full",
          "iterate": "Trial"}  # fmt: skip
GIVEN = {
    "version": "1",
    "organisation": "ash",
    "role-group": "Clinical",
    **{f"indicator-{id}": level for id, level in LEVELS.items()},
}
NOW = ("--no-search", "--jobs", "1", "--now", "2027-01-01")


def build(folder: Path) -> None:
    done = inside("build", *NOW, cwd=folder)
    assert done.status == 0, done.out + done.err


@pytest.fixture
def house(tmp_path: Path) -> House:
    made = House(tmp_path, ESTATE)
    build(made.folder)
    made.open()
    return made


def delivered(house: House, id: str) -> dict[str, Any]:
    """The file of answers of a submission, as the branch of its proposal has it."""
    house.deliver()
    one = house.store.get(id)
    assert one is not None
    names = git(house.repo, "diff", "--name-only", f"main...{branch(one)}").split()
    assert names == [f"data/assessment/answers/{id}.yaml"]
    read: dict[str, Any] = yaml.safe_load(git(house.repo, "show", f"{branch(one)}:{names[0]}"))
    return read


def test_what_people_send_is_counted_where_enough_of_them_did(house: House) -> None:
    ids = [
        house.sent("self-assessment", {**GIVEN, "indicator-people": level})
        for level in ("Denial", "Trial", "Full")
    ]
    assert [(one.state, one.flags) for one in house.store.listed("queued")] == 3 * [("queued", [])]
    for id in ids:
        kept = house.store.get(id)
        assert kept is not None
        record = delivered(house, id)
        assert record.pop("date") and record.pop("answers") == {
            **LEVELS,
            "people": kept.public["indicator-people"],
        }
        assert record == {
            "model": "six", "version": "1", "organisation": "ash", "role_group": "Clinical",
        }  # fmt: skip
        house.forge.merge(branch(kept))
    git(house.folder, "pull", "-q", str(house.repo), "main")
    build(house.folder)
    rows = json.loads((house.folder / "site/staff/benchmarks/results/results.json").read_text("utf-8"))
    (people,) = [
        row for row in rows if (row["organisation"], row["team"], row["indicator"]) == ("ash", "", "people")
    ]
    assert (people["people"], people["Denial"], people["Trial"], people["Full"]) == (3, 1, 1, 1)
    assert people["mean"] == round(4 / 3, 4)
    waiting = (house.folder / "site/staff/inbox/waiting/index.html").read_text("utf-8")
    assert "Nothing is waiting." in waiting


def test_own_words_wait_for_a_person_and_leave_as_that_person_wrote_them(house: House) -> None:
    text = 'Ward 3: "the" {best} # team\n  - x: &a *a'
    answer = house.send("self-assessment", {**GIVEN, "team": text})
    assert answer.status_code == 422 and "Your team must be on one line" in answer.text
    text = text.replace("\n", " ")
    id = house.sent("self-assessment", {**GIVEN, "team": text})
    kept = house.store.get(id)
    assert kept is not None and (kept.state, kept.flags) == ("held", ["own words"])
    house.store.decide(id, "queued", kept.public)
    assert delivered(house, id)["team"] == text
    house.forge.merge(branch(kept))
    git(house.folder, "pull", "-q", str(house.repo), "main")
    build(house.folder)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"organisation": ""}, "Select your organisation"),
        ({"organisation": "oak"}, "Select one of the answers in the list"),
        ({"role-group": "Some One, ward 3"}, "Select one of the answers in the list"),
        ({"indicator-people": ""}, "Select a level for: People"),
        ({"indicator-people": "Fool"}, "Select one of the answers in the list"),
        ({"version": "0"}, "The questions have changed since you opened the page"),
    ],
)
def test_a_mistake_gives_the_page_back_with_what_was_chosen(
    house: House, changed: dict[str, str], said: str
) -> None:
    answer = house.send("self-assessment", {**GIVEN, **changed})
    page = " ".join(answer.text.split())
    assert answer.status_code == 422 and "There is a problem" in page and said in page
    assert "<title>Error: Assess your team</title>" in page and "masthead" in page
    assert 'name="version" value="1"' in page
    assert page.count("checked") == len(
        [name for name in {**GIVEN, **changed} if name.startswith("indicator")]
    ) - ("indicator-people" in changed)
    assert house.store.listed("held", "queued") == []


def test_without_scripts_it_is_taken_and_looked_at(house: House) -> None:
    kept = house.store.get(house.sent("self-assessment", GIVEN, proven=False))
    assert kept is not None and (kept.state, kept.flags) == ("held", ["no proof of work"])


def test_page_and_definition_ask_the_same() -> None:
    out = shipped().out / "public/assessment"
    asked = json.loads((out / "self-assessment.form.json").read_text("utf-8"))
    page = shipped().sites["public"]["/assessment/self-assessment/"]
    named = {
        tag["name"]
        for name in ("input", "select", "textarea")
        for tag in page.all(name)
        if tag.get("name") and tag["name"] not in ("form-name", "altcha", "website-address", "q")
    }
    assert {field["name"] for field in asked["fields"]} == named and len(named) == 24
    for field in asked["fields"]:
        values = {tag.get("value") for tag in page.all("input") if tag.get("name") == field["name"]}
        if field.get("kind") in ("radios", "hidden"):
            assert values == {option["value"] for option in field["options"]}
    model = yaml.load((ROOT / "data/assessment/model.yaml").read_text("utf-8"), yaml.BaseLoader)
    assert asked["keeping"]["always"] == {"model": model["name"]}
