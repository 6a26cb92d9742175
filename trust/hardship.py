"""What may happen to a machine while it builds: the last good site stays, to the byte, and the next build is right."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from random import Random

from trust.built import NOW, ROOT, WORK, Built
from trust.outcome import Fault, Outcome
from trust.rooms import PAGE

PLACES = (
    {"LC_ALL": "C"},
    {"LC_ALL": "POSIX", "PYTHONUTF8": "0"},
    {"LANG": "tr_TR.UTF-8", "LC_ALL": "tr_TR.UTF-8"},
    {"TZ": "Pacific/Kiritimati"},
    {"TZ": "America/Los_Angeles", "LANG": "de_DE.UTF-8"},
    {"TZ": "Not/AZone", "LC_ALL": "xx_XX"},
)
FREE = "-dac_override,-dac_read_search"
"""What lets root write where it may not."""


def check(built: Built, whole: bool) -> Outcome:
    """On a small estate; `whole` also kills builds of the shipped estate at random moments."""
    outcome = Outcome("Robust: the machine")
    at = WORK / "hardship"
    shutil.rmtree(at, ignore_errors=True)
    root = at / "estate"
    shutil.copytree(ROOT / "starters" / "estate", root)
    first = _run(root)
    if first.returncode:
        outcome.faults.append(Fault("hardship.start", str(root), first.stdout + first.stderr))
        return outcome
    good = tree(root / "site")
    for name, ordeal in ORDEALS.items():
        outcome.count("ordeals")
        for said in ordeal(root, good):
            outcome.faults.append(Fault("hardship", name, said))
    for place in PLACES if whole else PLACES[1:4]:
        outcome.count("places")
        _run(root, out=at / "elsewhere", more=place)
        if tree(at / "elsewhere") != good:
            outcome.faults.append(Fault("hardship.place", str(place), "the same estate gives another site"))
        shutil.rmtree(at / "elsewhere", ignore_errors=True)
    if whole:
        _killed(built, outcome)
    return outcome


def tree(folder: Path) -> dict[str, bytes]:
    """Every file that is published, by its path."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and ".smile" not in path.relative_to(folder).parts
    }


def _run(
    root: Path,
    out: Path | None = None,
    more: Mapping[str, str] | None = None,
    limit: int | None = None,
    bound: bool = False,
) -> subprocess.CompletedProcess[str]:
    """The command on an estate; `limit` is the size in bytes that no file may pass, `bound`: root has to
    keep to permissions, as everybody else does."""

    def limited() -> None:
        if limit is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", **(more or {})}
    words = [sys.executable, "-P", "-m", "smile", "build", "--estate", str(root), "--now", NOW, "--no-search"]
    words += ["--jobs", "1", "--out", str(out or root / "site")]
    if bound and os.geteuid() == 0:
        words = ["setpriv", f"--bounding-set={FREE}", f"--inh-caps={FREE}", *words]
    return subprocess.run(words, env=env, cwd=ROOT, capture_output=True, text=True, preexec_fn=limited)


def _changed(root: Path) -> Path:
    page = root / "content/main/new.md"
    page.write_text(PAGE.format("New page " + "of many words " * 3000), "utf-8")
    return page


def full_disk(root: Path, good: dict[str, bytes]) -> list[str]:
    """Every size at which the disk can be full: the build says so, and the site stays."""
    said: list[str] = []
    page = _changed(root)
    for limit in (0, 200, 4_000, 20_000):
        done = _run(root, limit=limit)
        if done.returncode != 3 or "Traceback" in done.stderr or "annot write" not in done.stderr:
            said.append(f"limit {limit}: status {done.returncode}: {done.stderr[-300:]}")
        if tree(root / "site") != good:
            said.append(f"limit {limit}: the site changed")
    page.unlink()
    return said + _right(root, good)


def real_full_disk(root: Path, good: dict[str, bytes]) -> list[str]:
    """A file system of its own that has no room left, where this user may make one."""
    at = root.parent / "small"
    at.mkdir(exist_ok=True)
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", str(at)], capture_output=True)
    if made.returncode:
        return []
    try:
        done = _run(root, out=at / "site")
        if done.returncode != 3 or "Traceback" in done.stderr or "o space left" not in done.stderr:
            return [f"status {done.returncode}: {done.stderr[-300:]}"]
        return ["half a site is there"] if (at / "site" / "public").exists() else []
    finally:
        subprocess.run(["umount", str(at)], capture_output=True)


def read_only(root: Path, good: dict[str, bytes]) -> list[str]:
    """An output folder that nobody may write to."""
    page = _changed(root)
    for path in [root / "site", *(root / "site").rglob("*")]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    done = _run(root, bound=True)
    said = []
    if done.returncode != 3 or "Traceback" in done.stderr:
        said.append(f"status {done.returncode}: {done.stderr[-300:]}")
    if tree(root / "site") != good:
        said.append("the site changed")
    for path in [root / "site", *(root / "site").rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)
    page.unlink()
    return said + _right(root, good)


def clock(root: Path, good: dict[str, bytes]) -> list[str]:
    """Files from the future, from 1970, and a clock that was put back after an edit."""
    said: list[str] = []
    page = root / "content/main/about.md"
    before = page.read_bytes()
    for when in (0, 4_000_000_000, int(time.time()) - 86_400):
        page.write_bytes(before.replace(b"---\n", b"---\n", 1) + f"\nWhen {when % 997}.\n".encode())
        for path in root.glob("content/**/*"):
            os.utime(path, (when, when))
        if _run(root).returncode or f"When {when % 997}." not in (
            root / "site/public/about/index.html"
        ).read_text("utf-8"):
            said.append(f"an edit with the time {when} was not seen")
    page.write_bytes(before)
    return said + _right(root, good)


def cases(root: Path, good: dict[str, bytes]) -> list[str]:
    """Two names that are one on many computers: the build says so, before somebody's site loses a page."""
    page = root / "content/main/ABOUT.md"
    page.write_text(PAGE.format("Other"), "utf-8")
    done = _run(root)
    page.unlink()
    said = (
        []
        if done.returncode == 1 and "[page.case]" in done.stdout
        else [f"status {done.returncode}: {done.stdout[-300:]}"]
    )
    return said + _right(root, good)


def _right(root: Path, good: dict[str, bytes]) -> list[str]:
    """Once all is well again, the next build gives the good site."""
    done = _run(root)
    return (
        []
        if done.returncode == 0 and tree(root / "site") == good
        else [f"not right afterwards: {done.stderr[-200:]}"]
    )


def _killed(built: Built, outcome: Outcome) -> None:
    """Builds of the shipped estate, killed: what stands is what stood, or what was to come."""
    root = WORK / "killed"
    shutil.rmtree(root, ignore_errors=True)
    for folder in ("content", "data"):
        shutil.copytree(built.root / folder, root / folder)
    words = [sys.executable, "-P", "-m", "smile", "build", "--estate", str(root), "--now", NOW, "--no-search"]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run(words, env=env, cwd=ROOT, capture_output=True)
    before = tree(root / "site")
    chance = Random(11)
    page = root / "content/main/about.md"
    text = page.read_text("utf-8")
    for number in range(8):
        page.write_text(f"{text}\nMore {number}.\n", "utf-8")
        child = subprocess.Popen(
            words, env=env, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        time.sleep(chance.uniform(0.1, 4))
        child.send_signal(signal.SIGKILL)
        child.wait()
        outcome.count("kills")
        now = tree(root / "site")
        if now.keys() != before.keys():
            outcome.faults.append(Fault("hardship.killed", f"kill {number}", "pages are gone, or half there"))
        about = now.get("public/about/index.html", b"")
        if now != before and f"More {number}.".encode() not in about:
            outcome.faults.append(
                Fault("hardship.killed", f"kill {number}", "the site is neither the old nor the new one")
            )
        before = now


ORDEALS: dict[str, Callable[[Path, dict[str, bytes]], list[str]]] = {
    "the disk is full at any size of file": full_disk,
    "a full file system": real_full_disk,
    "the folder is read-only": read_only,
    "the clock changes": clock,
    "names that differ in case": cases,
}
