"""What PyYAML complains of, in words for somebody who is not a programmer."""

from __future__ import annotations

import yaml

from smile.problems import Problem

_SAID = (
    (
        "mapping values are not allowed",
        "yaml.colon",
        "a second colon makes this line unreadable",
        "put the text after the first colon in quotation marks",
    ),
    (
        "could not find expected ':'",
        "yaml.colon",
        "a colon is missing after the name of a field",
        "write the field as `name: value`",
    ),
    (
        "did not find expected key",
        "yaml.indent",
        "this line is not lined up with the ones before it, or a quotation mark is left open",
        "line it up with spaces; close quotation marks",
    ),
    (
        "did not find expected '-'",
        "yaml.indent",
        "this line is not lined up with the list before it",
        "begin each entry with `- `, all at the same depth",
    ),
    (
        "found unexpected end of stream",
        "yaml.quote",
        "a quotation mark or bracket is opened and never closed",
        "close it",
    ),
    (
        "found undefined alias",
        "yaml.alias",
        "a text that begins with * is read as a reference",
        "put it in quotation marks",
    ),
    (
        "cannot start any token",
        "yaml.character",
        "a text cannot begin with this character",
        "put the text in quotation marks",
    ),
    (
        "expected a single document",
        "yaml.documents",
        "there are two documents in one file",
        "keep one; `---` may stand only on the first line",
    ),
    (
        "control characters are not allowed",
        "yaml.control",
        "an invisible control character is in the text",
        "delete it and type the text again",
    ),
    (
        "found unknown escape character",
        "yaml.escape",
        "a backslash in double quotation marks begins something unknown",
        "use single quotation marks",
    ),
    (
        "while scanning a block scalar",
        "yaml.block",
        "the text after | or > is not lined up",
        "indent all its lines alike",
    ),
)


def syntax(error: yaml.YAMLError, text: str, file: str, first_line: int) -> Problem:
    """What PyYAML says, in words for somebody who is not a programmer."""
    said = str(error)
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    line, column = (mark.line, mark.column) if mark else _reader_place(error, text)
    lines = text.splitlines()
    found = lines[line].strip() if line < len(lines) else "the end of the file"
    if line < len(lines) and "\t" in lines[line][: column + 1]:
        words = "a tab stands where only spaces are allowed"
        return Problem(
            file, line + first_line, column + 1, "yaml.tab", words, found, "", "replace the tab by two spaces"
        )
    for words, code, message, hint in _SAID:
        if words in said:
            return Problem(file, line + first_line, column + 1, code, message, found, "", hint)
    plain = getattr(error, "problem", None) or said.splitlines()[0]
    return Problem(
        file,
        line + first_line,
        column + 1,
        "yaml.syntax",
        f"this is not YAML: {plain}",
        found,
        "",
        "compare it with a file that works",
    )


def _reader_place(error: yaml.YAMLError, text: str) -> tuple[int, int]:
    at = text.encode("utf-8")[: getattr(error, "position", 0)].decode("utf-8", "ignore")
    return at.count("\n"), len(at) - at.rfind("\n") - 1
