"""Killed builds, two at once, damaged caches, and what other builds leave behind."""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.accidents import kept
from tests.estates import NOW, QUICK, build, built, clean, command, environment, forked, tree, write
from tests.lively import LIVELY, page

MANY = {f"content/main/many/page-{number}.md": page(f"Page {number}", "Text. " * 200) for number in range(90)}
SEARCHED = ("--jobs", "2", "--now", NOW)


@pytest.fixture
def estate(tmp_path: Path) -> Path:
    """The lively estate, built."""
    root = write(tmp_path / "estate", LIVELY)
    built(root)
    return root


def change(root: Path) -> None:
    write(root, {"content/main/new.md": page("New", "New."), "content/main/deep/er.md": None})


def test_a_killed_build_leaves_good_sites_and_a_cache_that_serves(tmp_path: Path) -> None:
    """Many processes work on many pages here; those of a killed build must not go on."""
    root = write(tmp_path / "estate", {**LIVELY, **MANY})
    out, several = root / "site", ("--jobs", "2", "--now", NOW, "--no-search")
    assert forked()("build", "--estate", root, *several).status == 0
    chance = random.Random(3)
    for number in range(8):
        before = tree(out)
        for path in sorted(root.glob("content/main/many/*.md"))[number:]:
            path.write_text(path.read_text("utf-8") + f"\nMore {number}.\n", "utf-8")
        write(root, {f"content/main/many/page-{number}.md": None})
        after = clean(root, tmp_path / "clean")
        result = forked()("build", "--estate", root, *several, kill=chance.uniform(0.1, 1.2))
        assert result.status in (0, -signal.SIGKILL)
        live = tree(out)
        for audience in ("public", "staff", "restricted"):
            now, old, new = (
                {p: d for p, d in one.items() if p.startswith(audience)} for one in (live, before, after)
            )
            assert now in (old, new)
        if number % 3 == 2:
            assert forked()("build", "--estate", root, *several).status == 0
            assert tree(out) == after


def test_the_first_build_is_killed(tmp_path: Path) -> None:
    root = write(tmp_path / "estate", LIVELY)
    wanted = clean(root, tmp_path / "clean")
    for after in (0.1, 0.25, 0.4, 0.55):
        build(root, kill=after)
        assert tree(root / "site").items() <= wanted.items()
    assert tree(built(root)) == wanted


def test_two_builds_at_once(tmp_path: Path) -> None:
    """The second waits for the first; both end well, and so do three that are asked for different things."""
    root = write(tmp_path / "estate", {**LIVELY, **MANY})
    runs = [
        subprocess.Popen(
            command("build", "--estate", root, *more), env=environment(), stdout=subprocess.PIPE, text=True
        )
        for more in (QUICK, QUICK, (*QUICK, "--drafts"), (*QUICK, "--audience", "staff"), QUICK)
    ]
    for run in runs:
        said, _ = run.communicate()
        assert run.returncode == 0, said
    assert tree(built(root)) == clean(root, tmp_path / "clean")


DAMAGE = {
    "gone": lambda data, other: None,
    "empty": lambda data, other: b"",
    "cut off": lambda data, other: data[: len(data) // 2],
    "a bit flipped": lambda data, other: (
        data[:-3] + bytes([data[-3] ^ 4]) + data[-2:] if len(data) > 3 else b"x"
    ),
    "not ours": lambda data, other: b"\x80\x05something else",
    "of another file": lambda data, other: other,
}


@pytest.mark.parametrize("kind", DAMAGE)
def test_what_is_kept_may_be_damaged(estate: Path, tmp_path: Path, kind: str) -> None:
    """All at once, then each kind of file alone."""
    out = estate / "site"
    change(estate)
    wanted = clean(estate, tmp_path / "clean")
    other = (out / ".smile" / "state").read_bytes()
    names = sorted({path.suffix or path.name for path in kept(out)} - {"lock"})
    assert {".result", ".model", ".records", ".jinja", "state", "gate-public"} <= set(names)
    for group in (names, *([name] for name in names)):
        for path in kept(out):
            if (path.suffix or path.name) in group:
                data = path.read_bytes()
                made = DAMAGE[kind](data, other)
                path.unlink()
                if made is not None:
                    path.write_bytes(made)
        result = build(estate)
        assert result.status == 0, f"{group}: {result.out}{result.err}"
        assert tree(out) == wanted, group
        change(estate)


def test_a_cache_of_another_estate_is_of_no_use(estate: Path, tmp_path: Path) -> None:
    other = write(tmp_path / "other", {**LIVELY, "content/main/about.md": page("About", "Another text.")})
    built(other)
    shutil.rmtree(estate / "site" / ".smile")
    shutil.copytree(other / "site" / ".smile", estate / "site" / ".smile")
    assert tree(built(estate)) == clean(estate, tmp_path / "clean")


def test_an_estate_that_moved_with_its_sites(estate: Path, tmp_path: Path) -> None:
    estate.rename(tmp_path / "moved")
    change(tmp_path / "moved")
    assert tree(built(tmp_path / "moved")) == clean(tmp_path / "moved", tmp_path / "clean")


def test_a_file_that_was_changed_within_a_site_by_hand(estate: Path, tmp_path: Path) -> None:
    """At the top of a site it is noticed at once, as the folder's own time changes with it."""
    wanted = tree(estate / "site")
    (estate / "site" / "public" / "robots.txt").unlink()
    assert tree(built(estate)) == wanted


def test_an_audience_without_a_microsite_has_no_site(estate: Path, tmp_path: Path) -> None:
    for name in ("inside", "team"):
        shutil.rmtree(estate / "content" / name)
    assert not (built(estate) / "staff").exists()
    write(estate, LIVELY)
    assert tree(built(estate)) == clean(estate, tmp_path / "clean")


def test_a_build_of_one_audience_leaves_the_others(estate: Path, tmp_path: Path) -> None:
    before = tree(estate / "site")
    change(estate)
    staff = {path: data for path, data in before.items() if path.startswith("staff/")}
    assert build(estate, "--audience", "staff").status == 0
    assert tree(estate / "site") == before
    after = clean(estate, tmp_path / "clean")
    assert {path: data for path, data in after.items() if path.startswith("staff/")} == staff
    assert tree(built(estate)) == after


def test_search_indexes_follow_their_microsites(tmp_path: Path) -> None:
    """No index outlives its microsite, or stays where another audience can see it."""
    root = write(tmp_path / "estate", LIVELY)
    out = root / "site"
    steps = [
        {},
        {"content/guild/microsite.yaml": "title: Guild\nplugins: [guild]\naudience: staff\n"},
        {"content/channels/microsite.yaml": "title: Channels\nplugins: [channels]\npath: /ways/\n"},
        {"content/newsroom/microsite.yaml": "title: Newsroom\nplugins: [newsroom]\nlisted: false\n"},
        {"content/team/microsite.yaml": None, "content/team/index.md": None},
        {"content/main/about.md": page("About", "Otherwise. [Home](index.md)")},
    ]  # fmt: skip
    for step in steps:
        write(root, step)
        result = forked()("build", "--estate", root, *SEARCHED)
        assert result.status == 0, result.out
    fresh = forked()("build", "--estate", root, "--out", tmp_path / "clean", *SEARCHED)
    assert fresh.status == 0
    assert tree(out) == tree(tmp_path / "clean")
    assert (
        not list((out / "public" / "guild").glob("pagefind*"))
        and (out / "staff" / "guild" / "pagefind").is_dir()
    )
    assert tree(built(root)) == clean(root, tmp_path / "clean")  # without search again


def test_nothing_changed_is_said_at_once_and_a_touch_changes_nothing(estate: Path) -> None:
    before = tree(estate / "site")
    times = {path: (estate / "site" / path).stat().st_mtime_ns for path in before}
    result = build(estate)
    assert result.out.startswith("Nothing changed: ")
    time.sleep(0.01)
    for path in (estate / "content").rglob("*.md"):
        path.touch()
    assert build(estate).status == 0
    assert tree(estate / "site") == before
    assert {path: (estate / "site" / path).stat().st_mtime_ns for path in before} == times
