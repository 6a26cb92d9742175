"""The assessment model as data: points and states, combined answers, small groups, the plan, and the form."""

from __future__ import annotations

import datetime as dt
import json
import re
import subprocess
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from plugins.assessment.aggregate import Aggregate, aggregate, count
from plugins.assessment.answers import AnswerTable, SelfAssessment
from plugins.assessment.framework import Framework
from plugins.assessment.pages import data
from plugins.assessment.planning import Plan, overdue, what_if
from plugins.assessment.scoring import answered, nearest, scored
from plugins.assessment.suppression import shown
from smile.records import Audience
from tests.estates import built, write
from tests.shipped import shipped
from tests.support import ROOT, estate, inside

VECTORS = ROOT / "tests" / "assessment-vectors.json"
SIX = """\
name: six
version: "1"
title: Six components
levels: [Denial, Trial, Full]
scores: [0, 1, 3]
least: 3
ratings: [{name: Early, from: 0, to: "1/2"}, {name: Late, from: "1/2", to: 1}]
states: [{name: Curious, from: 0, to: "1/3"}, {name: Trying, from: "1/3", to: "2/3"}, {name: Whole, from: "2/3", to: 1}]
dimensions:
  - id: start
    name: Start
    indicators: [{id: objectives, name: Objectives}, {id: people, name: People}, {id: resources, name: Resources}]
  - id: going-on
    name: Going on
    indicators:
      - {id: engage, name: Engage}
      - {id: measure, name: Measure}
      - {id: iterate, name: Iterate, scores: [0, 2, 4]}
"""


def model(text: str = "", **changed: Any) -> Framework:
    text = text or (ROOT / "data/assessment/model.yaml").read_text("utf-8")
    values = yaml.safe_load(text)
    return Framework.model_validate({**values, **changed})


def levels_of_2019(column: str) -> dict[str, int]:
    whole = yaml.load((ROOT / "data/assessment/published-2019.yaml").read_text("utf-8"), yaml.BaseLoader)
    names = list(model().levels)
    return {one["id"]: names.index(one[column]) for part in whole["dimensions"] for one in part["indicators"]}


@pytest.mark.parametrize(
    ("column", "parts", "whole", "state"),
    [
        ("combined", [14, 11, 10, 10], 45, "Low maturity"),
        ("nhs", [12, 12, 11, 14], 49, "Low maturity"),
        ("target", [25, 25, 25, 23], 98, "Exemplar"),
    ],
)
def test_the_shipped_model_gives_the_sums_of_2019(
    column: str, parts: list[int], whole: int, state: str
) -> None:
    result = answered(model(), levels_of_2019(column))
    assert [one.points for one in result.dimensions] == parts
    assert (int(result.whole.points), result.whole.most, result.whole.band or "") == (whole, 100, state)
    assert result.whole.percent == f"{whole}.0%"


def vectors() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(VECTORS.read_text("utf-8"))
    return found


def by_python(vector: dict[str, Any]) -> dict[str, Any]:
    result = answered(model(vector["model"]), vector["levels"])

    def plain(one: Any) -> dict[str, Any]:
        return {
            "name": one.name,
            "points": int(one.points),
            "most": one.most,
            "tenths": one.tenths,
            "band": one.band,
        }

    return {"dimensions": [plain(one) for one in result.dimensions], "whole": plain(result.whole)}


def test_build_and_browser_compute_the_same_to_the_last_digit(tmp_path: Path) -> None:
    known = vectors()
    assert len(known) >= 20
    given_ = [{"model": data(model(one["model"])), "levels": one["levels"]} for one in known]
    (tmp_path / "given.json").write_text(json.dumps(given_), "utf-8")
    (tmp_path / "run.mjs").write_text(
        "import { readFileSync } from 'node:fs'\n"
        f"const {{ answered }} = await import({json.dumps((tmp_path / 'script.mjs').as_uri())})\n"
        f"const all = JSON.parse(readFileSync({json.dumps(str(tmp_path / 'given.json'))}, 'utf8'))\n"
        "console.log(JSON.stringify(all.map(({ model, levels }) => answered(model, levels))))\n",
        "utf-8",
    )
    (tmp_path / "script.mjs").write_bytes((ROOT / "plugins/assessment/self-assessment.js").read_bytes())
    done = subprocess.run(["node", tmp_path / "run.mjs"], capture_output=True, text=True, check=True)
    expected = [one["result"] for one in known]
    assert json.loads(done.stdout) == expected
    assert [by_python(one) for one in known] == expected


def test_a_share_on_the_edge_of_a_band_is_in_the_higher_one_and_halves_are_rounded_up() -> None:
    six = model(SIX)
    edge = answered(
        six, {"objectives": 2, "people": 1, "resources": 0, "engage": 2, "measure": 0, "iterate": None}
    )
    assert (int(edge.dimensions[0].points), edge.dimensions[0].most) == (4, 9)
    assert edge.dimensions[1].band == "Late" and edge.dimensions[1].tenths == 500
    assert nearest((0, 1, 3), Fraction(1, 2)) == 1
    assert scored(six, {}).whole.percent == "not known"


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"scores": [0, 2, 1]}, "fall as levels rise"),
        ({"scores": [0, 1]}, "needs points for each of 3 levels"),
        ({"states": [{"name": "A", "from": "0", "to": "1/2"}]}, "leave a gap"),
        (
            {"states": [{"name": "A", "from": "0", "to": "2/3"}, {"name": "B", "from": "1/2", "to": "1"}]},
            "overlap",
        ),
        ({"states": [{"name": "A", "from": "1/3", "to": "1"}]}, "leave a gap"),
        ({"ratings": [{"name": "A", "from": 0.5, "to": "1"}]}, "a part of the whole"),
    ],
)
def test_a_model_that_cannot_be_is_refused(changed: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        model(SIX, **changed)


def people(six: Framework, sizes: dict[tuple[int, str, str], int]) -> list[SelfAssessment]:
    return [
        SelfAssessment(
            model="six",
            version="1",
            organisation=organisation,
            date=dt.date(year, 5, 1),
            team=team,
            answers={one.id: six.levels[(number + place) % 3] for place, one in enumerate(six.indicators)},
        )
        for (year, organisation, team), size in sizes.items()
        for number in range(size)
    ]


def combined(six: Framework, sizes: dict[tuple[int, str, str], int]) -> Aggregate:
    return aggregate(six, count(people(six, sizes), ()))


def test_answers_are_combined_as_means_and_their_spread_is_kept() -> None:
    six = model(SIX)
    given_ = people(six, {(2026, "ash", "a"): 3})
    given_[0].answers["objectives"] = six.unknown
    alone = aggregate(six.model_copy(update={"least": 2}), count(given_, ())).of(2026, "ash", "a")
    assert alone is not None and alone.people == 3
    first = alone.spreads[0]
    assert (first.counts, first.unknown, first.mean) == ((0, 1, 1), 1, Fraction(2))
    assert alone.spreads[5].mean == Fraction(0 + 2 + 4, 3)


def test_an_indicator_that_too_few_knew_is_not_shown() -> None:
    six = model(SIX)
    given_ = people(six, {(2026, "ash", "a"): 3})
    given_[0].answers["objectives"] = six.unknown
    found = aggregate(six, count(given_, ())).of(2026, "ash", "a")
    assert found is not None and found.spreads[0].mean is None and found.spreads[0].counts == ()
    assert found.spreads[1].mean is not None


SIZES = st.dictionaries(
    st.tuples(st.just(2026), st.sampled_from("abcde"), st.sampled_from("xyz")), st.integers(1, 9), max_size=9
)


@settings(deadline=None)
@given(SIZES)
def test_no_group_below_the_least_can_be_worked_out_by_taking_others_away(
    sizes: dict[tuple[int, str, str], int],
) -> None:
    six = model(SIX)
    found = combined(six, sizes)
    assert all(group.people >= six.least for group in found.groups.values())
    for (year, organisation, team), group in found.groups.items():
        if team:
            assert (year, organisation, "") in found.groups
            continue
        parts = [
            part.people
            for (_, whose, which), part in found.groups.items()
            if (whose == organisation and which) or (not organisation and whose and not which)
        ]
        below = [size for (_, whose, _), size in sizes.items() if not organisation or whose == organisation]
        rest = group.people - sum(parts)
        assert group.people == sum(below)
        assert rest == 0 or rest >= six.least


@settings(deadline=None)
@given(st.dictionaries(st.integers(), st.integers(0, 30), max_size=12), st.integers(2, 10))
def test_what_is_hidden_is_nobody_or_many_in_two_groups_or_more(sizes: dict[int, int], least: int) -> None:
    found = shown(sizes, least)
    hidden = [size for key, size in sizes.items() if key not in found and size]
    assert all(sizes[key] >= least for key in found)
    assert not found or not hidden or (sum(hidden) >= least and len(hidden) >= 2)
    if all(size == 0 or size >= least for size in sizes.values()):
        assert found == {key for key, size in sizes.items() if size}


ROWS = "organisation,date,team,role_group,person,indicator,level\n"


def table(path: Path, rows: str) -> AnswerTable:
    path.write_text(ROWS + rows, "utf-8")
    return AnswerTable.read(path, f"data/assessment/answers/{path.name}")


def test_a_table_says_what_files_say_and_parquet_what_csv_says(tmp_path: Path) -> None:
    import duckdb

    six = model(SIX)
    given_ = people(six, {(2026, "ash", "a"): 4, (2026, "elm", "b"): 5})
    rows = "".join(
        f"{one.organisation},{one.date},{one.team},{one.role_group},p{number},{id},{level}\n"
        for number, one in enumerate(given_)
        for id, level in one.answers.items()
    )
    csv = table(tmp_path / "a.csv", rows)
    duckdb.read_csv(str(tmp_path / "a.csv")).write_parquet(str(tmp_path / "a.parquet"))
    parquet = AnswerTable.read(tmp_path / "a.parquet", "data/assessment/answers/a.parquet")
    assert (csv.people, csv.tallies) == (parquet.people, parquet.tallies)
    assert aggregate(six, count([], [csv])) == aggregate(six, count(given_, []))
    assert AnswerTable.audience is Audience.staff and SelfAssessment.audience is Audience.staff


ANSWERS = """\
model: six
version: "1"
organisation: ash
date: 2026-11-01
answers: {objectives: Full, people: Trial, resources: Trial, engage: Denial, measure: Full, iterate: "Don't know"}
"""
FILES = {
    "content/assessment/microsite.yaml": "title: Assess\nsummary: All.\nplugins: [assessment]\n",
    "content/assessment/index.md": "---\ntitle: Assess\nsummary: All.\n---\nHere.\n",
    "data/assessment/model.yaml": SIX,
    "data/assessment/organisations.yaml": "- {name: ash, title: Ash, kind: acute}\n",
    "data/assessment/answers/one.yaml": ANSWERS,
}


def test_another_model_works_without_code(tmp_path: Path) -> None:
    root = estate(tmp_path, FILES)
    html = (built(root) / "public/assessment/self-assessment/index.html").read_text("utf-8")
    assert html.count("<fieldset") == 6 and "Step 2 of 2: Going on" in html
    assert "indicator-objectives" in html and "action=/forms/self-assessment/send" in html.replace('"', "")
    (script,) = re.findall(r"<script [^>]*self-assessment[.]js[^>]*>", html.replace('"', ""))
    assert " src=/assessment/self-assessment.js" in script and " type=module" in script
    assert (root / "site/public/assessment/self-assessment.js").is_file()


@pytest.mark.parametrize(
    ("file", "old", "new", "line", "code"),
    [
        ("answers/one.yaml", "people: Trial, ", "", 5, "assessment.missing"),
        ("answers/one.yaml", "people: Trial", "people: Trail", 5, "assessment.level"),
        ("answers/one.yaml", "people: Trial", "peeple: Trial", 5, "assessment.indicator"),
        ("answers/one.yaml", 'version: "1"', 'version: "2"', 2, "assessment.version"),
        ("answers/one.yaml", "2026-11-01", "2026-12-01", 4, "assessment.date"),
        ("answers/one.yaml", "organisation: ash", "organisation: oak", 3, "assessment.organisation"),
        ("answers/one.yaml", "model: six", "model: seven", 1, "assessment.model"),
        ("model.yaml", 'from: "1/2", to: 1', 'from: "1/3", to: 1', 7, "record.value"),
        ("model.yaml", "scores: [0, 1, 3]", "scores: [0, 4, 3]", 5, "record.value"),
    ],
)
def test_bad_input_is_told_at_its_line(
    tmp_path: Path, file: str, old: str, new: str, line: int, code: str
) -> None:
    root = estate(tmp_path, FILES)
    path = root / "data/assessment" / file
    assert old in path.read_text("utf-8")
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
    result = inside("check", "--estate", str(root), "--now", "2026-11-22", "--format", "json", cwd=root)
    problems = json.loads(result.out)
    assert result.status == 1
    assert (f"data/assessment/{file}", line) in [(one["file"], one["line"]) for one in problems]
    if code.startswith("assessment"):
        assert code in [one["code"] for one in problems]


def test_a_plan_for_an_indicator_that_is_not_there_and_a_bad_row_are_told(tmp_path: Path) -> None:
    plan = "actions:\n  - title: Train\n    indicators:\n      - peple\n"
    row = "ash,2026-01-01,a,nurse,p1,objectives,Fool\n"
    more = {"data/assessment/plan.yaml": plan, "data/assessment/answers/t.csv": ROWS + row}
    root = write(estate(tmp_path, FILES), more)
    result = inside("check", "--estate", str(root), "--now", "2026-11-22", cwd=root)
    assert "data/assessment/plan.yaml:4:9: error" in result.out and "did you mean `people`?" in result.out
    assert "data/assessment/answers/t.csv:2: error: there is no such level" in result.out


def test_a_plan_knows_what_is_overdue_and_what_each_step_would_give() -> None:
    plan = Plan.model_validate(
        {
            "actions": [
                {"title": "Late", "due": dt.date(2026, 1, 1)},
                {"title": "Done", "due": dt.date(2026, 1, 1), "status": "done"},
                {"title": "Today", "due": dt.date(2026, 11, 22)},
            ]
        }
    )
    assert [one.title for one in overdue(plan, dt.date(2026, 11, 22))] == ["Late"]
    steps = list(what_if(model(), levels_of_2019("combined"), levels_of_2019("target")))
    assert len(steps) == 20 and sum(one.gain for one in steps) == 98 - 45
    roles = next(one for one in steps if one.indicator == "Roles and Skills Definition")
    assert (roles.gain, roles.whole, roles.state) == (4, "49 of 100", "Low maturity")


def test_the_shipped_report_shows_printed_beside_computed() -> None:
    page = shipped().sites["public"]["/assessment/report/"]
    for words in (
        "45 of 100",
        "49 of 100",
        "98 of 100",
        "14 of 25",
        "23",
        "3 indicators are above the NHS average, 12 at it, 5 below it",
    ):
        assert words in page.text, words


def test_answers_reach_no_public_page_and_a_small_group_no_page_at_all() -> None:
    sites = shipped().sites
    assert "/assessment/ashvale/" in sites["staff"] and "/assessment/fernhill/" not in sites["staff"]
    assert not any("Ashvale" in page.text for page in sites["public"].values())
    assert "made up" in sites["staff"]["/assessment/ashvale/"].text


PUBLISHED = """\
organisation: Ash
date: "%s"
dimensions:
  - id: start
    name: Start
    printed: {combined: %s, nhs: Trial, comparison: "%s Average", target: Full}
    indicators:
      - {id: objectives, name: Objectives, combined: %s, nhs: Trial, comparison: "%s Average", target: Full}
      - {id: people, name: People, combined: Trial, nhs: Trial, comparison: At Average, target: Full}
      - {id: resources, name: Resources, combined: Trial, nhs: Trial, comparison: At Average, target: Full}
  - id: going-on
    name: Going on
    printed: {combined: Trial, nhs: Trial, comparison: At Average, target: Full}
    indicators:
      - {id: engage, name: Engage, combined: Trial, nhs: Trial, comparison: At Average, target: Full}
      - {id: measure, name: Measure, combined: Trial, nhs: Trial, comparison: At Average, target: Full}
      - {id: iterate, name: Iterate, combined: Trial, nhs: Trial, comparison: At Average, target: Full}
"""


def dated(date: str, level: str, compared: str) -> str:
    return PUBLISHED % (date, level, compared, level, compared)


def test_results_of_another_model_are_reported_with_their_trend_and_compared(tmp_path: Path) -> None:
    texts = (
        "- {indicator: objectives, level: Full, basis: published, text: Aims are set.}\n"
        "- {indicator: people, level: Trial, text: Some try.}\n"
    )
    more = {
        "data/assessment/published-2024.yaml": dated("2024-06", "Denial", "Below"),
        "data/assessment/published-2026.yaml": dated("2026-06", "Full", "Above"),
        "data/assessment/descriptions.yaml": texts,
    }
    out = built(write(estate(tmp_path, FILES), more)) / "public/assessment"
    report = (out / "report/index.html").read_text("utf-8")
    # points: full is 3, trial is 1, and 2 of "iterate": 3 + 4 + 2 of 19
    for words in ("9 of 19", "47.4%", "Trying", "The share of all points over time", "Aims are set.",
                  "Earlier: Denial in June 2024"):  # fmt: skip
        assert words in report, words
    assert "Some try. <em>(our draft)</em>" in report and "Aims are set. <em>" not in report
    assert "there is no trend yet" in (out / "published-2024/report/index.html").read_text("utf-8")
    pair = out / "compare/published-2024/published-2026"
    compare = (pair / "index.html").read_text("utf-8")
    assert (
        "Ash, June 2026, beside Ash, June 2024, is higher on 1 indicator" in compare
        and "6 of 19" in compare
        and "+2" in compare
    )
    rows = json.loads((pair / "comparison.json").read_text("utf-8"))["rows"]
    assert rows[0] == {
        "indicator": "Objectives",
        "first": "Denial",
        "second": "Full",
        "change": 2,
        "compared": "Above",
    }
    whole = json.loads((out / "published-2026.json").read_text("utf-8"))
    assert whole["model"] == {"name": "six", "version": "1"} and whole["states_computed"]["nhs"] == "Trying"


def test_a_level_that_the_model_does_not_have_is_told_at_its_line(tmp_path: Path) -> None:
    text = dated("2026-06", "Full", "Above").replace(
        "engage, name: Engage, combined: Trial", "engage, name: Engage, combined: Good"
    )
    root = write(estate(tmp_path, FILES), {"data/assessment/published-2026.yaml": text})
    result = inside("check", "--estate", str(root), "--now", "2026-11-22", cwd=root)
    assert "published-2026.yaml:15:46: error: there is no such level [assessment.level]" in result.out


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ("six,2,ash,2026-01-01,a,p1,people,Full\n", "t.csv:2: error: the model six has another version"),
        ("seven,1,ash,2026-01-01,a,p1,people,Full\n", "t.csv:2: error: there is no such model"),
        (
            "six,1,ash,2026-01-01,a,p1,people,Full\nsix,1,ash,2026-11-23,a,p2,people,Full\n",
            "t.csv:3: error: the answer is from the future",
        ),
        (
            "six,1,ash,2026-01-01,a,p1,people,Full\nsix,1,ash,2026-11-22,b,p1,people,Trial\n",
            "t.csv:3: error: a person answers the same indicator twice in a year",
        ),
    ],
)
def test_a_table_of_another_version_of_tomorrow_or_with_a_person_twice_is_refused(
    tmp_path: Path, rows: str, words: str
) -> None:
    text = "model,version,organisation,date,team,person,indicator,level\n" + rows
    root = write(estate(tmp_path, FILES), {"data/assessment/answers/t.csv": text})
    result = inside("check", "--estate", str(root), "--now", "2026-11-22", cwd=root)
    assert result.status == 1 and words in result.out, result.out


def test_role_groups_are_combined_and_a_small_one_is_not_told() -> None:
    six = model(SIX)
    given_ = people(six, {(2026, "ash", "a"): 4, (2026, "elm", "b"): 9})
    ash, elm = "Nurse Manager Doctor Doctor", "Nurse Nurse Nurse Nurse Manager Manager Doctor Doctor Porter"
    roles = [*ash.split(), *elm.split()]
    named = [one.model_copy(update={"role_group": role}) for one, role in zip(given_, roles, strict=True)]
    found = aggregate(six, count(named, ()))
    # one porter is hidden, and the smallest other group with him
    assert {role: one.people for (_, role), one in found.roles.items()} == {"Nurse": 5, "Doctor": 4}


def test_a_role_group_that_is_an_organisation_and_few_more_is_not_told() -> None:
    six = model(SIX)
    given_ = people(six, {(2026, "ash", "a"): 4, (2026, "elm", "b"): 9})
    roles = ["Nurse"] * 5 + ["Manager"] * 4 + ["Doctor"] * 4
    named = [one.model_copy(update={"role_group": role}) for one, role in zip(given_, roles, strict=True)]
    found = aggregate(six, count(named, ()))
    assert (2026, "ash", "") in found.groups and (2026, "Nurse") not in found.roles
