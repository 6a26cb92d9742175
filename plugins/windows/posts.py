"""Posts: what is known of each, the files they are kept in, and files that somebody exported."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from smile.problems import ContentError, Problem

from . import text

KEPT = 500
"""The most posts that are kept of one source."""


class Post(NamedTuple):
    """One post, in plain text. `when` is in UTC: 2026-11-20T09:30Z."""

    id: str
    url: str
    title: str
    text: str
    when: str

    @property
    def day(self) -> dt.date:
        return dt.date.fromisoformat(self.when[:10])


def moment(when: dt.datetime) -> str:
    """A time as posts have it."""
    return when.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%MZ")


def newest(posts: Iterable[Post], most: int = KEPT) -> list[Post]:
    """The newest posts first; equally old ones by id, so that the order never changes."""
    return sorted(sorted(posts, key=lambda post: post.id), key=lambda post: post.when, reverse=True)[:most]


def dump(head: dict[str, Any], posts: Iterable[Post]) -> str:
    """A snapshot: a line of facts about the source, then a line for each post, newest first."""
    lines = [head, *(post._asdict() for post in newest(posts))]
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)


def load(data: bytes) -> tuple[dict[str, Any], list[Post]]:
    """What `dump` wrote. Lines that cannot be read are passed over: a later fetch mends them."""
    head: dict[str, Any] = {}
    found: list[Post] = []
    for number, line in enumerate(data.split(b"\n")):
        try:
            made = json.loads(line) if line else None
            if number == 0 and isinstance(made, dict):
                head = made
            elif isinstance(made, dict):
                post = Post(**made)
                dt.date.fromisoformat(post.when[:10])
                found.append(post)
        except (ValueError, TypeError):
            continue
    return head, found


def exported(data: bytes, file: str) -> tuple[list[Post], list[Problem]]:
    """The posts of an exported file: a table (.csv) or a feed that was saved (.json, .xml)."""
    if file.endswith(".csv"):
        return _table(data, file)
    from . import feeds

    try:
        return feeds.parse(data, "", "", dt.datetime(1970, 1, 1, tzinfo=dt.UTC)).posts, []
    except ValueError as error:
        return [], [
            Problem(
                file,
                1,
                0,
                "windows.posts",
                str(error).replace("the answer", "the file"),
                "",
                "RSS, Atom or JSON Feed",
                "export it again",
            )
        ]


def _table(data: bytes, file: str) -> tuple[list[Post], list[Problem]]:
    try:
        table = csv.reader(io.StringIO(data.decode("utf-8-sig")))
        rows = [(table.line_num, row) for row in table if any(cell.strip() for cell in row)]
    except (UnicodeDecodeError, csv.Error) as error:
        hint = "save the table as CSV in UTF-8"
        return [], [Problem(file, 1, 0, "windows.table", "the table cannot be read", str(error), "", hint)]
    names = [name.strip().lower() for name in rows[0][1]] if rows else []
    missing = [name for name in ("date", "text", "link") if name not in names]
    if missing:
        message, expected = (
            "the table lacks a column",
            "a first row with date, text and link; title if you like",
        )
        hint = "add " + " and ".join(missing) + " to its first row"
        return [], [Problem(file, 1, 0, "windows.table", message, ", ".join(names), expected, hint)]
    found, problems = list[Post](), list[Problem]()
    for line, row in rows[1:]:
        cells = dict(zip(names, (cell.strip() for cell in row), strict=False))
        try:
            found.append(_row(cells))
        except ValueError as error:
            shown, expected = str(error).split("|")
            problems.append(
                Problem(
                    file,
                    line,
                    0,
                    "windows.table",
                    "a post cannot be read",
                    shown,
                    expected,
                    "correct this row",
                )
            )
    return found, problems


def _row(cells: dict[str, str]) -> Post:
    """A post from a row. ValueError("found|expected") for what it cannot be."""
    day = cells.get("date", "")
    if not re.match(r"\d{4}-\d{2}-\d{2}", day):
        raise ValueError(f"{day or 'no date'}|a date such as 2026-11-20")
    try:
        when = dt.datetime.fromisoformat(day)
    except ValueError:
        raise ValueError(f"{day}|a date that a calendar has") from None
    link = text.address(cells.get("link", ""))
    if not link:
        raise ValueError(f"{cells.get('link') or 'no link'}|a link that begins with https://")
    body = text.excerpt(text.plain(cells.get("text", ""), markup=False))
    title = text.excerpt(text.plain(cells.get("title", ""), markup=False), 200)
    if not body and not title:
        raise ValueError("no text|some words")
    return Post(link, link, title, body, moment(when if when.tzinfo else when.replace(tzinfo=dt.UTC)))


def checked(data: bytes, file: str) -> list[Post]:
    """The posts of an exported file that is known to be right."""
    found, problems = exported(data, file)
    if problems:
        raise ContentError(problems)
    return found
