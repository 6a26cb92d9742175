"""Estates for tests, the command run on them, and trees of files compared."""

from __future__ import annotations

import atexit
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
NOW = "2026-11-22"
QUICK = ("--jobs", "1", "--now", NOW, "--no-search")

Files = Mapping[str, str | bytes | None]
"""By path, what a file holds; None for one that is not to be there."""

ESTATE = """\
name: Example estate
summary: An estate for tests.
owner: Example organisation
wordmark: Example wordmark
demonstration: Nothing here is real.
repository: https://github.com/example/estate
contact: /about/
audiences:
  public: {url: "https://www.example.org", title: Example}
  staff: {url: "https://staff.example.org", title: Example for staff}
  restricted: {url: "https://restricted.example.org", title: Example for few}
crisis:
  - {title: In danger, text: Call 999 now., link: "tel:999"}
security: {contact: ["https://www.example.org/about/"], expires: 2027-06-01}
published_contacts: ["999", press@example.org, 01632 960500]
"""

STAKEHOLDERS = """\
example: true
organisations:
  - id: quillhaven-forum
    name: Quillhaven Forum
    group: third-sector
    proximity: local
    summary: Speaks for allotment holders.
    contact:
      role: Press officer
      name: Zorabel Winterquist
      email: zorabel@quillhaven.example.org
      phone: 01632 960777
    notes: Wavering after the tramway decision.
"""

SMALL: Files = {
    "content/estate.yaml": ESTATE,
    "content/main/microsite.yaml": "title: Home\npath: /\norder: 1\n",
    "content/main/index.md": "---\ntitle: Home\nsummary: The first page.\n---\nWelcome. [About](about.md)\n",
    "content/main/about.md": "---\ntitle: About\nsummary: What this is.\n---\n## Us\n\nWe are here.\n",
    "content/inside/microsite.yaml": "title: Staff home\naudience: staff\npath: /\n",
    "content/inside/index.md": "---\ntitle: Staff home\n---\nFor staff.\n",
    "content/closed/microsite.yaml": "title: Closed\naudience: restricted\npath: /\nplugins: [stakeholders]",
    "content/closed/index.md": "---\ntitle: Closed\n---\nFor few.\n",
    "data/stakeholders.yaml": STAKEHOLDERS,
}
"""A small estate with a site for each audience."""


@dataclass(frozen=True)
class Result:
    """What the command did."""

    status: int
    out: str
    err: str

    @property
    def problems(self) -> list[dict[str, Any]]:
        """What `--format json` printed."""
        found: list[dict[str, Any]] = json.loads(self.out)
        return found


def smile(*arguments: str | Path, cwd: Path = ROOT, env: Mapping[str, str] | None = None) -> Result:
    """Runs the command as a person does: `python -m smile ...`."""
    done = subprocess.run(
        command(*arguments), cwd=cwd, env=environment(env), capture_output=True, text=True, check=False
    )
    return Result(done.returncode, done.stdout, done.stderr)


def command(*arguments: str | Path) -> list[str]:
    return [sys.executable, "-m", "smile", *map(str, arguments)]


def environment(more: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment of the command: this project's code, and nothing that would change what it does."""
    unset = ("SOURCE_DATE_EPOCH", "SMILE_AUDIENCE")
    kept = {name: value for name, value in os.environ.items() if name not in unset}
    return {**kept, "PYTHONPATH": str(ROOT), **(more or {})}


class Forked:
    """Runs the command in forks of one process, or with `same` in that process itself (see forked.py)."""

    def __init__(self, same: bool = False) -> None:
        script = [sys.executable, str(ROOT / "tests" / "forked.py"), *(["--same"] if same else [])]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(script, stdin=pipe, stdout=pipe, env=environment(), text=True)
        atexit.register(self.end)

    def __call__(
        self,
        *arguments: str | Path,
        cwd: Path = ROOT,
        env: Mapping[str, str] | None = None,
        kill: float | None = None,
    ) -> Result:
        assert self.process.stdin is not None and self.process.stdout is not None
        asked = {"arguments": [*map(str, arguments)], "cwd": str(cwd), "env": env or {}, "kill": kill}
        self.process.stdin.write(json.dumps(asked) + "\n")
        self.process.stdin.flush()
        result = Result(*json.loads(self.process.stdout.readline()))
        assert "Traceback" not in result.err, result.err
        return result

    def end(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()


@cache
def forked() -> Forked:
    """One for all tests of this process."""
    return Forked()


def write(folder: Path, files: Files) -> Path:
    """Writes, and removes, files below `folder`."""
    for name, content in files.items():
        path = folder / name
        if content is None:
            path.unlink(missing_ok=True)
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def build(root: Path, *more: str | Path, verb: str = "build", **how: Any) -> Result:
    """Builds the estate at `root`, quickly: without search, in one process."""
    return forked()(verb, "--estate", root, *QUICK, *more, **how)


def built(root: Path, *more: str | Path) -> Path:
    """Builds the estate at `root`, which has no problem; the folder with its sites."""
    result = build(root, *more)
    assert result.status == 0, result.out + result.err
    return root / "site"


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below `folder` by its path; an empty folder counts as well, with a slash at its end."""
    found: dict[str, bytes] = {}
    for path, folders, files in os.walk(folder):
        here = Path(path)
        if here == folder and ".smile" in folders:
            folders.remove(".smile")
        if not folders and not files and here != folder:
            found[here.relative_to(folder).as_posix() + "/"] = b""
        for name in files:
            found[(here / name).relative_to(folder).as_posix()] = (here / name).read_bytes()
    return found


def clean(root: Path, out: Path, *more: str | Path, **how: Any) -> dict[str, bytes]:
    """The tree that a build from nothing gives."""
    shutil.rmtree(out, ignore_errors=True)
    result = build(root, "--out", out, *more, **how)
    assert result.status == 0, result.out + result.err
    return tree(out)


def line_of(root: Path, file: str, text: str) -> int:
    """The line of a file that first holds `text`."""
    lines = (root / file).read_text("utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)
