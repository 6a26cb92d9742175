"""Problems are data: what is wrong, where, what was found, what is expected and what to do about it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Literal, NamedTuple

Severity = Literal["error", "warning"]

_INVISIBLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]")


class Problem(NamedTuple):
    """One thing that is wrong with the content.

    `file` is relative to the estate, with forward slashes; `line` and `column` count from 1 (0: not known).
    `found` and `expected` are short texts; `hint` is a sentence that says what to do.
    """

    file: str
    line: int
    column: int
    code: str
    message: str
    found: str = ""
    expected: str = ""
    hint: str = ""
    severity: Severity = "error"

    def text(self) -> str:
        """The problem as a person reads it: a line that says where and what, then the details, indented."""
        where = self.file + (
            f":{self.line}" + (f":{self.column}" if self.column else "") if self.line else ""
        )
        lines = [f"{where}: {self.severity}: {self.message} [{self.code}]"]
        for label, value in (("found", self.found), ("expected", self.expected), ("try", self.hint)):
            if value:
                lines.append(f"    {label + ':':<10}{value}")
        return "\n".join(_visible(line.replace("\n", " ")) for line in lines)

    def github(self) -> str:
        """The problem as a GitHub workflow command, which annotates the line in a pull request.

        Source: GitHub Actions, "Workflow commands": `%`, CR and LF are escaped, in properties `:` and `,`.
        """
        body = ". ".join(part.rstrip(".") for part in (self.message, self._details()) if part)
        place = f"file={_property(self.file)}"
        if self.line:
            place += f",line={self.line}" + (f",col={self.column}" if self.column else "")
        return _visible(f"::{self.severity} {place},title={_property(self.code)}::{_data(body)}")

    def _details(self) -> str:
        pairs = (("Found", self.found), ("Expected", self.expected), ("Try", self.hint))
        return ". ".join(f"{label}: {value.rstrip('.')}" for label, value in pairs if value)


class ContentError(Exception):
    """The content has problems; `problems` holds all of them, in order of file and line."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: list[Problem] = sorted(set(problems))
        super().__init__(f"{len(self.problems)} problem(s)")

    def __reduce__(self) -> tuple[type[ContentError], tuple[list[Problem]]]:
        return (ContentError, (self.problems,))  # so that it crosses from a worker process whole


class MachineError(Exception):
    """The machine lacks something (a program, a package, space): one line that says what to do."""


def report(problems: Sequence[Problem], style: str) -> str:
    """All `problems` as one text; `style` is "text", "json" (in ASCII, for any console) or "github"."""
    if style == "json":
        import json  # here: a start of the command does without

        return json.dumps([problem._asdict() for problem in problems], indent=2)
    if style == "github":
        return "\n".join(problem.github() for problem in problems)
    return "\n\n".join(problem.text() for problem in problems)


def fault(error: Exception) -> str:
    """What is told of an error that nobody foresaw: nothing of the content, and no traceback."""
    import traceback  # only now: every start would wait for it

    last = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{Path(last.filename).name}, line {last.lineno}"
    return (
        f"smile: the generator has a fault: {type(error).__name__}: {error} ({where}). Please report it.\n"
        "smile: nothing was published. With SMILE_TRACEBACK=1 in the environment it shows how it came about."
    )


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that `word` was probably meant to be, or None."""
    import difflib

    close = difflib.get_close_matches(word.lower(), {name.lower(): name for name in known}, n=1, cutoff=0.6)
    return next((name for name in known if close and name.lower() == close[0]), None)


def shown(value: object, limit: int = 60) -> str:
    """A value as it is shown in a problem: one line, cut off where it is too long for one."""
    import json

    text = "nothing" if value is None else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= limit else text[: limit - 3] + "..."


def _visible(text: str) -> str:
    """A line in which no character is invisible, moves the cursor or turns the direction of writing."""
    return _INVISIBLE.sub(lambda match: f"<U+{ord(match[0]):04X}>", text)


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
