"""The command `import-stakeholders`: what a spreadsheet adds, what differs, and what a person decides."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import openpyxl
import pytest

from tests.estates import SMALL, build, write
from tests.support import Result, inside

THERE = """\
# A comment that stays.
organisations:
  - id: marrowdene-union
    name: Marrowdene Union
    group: third-sector
    proximity: local
    summary: Speaks for bell ringers.
    contact:
      email: office@marrowdene.example.org
    accounts:
      - {platform: x, handle: "@marrowdene", checked: 2026-01-01}
    people:
      - id: quennell-ashdrake
        name: Quennell Ashdrake
        role: Chair
        lawful_basis: public task
        review: 2027-01-31
"""
FILE = "data/stakeholders/one.yaml"
HEAD = (
    "Organisation,Group,Proximity,Summary,Name,Job title,E-mail,Telephone,"
    "Platform,Account,Lawful basis,Review,Same as\n"
)


def imported(folder: Path, rows: str | Path, *more: str) -> Result:
    if not (folder / FILE).exists():
        write(folder, {**SMALL, FILE: THERE})
    sheet = rows if isinstance(rows, Path) else folder / "list.csv"
    if isinstance(rows, str):
        sheet.write_text(HEAD + rows, "utf-8")
    return inside(
        "import-stakeholders", str(sheet), "--estate", str(folder), "--now", "2026-11-22", *more, cwd=folder
    )


def everything(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in (folder / "data").rglob("*") if path.is_file()}


NEW = (
    "Ottermere Choir,Third sector and community groups,local,Sings for all.,,,hello@ottermere.example.org,,,,,,\n"
    "Ottermere Choir,,,,Wendell Quorn,Chair,,01632 960123,,,public task,2028-01-31,\n"
    ",,,,Idris Vane,Writer,,,mastodon,@idris,consent,2028-02-29,\n"
    "Marrowdene Union,,,,Petra Lomax,Secretary,,,,,public task,2028-01-31,\n"
)


def test_a_dry_run_shows_and_writes_nothing(tmp_path: Path) -> None:
    write(tmp_path, {**SMALL, FILE: THERE})
    before = everything(tmp_path)
    told = imported(tmp_path, NEW)
    assert told.status == 0, told.err
    assert told.out.startswith("4 rows: 4 records to add, 0 facts to add, 0 that differ, 0 in doubt.")
    assert "row 3: person Wendell Quorn, as wendell-quorn, of ottermere-choir" in told.out
    assert "Nothing was written" in told.out and everything(tmp_path) == before


def test_what_is_written_loads_and_a_second_import_adds_nothing(tmp_path: Path) -> None:
    told = imported(tmp_path, NEW, "--write")
    assert told.status == 0, told.out + told.err
    assert (tmp_path / "data/restricted/stakeholders/imported/ottermere-choir.yaml").is_file()
    assert "# A comment that stays." in (tmp_path / FILE).read_text("utf-8")
    result = build(tmp_path, "--audience", "restricted")
    assert result.status == 0, result.out + result.err
    site = tmp_path / "site/restricted"
    for name in ("wendell-quorn", "idris-vane", "petra-lomax", "quennell-ashdrake"):
        assert (site / f"people/{name}/index.html").is_file()
    page = (site / "people/wendell-quorn/index.html").read_text("utf-8")
    assert "01632 960123" in page and "import (Import of" in page and "22 November 2026" in page
    before = everything(tmp_path)
    again = imported(tmp_path, NEW, "--write")
    assert "0 records to add, 0 facts to add, 0 that differ, 0 in doubt." in again.out, again.out
    assert "There was nothing to write." in again.out and everything(tmp_path) == before


def test_facts_are_added_and_none_is_overwritten(tmp_path: Path) -> None:
    rows = (
        "The Marrowdene Union,,national,,,,other@marrowdene.example.org,01632 960555,bluesky,marrow.example.org,,,\n"
        "Marrowdene Union,,,,Quennell Ashdrake,Patron,quennell@marrowdene.example.org,,,,,,\n"
    )
    told = imported(tmp_path, rows, "--write")
    assert told.status == 0, told.out + told.err
    assert "contact.email is `office@marrowdene.example.org`, the row says `other@" in told.out
    assert "proximity is `local`, the row says `national`" in told.out
    assert "role is `Chair`, the row says `Patron`" in told.out
    text = (tmp_path / FILE).read_text("utf-8")
    lines = text.splitlines()
    assert [line for line in THERE.splitlines() if line not in lines] == []
    assert 'phone: "01632 960555"' in text and "other@" not in text and "Patron" not in text
    assert 'email: "quennell@marrowdene.example.org"' in text and '"marrow.example.org"' in text
    assert build(tmp_path, "--audience", "restricted").status == 0


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("Marowdene Unoin,companies,local,Rings.,,,,,,,,,", "its name is"),
        (
            "Ringers,companies,local,Rings.,,,OFFICE@marrowdene.example.org,,,,,,",
            "has this address and another",
        ),
        ("Ringers,companies,local,Rings.,,,,,X,marrowdene,,,", "has this account and another name"),
        (",,,,Quennell Ashdrake,Writer,,,,,consent,2028-01-31,", "has this name, elsewhere"),
    ],
)
def test_a_duplicate_waits_for_a_person_who_decides(tmp_path: Path, row: str, why: str) -> None:
    write(tmp_path, {**SMALL, FILE: THERE})
    before = everything(tmp_path)
    doubtful = imported(tmp_path, row + "\n", "--write")
    assert doubtful.status == 0 and why in doubtful.out and "1 in doubt" in doubtful.out, doubtful.out
    assert everything(tmp_path) == before
    assert "1 records to add" in imported(tmp_path, row + "new\n").out
    known = "quennell-ashdrake" if ",Quennell" in row else "marrowdene-union"
    same = imported(tmp_path, row + known + "\n").out
    assert "0 records to add" in same and "0 in doubt" in same


def test_two_rows_of_nearly_one_name_are_in_doubt(tmp_path: Path) -> None:
    rows = "Ottermere Choir,companies,local,Sings.,,,,,,,,,\nOtermere Choir,companies,local,Sings.,,,,,,,,,\n"
    told = imported(tmp_path, rows)
    assert "1 records to add" in told.out and "an earlier row may mean the same, ottermere-choir" in told.out


def test_a_workbook_is_read_as_a_table_is(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append([*HEAD.strip().split(","), "Shoe size"])
    book.worksheets[0].append(
        ["Ottermere Choir", "companies", "local", "Sings.", "Wendell Quorn", *[None] * 5]
    )
    book.worksheets[0]["K2"], book.worksheets[0]["L2"] = "consent", dt.date(2028, 1, 31)
    book.save(tmp_path / "list.xlsx")
    told = imported(tmp_path, tmp_path / "list.xlsx", "--write")
    assert told.status == 0 and "2 records to add" in told.out, told.out + told.err
    assert "Columns that are not read: Shoe size." in told.out
    text = (tmp_path / "data/restricted/stakeholders/imported/ottermere-choir.yaml").read_text("utf-8")
    assert "review: 2028-01-31" in text


@pytest.mark.parametrize(
    ("rows", "code", "found"),
    [
        ("Choir,shops,local,Sings.,,,,,,,,,\n", "import.group", "shops"),
        ("Choir,companies,local,,,,,,,,,,\n", "import.summary", "Choir"),
        (",,,,Ann Oban,,,,,,hearsay,2028-01-31,\n", "import.lawful-basis", "hearsay"),
        (",,,,Ann Oban,,,,,,consent,soon,\n", "import.review", "soon"),
        (",,,,Ann Oban,,,,myspace,ann,consent,2028-01-31,\n", "import.platform", "myspace"),
        ("Choir,companies,local,Sings.,,,,,,,,,marowdene-union\n", "import.same-as", "marowdene-union"),
        (",companies,,,,,,,,,,,\n", "import.row", ""),
    ],
)
def test_what_cannot_be_read_is_told_at_its_row(tmp_path: Path, rows: str, code: str, found: str) -> None:
    told = imported(tmp_path, rows, "--write", "--format", "json")
    (problem,) = json.loads(told.out)
    assert told.status == 1
    assert (problem["file"], problem["line"], problem["code"], problem["found"]) == (
        "list.csv",
        2,
        code,
        found,
    )


def test_a_choice_may_be_written_as_people_write_it(tmp_path: Path) -> None:
    rows = "Choir,Third sector,Local,Sings.,,,,,,,,,\nBakery,companys,local,Bakes.,,,,,,,,,\n"
    told = imported(tmp_path, rows)
    assert told.status == 1 and told.out.count("[import.group]") == 1
    assert "did you mean `companies`?" in told.out


def test_an_organisation_in_the_column_of_people_is_told(tmp_path: Path) -> None:
    told = imported(tmp_path, ",companies,local,Sings.,Ottermere Choir,,,,,,,,\n")
    belongs = "if Ottermere Choir is no person, the name belongs in the column Organisation"
    assert told.status == 1 and told.out.count(belongs) == 2, told.out
    alone = imported(tmp_path, ",,,,Ann Oban,,,,,,,,\n")
    assert alone.status == 1 and "belongs" not in alone.out


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.xlsx", b"no workbook", "import.file"),
        ("a.csv", b"PK\x00\x01", "import.file"),
        ("a.csv", b"", "import.file"),
        ("a.csv", b"Colour,Size\nred,1\n", "import.column"),
        ("a.csv", b"Name,Full name\nAnn,Ann\n", "import.column"),
    ],
)
def test_no_file_gives_a_traceback(tmp_path: Path, name: str, data: bytes, code: str) -> None:
    (tmp_path / name).write_bytes(data)
    told = imported(tmp_path, tmp_path / name, "--format", "json")
    assert told.status == 1 and [problem["code"] for problem in json.loads(told.out)] == [code]
