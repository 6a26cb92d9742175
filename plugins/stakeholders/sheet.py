"""Reading a spreadsheet of stakeholders, CSV or XLSX, into rows of known columns."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from smile.problems import ContentError, Problem, nearest

MOST = 100_000
"""How many rows one import may have."""

COLUMNS: dict[str, tuple[str, ...]] = {
    "organisation": ("organization", "organisation name", "organization name", "company"),
    "group": ("stakeholder group", "type"),
    "proximity": ("reach", "level"),
    "summary": ("description", "about"),
    "person": ("name", "full name", "contact", "contact name"),
    "role": ("job title", "title", "position"),
    "email": ("e-mail", "email address", "e-mail address"),
    "phone": ("telephone", "telephone number", "phone number", "tel"),
    "platform": ("network", "social network"),
    "handle": ("account", "social account", "username"),
    "lawful basis": ("basis",),
    "review": ("review date", "review by"),
    "same as": ("decision",),
}
"""Each column that is read, and what else it may be called."""

_NAMES = {name: column for column, others in COLUMNS.items() for name in (column, *others)}


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the spreadsheet: the texts in it by column, none of them empty."""

    number: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


@dataclass(frozen=True, slots=True)
class Sheet:
    """What was read of a file, and the headings that say nothing to us."""

    rows: tuple[Row, ...]
    unread: tuple[str, ...]


def read(path: Path) -> Sheet:
    """The first sheet of a CSV or XLSX file. ContentError, at its row, with what cannot be read."""
    lines = _workbook(path) if path.suffix.lower() == ".xlsx" else _table(path)
    numbered = [(at, cells) for at, cells in enumerate(lines, 1) if any(cells)]
    if not numbered:
        raise ContentError([problem(path, 1, "file", "there is no row in the file", "", "a row of headings")])
    (at, head), *rest = numbered
    if len(rest) > MOST:
        message = "the file has too many rows"
        raise ContentError([problem(path, at, "file", message, f"{len(rest):,}", f"at most {MOST:,}")])
    names = [re.sub(r"[\s_]+", " ", cell).strip().casefold() for cell in head]
    known = [_NAMES.get(name) for name in names]
    found = [column for column in known if column]
    twice = sorted({column for column in found if found.count(column) > 1})
    if twice:
        message, hint = "two columns hold the same", "take one of them out"
        raise ContentError([problem(path, at, "column", message, twice[0], "each column once", hint)])
    if not {"organisation", "person"} & set(found):
        close = [other for name in names if (other := nearest(name, list(_NAMES)))]
        hint = f"did you mean `{close[0]}`?" if close else "name the columns in the first row"
        message = "no column names organisations or people"
        raise ContentError(
            [problem(path, at, "column", message, ", ".join(head)[:100], "Organisation or Person", hint)]
        )
    rows = tuple(
        Row(number, {column: cell for column, cell in zip(known, cells, strict=False) if column and cell})
        for number, cells in rest
    )
    unread = tuple(cell for cell, column in zip(head, known, strict=True) if cell and not column)
    return Sheet(rows, unread)


def problem(
    path: Path, row: int, what: str, message: str, found: str, expected: str, hint: str = ""
) -> Problem:
    """Something wrong in a row of the spreadsheet."""
    return Problem(path.name, row, 0, f"import.{what}", message, found, expected, hint)


def _table(path: Path) -> list[list[str]]:
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")  # as Excel writes CSV on Windows
    if "\0" in text:
        message, hint = "this is no CSV file", "save it as CSV or XLSX"
        raise ContentError([problem(path, 1, "file", message, path.name, "CSV or XLSX", hint)])
    first = text.partition("\n")[0]
    mark = max(",;\t", key=first.count)
    try:
        return [[_tidy(cell) for cell in line] for line in csv.reader(io.StringIO(text), delimiter=mark)]
    except csv.Error as error:
        raise ContentError([problem(path, 1, "file", "the CSV is broken", str(error), "CSV")]) from error


def _workbook(path: Path) -> list[list[str]]:
    import openpyxl  # type: ignore[import-untyped]  # takes a while, and only spreadsheets need it

    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        return [list(line) for line in _cells(book.worksheets[0].iter_rows(values_only=True), path)]
    except (zipfile.BadZipFile, KeyError, IndexError, OSError, SyntaxError) as error:
        message, hint = "this is no XLSX file", "open it and save it as XLSX or CSV"
        raise ContentError([problem(path, 1, "file", message, path.name, "XLSX", hint)]) from error


def _cells(lines: Iterable[Sequence[object]], path: Path) -> Iterator[list[str]]:
    for number, line in enumerate(lines, 1):
        if number > MOST + 1:
            message = "the file has too many rows"
            raise ContentError([problem(path, number, "file", message, "", f"at most {MOST:,}")])
        yield [_shown(cell) for cell in line]


def _shown(cell: object) -> str:
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else _tidy(str(cell))


def _tidy(text: str) -> str:
    """A cell without what is not seen, and one space for any."""
    return " ".join(re.sub("[\u00ad\u200b-\u200d\u2060\ufeff\x00-\x08]", "", text).split())
