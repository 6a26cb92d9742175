"""Finding the line of a file that something in a finished page comes from."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from smile import sources, yaml12
from smile.leaks import decoded
from smile.problems import ContentError

_BETWEEN = r"(?:[\W_]|<[^>]*>)+"
"""What may stand between two words: spaces, line breaks, marks, tags, the hyphens of an address."""
_WITHIN = r"(?:[*_`~\\\u00ad]|<[^>]*>)*"
"""What may stand within a word without being seen."""
_GROUPED = r"[\s()-]*"
_NUMBER = 9
"""How many digits make a number that people write in groups of their own."""
_MOST = 200
"""How many files are searched."""


def place(root: Path, files: Sequence[str], words: Sequence[str]) -> tuple[str, int, int]:
    """The first of `files` that holds one of `words`, with line and column: as it stands, or in another form.

    The first word counts first. Where none is found: the first file, at its beginning.
    """
    readable = [file for file in files[:_MOST] if _text(root / file) is not None]
    for word in filter(None, words):
        found = sources.find(root, readable, [word]) or _otherwise(root, files[:_MOST], word)
        if found:
            return found
    first = files[0] if files else "theme/templates/shell.html"
    return first, 0 if _text(root / first) is None else 1, 0


def holds(root: Path, file: str, word: str) -> bool:
    """Whether a file of the estate holds a text, in whatever form."""
    return (sources.find(root, [file], [word]) or _otherwise(root, [file], word)) is not None


def _otherwise(root: Path, files: Sequence[str], word: str) -> tuple[str, int, int] | None:
    """A text across lines and tags, with escapes, or in the name of a file."""
    pattern = _pattern(word)
    if pattern is None:
        return None
    for file in files:
        text = _text(root / file) or ""
        for plain in (text, _without_escapes(text)):
            match = pattern.search(plain)
            if match:
                return file, plain.count("\n", 0, match.start()) + 1, 0
    return next(((file, 0, 0) for file in files if pattern.search(file)), None)


def _without_escapes(text: str) -> str:
    """A text as a reader sees it, its letters composed; its lines stay."""
    lines = text.split("\n")
    return "\n".join(unicodedata.normalize("NFC", decoded(line)).replace("\n", " ") for line in lines)


@cache
def _pattern(word: str) -> re.Pattern[str] | None:
    """What a text looks like in whatever form; None for one without letters."""
    digits = re.sub(r"[\s()+-]", "", word)
    if digits.isdigit() and len(digits) >= _NUMBER:
        return re.compile(_GROUPED.join(digits.removeprefix("44").removeprefix("0")))
    parts = [part for part in re.split(r"[\W_]+", unicodedata.normalize("NFC", word)) if part]
    made = _BETWEEN.join(_WITHIN.join(map(re.escape, part)) for part in parts)
    return re.compile(made, re.IGNORECASE) if made else None


def _text(path: Path) -> str | None:
    """The text of a file; None where there is none, or it is no text."""
    try:
        data = path.read_bytes()
    except OSError:
        return None
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    if b"\0" in data:
        return None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def within(
    root: Path, file: str, line: int, steps: Sequence[str | int], key: bool = False
) -> tuple[int, int]:
    """Line and column of a part of the record that begins at `line` of a file; with `key`, of its name.

    `steps` lead to it: names as the file writes them, and numbers.
    """
    if not steps:
        return line, 0
    try:
        text, first = sources.decode((root / file).read_bytes(), file), 1
        if file.endswith(".md"):
            parts = sources.matter(text, file)
            text, first = parts.yaml, parts.yaml_line
        return yaml12.locate(text, (*_entry(text, line), *steps), first, key)
    except (ContentError, OSError, ValueError):  # the file changed since it was read
        return line, 0


def _entry(text: str, line: int) -> tuple[str | int, ...]:
    """Which entry of a list begins at `line`, where a file is a list of records."""
    from yaml import SequenceNode  # here: where nothing is wrong nobody asks

    node = yaml12.compose(text)
    if not isinstance(node, SequenceNode):
        return ()
    return tuple(index for index, item in enumerate(node.value) if item.start_mark.line + 1 == line)[:1]
