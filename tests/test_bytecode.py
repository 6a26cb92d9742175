"""Compiled templates of the generator are kept beside its compiled code, and are never more than a short cut."""

from __future__ import annotations

from pathlib import Path

from tests.estates import tree
from tests.support import estate, run


def built(folder: Path, root: Path, out: str) -> dict[str, bytes]:
    environment = {"PYTHONPYCACHEPREFIX": str(folder / "kept"), "PYTHONDONTWRITEBYTECODE": ""}
    place = ("--estate", str(root), "--out", str(folder / out), "--no-search", "--now", "2026-11-22")
    result = run("build", *place, cwd=folder, env=environment)
    assert result.status == 0, result.out + result.err
    return tree(folder / out)


def test_templates_are_compiled_once_for_all_estates(tmp_path: Path) -> None:
    root = estate(tmp_path)
    first = built(tmp_path, root, "first")
    kept = {path: path.stat().st_mtime_ns for path in (tmp_path / "kept").rglob("*.jinja")}
    assert len(kept) > 2 and not list((tmp_path / "first/.smile/templates").glob("*.jinja"))
    assert built(tmp_path, root, "second") == first
    assert {path: path.stat().st_mtime_ns for path in kept} == kept
    for path in kept:
        path.write_bytes(path.read_bytes()[:-20])
    assert built(tmp_path, root, "third") == first, "damaged ones are compiled again"


def test_where_nobody_may_write_they_are_kept_with_the_estate(tmp_path: Path) -> None:
    root = estate(tmp_path)
    (tmp_path / "kept").write_text("a file where a folder is wanted", "utf-8")
    first = built(tmp_path, root, "first")
    assert list((tmp_path / "first/.smile/templates").glob("*.jinja"))
    assert built(tmp_path, root, "first") == first
