"""Every broken estate gives just the words that were reviewed, and no other."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests import overlays, refresh

CASES = overlays.cases()
OWN_PROCESS = [case for case in CASES if overlays.recipe(case).get("process")]
_TOLD = re.compile(r"^\S.*: error: .+ \[[a-z]+\.[a-z]+\]$")


def expected(case: str) -> str:
    return (overlays.BROKEN / case / overlays.EXPECTED).read_text("utf-8")


@pytest.mark.parametrize("case", CASES)
def test_what_a_broken_estate_is_told(case: str, tmp_path: Path) -> None:
    assert overlays.told(case, overlays.make(case, tmp_path / "estate")) == expected(case)


def test_there_are_enough_of_them_and_some_run_as_people_run_it() -> None:
    assert len([case for case in CASES if not case.startswith("good-")]) >= 100
    assert len(OWN_PROCESS) >= 10


@pytest.mark.parametrize("case", [case for case in CASES if not case.startswith("told-")])
def test_every_problem_says_where_and_what_to_do(case: str) -> None:
    body = expected(case).partition("\n")[2].partition("--- ")[0].strip()
    for told in body.split("\n\n") if ": error:" in body else []:
        first, *details = told.split("\n")
        assert _TOLD.match(first), first
        assert any(line.startswith(("    expected: ", "    try:      ")) for line in details), told


@pytest.mark.parametrize("case", CASES)
def test_no_broken_estate_shows_a_traceback_or_a_fault(case: str) -> None:
    text = expected(case)
    assert "Traceback" not in text and "has a fault" not in text and ".venv" not in text
    assert text.endswith(("exit status 0\n", "exit status 1\n", "exit status 3\n"))
    assert case.startswith("good-") == text.endswith("exit status 0\n") or case == "yaml-old-words"


def test_refresh_mends_an_expectation_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    case = "yaml-tab"
    overlays.make(case, tmp_path / case)
    (tmp_path / case / overlays.EXPECTED).write_text("wrong\n", "utf-8")
    monkeypatch.setattr(overlays, "BROKEN", tmp_path)
    assert refresh.main([case]) == 0
    said = capsys.readouterr().out
    assert said.startswith("changed: ") and "\n1 of 1 changed." in said
    assert (tmp_path / case / overlays.EXPECTED).read_text("utf-8").endswith("--- exit status 1\n")
    assert refresh.main([case]) == 0
    assert capsys.readouterr().out.startswith("0 of 1 changed.")
