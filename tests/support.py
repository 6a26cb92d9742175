"""What many tests need: the command, in this process or in one of its own, and small estates to run it on."""

from __future__ import annotations

import contextlib
import io
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from smile import cli

ROOT = Path(__file__).resolve().parent.parent
NOW = "2026-11-22"

BROWSER = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
)
"""How Chromium is started in tests, beside a profile folder of its own."""

MINIMAL = {
    "content/estate.yaml": """\
name: Example estate
summary: A small estate for a test.
owner: Example organisation
wordmark: Example estate
audiences:
  public:
    url: https://www.example.org
    title: Example estate
""",
    "content/main/microsite.yaml": "title: Example estate\nsummary: The way in.\npath: /\n",
    "content/main/index.md": "---\ntitle: Example estate\nsummary: The way in.\n---\nWelcome.\n",
}


class Result(NamedTuple):
    """What a run of the command gave."""

    status: int
    out: str
    err: str


def run(*arguments: str, cwd: Path | str, env: Mapping[str, str] | None = None) -> Result:
    """The command in a process of its own; `env` is added to the environment, which names no audience."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("SMILE_", "SOURCE_DATE"))
    }
    whole = {**kept, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", **(env or {})}
    command = [sys.executable, "-m", "smile", *arguments]
    done = subprocess.run(command, cwd=cwd, env=whole, capture_output=True, text=True, encoding="utf-8")
    return Result(done.returncode, done.stdout, done.stderr)


def inside(*arguments: str, cwd: Path | str) -> Result:
    """The command in this process, which is many times faster to start."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.chdir(cwd), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            status = cli.main(arguments)
        except SystemExit as left:  # argparse leaves this way
            status = int(left.code or 0)
    return Result(status, out.getvalue(), err.getvalue())


def write(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Writes files, by their paths below `folder`; their line ends stay as they are. Gives `folder` back."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def estate(tmp_path: Path, files: Mapping[str, str | bytes] | None = None) -> Path:
    """A minimal estate, one microsite with a home page, and `files` besides or instead of its own."""
    return write(tmp_path / "estate", {**MINIMAL, **(files or {})})


def plain(text: str, folder: Path) -> str:
    """A report without what differs from run to run: where the estate lies, and how long it took."""
    here = text.replace(str(folder.resolve()), "ESTATE").replace(str(folder), "ESTATE")
    return re.sub(r"\bin \d+\.\d+ s\b", "in N s", here)
