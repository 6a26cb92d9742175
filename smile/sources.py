"""Reading the estate's files: bytes to text, with every problem that a file itself can have."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from smile.problems import ContentError, Problem

MAX_MARKDOWN = 2_000_000
_READ = os.O_RDONLY | getattr(os, "O_BINARY", 0)
_FENCE = re.compile(r"---[ \t]*\r?\n")
_CLOSE = re.compile(r"^(---|\.\.\.)[ \t]*\r?$", re.MULTILINE)


class Matter(NamedTuple):
    """A Markdown file taken apart: YAML, the line it begins at, the body, and the line that begins at."""

    yaml: str
    yaml_line: int
    body: str
    body_line: int


def read(root: Path, file: str, limit: int) -> bytes:
    """The bytes of `file` below `root`; a ContentError when it is larger than `limit`, gone or unreadable."""
    try:
        handle = os.open(f"{root}/{file}", _READ)  # many thousands of times: no Path, no file object
        try:
            size = os.fstat(handle).st_size
            data = _whole(handle, size) if size <= limit else b""
        finally:
            os.close(handle)
    except OSError as error:
        message = f"the file cannot be read: {error.strerror}"
        raise ContentError([Problem(file, 0, 0, "file.unreadable", message)]) from None
    if size > limit:
        found, expected = f"{size:,} bytes", f"at most {limit:,} bytes"
        message, hint = "the file is too large", "split it into several files"
        raise ContentError([Problem(file, 0, 0, "file.size", message, found, expected, hint)])
    return data


def _whole(handle: int, size: int) -> bytes:
    data = os.read(handle, size + 1)
    if len(data) == size:
        return data
    parts = [data]  # a system may give less at once, and a file may grow meanwhile
    while parts[-1]:
        parts.append(os.read(handle, 1_000_000))
    return b"".join(parts)


def decode(data: bytes, file: str) -> str:
    """`data`, UTF-8 with or without a byte order mark, as text with plain line ends. ContentError otherwise."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or data.count(0) * 3 > len(data):
        raise ContentError([_encoding(file, 1, 1, "the file is saved as UTF-16", "")])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line, column = _place(before := error.object[: error.start].decode("utf-8", "replace"), len(before))
        found = data.decode("cp1252", "replace").split("\n")[line - 1].strip()[:60]
        message = "a character of this line is not saved as UTF-8"
        raise ContentError([_encoding(file, line, column, message, found)]) from None
    nul = text.find("\0")
    if nul >= 0:
        message, hint = (
            "the file holds a NUL character: it is no text",
            "save it again as a text file, as UTF-8",
        )
        raise ContentError([Problem(file, *_place(text, nul), "file.nul", message, hint=hint)])
    return text.replace("\r\n", "\n") if "\r" in text else text


def _encoding(file: str, line: int, column: int, message: str, found: str) -> Problem:
    hint = "save the file again as UTF-8; where you are asked for the encoding, choose UTF-8"
    return Problem(file, line, column, "file.encoding", message, found, "UTF-8", hint)


def _place(text: str, at: int) -> tuple[int, int]:
    """Line and column, from 1, of a place in a text."""
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)


def find(root: Path, files: Iterable[str], words: Iterable[str]) -> tuple[str, int, int] | None:
    """The first of `words` that any of `files` holds, however it is wrapped there: file, line and column."""
    texts = [(file, text) for file in files if (text := _text(root / file)) is not None]
    for word in words:
        wanted = re.compile(_spaced(word), re.IGNORECASE | re.MULTILINE)
        for file, text in texts:
            found = wanted.search(text) if word.strip() else None
            if found:
                return file, *_place(text, found.start())
    return None


def _spaced(word: str) -> str:
    """A pattern for a text whose words may be on different lines; a line's end in it stands for just that."""
    made = r"\s+".join(re.escape(part) for part in word.split())
    return f"{made}[ \t]*$" if word.endswith("\n") else made


def line(path: Path, number: int) -> str:
    """One line of a file, counted from 1; "" when there is none."""
    lines = (_text(path) or "").split("\n")
    return lines[number - 1] if 0 < number <= len(lines) else ""


def _text(path: Path) -> str | None:
    try:
        return path.read_text("utf-8-sig", "replace")
    except OSError:
        return None


def matter(text: str, file: str) -> Matter:
    """Takes a Markdown file apart; its front matter lies between two lines of three hyphens at the top."""
    opened = _FENCE.match(text)
    if not opened:
        raise ContentError([_unmarked(text, file)])
    closed = _CLOSE.search(text, opened.end())
    if not closed:
        message, hint = "the front matter has no end", "write a line --- after its last field"
        raise ContentError([Problem(file, 1, 1, "matter.open", message, "", "a second line ---", hint)])
    body_line = text.count("\n", 0, closed.end()) + 2
    return Matter(text[opened.end() : closed.start()], 2, text[closed.end() + 1 :], body_line)


def _unmarked(text: str, file: str) -> Problem:
    """A Markdown file that does not begin with front matter."""
    hint = "begin the file with a line ---, then `title: ...` and the other fields, then a line ---"
    if _FENCE.match(text.lstrip()):
        message, hint = (
            "something stands before the front matter",
            "take out what stands before the first ---",
        )
        found = "an empty line" if text[0] in "\r\n" else "a space"
        return Problem(file, 1, 1, "matter.missing", message, found, "---", hint)
    found = text.split("\n", 1)[0].strip()[:60] or "nothing"
    return Problem(file, 1, 1, "matter.missing", "the front matter is missing", found, "---", hint)
