"""The two trees of a site: whole ones and single folders exchanged, and after each build what a clean build gives."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from smile import trees
from tests.estates import tree
from tests.support import MINIMAL, Result, inside, run, write
from tests.things import things

PAGE = "---\ntitle: {0}\nsummary: About {0}.\n---\n{1}\n"


class Site:
    """An estate with two microsites, built as somebody does who edits it."""

    def __init__(self, folder: Path) -> None:
        files = dict(MINIMAL)
        for name in ("one", "two"):
            files[f"content/{name}/microsite.yaml"] = f"title: {name}\nsummary: The {name}.\n"
            files[f"content/{name}/index.md"] = PAGE.format(name, "First text.")
            files[f"content/{name}/more.md"] = PAGE.format(f"More of {name}", "Text.")
        self.folder, self.builds = folder, 0
        self.root = write(folder / "estate", files)
        self.build("site")

    @property
    def live(self) -> Path:
        return self.folder / "site" / "public"

    @property
    def next(self) -> Path:
        return self.folder / "site" / ".smile" / "next" / "public"

    def command(self, how: Callable[..., Result], out: str) -> Result:
        words = ("--estate", str(self.root), "--out", str(self.folder / out))
        return how("build", *words, "--no-search", "--now", "2026-11-22", cwd=self.folder)

    def build(self, out: str) -> None:
        result = self.command(inside, out)
        assert result.status == 0, result.out + result.err

    def edit(self, *names: str) -> None:
        """Changes files, builds, and compares what is live with what a build from nothing gives."""
        self.builds += 1
        for name in names:
            write(self.root, {name: PAGE.format("Edited", f"Text number {self.builds}.")})
        self.build("site")
        self.build(f"clean-{self.builds}")
        assert tree(self.live) == tree(self.folder / f"clean-{self.builds}" / "public")


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


def number(path: Path) -> int:
    return path.stat().st_ino


def test_the_first_edit_exchanges_one_folder(site: Site) -> None:
    whole, one, two = number(site.live), number(site.live / "one"), number(site.live / "two")
    site.edit("content/one/more.md")
    assert number(site.live) == whole and number(site.live / "two") == two
    assert number(site.live / "one") != one
    assert [entry.name for entry in site.next.iterdir()] == ["one"]
    site.edit("content/one/more.md")
    assert number(site.live / "one") == one, "the two change places again"


def test_edits_in_other_folders_follow(site: Site) -> None:
    site.edit("content/one/more.md")
    site.edit("content/two/more.md")
    site.edit("content/one/index.md", "content/two/index.md")
    assert {entry.name for entry in site.next.iterdir()} == {entry.name for entry in site.live.iterdir()}
    site.edit("content/two/more.md")
    site.edit("content/main/index.md")


def test_an_edit_that_comes_to_reach_more_is_widened(site: Site) -> None:
    whole = number(site.live)
    write(
        site.root,
        {
            "content/one/new.md": PAGE.format("New", "Text.").replace(
                "summary", "redirect_from: [/old/]\nsummary"
            )
        },
    )
    site.edit()
    assert "/old/ /one/new/" in " ".join((site.live / "_redirects").read_text().split())
    assert number(site.live) != whole
    (site.root / "content/one/new.md").unlink()
    site.edit()
    assert "/old/" not in (site.live / "_redirects").read_text()


def test_pages_that_come_back_are_there(site: Site) -> None:
    kept = (site.root / "content/one/more.md").read_text()
    (site.root / "content/one/more.md").unlink()
    site.edit()
    assert not (site.live / "one" / "more").exists()
    write(site.root, {"content/one/more.md": kept})
    site.edit()
    assert (site.live / "one" / "more" / "index.html").exists()


def test_a_page_becomes_a_folder_of_pages_and_back(site: Site) -> None:
    write(site.root, {"content/one/more/deep.md": PAGE.format("Deep", "Text.")})
    site.edit()
    (site.root / "content/one/more/deep.md").unlink()
    write(site.root, {"content/one/more.txt": "A file beside the page.\n"})
    site.edit("content/one/more.md")


def test_more_edits_of_one_folder_follow_the_last_one_alone(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = site.folder / "mirrored"  # a file: copies of the process mirror, too
    whole = trees._mirror

    def mirror(live: Path, new: Path) -> None:
        with log.open("a", encoding="utf-8") as file:
            file.write(live.relative_to(site.folder / "site").as_posix() + "\n")
        whole(live, new)

    monkeypatch.setattr(trees, "_mirror", mirror)
    one, more, two = "content/one/index.md", "content/one/more.md", "content/two/index.md"
    seen = []
    for names in ((one,), (one,), (more,), (one, more), (two,), (two,), (one,), (one,)):
        log.write_text("", "utf-8")
        site.edit(*names)
        seen.append(log.read_text("utf-8").split())
    assert seen == [["public/one"], [], [], [], ["public/two"], [], ["public/one"], []]
    (site.root / more).unlink()
    log.write_text("", "utf-8")
    site.edit(one)
    site.edit(more)
    assert log.read_text("utf-8") == "" and (site.live / "one/more/index.html").is_file()


def test_a_folder_is_made_ready_for_a_build_that_fails(site: Site) -> None:
    before, one = tree(site.live), site.root / "content/one/more.md"
    good = one.read_text("utf-8")
    one.write_text(good + "\n[Nowhere](/nowhere/)\n", "utf-8")
    for _ in range(2):
        result = site.command(run, "site")
        assert result.status == 1 and "/nowhere/" in result.out
        assert tree(site.live) == before
    one.write_text(good, "utf-8")
    site.edit("content/two/more.md")
    site.edit("content/one/more.md")


def test_links_are_looked_at_again_where_what_they_lead_to_changes(site: Site) -> None:
    """Links that were good and are as they were need no second look, unless what they lead to is gone."""
    two = site.root / "content/two/more.md"
    write(
        site.root,
        {"content/one/more.md": PAGE.format("More", "[Two](../two/more.md), [a part](/two/more/#part)")},
    )
    write(site.root, {"content/two/more.md": PAGE.format("More", "## Part")})
    site.edit()
    site.edit("content/one/index.md")
    two.write_text(PAGE.format("More", "## Another part"), "utf-8")
    result = site.command(run, "site")
    assert result.status == 1 and "content/one/more.md:5" in result.out and "#part" in result.out
    two.unlink()
    result = site.command(run, "site")
    assert result.status == 1 and "content/one/more.md:5" in result.out
    write(site.root, {"content/two/more.md": PAGE.format("More", "## Part")})
    site.edit()


READY = """\
import datetime, sys
from pathlib import Path
from smile import same
from smile.options import Options

with same.begun(Options(*map(Path, sys.argv[1:]), datetime.datetime(2026, 11, 22), search=False)) as begun:
    assert begun.found
    begun.wait()
"""


@pytest.mark.parametrize(("used", "ready"), [(("things",), ["things"]), (("things", "one"), None)])
def test_what_shows_a_record_is_made_ready(
    used: tuple[str, ...], ready: list[str] | None, tmp_path: Path
) -> None:
    """One folder where one microsite shows it, all of the tree where several do; new records as well as edited ones."""
    methods = (
        "def derive(self, data, build):\n    return data[Thing]\n\n"
        "def plan(self, model, site):\n    for thing in model:\n"
        "        yield Page(f'{thing.id}/', 'things/thing.html', thing.title, 'A thing.', {'thing': thing}, [thing])\n"
    )
    files = things(methods, "<p>{{ thing.size }}</p>")
    files["data/things/odd.yaml"] = "title: Odd\nsize: 3\n"
    for name in ("one", "two"):
        plugins = "plugins: [things]\n" if name in used else ""
        files[f"content/{name}/microsite.yaml"] = f"title: {name}\nsummary: The {name}.\n{plugins}"
        files[f"content/{name}/index.md"] = PAGE.format(name, "Text.")
    root, out = write(tmp_path / "estate", files), tmp_path / "site"
    words = ("build", "--estate", str(root), "--out", str(out), "--no-search", "--now", "2026-11-22")
    live, following = out / "public", out / ".smile" / "next" / "public"

    def ahead() -> list[str] | None:
        """What the beginning of a build leaves of the next tree; None where it is all of the live one."""
        subprocess.run([sys.executable, "-c", READY, str(root), str(out)], check=True)
        return None if tree(following) == tree(live) else sorted(one.name for one in following.iterdir())

    assert run(*words, cwd=root).status == 0
    time.sleep(2.1)  # what changed within two seconds of a build may have changed since
    assert run(*words, cwd=root).status == 0
    write(root, {"data/things/new.yaml": "title: New\nsize: 4\n"})
    assert ahead() == ready
    assert run(*words, cwd=root).status == 0 and (live / "things/new/index.html").is_file()


def test_what_links_could_not_lead_to_before_is_looked_at(site: Site) -> None:
    """A new page adds to what links can lead to: the good ones stay good, but it may stand where something else is."""
    moved = PAGE.format("More", "Text.").replace("summary", "redirect_from: [/one/late/]\nsummary")
    write(
        site.root,
        {"content/two/more.md": moved, "content/one/index.md": PAGE.format("One", "[To](more.md).")},
    )
    site.edit()
    write(site.root, {"content/one/new.md": PAGE.format("New", "[Two](/two/more/), [late](/one/late/)")})
    site.edit()
    late = site.root / "content/one/late.md"
    late.write_text(PAGE.format("Late", "Text."), "utf-8")
    result = site.command(run, "site")
    assert result.status == 1 and "content/two/more.md" in result.out and "redirect.shadow" in result.out
    late.unlink()
    write(site.root, {"content/one/new.md": PAGE.format("New", "[Nowhere](/one/nowhere/)")})
    result = site.command(run, "site")
    assert result.status == 1 and "content/one/new.md:5" in result.out
    write(site.root, {"content/one/new.md": PAGE.format("New", "Text."), "content/one/new.txt": "A file.\n"})
    site.edit()
    write(site.root, {"content/two/more.md": PAGE.format("More", "Text.")})
    site.edit()
    write(site.root, {"content/one/new.md": PAGE.format("New", "[Late](/one/late/)")})
    result = site.command(run, "site")
    assert result.status == 1 and "content/one/new.md:5" in result.out, "it is moved no more"
