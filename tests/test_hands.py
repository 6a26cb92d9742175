"""One large microsite on several cores: the bytes and the words that one gives, and nothing left when it is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.estates import tree
from tests.support import ROOT, Result, run, write
from tests.things import things

PAGES = 450
METHODS = """\
def derive(self, data, build):
    return data[Thing]

def plan(self, model, site):
    for thing in model:
        yield Page(f"{thing.id}/", "things/thing.html", thing.title, "A thing.", {"thing": thing}, [thing])
"""


def estate(folder: Path) -> Path:
    """A microsite of many texts, and one with the pages of many records."""
    files = things(METHODS, '<p id="size">{{ thing.size }}</p>')
    files["content/big/microsite.yaml"] = "title: Big\nsummary: A large one.\n"
    for number in range(PAGES):
        name = "index" if number == 0 else f"page-{number:03}"
        text = f"---\ntitle: Page {number}\nsummary: One of many.\n---\nSee [the next](page-{number % 9 + 1:03}.md).\n"
        files[f"content/big/{name}.md"] = text
        files[f"data/things/thing-{number:03}.yaml"] = f"title: Thing {number}\nsize: {number + 1000}\n"
    return write(folder / "estate", files)


def build(root: Path, out: str, jobs: int, *more: str) -> Result:
    words = (
        "--out",
        str(root.parent / out),
        "--no-search",
        "--now",
        "2026-11-22",
        "--jobs",
        str(jobs),
        *more,
    )
    return run("build", "--estate", str(root), *words, cwd=root)


def good(root: Path, out: str, jobs: int) -> dict[str, bytes]:
    result = build(root, out, jobs)
    assert result.status == 0, result.out + result.err
    return tree(root.parent / out)


def test_several_cores_give_the_bytes_that_one_gives(tmp_path: Path) -> None:
    root = estate(tmp_path)
    assert good(root, "many", 3) == good(root, "one", 1)
    page = root / "content/big/page-123.md"
    page.write_text(page.read_text("utf-8") + "\nChanged.\n", "utf-8")
    result = build(root, "many", 3)
    assert f"{2 * PAGES + 4:,} pages: 1 file written" in result.out, (
        "what was drawn apart is known as made from what it was"
    )
    assert tree(tmp_path / "many") == good(root, "one-again", 1)


def test_problems_of_all_parts_are_told_in_the_same_words(tmp_path: Path) -> None:
    root = estate(tmp_path)
    for number in (10, 11, 12, 13):
        (root / f"content/big/page-{number:03}.md").write_text(
            "---\ntitle: Broken\nsummary: Broken.\n---\n```smile nothing\n```\n", "utf-8"
        )
    one, many = build(root, "one", 1), build(root, "many", 3)
    assert one == many and one.status == 1
    assert one.out.count("there is no block of this name") == 4


def test_wrong_records_of_all_parts_are_told_in_the_same_words(tmp_path: Path) -> None:
    root = estate(tmp_path)
    for number in (20, 21, 22, 23):
        (root / f"data/things/thing-{number:03}.yaml").write_text("title: Thing\nsize: many\n", "utf-8")
    one, many = build(root, "one", 1), build(root, "many", 3)
    assert one == many and one.status == 1
    assert one.out.count("[field.value]") == 4, one.out


@pytest.mark.parametrize("number", [30, 31, 32])
def test_a_template_that_fails_in_any_part_is_told(tmp_path: Path, number: int) -> None:
    root = estate(tmp_path)
    (root / f"data/things/thing-{number:03}.yaml").write_text("title: Thing\nsize: 7\n", "utf-8")
    result = build(root, "many", 3)
    assert result.status == 1 and "plugins/things/templates/thing.html:3: error:" in result.out
    assert "Traceback" not in result.out + result.err


def test_a_copy_ends_with_the_build_that_is_killed(tmp_path: Path) -> None:
    root = estate(tmp_path)
    before = good(root, "site", 1)
    (tmp_path / "site/.smile/state").unlink()  # as what stands is not known, all is drawn anew, and shared
    for path in (root / "content/big").glob("page-*.md"):
        path.write_text(path.read_text("utf-8") + "\nA sentence more.\n" * 150, "utf-8")
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    words = ["--estate", str(root), "--out", str(tmp_path / "site"), "--no-search", "--now", "2026-11-22"]
    command = [
        sys.executable,
        "-m",
        "smile",
        "build",
        *words,
        "--jobs",
        "4",
    ]  # one more than there are microsites
    process = subprocess.Popen(
        command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    wait(lambda: copies(process.pid))
    process.send_signal(signal.SIGKILL)
    process.wait()
    wait(lambda: not of_session(process.pid))
    assert tree(tmp_path / "site") == before
    result = build(root, "site", 3)
    assert result.status == 0, result.out + result.err
    assert tree(tmp_path / "site") == good(root, "clean", 1)


def copies(number: int) -> list[int]:
    """The processes of a session that one of its others made, and not the first: a worker's copies."""
    found = of_session(number)
    return [one for one, parent in found.items() if parent != number and parent in found]


def of_session(number: int) -> dict[int, int]:
    """The processes of a session that still run, by number, each with its parent's."""
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                state, parent, _, session = (entry / "stat").read_text().rpartition(")")[2].split()[:4]
            except OSError:
                continue
            if int(session) == number and state != "Z":
                found[int(entry.name)] = int(parent)
    return found


def wait(ask: Callable[[], object]) -> None:
    for _ in range(2400):
        if ask():
            return
        time.sleep(0.01)
    raise AssertionError("it never came")


MEANWHILE = """\
import os, threading
from smile import hands

hands.allow(threading.Semaphore(1))
done = []
chores = [lambda: done.append(os.getpid())]


def work(some):
    return [*some], os.getpid(), len(done)

with hands.meanwhile(chores):
    shares = list(hands.share(range(1000), work, lambda: print("ready", len(done))))
print(len(shares), sorted(number for some, _, _ in shares for number in some) == [*range(1000)])
print([(process == os.getpid(), count) for _, process, count in shares], done == [os.getpid()])
with hands.meanwhile(chores):
    pass  # nothing was shared out: it is not done later either
again = sum(len(some) for some, _, _ in hands.share(range(1000), work, lambda: None))
print(again, len(done))
"""


def test_what_only_the_first_process_needs_is_made_there_and_once(tmp_path: Path) -> None:
    """As soon as a copy works: the copy, which is made before, knows nothing of it."""
    done = subprocess.run([sys.executable, "-c", MEANWHILE], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["ready 0", "2 True", "[(True, 1), (False, 0)] True", "1000 1"]


LEFT = """\
import gc, sys
from smile import cli, garbage, worker

def left(one):
    name = str(getattr(type(one), "__module__", ""))  # some types of the interpreter have none that is a text
    kept = ("smile.results", "smile.plugin", "smile.records", "smile.problems")
    return name.startswith("smile.") and name not in kept

built, seen = worker.build_site, []

def build_site(task, ready=lambda: None):
    before = {id(one) for one in gc.get_objects() if left(one)}
    found = built(task, ready)
    new = sorted({type(one).__name__ for one in gc.get_objects() if left(one) and id(one) not in before})
    seen.append(f"{task.microsite.slug}: {', '.join(new)}")
    return found

worker.build_site = build_site
gc.disable()
status = cli.main(sys.argv[1:])
print(*seen, sep="\\n")
sys.exit(status)
"""


def test_nothing_of_a_microsite_is_left_when_it_is_built(tmp_path: Path) -> None:
    """Nobody searches for circles meanwhile: what is in one stays in memory until the process ends."""
    root = estate(tmp_path)
    for name in ("first", "second"):  # what is made once for all is made with the first
        text = "---\ntitle: Page\nsummary: A page.\n---\n[Home](../main/index.md)\n"
        write(root, {f"content/{name}/microsite.yaml": f"title: {name}\nsummary: More.\nplugins: [things]\n",
                     f"content/{name}/index.md": text})  # fmt: skip
    words = ("build", "--estate", str(root), "--out", str(tmp_path / "site"), "--no-search", "--jobs", "1")
    done = subprocess.run(
        [sys.executable, "-c", LEFT, *words, "--now", "2026-11-22"],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    found = dict(
        line.split(": ", 1)
        for line in done.stdout.splitlines()
        if line.partition(":")[0] in ("second", "things")
    )
    assert found == {"second": "", "things": ""}, done.stdout + done.stderr
