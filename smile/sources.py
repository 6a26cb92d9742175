"""Reading the estate's files: bytes to text, with every problem that a file itself can have."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from smile.problems import ContentError, Problem

MAX_MARKDOWN = 2_000_000
_FENCE = re.compile(r"^---[ \t]*\r?\n")
_CLOSE = re.compile(r"^(---|\.\.\.)[ \t]*\r?$", re.MULTILINE)


class Matter(NamedTuple):
    """A Markdown file taken apart: YAML, the line it begins at, the body, and the line that begins at."""

    yaml: str
    yaml_line: int
    body: str
    body_line: int


def read(root: Path, file: str, limit: int) -> bytes:
    """The bytes of `file` below `root`; a ContentError when it is too large, gone or unreadable."""
    path = root / file
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ContentError(
            [Problem(file, 0, 0, "file.unreadable", f"the file cannot be read: {error.strerror}")]
        ) from None
    if len(data) > limit:
        size = f"{len(data):,} bytes"
        raise ContentError(
            [
                Problem(
                    file,
                    0,
                    0,
                    "file.size",
                    "the file is too large",
                    size,
                    f"at most {limit:,} bytes",
                    "split it",
                )
            ]
        )
    return data


def decode(data: bytes, file: str) -> str:
    """`data` as text: UTF-8, with or without a byte order mark. Anything else is a ContentError at its line."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise ContentError(
            [
                Problem(
                    file,
                    1,
                    1,
                    "file.encoding",
                    "the file is saved as UTF-16",
                    "",
                    "UTF-8",
                    "save it again as UTF-8",
                )
            ]
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line, column = before.count(b"\n") + 1, len(before) - before.rfind(b"\n")
        found = repr(data[error.start : error.start + 1])[2:-1]
        raise ContentError(
            [
                Problem(
                    file,
                    line,
                    column,
                    "file.encoding",
                    "a character is not UTF-8",
                    found,
                    "UTF-8",
                    "save the file again as UTF-8",
                )
            ]
        ) from None
    nul = text.find("\0")
    if nul >= 0:
        line = text.count("\n", 0, nul) + 1
        raise ContentError(
            [
                Problem(
                    file,
                    line,
                    0,
                    "file.nul",
                    "the file holds a NUL character: it is no text",
                    hint="delete the character",
                )
            ]
        )
    return text


def matter(text: str, file: str) -> Matter:
    """Takes a Markdown file apart; its front matter lies between two lines of three hyphens at the top."""
    opened = _FENCE.match(text)
    if not opened:
        raise ContentError(
            [Problem(file, 1, 1, "matter.missing", "the front matter is missing", text.split("\n", 1)[0][:60], "---",
                     "begin the file with a line ---, then `title: ...`, then a line ---")]
        )  # fmt: skip
    closed = _CLOSE.search(text, opened.end())
    if not closed:
        raise ContentError(
            [
                Problem(
                    file,
                    1,
                    1,
                    "matter.open",
                    "the front matter is not closed",
                    "",
                    "---",
                    "end the front matter with a line ---",
                )
            ]
        )
    body_line = text.count("\n", 0, closed.end()) + 2
    return Matter(text[opened.end() : closed.start()], 2, text[closed.end() + 1 :], body_line)
