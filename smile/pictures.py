"""Pictures in Markdown: each has words for those who do not see it, or says that it needs none."""

from __future__ import annotations

import re
from collections.abc import Iterator

from smile.problems import Problem

DECORATIVE = "decorative"
"""The title of a picture that tells nothing: `![](line.svg "decorative")`."""
_CODE = re.compile(
    r"^(`{3,}|~{3,})[^\n]*\n.*?^\1[`~]*[ \t]*$|(`+)(?!`).*?(?<!`)\2(?!`)", re.DOTALL | re.MULTILINE
)
_BARE = re.compile(
    r"!\[\s*\](?:\(\s*(?P<link>[^)\s]*)(?:\s+[\"'(](?P<title>[^\"')]*)[\"')])?\s*\)|\[(?P<name>[^\]]*)\])"
)
_ELEMENT = re.compile(r"<img\b[^>]*>", re.IGNORECASE)
_ALT = re.compile(r"\balt\s*=", re.IGNORECASE)


def bare(text: str, file: str, first_line: int = 1) -> Iterator[Problem]:
    """A problem for each picture of a Markdown text without words; `first_line` is the line of `file` it begins at."""
    if "![" not in text and "<img" not in text:
        return
    seen = _CODE.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)
    for match in _BARE.finditer(seen):
        if match["title"] != DECORATIVE:
            yield _problem(seen, match, match["link"] or match["name"] or "", file, first_line)
    for match in _ELEMENT.finditer(seen):
        if not _ALT.search(match[0]):
            yield _problem(seen, match, match[0], file, first_line)


def _problem(text: str, match: re.Match[str], found: str, file: str, first_line: int) -> Problem:
    line = first_line + text.count("\n", 0, match.start())
    column = match.start() - text.rfind("\n", 0, match.start())
    message = "the picture has no words for people who cannot see it"
    expected = "![what it shows](picture.jpg)"
    hint = f'say what it shows, or write ![](picture.jpg "{DECORATIVE}") when it tells nothing'
    return Problem(file, line, column, "picture.words", message, found, expected, hint)
