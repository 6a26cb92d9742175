"""A small copy of the project, with stand-ins for what build.py starts and what it asks to install."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
COPIED = ("build.py", "requirements", "package.json", "package-lock.json", ".npmrc", "LICENSE", "README.md")

STAND_IN = """
import json, os, sys
seen = ("PYTHONPATH", "PYTHONUTF8", "PATH")
print(json.dumps({"arguments": sys.argv[1:], "python": sys.executable, "prefix": sys.prefix,
                  "environment": {name: os.environ[name] for name in seen}}))
sys.exit(7 if "fail" in sys.argv else 0)
"""

# Does what build.py asks of uv, with empty environments and the metadata of packages only
FAKE_UV = """
import os, pathlib, subprocess, sys, time
arguments, here = sys.argv[1:], pathlib.Path(__file__).parent
with open(here / "uv.log", "a") as log:
    print(" ".join(arguments), file=log)
if arguments[0] == "venv":
    sys.exit(subprocess.call([arguments[-2], "-m", "venv", "--without-pip", arguments[-1]]))
if "UV_SLEEPS" in os.environ:
    (here / "uv.pid").write_text(str(os.getpid()))
    time.sleep(float(os.environ["UV_SLEEPS"]))
if "UV_SAYS" in os.environ:
    sys.exit(os.environ["UV_SAYS"])
python = pathlib.Path(arguments[arguments.index("--python") + 1])
folder = next(python.parent.parent.glob("lib/python*")) / "site-packages"
if "--target" in arguments:
    folder = pathlib.Path(arguments[arguments.index("--target") + 1])
for line in open(arguments[arguments.index("-r") + 1]):
    name, equals, rest = line.partition("==")
    if equals and line[0].isalnum():
        for old in folder.glob(f"{name}-[0-9]*.dist-info"):
            old.rmdir()
        (folder / f"{name}-{rest.split()[0]}.dist-info").mkdir(parents=True)
"""


@dataclass
class Project:
    """A copy of what starts the project, with stand-ins for the generator and for the theme's sources."""

    folder: Path
    python: Path
    """An interpreter that has no packages."""

    @property
    def bin(self) -> Path:
        """All that is on the PATH."""
        return self.folder.parent / "bin"

    def environment(self, **changes: str) -> dict[str, str]:
        """The environment that build.py is started in: no programs but those in `bin`."""
        left_out = ("SMILE_", "PYTHON", "VIRTUAL_ENV", "UV_SAYS", "UV_SLEEPS")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(left_out)}
        return {**kept, "PATH": str(self.bin), **changes}

    def command(self, *arguments: str) -> list[str]:
        """build.py with these arguments."""
        return [str(self.python), str(self.folder / "build.py"), *arguments]

    def run(self, *arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
        """Run build.py to its end; `changes` to its environment."""
        command = self.command(*arguments)
        return subprocess.run(command, env=self.environment(**changes), capture_output=True, text=True)

    def ran(self, *arguments: str, **changes: str) -> dict[str, Any]:
        """What the stand-in saw: its arguments, its interpreter and its environment."""
        result = self.run(*arguments, **changes)
        assert result.returncode == 0, result.stderr
        seen: dict[str, Any] = json.loads(result.stdout.splitlines()[-1])
        return seen | {"said": result.stderr}

    def fake(self, name: str, text: str) -> Path:
        """Put a program on the PATH: a script of Python."""
        path = self.bin / name
        path.write_text(f"#!{sys.executable}\n{text}", encoding="utf-8")
        path.chmod(0o755)
        return path

    def log(self) -> list[str]:
        """What the fake uv was asked to do, a line each."""
        path = self.bin / "uv.log"
        return path.read_text(encoding="utf-8").splitlines() if path.exists() else []

    def call(self, text: str) -> str:
        """What a piece of code prints that uses the project's own modules."""
        command = [str(self.python), "-c", text]
        return subprocess.run(command, cwd=self.folder, capture_output=True, text=True, check=True).stdout

    def compiled(self) -> Path:
        """Make the compiled theme look finished, without Node."""
        folder = self.folder / "theme" / "compiled"
        folder.mkdir(exist_ok=True)
        for name in ("nhsuk.css", "smile.css", "smile.js", "nhsuk-frontend-licence.txt"):
            (folder / name).write_text("", encoding="utf-8")
        inputs = self.call("from requirements.ready import theme_inputs; print(theme_inputs(), end='')")
        (folder / ".inputs").write_text(inputs, encoding="utf-8", newline="")
        return folder


def copy(tmp_path: Path, python: Path) -> Project:
    """A project that nothing has been installed for, and a PATH without any program."""
    folder = tmp_path / "a project"  # people have spaces in the names of their folders
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            folder.mkdir(exist_ok=True)
            shutil.copy(source, folder / name)
    for name, text in {
        "smile/__init__.py": '"""A stand-in."""\n',
        "smile/__main__.py": STAND_IN,
        "tests/run_all.py": STAND_IN,
        "benchmarks/__main__.py": STAND_IN,
        "theme/nhsuk.scss": '@use "nhsuk-frontend/dist/nhsuk/index" as *;\n',
        "theme/smile.js": "import { initAll } from 'nhsuk-frontend'\ninitAll()\n",
        "theme/assets/smile.css": ".page { & h1 { color: red; } }\n",
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    shutil.copy(ROOT / "theme" / "compile.mjs", folder / "theme")
    (tmp_path / "bin").mkdir()
    return Project(folder, python)
