"""Is what SMILE runs on there, and up to date? Asked at every start, so it reads little and imports less."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
WORK = os.path.join(ROOT, ".smile")
VENV = os.path.join(ROOT, ".venv")
BENCH = os.path.join(VENV, "bench")
NODE = os.path.join(WORK, "node")
THEME = os.path.join(ROOT, "theme")
COMPILED = os.path.join(THEME, "compiled")

ON_WINDOWS = os.name == "nt"
BIN = "Scripts" if ON_WINDOWS else "bin"
VERSION = f"{sys.version_info.major}.{sys.version_info.minor}"


class Halt(Exception):
    """Something is lacking: one line that says what to do, and the exit status (3: it is the machine)."""

    def __init__(self, line: str, status: int = 3) -> None:
        super().__init__(line)
        self.status = status


def python_of(venv: str) -> str:
    """The interpreter of a virtual environment."""
    return os.path.join(venv, BIN, "python.exe" if ON_WINDOWS else "python")


def packages_of(venv: str) -> str:
    """The folder that a virtual environment of the running Python's version keeps its packages in."""
    return os.path.join(venv, *(("Lib",) if ON_WINDOWS else ("lib", "python" + VERSION)), "site-packages")


def mark_of(venv: str) -> str:
    """The file that is there while an environment is being made, and after that was cut short."""
    return os.path.join(WORK, os.path.basename(venv).strip(".") + ".begun")


def lock(name: str) -> str:
    """The path of a lock file: run, dev, bench or node."""
    return os.path.join(ROOT, "requirements", name + ".txt")


def read(path: str) -> str:
    """A text file, or nothing where there is none."""
    try:
        with open(path, encoding="utf-8", newline="") as file:
            return file.read()
    except OSError:
        return ""


def canonical(name: str) -> str:
    """The name of a package as indexes compare them (PEP 503)."""
    return name.lower().replace("_", "-").replace(".", "-")


def pins(names: Iterable[str]) -> dict[str, tuple[str, bool]]:
    """Each package of these lock files: its version, and whether every machine has it (no marker)."""
    found = {}
    for name in names:
        text = read(lock(name))
        if not text:
            raise Halt(f"requirements/{name}.txt is missing: get a whole copy of the project.")
        for line in text.splitlines():
            package, equals, rest = line.partition("==")
            if equals and line[0].isalnum():
                found[canonical(package)] = rest.split(None, 1)[0], ";" not in rest
    return found


def installed(folders: Iterable[str]) -> dict[str, str]:
    """The version of each package in these folders, by the names of their metadata."""
    found: dict[str, str] = {}
    for folder in folders:
        try:
            names = os.listdir(folder)
        except OSError:
            continue
        for name in names:
            if name.endswith(".dist-info"):
                package, _, version = name[:-10].rpartition("-")
                found.setdefault(canonical(package), version)
    return found


def lacking(names: Iterable[str], folders: Iterable[str], *, any_version: bool = False) -> list[str]:
    """The packages of these lock files that the folders do not hold in the version pinned."""
    have = installed(folders)
    return [
        f"{package}=={version}"
        for package, (version, everywhere) in pins(names).items()
        if (package in have or everywhere)
        and have.get(package) != version
        and not (any_version and package in have)
    ]


def venv_ready(names: Iterable[str], venv: str = VENV) -> bool:
    """Whether a virtual environment is whole, of this version of Python, and holds these locks."""
    if os.path.exists(mark_of(venv)) or not os.path.exists(python_of(venv)):
        return False
    # "version = 3.11.2" is venv's line, "version_info = 3.11.2" uv's
    made_by = [
        x.partition("=")[2].strip()
        for x in read(os.path.join(venv, "pyvenv.cfg")).splitlines()
        if "version" in x
    ]
    if not any(version.startswith(VERSION + ".") or version == VERSION for version in made_by):
        return False
    return not lacking(names, [packages_of(venv)])


def theme_inputs() -> str:
    """Everything that the theme's style sheet and script are compiled from, as one text."""
    paths = [os.path.join(ROOT, "package.json")]
    for folder, folders, files in os.walk(THEME):
        folders[:] = sorted(x for x in folders if x not in ("compiled", "node_modules"))
        paths += [
            os.path.join(folder, x) for x in sorted(files) if x.endswith((".scss", ".css", ".js", ".mjs"))
        ]
    return "".join(f"{os.path.relpath(path, ROOT)}\n{read(path)}\n" for path in paths)


def theme_ready() -> bool:
    """Whether the compiled theme is there and made from these very inputs."""
    made = [os.path.join(COMPILED, name) for name in ("nhsuk.css", "smile.css", "smile.js")]
    return all(map(os.path.exists, made)) and read(os.path.join(COMPILED, ".inputs")) == theme_inputs()
