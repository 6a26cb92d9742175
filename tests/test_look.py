"""Looking at what changed alone gives what looking at everything gives, or says that it cannot tell."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from smile import inputs
from tests.support import ROOT, estate, run, write

PAGE, OTHER = "content/main/index.md", "content/main/other.md"


def edit(root: Path) -> list[str]:
    (root / PAGE).write_text("---\ntitle: A longer title than before\nsummary: New.\n---\nText.\n")
    return [PAGE]


def save_as_editors_do(root: Path) -> list[str]:
    beside = root / "content/main/index.md.tmp"
    beside.write_text("---\ntitle: Saved beside, then renamed\nsummary: New.\n---\nText.\n")
    beside.replace(root / PAGE)
    return [PAGE, "content/main/index.md.tmp"]


def add(root: Path) -> list[str]:
    (root / OTHER).write_text("---\ntitle: New\nsummary: New.\n---\nText.\n")
    return [OTHER]


def remove(root: Path) -> list[str]:
    (root / PAGE).unlink()
    return [PAGE]


def link(root: Path) -> list[str]:
    (root / PAGE).unlink()
    (root / PAGE).symlink_to(root / "content/estate.yaml")
    return [PAGE]


def folder(root: Path) -> list[str]:
    (root / "content/new").mkdir()
    return ["content/new"]


def rename_folder(root: Path) -> list[str]:
    (root / "content/main").rename(root / "content/first")
    return ["content/main", "content/first"]


def code(root: Path) -> list[str]:
    (root / "theme").mkdir()
    (root / "theme/new.css").write_text("p{}")
    return ["theme/new.css"]


@pytest.mark.parametrize("change", [edit, save_as_editors_do])
def test_a_changed_file_alone_is_looked_at(tmp_path: Path, change: Callable[[Path], list[str]]) -> None:
    root = estate(tmp_path)
    before = inputs.look(root)
    touched = [str(root / name) for name in change(root)]
    again = inputs.again(root, before, touched)
    assert again == inputs.look(root)
    assert again != before


@pytest.mark.parametrize("change", [add, remove, link, folder, rename_folder, code])
def test_everything_is_looked_at_where_that_is_not_enough(
    tmp_path: Path, change: Callable[[Path], list[str]]
) -> None:
    root = estate(tmp_path)
    before = inputs.look(root)
    touched = [str(root / name) for name in change(root)]
    assert inputs.again(root, before, touched) is None


def test_a_package_of_another_version_has_everything_drawn_anew(tmp_path: Path) -> None:
    root, packages = estate(tmp_path), tmp_path / "site-packages"
    packages.mkdir()

    def build() -> str:
        words = ("--out", str(tmp_path / "site"), "--no-search", "--now", "2026-11-22")
        env = {"PYTHONPATH": os.pathsep.join((str(ROOT), str(packages)))}
        result = run("build", "--estate", str(root), *words, cwd=root, env=env)
        assert result.status == 0, result.out + result.err
        return result.out

    assert "files written" in build()
    assert build().startswith("Nothing changed")
    write(packages, {"nh3-99.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: nh3\nVersion: 99.0\n"})
    assert "files written" in build()
    assert build().startswith("Nothing changed")
    write(packages, {"other-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: other\nVersion: 1.0\n"})
    assert build().startswith("Nothing changed"), "what the pages do not depend on changes none"
