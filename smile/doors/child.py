"""Running an engine as a child process, so that it gives the same bytes on every machine."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from smile.doors import DoorJob
from smile.problems import MachineError

# Variables that would colour what the engines print, which is read here.
_COLOURS = ("FORCE_COLOR", "CLICOLOR_FORCE", "PY_COLORS", "TTY_COMPATIBLE", "TTY_INTERACTIVE")


@dataclass(frozen=True, slots=True)
class Finished:
    """How a child process ended: its exit code and all that it printed, errors first."""

    code: int
    printed: str


@dataclass(frozen=True, slots=True)
class Said:
    """One message of an engine's log; `more` holds the lines that followed (a list, a traceback)."""

    level: str
    text: str
    more: tuple[str, ...] = ()

    @property
    def reason(self) -> str:
        """The error of a traceback, or the message itself when there is none."""
        lines = [line for line in self.more if line and not line.startswith(" ")]
        cause = next(
            (line for line in reversed(lines) if re.match(r"[\w.]+(Error|Exception|Message|\w+): ", line)), ""
        )
        return re.sub(r"^[\w.]+: ", "", cause) or self.text


def run(job: DoorJob, module: str, name: str, arguments: Sequence[str], text: str = "") -> Finished:
    """Runs `python -m module` in the microsite's folder, with `text` as its standard input."""
    if importlib.util.find_spec(module) is None:
        raise MachineError(
            f"{name} is not installed, and {job.named(job.folder)} needs it: run python3 build.py again"
        )
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=job.folder,
        env=_environment(job),
        input=text.encode(),
        capture_output=True,
        check=False,
    )
    printed = done.stderr.decode(errors="replace") + "\n" + done.stdout.decode(errors="replace")
    return Finished(done.returncode, printed.replace("\r\n", "\n"))


def _environment(job: DoorJob) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if key not in _COLOURS}
    return {
        **kept,
        "SOURCE_DATE_EPOCH": str(int(job.now.timestamp())),
        "PYTHONHASHSEED": "0",  # Pelican keeps its files in sets
        "PYTHONUTF8": "1",
        "PYTHONDONTWRITEBYTECODE": "1",  # hooks and settings lie in the content
        "LC_ALL": "C.UTF-8",
        "NO_COLOR": "1",
        "COLUMNS": "1000",  # Pelican wraps its log
        "NO_MKDOCS_2_WARNING": "1",  # a notice of Material's about another version
    }


def said(printed: str, start: re.Pattern[str], indent: int = 0) -> Iterator[Said]:
    """The messages in what an engine printed; `start` matches the first line of one (groups: level, text)."""
    level, text, more = "", "", list[str]()
    for line in printed.split("\n"):
        if found := start.match(line):
            if level:
                yield Said(level, text, tuple(more))
            level, text, more = found[1], found[2].rstrip(), []
        elif level and line.strip() and not line[:indent].strip():
            more.append(line[indent:].rstrip())
    if level:
        yield Said(level, text, tuple(more))
