"""What the tests of the handbook and the README share: their code blocks, their tables, and the command."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "content" / "handbook" / "docs"
PAGES = {path.relative_to(DOCS).as_posix(): path.read_text("utf-8") for path in sorted(DOCS.rglob("*.md"))}
README = (ROOT / "README.md").read_text("utf-8")

_CODE = re.compile(
    r'^(?P<fence>`{3,})(?P<language>\w*)(?: title="(?P<title>[^"]*)")?\n(?P<text>.*?)^(?P=fence)$',
    re.DOTALL | re.MULTILINE,
)


class Code(NamedTuple):
    """A code block: its language, its title ("" without one) and its text."""

    language: str
    title: str
    text: str


def codes(page: str) -> list[Code]:
    """The code blocks of a text, in order."""
    return [Code(each["language"], each["title"] or "", each["text"]) for each in _CODE.finditer(page)]


def prose(page: str) -> str:
    """A text without its front matter and its code blocks."""
    return _CODE.sub("", page.split("---\n", 2)[2] if page.startswith("---\n") else page)


def quoted(page: str) -> list[str]:
    """What stands between backticks in a text."""
    return re.findall(r"`([^`\n]+)`", prose(page))


def commands(page: str) -> Iterator[str]:
    """What a text says to give to build.py, one command at a time."""
    for line in [line for code in codes(page) for line in code.text.splitlines()] + quoted(page):
        if line.startswith("python3 build.py"):
            yield line.removeprefix("python3 build.py").strip()


class Result(NamedTuple):
    """What a run of the command gave."""

    status: int
    out: str
    err: str


def smile(*arguments: str, cwd: Path) -> Result:
    """The real command, in a process of its own."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("SMILE_", "SOURCE_DATE"))
    }
    environment = {**kept, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", "smile", *arguments]
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, encoding="utf-8")
    return Result(done.returncode, done.stdout, done.stderr)


def write(folder: Path, name: str, text: str) -> None:
    """Puts a file into an estate."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
