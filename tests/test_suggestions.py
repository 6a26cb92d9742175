"""Content suggestions through the command: for staff alone, each with its decision, reason and where it ran."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.estates import SMALL, build, built, line_of, tree, write

FILE = "data/suggestions/soup.yaml"
SOUP = """\
title: Soup for all
team: Kitchen
received: 2026-10-01
text: We cook soup on Fridays.
channels: [newsround, patient-story]
consent: Register, entry 4
decision:
  verdict: approved
  on: 2026-10-05
  by: Communications officer
  reason: Because everybody likes Borogove soup.
  channels: [newsround, patient-story]
ran:
  - {channel: newsround, on: 2026-10-09, where: Friday edition}
"""
FILES = {
    **SMALL,
    "content/ideas/microsite.yaml": "title: Ideas\naudience: staff\nplugins: [suggestions]\n",
    "content/ideas/index.md": "---\ntitle: Ideas\n---\nFor staff.\n",
    FILE: SOUP,
    "data/suggestions/waits.yaml": "title: Bread\nteam: Kitchen\nreceived: 2026-11-02\ntext: Bread.\n"
    "channels: [podcast]\n",
}


def test_the_queue_the_decisions_and_where_each_ran(tmp_path: Path) -> None:
    site = built(write(tmp_path, FILES))
    page = re.sub(
        r"\s+", " ", re.sub(r"<[^>]+>", " ", (site / "staff/ideas/queue/index.html").read_text("utf-8"))
    )
    assert "1 wait for a decision" in page and "Bread Kitchen 20 days Podcast" in page
    assert "Approved Because everybody likes Borogove soup. Newsround, 9 October 2026" in page
    assert "Friday edition" in (site / "staff/ideas/channel/newsround/index.html").read_text("utf-8")
    assert len(list((site / "staff/ideas/channel").iterdir())) == 9
    assert not [name for name, data in tree(site / "public").items() if b"Borogove" in data]


@pytest.mark.parametrize(
    ("old", "new", "line", "code"),
    [
        ("consent: Register, entry 4\n", "", "  channels: [newsround, patient-story]", "decision"),
        ("verdict: approved", "verdict: declined", "verdict:", "decision"),
        ("  on: 2026-10-05", "  on: 2026-09-30", "  on:", "decision"),
        ("channel: newsround", "channel: podcast", "  - {channel", "ran"),
        ("on: 2026-10-09", "on: 2026-10-04", "  - {channel", "ran"),
    ],
)
def test_what_is_refused(old: str, new: str, line: str, code: str, tmp_path: Path) -> None:
    root = write(tmp_path, {**FILES, FILE: SOUP.replace(old, new)})
    (problem,) = build(root, "--format", "json", verb="check").problems
    assert (problem["line"], problem["code"]) == (line_of(root, FILE, line), f"suggestions.{code}")
