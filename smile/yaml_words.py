"""What the YAML parser complains of, in words for somebody who is not a programmer."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import yaml

from smile.problems import Problem

_BREAK = re.compile("\r\n|\r|\n")
_FIELD = re.compile(r"""\s*(?:- )*(?:"[^"]*"|'[^']*'|[^\s"'#-][^:]*?):(?:\s|$)""")
"""A line that begins with a field."""
_QUOTED = "put the text in quotation marks"


class Said(NamedTuple):
    """A complaint in our words; `opened` tells it where what is wrong begins, not where it shows."""

    code: str
    message: str
    hint: str
    opened: bool = False


_OPEN = Said(
    "yaml.quote", "a quotation mark is opened here and never closed", "close it at the end of the text", True
)
_ESCAPE = Said(
    "yaml.escape",
    "a backslash in double quotation marks has a meaning of its own",
    "use single quotation marks",
)
_TAB = Said("yaml.tab", "a tab stands where only spaces are allowed", "replace the tab by two spaces")
_SECOND_COLON = Said(
    "yaml.colon",
    "a second colon makes this line unreadable",
    "put all that stands after the first colon in quotation marks",
)
_DEEPER = Said(
    "yaml.indent",
    "this line is indented more than the one before it",
    "give both the same number of spaces at their beginning",
)
_NO_COLON = Said(
    "yaml.colon", "there is no colon and space after the name of this field", "write it as `name: value`"
)
_APOSTROPHE = Said(
    "yaml.quote",
    "something follows a closing quotation mark",
    "inside single quotation marks write an apostrophe twice, or use double ones around the text",
)
_ENTRY = Said(
    "yaml.list",
    "an entry of a list stands where the name of a field is expected",
    "line it up with the other entries; the name of the list stands alone on its line, above them",
)
_UNEVEN = Said(
    "yaml.indent",
    "this line is not lined up with the ones before it",
    "give it as many spaces at its beginning as the lines that it belongs with",
)

_BRACKET = Said(
    "yaml.bracket",
    "a bracket or brace is opened here and never closed",
    "close it, or put the text in quotation marks",
)

_SAID = {
    "could not find expected ':'": Said(
        "yaml.colon",
        "there is no colon after the name of this field",
        "write it as `name: value`",
        True,
    ),
    "did not find expected '-'": Said(
        "yaml.indent",
        "this line is not lined up with the list before it",
        "begin each entry with `- `, all at the same depth",
    ),
    "found unexpected end of stream": _OPEN,
    "found unexpected document indicator": _OPEN,
    "did not find expected ',' or ']'": Said(
        "yaml.bracket",
        "the list in brackets that begins here has no end, or a comma is missing in it",
        "close it with ], or write each entry on a line of its own, after `- `",
        True,
    ),
    "did not find expected ',' or '}'": Said(
        "yaml.bracket",
        "the fields in braces that begin here have no end, or a comma is missing in them",
        "close them with }, or write each field on a line of its own",
        True,
    ),
    "found undefined alias": Said(
        "yaml.alias", "a text that begins with * is taken for a reference", _QUOTED
    ),
    "found duplicate anchor": Said("yaml.alias", "the same word with & is there twice", _QUOTED),
    "did not find expected alphabetic or numeric": Said(
        "yaml.character", "a text cannot begin with this character", _QUOTED, True
    ),
    "cannot start any token": Said("yaml.character", "a text cannot begin with this character", _QUOTED),
    "did not find expected node content": Said(
        "yaml.character", "a text cannot begin with this character", _QUOTED
    ),
    "block sequence entries are not allowed": Said(
        "yaml.list",
        "a list begins on the same line as the name of its field",
        "write each entry on a line of its own, below the name, after `- `",
    ),
    "expected a single document": Said(
        "yaml.documents",
        "there are two documents in one file",
        "keep one; a line --- may stand only at the top",
    ),
    "did not find expected <document start>": Said(
        "yaml.documents",
        "something follows the end of the data",
        "take out the line ... or the one that begins with %",
    ),
    "control characters are not allowed": Said(
        "yaml.control", "an invisible control character is in the text", "delete this text and type it again"
    ),
    "escape character": _ESCAPE,
    "character escape code": _ESCAPE,
    "hexdecimal number": _ESCAPE,
    "while scanning a block scalar": Said(
        "yaml.block",
        "the text after | or > begins on the same line",
        "begin it on the next line, indented by two spaces",
    ),
    "directive": Said("yaml.directive", "a line cannot begin with %", _QUOTED),
}


def syntax(error: yaml.YAMLError, text: str, file: str, first_line: int) -> Problem:
    """What is wrong with `text`, as a problem of `file`, in which it begins at `first_line`."""
    complaint, mark = str(error), getattr(error, "problem_mark", None)
    line, column = (mark.line, mark.column) if mark else _reader_place(error, text)
    lines = _BREAK.split(text)
    at = lines[line] if line < len(lines) else ""
    if "\t" in at[: column + 1]:
        said, column = _TAB, at.index("\t")
    elif "mapping values are not allowed" in complaint:
        said, line, column = _colon(lines, line, column)
    elif "did not find expected key" in complaint:
        said = _key(at, column)
    elif "expected node content" in complaint and not at[column:].strip():
        said, line, column = _BRACKET, *_last_bracket(lines)
    else:
        said = next((words for part, words in _SAID.items() if part in complaint), _other(error))
        opening = getattr(error, "context_mark", None)
        if said.opened and opening:
            line, column = opening.line, opening.column
    found = lines[line].strip() if line < len(lines) else ""
    return Problem(file, line + first_line, column + 1, said.code, said.message, found, "", said.hint)


def _colon(lines: list[str], line: int, column: int) -> tuple[Said, int, int]:
    """A colon too much; or the first of its line, which then is read as going on with the line before."""
    if _FIELD.match(lines[line][:column]):
        return _SECOND_COLON, line, column
    above = next((number for number in range(line - 1, -1, -1) if lines[number].strip()), line)
    if _FIELD.match(lines[above]):
        return _DEEPER, line, len(lines[line]) - len(lines[line].lstrip())
    return _NO_COLON, above, 0


def _last_bracket(lines: list[str]) -> tuple[int, int]:
    """Where the last bracket or brace is opened."""
    places = [(line, max(text.rfind("["), text.rfind("{"))) for line, text in enumerate(lines)]
    return next((place for place in reversed(places) if place[1] >= 0), (0, 0))


def _key(at: str, column: int) -> Said:
    """The name of a field is expected, and something else is there."""
    if at[:column].rstrip()[-1:] in ("'", '"'):
        return _APOSTROPHE
    return _ENTRY if at.lstrip().startswith("- ") else _UNEVEN


def _other(error: Any) -> Said:
    plain = getattr(error, "problem", None) or str(error).splitlines()[0]
    return Said("yaml.syntax", f"this cannot be read as YAML: {plain}", "compare it with a file that works")


def _reader_place(error: yaml.YAMLError, text: str) -> tuple[int, int]:
    """Where the reader stopped, from the number of the byte."""
    at = text.encode("utf-8")[: getattr(error, "position", 0)].decode("utf-8", "ignore")
    return at.count("\n"), len(at) - at.rfind("\n") - 1
