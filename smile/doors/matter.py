"""The source files of a foreign site: their front matter, and where in them something stands."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from smile import sources, yaml12
from smile.doors import DoorJob
from smile.doors.markup import line_at
from smile.problems import ContentError, Problem, shown

# MkDocs takes as front matter what this matches, and prints everything else into the page.
_FRONT = re.compile(r"^---[ \t]*\n(.*?\n)(?:\.{3}|-{3})[ \t]*\n", re.DOTALL)
_OPENED = re.compile(r"^---[ \t]*\n[A-Za-z_][\w -]*:")
_DATES = ("publish", "expires", "reviewed", "next_review")


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A text file of a site: its name in problems, its text, and its front matter."""

    name: str
    text: str
    matter: Mapping[str, Any] = field(default_factory=dict)

    def place(self, *needles: str) -> tuple[int, int]:
        """Line and column of the first needle that the text holds; (1, 0) when it holds none."""
        for needle in needles:
            if needle and (at := self.text.find(needle)) >= 0:
                return line_at(self.text, at)
        return 1, 0

    def field(self, name: str) -> tuple[int, int]:
        """Line and column of `name:` (or `:name:`) at the head of the file; (1, 0) when it is not there."""
        head = self.text.split("\n\n", 1)[0] if not self.text.startswith("---") else self.text
        found = re.search(rf"^:?{re.escape(name)}[ \t]*:", head, re.IGNORECASE | re.MULTILINE)
        return line_at(self.text, found.start()) if found else (1, 0)


def read_all(job: DoorJob, files: Iterable[Path], front_matter: bool) -> dict[Path, SourceFile]:
    """Every file as text, with its YAML front matter where `front_matter` is true.

    Raises one ContentError with all that is wrong: bytes that are not UTF-8, front matter that is not YAML.
    """
    made: dict[Path, SourceFile] = {}
    problems: list[Problem] = []
    for file in files:
        name = job.named(file) or file.name
        try:
            text = sources.decode(file.read_bytes(), name).replace("\r\n", "\n")
            made[file] = SourceFile(name, text, _front(text, name) if front_matter else {})
        except ContentError as error:
            problems += error.problems
    if problems:
        raise ContentError(problems)
    return made


def due(matter: Mapping[str, Any], job: DoorJob) -> bool:
    """Whether a page is built: expired ones never, drafts and scheduled ones only where drafts are wanted."""
    today = job.now.date()
    if (expires := day(matter.get("expires"))) and expires <= today:
        return False
    publish = day(matter.get("publish"))
    return job.drafts or not (matter.get("draft") is True or (publish is not None and publish > today))


def day(value: object) -> dt.date | None:
    """The day that a text begins with (2019-02-07), or None."""
    try:
        return dt.date.fromisoformat(str(value or "")[:10])
    except ValueError:
        return None


def _front(text: str, name: str) -> dict[str, Any]:
    if not (found := _FRONT.match(text)):
        if _OPENED.match(text):
            raise ContentError([_open(name)])
        return {}
    given = yaml12.load(found[1], name, 2)
    if given is None:
        return {}
    if not isinstance(given, dict):
        expected = "fields, one a line: `title: ...`"
        raise ContentError(
            [Problem(name, 2, 1, "matter.fields", "the front matter holds no fields", shown(given), expected)]
        )
    wrong = [
        _date(name, key, given[key], found[1]) for key in _DATES if given.get(key) and not day(given[key])
    ]
    if "draft" in given and not isinstance(given["draft"], bool):
        line, column = yaml12.locate(found[1], ["draft"], 2)
        wrong.append(
            Problem(
                name,
                line,
                column,
                "matter.draft",
                "`draft` is not true or false",
                shown(given["draft"]),
                "true or false",
            )
        )
    if wrong:
        raise ContentError(wrong)
    return given


def _open(name: str) -> Problem:
    hint = "end the front matter with a line --- that has a line after it"
    return Problem(name, 1, 1, "matter.open", "the front matter is not closed", "", "---", hint)


def _date(name: str, key: str, value: object, text: str) -> Problem:
    line, column = yaml12.locate(text, [key], 2)
    return Problem(
        name, line, column, "matter.date", f"`{key}` is not a day", shown(value), "a day: 2026-11-30"
    )
