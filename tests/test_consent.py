"""Consent: what nobody agreed to, or no longer agrees to, is in no byte of any tree."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.estates import SMALL, build, built, tree, write
from trust import consent
from trust.built import ROOT, Built

STORY = (
    "---\ntitle: Their story\nsummary: A story.\n---\nThe pond was the first thing that I saw that morning.\n"
)
RECORD = "covers: [content/main/story.md]\ngiven_by: carer\ngiven: 2026-11-05\n"


@pytest.fixture
def estate(tmp_path: Path) -> Path:
    home = "---\ntitle: Home\nsummary: The first page.\n---\n[Them](story.md), [about](about.md).\n"
    more = {"content/main/story.md": STORY, "data/consent/1.yaml": RECORD, "content/main/index.md": home}
    return write(tmp_path / "estate", {**SMALL, **more})


def shown(root: Path) -> bool:
    return "public/story/index.html" in tree(root / "site")


def test_stories_pictures_and_quotations_go_with_their_consent() -> None:
    outcome = consent.check(Built(ROOT, ROOT / "site"), False)
    assert not outcome.faults, "\n".join(map(str, outcome.faults))
    assert outcome.counts["searches"] >= 20 and outcome.counts["quotations"] == 2


@pytest.mark.parametrize(
    ("more", "now", "there"),
    [
        ("", "2026-11-22", True),
        ("", "2026-11-04", False),
        ("expires: 2026-11-23\n", "2026-11-22", True),
        ("expires: 2026-11-22\n", "2026-11-22", False),
        ("withdrawn: 2026-11-22\n", "2026-11-22", False),
        ("withdrawn: 2027-11-22\n", "2026-11-22", False),
    ],
)
def test_a_consent_holds_from_day_to_day(estate: Path, more: str, now: str, there: bool) -> None:
    built(estate)
    write(estate, {"data/consent/1.yaml": RECORD + more})
    built(estate, "--now", now)
    assert shown(estate) is there
    assert (b"Them</a>" in (estate / "site/public/index.html").read_bytes()) is there


def test_a_withdrawal_and_a_new_consent_are_seen_by_the_next_build(estate: Path, tmp_path: Path) -> None:
    """And a build of nothing is still a build of nothing, with a file that is left out."""
    with_it = tree(built(estate))
    write(estate, {"data/consent/1.yaml": RECORD + "withdrawn: 2026-11-01\n"})
    result = build(estate)
    assert (
        "content/main/story.md:1: warning: not built: consent was withdrawn on 1 November 2026" in result.out
    )
    without = tree(estate / "site")
    assert without == tree(built(estate, "--out", tmp_path / "fresh"))
    assert "Nothing changed" in build(estate).out
    write(estate, {"data/consent/1.yaml": RECORD})
    assert tree(built(estate)) == with_it != without


def test_files_that_need_consent_are_not_built_without(estate: Path) -> None:
    settings = str(SMALL["content/estate.yaml"]) + "consent_needed: ['content/**/story*']\n"
    write(estate, {"content/estate.yaml": settings})
    built(estate)
    assert shown(estate)
    write(estate, {"data/consent/1.yaml": None})
    result = build(estate)
    assert result.status == 0 and "no consent is recorded for it" in result.out
    assert not shown(estate)


def test_words_copied_from_what_is_withheld_stop_the_build(estate: Path) -> None:
    built(estate)
    before = tree(estate / "site")
    page = f"---\ntitle: About\nsummary: What this is.\n---\nA carer: {STORY.splitlines()[-1]}\n"
    write(estate, {"data/consent/1.yaml": RECORD + "withdrawn: 2026-11-01\n", "content/main/about.md": page})
    result = build(estate)
    assert result.status == 1 and "content/main/about.md:5" in result.out and "a withheld text" in result.out
    assert tree(estate / "site") == before


def test_a_consent_that_lapses_soon_is_told(estate: Path) -> None:
    write(estate, {"data/consent/1.yaml": RECORD + "expires: 2026-12-10\n"})
    assert "data/consent/1.yaml:4:10: warning: consent lapses on 10 December 2026" in build(estate).out
