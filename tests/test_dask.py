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

import psutil
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
            here.write_text(__file__)
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

    def __init__(self, work: Path, **env: str) -> None:
        self.work = work
        self.log = work / "slow"
        self.log.mkdir()
        self.started: list[subprocess.Popen[bytes]] = []
        words = ("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
        self.scheduler = self.start(*words, **env)
        said = until(lambda: re.search(r"tcp://(127\.0\.0\.1:\d+)", self.said(0)))
        self.address = said[1]

    def said(self, number: int) -> str:
        return (self.work / f"dask-{number}.log").read_text("utf-8", "replace")

    def start(self, *words: str, path: Path = ROOT, umask: int = -1, **more: str) -> subprocess.Popen[bytes]:
        env = {**os.environ, "PYTHONPATH": str(path), "SLOW_LOG": str(self.log), **more}
        with (self.work / f"dask-{len(self.started)}.log").open("wb") as out:
            command = [sys.executable, "-P", "-m", "dask", *words]
            made = subprocess.Popen(
                command, cwd=self.work, env=env, stdout=out, stderr=subprocess.STDOUT, umask=umask
            )
        self.started.append(made)
        return made

    def worker(self, shares: bool = True, path: Path = ROOT, umask: int = -1) -> subprocess.Popen[bytes]:
        """A worker that looks for the build's own folders, or one that does not."""
        number = len(self.started)
        where = ("--local-directory", str(self.work / f"local-{number}"), "--no-dashboard")
        words = ("worker", f"tcp://{self.address}", "--nthreads", "1", "--no-nanny", *where)
        made = self.start(*words, path=path, umask=umask, SMILE_SHARE="1" if shares else "0")
        until(lambda: "Registered to" in self.said(number))
        return made

    def begun(self, worker: subprocess.Popen[bytes]) -> list[Path]:
        """What a worker took down of each microsite that it began: the file of the plugin that it uses for that."""
        found = self.log.glob(f"*-{worker.pid}")
        return [Path(text) for path in found if (text := path.read_text("utf-8"))]

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


def begin(folder: Path, cluster: Cluster) -> subprocess.Popen[bytes]:
    """A build on the cluster that goes on beside the test."""
    command = [sys.executable, "-m", "smile", "--estate", str(folder), "--out", str(folder.parent / "there")]
    command += ["--now", "2026-11-22", "--no-search", "--executor", f"dask://{cluster.address}"]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def local(folder: Path) -> dict[str, bytes]:
    """What a build in this machine's processes gives."""
    result = built(folder, "local")
    assert result.status == 0, result.out + result.err
    return tree(folder.parent / "local")


def staged(folder: Path) -> bool:
    """Whether there is anything left of what workers hand over."""
    return (folder.parent / "there/.smile/parcels").exists()


EACH = pytest.mark.parametrize("shares", [True, False], ids=["shares", "apart"])
"""A worker that sees the build's folders, and one that does not."""


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


@EACH
def test_workers_give_the_same_bytes_and_are_handed_what_is_kept(
    folder: Path, cluster: Cluster, shares: bool
) -> None:
    worker = cluster.worker(shares)
    there = built(folder, "there", "--executor", f"dask://{cluster.address}")
    assert (there.status, there.err) == (0, "")
    assert tree(folder.parent / "there") == local(folder)
    plugin = folder / "plugins/slow/plugin.py"
    assert {path == plugin for path in cluster.begun(worker)} == {shares}, (
        "it builds from the estate, or a copy"
    )
    page = folder / "content/site-3/index.md"
    page.write_text(page.read_text("utf-8").replace("Text 3.", "Another text."), "utf-8")
    write(folder, {"content/site-4/more.md": "---\ntitle: More\nsummary: One more.\n---\nText.\n"})
    again = built(folder, "there", "--executor", f"dask://{cluster.address}")
    assert again.out.startswith("16 pages: "), again.out + again.err
    assert tree(folder.parent / "there") == local(folder)
    assert not staged(folder)


@EACH
def test_a_worker_that_is_killed_has_its_microsites_done_elsewhere(
    folder: Path, cluster: Cluster, shares: bool
) -> None:
    victim = cluster.worker(shares)
    cluster.worker(shares)
    build = begin(folder, cluster)
    until(lambda: len(cluster.begun(victim)) >= 2)
    victim.send_signal(signal.SIGKILL)
    out, err = build.communicate()
    assert build.returncode == 0, (out + err).decode()
    begun = [path.name.rpartition("-")[0] for path in cluster.log.iterdir()]
    assert len(begun) > len(set(begun)) == SITES, "at least one microsite was begun twice"
    assert tree(folder.parent / "there") == local(folder)
    assert not staged(folder)


def test_workers_that_see_the_folders_and_one_that_does_not_and_comes_late(
    folder: Path, cluster: Cluster
) -> None:
    near = cluster.worker()
    build = begin(folder, cluster)
    until(lambda: len(cluster.begun(near)) >= 1)
    far = cluster.worker(shares=False)
    out, err = build.communicate()
    assert build.returncode == 0, (out + err).decode()
    assert {path.is_relative_to(folder) for path in cluster.begun(near)} == {True}
    assert {path.is_relative_to(folder) for path in cluster.begun(far)} == {False}
    assert tree(folder.parent / "there") == local(folder)


def test_a_worker_that_was_given_up_writes_into_no_tree(folder: Path, tmp_path: Path) -> None:
    """One that is stopped for some time goes on with its microsite when the build is long done."""
    cluster = Cluster(tmp_path, DASK_DISTRIBUTED__SCHEDULER__WORKER_TTL="2s")
    try:
        victim = cluster.worker()
        cluster.worker()
        build = begin(folder, cluster)
        until(lambda: len(cluster.begun(victim)) >= 1)
        victim.send_signal(signal.SIGSTOP)
        out, err = build.communicate()
        assert build.returncode == 0, (out + err).decode()
        whole = local(folder)
        marker = folder.parent / "there/public/site-0/index.html"
        there = marker.stat()
        victim.send_signal(signal.SIGCONT)
        victim.wait(60)  # the scheduler no longer knows it
        assert tree(folder.parent / "there") == whole
        assert marker.stat().st_mtime_ns == there.st_mtime_ns
        assert built(folder, "there").out.startswith("Nothing changed")
    finally:
        cluster.end()


def test_a_worker_whose_files_nobody_else_could_read_hands_over_bytes(folder: Path, cluster: Cluster) -> None:
    worker = cluster.worker(umask=0o077)
    assert built(folder, "there", "--executor", f"dask://{cluster.address}").status == 0
    assert not any(path.is_relative_to(folder) for path in cluster.begun(worker))
    local(folder)
    files = [path.relative_to(folder.parent / "local") for path in (folder.parent / "local").rglob("*.html")]
    for file in files:
        assert (folder.parent / "there" / file).stat().st_mode == (
            folder.parent / "local" / file
        ).stat().st_mode


@pytest.mark.parametrize("executor", ["processes", "dask"])
def test_what_a_killed_build_left_is_removed(folder: Path, executor: str) -> None:
    write(folder.parent / "there/.smile/parcels/of-old/site-1-a/public", {"site-1/index.html": "Half a"})
    assert built(folder, "there", "--executor", executor, "--jobs", "1").status == 0
    assert not staged(folder)


def test_a_build_that_is_killed_leaves_the_cluster_as_it_was(folder: Path, cluster: Cluster) -> None:
    worker = cluster.worker(shares=False)
    build = begin(folder, cluster)
    until(lambda: len(cluster.begun(worker)) >= 1)
    beside = psutil.Process(build.pid).children(recursive=True)
    build.kill()
    build.communicate()
    until(lambda: not any(process.is_running() for process in beside))
    until(lambda: not list(cluster.work.glob("local-*/**/smile-*")))
    assert built(folder, "there", "--executor", f"dask://{cluster.address}").status == 0
    assert tree(folder.parent / "there") == local(folder)


@EACH
def test_problems_are_those_of_a_local_build(folder: Path, cluster: Cluster, shares: bool) -> None:
    cluster.worker(shares)
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
    build = begin(folder, cluster)
    until(lambda: len(list(cluster.log.iterdir())) >= 2)
    cluster.scheduler.send_signal(signal.SIGKILL)
    out, err = build.communicate()
    said = f"smile: the Dask scheduler at {cluster.address} went away; the last good site is as it was\n"
    assert (build.returncode, out, err.decode()) == (3, b"", said)
    assert not (folder.parent / "there" / "public").exists()


@EACH
def test_a_worker_with_another_smile(folder: Path, cluster: Cluster, tmp_path: Path, shares: bool) -> None:
    other = tmp_path / "other"
    for name in ("smile", "theme", "plugins"):
        (other / name).parent.mkdir(exist_ok=True)
        subprocess.run(["cp", "-r", str(ROOT / name), str(other / name)], check=True)
    with (other / "smile" / "clock.py").open("a", encoding="utf-8") as file:
        file.write("\n# another one\n")
    cluster.worker(shares, other)
    result = built(folder, "there", "--executor", f"dask://{cluster.address}")
    assert (result.status, result.out, result.err.count("\n")) == (3, "", 1)
    assert "smile: the Dask cluster does not match this machine: the worker tcp://127.0.0.1:" in result.err
    assert result.err.endswith("has another version of SMILE\n")


@pytest.mark.parametrize("given", ["dask://", "dask://host", "dask://:8786", "threads"])
def test_an_executor_that_is_none(folder: Path, given: str) -> None:
    said = f"smile: --executor must be processes, dask or dask://HOST:PORT, not {given!r}\n"
    assert built(folder, "there", "--executor", given) == Result(2, "", said)
