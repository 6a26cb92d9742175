"""Message frameworks: what everybody inherits, who is told otherwise, and what lists send."""

from __future__ import annotations

import csv
from pathlib import Path

from tests.estates import built, write
from tests.support import inside
from tests.test_stakeholders import ESTATE

FRAMEWORK = """\
name: Winter
summary: What we say in the winter.
messages:
  - {id: open, text: Care goes on all winter.}
  - {id: ring, text: Ring before you come., under: open, proof: [The line is open every day]}
  - {id: plan, text: We plan with you.}
  - {id: meet, text: Come to the meeting., under: plan}
overrides:
  - {for: third-sector, texts: {open: Your members are welcome., ring: Members may ring.}}
  - {for: marrowdene-union, texts: {ring: Ringers may ring.}}
  - {for: quennell-ashdrake, texts: {open: "Dear chair, you are welcome."}, leave_out: [plan]}
"""
FILES = {**ESTATE, "data/chase/messages/winter.yaml": FRAMEWORK}


def words(folder: Path, page: str) -> str:
    text = (folder / "site/restricted" / page / "index.html").read_text("utf-8")
    return text.partition("What we tell them")[2].partition("Partnering roles")[0]


def test_words_are_inherited_and_the_nearest_count(tmp_path: Path) -> None:
    built(write(tmp_path, FILES))
    person, organisation = (
        words(tmp_path, "people/quennell-ashdrake"),
        words(tmp_path, "organisations/marrowdene-union"),
    )
    assert "Dear chair, you are welcome. <em>(in words for them)" in person
    assert "Ringers may ring. <em>(in words for their organisation)" in person
    assert "We plan with you." not in person and "Come to the meeting." not in person
    assert "Your members are welcome. <em>(in words for their group)" in organisation
    assert "Ringers may ring. <em>(in words for them)" in organisation
    assert "We plan with you." in organisation and "The line is open every day" in organisation
    assert organisation.index("Your members") < organisation.index("Ringers") < organisation.index("We plan")
    whole = (tmp_path / "site/restricted/messages/winter/index.html").read_text("utf-8")
    assert "Care goes on all winter." in whole and "Nothing: it is left out" in whole


def test_a_list_sends_each_the_words_that_are_for_them(tmp_path: Path) -> None:
    listed = "name: Ringers\npurpose: News.\nsays: {}\n"
    lists = {f"data/chase/lists/{id}.yaml": listed.format(id) for id in ("ring", "meet")}
    write(tmp_path, {**FILES, **lists})

    def sent(name: str) -> list[list[str]]:
        to = tmp_path.with_suffix(f".{name}.csv")
        more = ("--to", str(to), "--purpose", "News", "--by", "Lead", "--estate", str(tmp_path))
        told = inside("export-list", name, *more, "--now", "2026-11-22", cwd=tmp_path)
        assert told.status == 0, told.err
        return list(csv.reader(to.read_text("utf-8-sig").splitlines()))[1:]

    assert [row[-1] for row in sent("ring")] == ["Ringers may ring."]
    assert sent("meet") == []
