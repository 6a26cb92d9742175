"""A sample of the checks of `python3 build.py trust`: what is valid. The whole is behind --whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.trusted import built, passed
from trust import formats, links, nu, policy, prose, supply, words


def test_pages_and_styles_are_valid() -> None:
    passed(nu.check(built(), False), pages=15)


def test_what_machines_read_is_valid() -> None:
    outcome = formats.check(built(), False)
    passed(outcome, sitemaps=10, feeds=10, calendars=1, OPML=1)
    assert outcome.counts["JSON feeds"] and outcome.counts["JSON-LD"] > 100


def test_every_link_leads_somewhere() -> None:
    passed(links.check(built(), False), links=10_000)


def test_words_are_looked_at() -> None:
    outcome = words.check(built(), False)
    passed(outcome, pages=50, words=2_000)
    assert len(outcome.warnings) < 60, "\n".join(str(one) for one in outcome.warnings)


def test_no_attack_in_a_text_comes_through() -> None:
    passed(prose.check(built(), False), attacks_tried=1_000)


def test_the_policy_holds() -> None:
    passed(policy.check(built(), False), pages_opened=8, scripts_planted=30, answers=20)


def test_what_it_is_made_of_is_known() -> None:
    passed(supply.check(built(), False), components=50, pins=300, run_apart=1)


def test_a_fault_fails_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """On a tree with a broken link, as a person runs it."""
    from trust.__main__ import main

    for name in ("public", "staff"):
        (tmp_path / name).mkdir()
        page = "<!DOCTYPE html><title>x</title><a href=/y/>y</a>"
        (tmp_path / name / "index.html").write_text(page, "utf-8")
    assert main(["--only", "links", "--site", str(tmp_path)]) == 1
    said = capsys.readouterr().out
    assert "public /: /y/ [links.broken]" in said and "2 links" in said
    assert main(["--only", "links", "--write"]) == 2
