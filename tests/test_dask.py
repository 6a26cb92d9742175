"""`--executor dask`: real schedulers and workers on this machine, in processes of their own, some of them killed."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.estates import tree
from tests.support import MINIMAL, ROOT, Result, run, write

SITES = 12
SLOW = """\
import os, pathlib, time
from smile.plugin import Page, Plugin


class Slow(Plugin):
    def plan(self, model, site):
        here = pathlib.Path(os.environ.get("SLOW_LOG", "."), f"{site.slug}-{os.getpid()}")
        if "SLOW_LOG" in os.environ:
            here.touch()
            time.sleep(0.4)
        return []
"""
WAITS = 600


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An estate of a few microsites, with a plugin of its own that takes its time."""
    files = {**MINIMAL, "plugins/slow/plugin.py": SLOW}
    for number in range(SITES):
        site = f"content/site-{number}"
        files[f"{site}/microsite.yaml"] = f"title: Site {number}\nsummary: One of many.\nplugins: [slow]\n"
        files[f"{site}/index.md"] = f"---\ntitle: Site {number}\nsummary: One of many.\n---\nText {number}.\n"
    return write(tmp_path / "estate", files)


class Cluster:
    """A scheduler and its workers."""

    def __init__(self, work: Path) -> None:
        self.work = work
        self.log = work / "slow"
        self.log.mkdir()
        self.started: list[subprocess.Popen[bytes]] = []
        self.scheduler = self.start("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
        said = until(lambda: re.search(r"tcp://(127\.0\.0\.1:\d+)", self.said(0)))
        self.address = said[1]

    def said(self, number: int) -> str:
        return (self.work / f"dask-{number}.log").read_text("utf-8", "replace")

    def start(self, *words: str, path: Path = ROOT) -> subprocess.Popen[bytes]:
        env = {**os.environ, "PYTHONPATH": str(path), "SLOW_LOG": str(self.log)}
        with (self.work / f"dask-{len(self.started)}.log").open("wb") as out:
            command = [sys.executable, "-P", "-m", "dask", *words]
            made = subprocess.Popen(command, cwd=self.work, env=env, stdout=out, stderr=subprocess.STDOUT)
        self.started.append(made)
        return made

    def worker(self, path: Path = ROOT) -> subprocess.Popen[bytes]:
        number = len(self.started)
        where = ("--local-directory", str(self.work / f"local-{number}"), "--no-dashboard")
        made = self.start(
            "worker", f"tcp://{self.address}", "--nthreads", "1", "--no-nanny", *where, path=path
        )
        until(lambda: "Registered to" in self.said(number))
        return made

    def end(self) -> None:
        for process in self.started:
            process.kill()
            process.wait()


def until(ask: Callable[[], re.Match[str] | bool | None]) -> re.Match[str]:
    for _ in range(WAITS):
        if answer := ask():
            return answer  # type: ignore[return-value]
        time.sleep(0.05)
    raise AssertionError("it never came")


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    made = Cluster(tmp_path)
    yield made
    made.end()


def built(folder: Path, out: str, *more: str) -> Result:
    where = folder.parent / out
    return run(
        "--estate", str(folder), "--out", str(where), "--now", "2026-11-22", "--no-search", *more, cwd=folder
    )


def local(folder: Path) -> dict[str, bytes]:
    """What a build in this machine's processes gives."""
    result = built(folder, "local")
    assert result.status == 0, result.out + result.err
    return tree(folder.parent / "local")


def test_a_local_cluster_gives_the_same_bytes_and_takes_over_from_processes(folder: Path) -> None:
    there = built(folder, "there", "--executor", "dask", "--jobs", "2")
    assert (there.status, there.err) == (0, "")
    assert tree(folder.parent / "there") == local(folder)
    assert built(folder, "there").out.startswith("Nothing changed: 15 pages as they were")
    page = folder / "content/site-3/index.md"
    page.write_text(page.read_text("utf-8").replace("Text 3.", "Another text."), "utf-8")
    again = built(folder, "there", "--executor", "dask", "--jobs", "2")
    assert "15 pages: 1 file written" in again.out, "what is kept of a microsite goes along"
    assert tree(folder.parent / "there") == local(folder)


def test_a_worker_that_is_killed_has_its_microsites_done_elsewhere(folder: Path, cluster: Cluster) -> None:
    victim = cluster.worker()
    cluster.worker()
    command = [sys.executable, "-m", "smile", "--estate", str(folder), "--out", str(folder.parent / "there")]
    command += ["--now", "2026-11-22", "--no-search", "--executor", f"dask://{cluster.address}"]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    build = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    until(lambda: len(list(cluster.log.glob(f"*-{victim.pid}"))) >= 2)
    victim.send_signal(signal.SIGKILL)
    said, _ = build.communicate()
    assert build.returncode == 0, said.decode()
    begun = [path.name.rpartition("-")[0] for path in cluster.log.iterdir()]
    assert len(begun) > len(set(begun)) == SITES, "at least one microsite was begun twice"
    assert tree(folder.parent / "there") == local(folder)


def test_problems_are_those_of_a_local_build(folder: Path, cluster: Cluster) -> None:
    cluster.worker()
    page = folder / "content/site-3/index.md"
    page.write_text(page.read_text("utf-8") + "\n{{ no-such-block }}\n\n[out](missing.md)\n", "utf-8")
    there = built(folder, "there", "--executor", f"dask://{cluster.address}")
    here = built(folder, "here")
    assert here.status == 1
    assert there == here


def test_no_scheduler(folder: Path) -> None:
    result = built(folder, "there", "--executor", "dask://127.0.0.1:9")
    assert result == Result(3, "", "smile: no Dask scheduler answers at 127.0.0.1:9\n")


def test_no_worker(folder: Path, cluster: Cluster) -> None:
    result = built(folder, "there", "--executor", f"dask://{cluster.address}")
    assert result == Result(3, "", f"smile: the Dask cluster at {cluster.address} has no worker\n")


def test_a_scheduler_that_goes_away(folder: Path, cluster: Cluster) -> None:
    cluster.worker()
    command = [sys.executable, "-m", "smile", "--estate", str(folder), "--out", str(folder.parent / "there")]
    command += ["--now", "2026-11-22", "--no-search", "--executor", f"dask://{cluster.address}"]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    build = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    until(lambda: len(list(cluster.log.iterdir())) >= 2)
    cluster.scheduler.send_signal(signal.SIGKILL)
    out, err = build.communicate()
    said = f"smile: the Dask scheduler at {cluster.address} went away; the last good site is as it was\n"
    assert (build.returncode, out, err.decode()) == (3, b"", said)
    assert not (folder.parent / "there" / "public").exists()


def test_a_worker_with_another_smile(folder: Path, cluster: Cluster, tmp_path: Path) -> None:
    other = tmp_path / "other"
    for name in ("smile", "theme", "plugins"):
        (other / name).parent.mkdir(exist_ok=True)
        subprocess.run(["cp", "-r", str(ROOT / name), str(other / name)], check=True)
    with (other / "smile" / "clock.py").open("a", encoding="utf-8") as file:
        file.write("\n# another one\n")
    cluster.worker(other)
    result = built(folder, "there", "--executor", f"dask://{cluster.address}")
    assert (result.status, result.out, result.err.count("\n")) == (3, "", 1)
    assert "smile: the Dask cluster does not match this machine: the worker tcp://127.0.0.1:" in result.err
    assert result.err.endswith("has another version of SMILE\n")


@pytest.mark.parametrize("given", ["dask://", "dask://host", "dask://:8786", "threads"])
def test_an_executor_that_is_none(folder: Path, given: str) -> None:
    said = f"smile: --executor must be processes, dask or dask://HOST:PORT, not {given!r}\n"
    assert built(folder, "there", "--executor", given) == Result(2, "", said)
