"""Runs an installer with a progress line, and says in one line why one failed."""

from __future__ import annotations

import errno
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import IO

from requirements.ready import ON_WINDOWS, ROOT, WORK

LOG = os.path.join(WORK, "setup.log")
AGAIN = "then run the same command again"

REASONS: tuple[tuple[str, str], ...] = (
    (
        r"no space left|disk quota|ENOSPC|EDQUOT|os error 28\b|Errno 28\b|not enough space",
        f"the disk is full: free 1 GB, {AGAIN}",
    ),
    (
        r"do not match the hashes|hash mismatch|EINTEGRITY",
        "a package that was downloaded is not the one the lock file names. Do not work around this: try on "
        "another network, and if it stays, tell the maintainers",
    ),
    (
        r"ensurepip is not available|No module named '?(venv|ensurepip)",
        "this Python cannot make virtual environments: install that part of it (Debian and Ubuntu: "
        f"sudo apt install python3-venv), {AGAIN}",
    ),
    (
        r"permission denied|read-only file system|EACCES|EROFS|EPERM|not permitted|access is denied",
        f"this folder cannot be written to: copy the project to one that can, {AGAIN}",
    ),
    (
        r"NewConnectionError|Max retries|connection (refused|reset|broken|error)|error sending request"
        r"|timed? ?out|name resolution|resolve host|dns error|network is unreachable|Could not fetch URL"
        r"|ENOTFOUND|ECONNREFUSED|ECONNRESET|EAI_AGAIN|ETIMEDOUT|ENETUNREACH|ProxyError|SSLError"
        # the last is what pip says where no index answered
        r"|SELF_SIGNED_CERT|UNABLE_TO_GET|from versions: none",
        "the package index cannot be reached: check the network (behind a proxy or a mirror: HTTPS_PROXY, "
        f"PIP_INDEX_URL), {AGAIN}",
    ),
    (
        r"No matching distribution|has no wheels|no version of|EBADPLATFORM|is not a supported wheel|ETARGET",
        "a package the project needs does not exist for this machine or this Python: use CPython 3.11, 3.12 "
        "or 3.13 on Linux, macOS or Windows",
    ),
)


class Failed(Exception):
    """An installer gave up; `output` is all that it printed."""

    def __init__(self, what: str, output: str) -> None:
        super().__init__(what)
        self.what, self.output = what, output


def reason(what: str, output: str) -> str:
    """One line on why this failed and what to do, from what the installer printed."""
    for pattern, advice in REASONS:
        if re.search(pattern, output, re.IGNORECASE):
            return f"{what}: {advice}. Details: {os.path.relpath(LOG, ROOT)}"
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    last = lines[-1][:200] if lines else "no reason was given"
    details = os.path.relpath(LOG, ROOT)
    return f"{what} failed ({last}). Remove .venv and node_modules, {AGAIN}. Details: {details}"


def explain_os(error: OSError) -> str:
    """One line on an error of the operating system and what to do."""
    where = os.fspath(error.filename) if isinstance(error.filename, (str, os.PathLike)) else ROOT
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"cannot write {where}: the disk is full. Free 1 GB, {AGAIN}."
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return (
            f"cannot write {where}: {error.strerror}. Copy the project to a folder that can be written to, "
            "or set SMILE_NO_VENV=1 where its packages are installed already."
        )
    return f"{where}: {error.strerror or error}. Remove .venv, node_modules and .smile, {AGAIN}."


def say(text: str) -> None:
    """One line to the terminal, for people; standard output is the command's own."""
    sys.stderr.write(f"build.py: {text}\n")
    sys.stderr.flush()


def run(what: str, command: Sequence[str], env: Mapping[str, str] | None = None) -> None:
    """Run an installer: its output to the log, its progress to the terminal. Raises Failed."""
    begun, live = time.monotonic(), sys.stderr.isatty()
    if not live:
        say(f"{what} ...")
    with open(LOG, "a+", encoding="utf-8", errors="replace") as log:
        log.write(f"$ {' '.join(command)}\n")
        log.flush()
        start = log.tell()
        try:
            child = subprocess.Popen(
                command,
                cwd=ROOT,
                env={**os.environ, **(env or {})},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                close_fds=False,  # keep the lock of `alone` while an installer outlives a killed build.py
            )
        except OSError as error:
            raise Failed(what, f"{command[0]}: {error.strerror}") from error
        status = wait(child, what if live else "", begun)
        log.seek(start)
        output = log.read()
    if status:
        raise Failed(what, output)


def wait(child: subprocess.Popen[bytes], ticker: str, begun: float) -> int:
    """Wait for a child, a seconds counter on the terminal meanwhile; on any interruption, end it."""
    try:
        while True:
            try:
                status = child.wait(timeout=1)
                break
            except subprocess.TimeoutExpired:
                if ticker:
                    sys.stderr.write(f"\rbuild.py: {ticker} ... {time.monotonic() - begun:.0f} s")
                    sys.stderr.flush()
    except BaseException:
        child.kill()
        child.wait()
        raise
    if ticker:
        sys.stderr.write(f"\rbuild.py: {ticker} ... {time.monotonic() - begun:.0f} s\n")
    return status


def remove(path: str) -> None:
    """Remove a file, a link or a whole folder, if it is there."""
    if os.path.islink(path) or os.path.isfile(path):
        os.unlink(path)
    elif os.path.isdir(path):
        shutil.rmtree(path)


@contextmanager
def alone() -> Iterator[None]:
    """Only one build.py at a time makes things here; SIGTERM ends it as Ctrl-C does."""
    os.makedirs(WORK, exist_ok=True)

    def stop(signum: int, frame: FrameType | None) -> None:
        raise SystemExit(128 + signum)

    before = signal.signal(signal.SIGTERM, stop)
    try:
        with open(os.path.join(WORK, "setup.lock"), "a", encoding="utf-8") as file:
            os.set_inheritable(file.fileno(), True)
            if not hold(file, wait=False):
                say("waiting for another build.py that is setting up this folder")
                hold(file, wait=True)
            with open(LOG, "w", encoding="utf-8"):
                pass
            yield
    finally:
        signal.signal(signal.SIGTERM, before)


def hold(file: IO[str], *, wait: bool) -> bool:
    """Lock a file for as long as it is open, by this process or a child; False if another holds it."""
    if ON_WINDOWS:
        import msvcrt

        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        except OSError:
            return False
        return True
    import fcntl

    try:
        fcntl.flock(file, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
