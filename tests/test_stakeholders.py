"""Stakeholders: the shipped example, trackers and their history, reach, retention, lists."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from plugins.stakeholders import reach, trackers
from plugins.stakeholders.choices import GROUPS, PROXIMITIES
from plugins.stakeholders.definitions import Tracker
from plugins.stakeholders.plugin import Stakeholders
from plugins.stakeholders.records import Interaction, PublishedTotal, StakeholderFile
from plugins.stakeholders.register import Register
from smile import validate
from smile.plugin import Build, Records
from smile.records import Audience
from tests import stakeholder_example
from tests.estates import SMALL, Files, build, built, line_of, write
from tests.support import Result, inside
from tests.test_plugins import NOW as MOMENT

ROOT = Path(__file__).resolve().parent.parent
TRACKER = (ROOT / "data/chase/trackers/partnering.yaml").read_text("utf-8")

KEPT = """\
example: true
organisations:
  - id: marrowdene-union
    name: Marrowdene Union
    group: third-sector
    proximity: local
    summary: Speaks for bell ringers.
    added: 2020-01-01
    seldom_heard: [disability]
    assessments:
      - {date: 2026-01-05, scores: {support: 2, influence: 6}, by: Lead, reason: They opposed the plan.}
      - {date: 2026-06-05, scores: {support: 4, influence: 6}, by: Lead, reason: They took part in a visit.}
    people:
      - id: quennell-ashdrake
        name: Quennell Ashdrake
        role: Chair
        lawful_basis: public task
        review: 2027-01-31
"""
ESTATE: Files = {
    **SMALL,
    "data/stakeholders/local/one.yaml": KEPT,
    "data/chase/trackers/partnering.yaml": TRACKER,
}


def loaded(files: dict[str, str]) -> Register:
    kinds = {
        "stakeholders": StakeholderFile,
        "trackers": Tracker,
        "interactions": Interaction,
        "reach": PublishedTotal,
    }
    by_type: dict[type, list[object]] = {}
    for path, text in files.items():
        kind = next((kind for name, kind in kinds.items() if f"/{name}" in path), None)
        if kind is None:
            continue
        by_type.setdefault(kind, []).extend(validate.records(kind, text.encode(), path))
    made: Register = Stakeholders().derive(Records(by_type), Build(MOMENT))  # type: ignore[arg-type]
    return made


def shipped() -> Register:
    paths = [ROOT / "data/stakeholders.yaml", ROOT / "data/reach.yaml"]
    paths += [
        path for name in ("stakeholders", "chase") for path in sorted((ROOT / "data" / name).rglob("*.yaml"))
    ]
    return loaded({path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in paths})


def test_the_shipped_example_is_made_by_its_generator_to_the_byte() -> None:
    made = stakeholder_example.files()
    assert {path: (ROOT / path).read_bytes() for path in made} == {
        path: text.encode() for path, text in made.items()
    }
    there = {path.relative_to(ROOT).as_posix() for path in (ROOT / "data/stakeholders").rglob("*.yaml")}
    assert there == {path for path in made if path.startswith("data/stakeholders/")}


def test_the_shipped_example_has_the_numbers_of_the_review_and_is_fictional() -> None:
    of = shipped()
    assert (len(of.organisations), len(of.people)) == (173, 408)
    assert all(held.file.example for held in of.held) and all(entry.example for entry in of.interactions)
    for person in of.people:
        assert person.email is None or person.email.endswith(".example.org")
        assert person.phone is None or person.phone.startswith("01632 960")
    assert not of.overdue and min(person.review for person in of.people).year >= 2031


def test_the_grid_counts_every_organisation_once_and_shows_its_gaps() -> None:
    grid = reach.grid(shipped().organisations)
    assert (len(grid.rows), len(grid.proximities)) == (len(GROUPS), len(PROXIMITIES))
    assert (grid.total, grid.gaps) == (173, 2)


def test_growth_is_held_against_the_baseline_on_both_published_totals() -> None:
    assert (reach.against_goal(173), reach.against_goal(197)) == (33.1, 51.5)
    grown = {one.measure: one.percent for one in map(reach.growth, shipped().published)}
    assert grown["Named stakeholders"] == 60.6


def test_seldom_heard_counts_new_organisations_alone() -> None:
    of = loaded({"data/stakeholders/one.yaml": KEPT, "data/chase/trackers/partnering.yaml": TRACKER})
    (first, *others) = reach.seldom_heard(of.organisations)
    assert (first.title, first.count, first.new, first.shortfall) == ("Disability", 1, 1, 1)
    assert all((one.count, one.shortfall) == (0, 2) for one in others)


def test_a_tracker_keeps_history_and_shows_the_move() -> None:
    of = loaded({"data/stakeholders/one.yaml": KEPT, "data/chase/trackers/partnering.yaml": TRACKER})
    placed = trackers.placed(of.trackers[0], of.held, trackers.standing(of))
    assert len(placed.rows) == 7 and {len(counts) for _, counts in placed.rows} == {12}
    (one,) = placed.positions
    assert (one.across, one.up, one.score, one.corner) == (4, 6, 24, "low_high")
    assert trackers.movements(placed) == [(one, (2, 6))] and trackers.next_ones(placed) == [one]
    assert placed.unplaced == 1


@pytest.mark.parametrize(("rule", "score"), [("product", 24), ("sum", 10), ("quadrant", None)])
def test_the_score_follows_the_rule_that_the_tracker_names(rule: str, score: int | None) -> None:
    text = TRACKER.replace("score: product", f"score: {rule}")
    (tracker,) = validate.records(Tracker, text.encode(), "data/chase/trackers/partnering.yaml")
    assert trackers.score(tracker, 4, 6) == score


def test_the_pages_show_the_seven_fields_the_roles_and_every_judgement(tmp_path: Path) -> None:
    site = built(write(tmp_path, ESTATE)) / "restricted"
    page = (site / "organisations/marrowdene-union/index.html").read_text("utf-8")
    heads = (
        "Biography",
        "Roles and positions",
        "Recent activity, events and meetings",
        "Reasons for interest",
    )
    for text in (
        *heads,
        "Influence over decisions",
        "Degree of support",
        "Strength of the relationship",
        "Champion",
    ):
        assert text in page
    assert page.index("They took part in a visit.") < page.index("They opposed the plan.")
    assert "Quennell Ashdrake" in (site / "people/quennell-ashdrake/index.html").read_text("utf-8")
    tracker = (site / "trackers/partnering/index.html").read_text("utf-8")
    assert "<svg" in tracker and "marker-end" in tracker and "Win over" in tracker
    assert (site / "trackers/partnering/third-sector/index.html").is_file() and (
        site / "reach/index.html"
    ).is_file()


def test_one_change_redraws_what_shows_it(tmp_path: Path) -> None:
    site = built(write(tmp_path, ESTATE)) / "restricted"
    before = {path: path.stat().st_mtime_ns for path in site.rglob("*.html")}
    write(tmp_path, {"data/stakeholders/local/one.yaml": KEPT.replace("They opposed", "They questioned")})
    built(tmp_path)
    changed = {
        path.relative_to(site).as_posix() for path, time in before.items() if path.stat().st_mtime_ns != time
    }
    assert changed == {"organisations/marrowdene-union/index.html"}


def test_past_its_review_date_the_restricted_site_stops_and_the_public_one_does_not(tmp_path: Path) -> None:
    write(tmp_path, ESTATE)
    late = ("--now", "2027-02-01", "--format", "json")
    stopped = build(tmp_path, *late)
    assert stopped.status == 1
    (problem,) = stopped.problems
    assert (problem["code"], problem["found"]) == ("stakeholders.review", "2027-01-31")
    assert problem["line"] == line_of(tmp_path, "data/stakeholders/local/one.yaml", "review:")
    for audience in ("public", "staff"):
        alone = build(tmp_path, "--audience", audience, *late)
        assert alone.status == 0 and "Quennell" not in alone.out + alone.err and "one.yaml" not in alone.out
    assert build(tmp_path, "--audience", "restricted", *late).status == 1


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("tracker: x", "tracker: x", "stakeholders.reference"),
        (
            "influence: 6}, by: Lead, reason: They opposed",
            "influence: 8}, by: Lead, reason: They opposed",
            "stakeholders.score",
        ),
        ("{support: 2,", "{suport: 2,", "stakeholders.reference"),
        ("    added:", "    connections: [nobody-known]\n    added:", "stakeholders.reference"),
        ("id: marrowdene-union", "id: quillhaven-forum", "stakeholders.id"),
        ("        lawful_basis: public task\n", "", "field.missing"),
    ],
)
def test_what_contradicts_itself_is_refused_at_its_line(
    tmp_path: Path, old: str, new: str, code: str
) -> None:
    text = (
        KEPT.replace("{date: 2026-01-05,", "{tracker: x, date: 2026-01-05,")
        if old == new
        else KEPT.replace(old, new)
    )
    write(tmp_path, {**ESTATE, "data/stakeholders/local/one.yaml": text})
    result = build(tmp_path, "--format", "json")
    assert result.status == 1 and [problem["code"] for problem in result.problems] == [code]
    assert result.problems[0]["line"] > 1


@pytest.mark.parametrize("name", ["stakeholder-grid", "partnering-matrix", "seldom-heard"])
@pytest.mark.parametrize("folder", ["main", "inside"])
def test_no_restricted_block_stands_on_a_wider_site(tmp_path: Path, name: str, folder: str) -> None:
    page = f"---\ntitle: Home\nsummary: Home.\n---\n```smile {name}\n```\n"
    result = build(write(tmp_path, {**ESTATE, f"content/{folder}/index.md": page}), "--format", "json")
    assert result.status == 1 and result.problems[0]["code"] == "stakeholders.audience"


def test_restricted_by_type() -> None:
    for kind in (StakeholderFile, Interaction, Tracker):
        assert kind.audience == Audience.restricted
    assert reach.ReachFigures.audience == Audience.public
    assert all(field.annotation is int for field in reach.ReachFigures.model_fields.values())


LIST = "name: Ringers\npurpose: News.\ngroups: [third-sector]\nmessage: Hello.\ntailored: {third-sector: '=SUM(1)'}\n"


def exported(root: Path, to: Path, name: str = "ringers") -> Result:
    words = ("--purpose", "News: one", "--by", "Lead", "--estate", str(root), "--now", "2026-11-22")
    return inside("export-list", name, *words, "--to", str(to), cwd=root)


def test_a_list_is_exported_safely_and_logged(tmp_path: Path) -> None:
    root = write(tmp_path / "estate", {**ESTATE, "data/chase/lists/ringers.yaml": LIST})
    told = exported(root, tmp_path / "out.csv")
    assert told.status == 0 and told.out.startswith("1 people written"), told.err
    rows = list(csv.reader((tmp_path / "out.csv").read_text("utf-8-sig").splitlines()))
    assert rows[1][:4] == ["Dear Quennell Ashdrake", "Quennell Ashdrake", "Chair", "Marrowdene Union"]
    assert rows[1][-1] == "'=SUM(1)"
    site = built(root) / "restricted"
    assert "News: one" in (site / "lists/index.html").read_text("utf-8")
    assert "Quennell Ashdrake" in (site / "lists/ringers/index.html").read_text("utf-8")
    away = KEPT.replace("    added:", "    do_not_contact: true\n    added:")
    write(root, {"data/stakeholders/local/one.yaml": away})
    assert exported(root, tmp_path / "none.csv").out.startswith("0 people")
    assert exported(root, tmp_path / "none.csv", "ringer").status == 2
    write(root, {"data/chase/lists/ringers.yaml": LIST + "retired: true\n"})
    assert (
        "is used no more" in exported(root, tmp_path / "old.csv").err and not (tmp_path / "old.csv").exists()
    )
    assert "Used no more" in (built(root) / "restricted/lists/index.html").read_text("utf-8")


def test_a_list_is_never_written_where_it_would_be_published_or_committed(tmp_path: Path) -> None:
    root = write(tmp_path / "estate", {**ESTATE, "data/chase/lists/ringers.yaml": LIST})
    (tmp_path / "repository/.git").mkdir(parents=True)
    (tmp_path / "repository/deep").mkdir()
    (tmp_path / "door").symlink_to(root, target_is_directory=True)
    for place in (
        "estate/out.csv",
        "estate/content/out.csv",
        "estate/site/public/out.csv",
        "estate/site/restricted/out.csv",
        "repository/deep/out.csv",
        "door/out.csv",
    ):
        refused = exported(root, tmp_path / place)
        assert refused.status == 2 and "would be published or committed" in refused.err
        assert not (tmp_path / place).exists()
    assert not (root / "data/chase/exports.yaml").exists()


def test_check_fails_for_a_record_past_its_review_date(tmp_path: Path) -> None:
    late = ("--now", "2027-02-01", "--format", "json")
    checked = build(write(tmp_path, ESTATE), *late, verb="check")
    assert checked.status == 1 and [one["code"] for one in checked.problems] == ["stakeholders.review"]
    assert "Quennell" not in checked.out
