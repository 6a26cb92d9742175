"""Taking over what a worker left: the same as if the build had written it, and nothing of the live tree changes."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from smile import staging
from smile.gates import Gate
from smile.records import Audience
from smile.results import SiteResult
from smile.writing import Writer

NAMES = st.lists(st.sampled_from("abc"), min_size=1, max_size=3).map("/".join)


def _apart(paths: list[str]) -> list[str]:
    """Those of which none is a folder of another."""
    kept: list[str] = []
    for path in paths:
        if not any(path == one or path.startswith(one + "/") or one.startswith(path + "/") for one in kept):
            kept.append(path)
    return kept


PATHS = st.lists(NAMES, max_size=8).map(_apart)


def _write(tree: Path, paths: list[str], text: str, fresh: bool) -> None:
    writer = Writer(tree, None, SiteResult("site"), Gate([], Audience.public, []), fresh)
    for path in paths:
        writer.write(path, f"{text} {path}".encode())


def _files(tree: Path) -> dict[str, bytes]:
    return {str(path.relative_to(tree)): path.read_bytes() for path in tree.rglob("*") if path.is_file()}


@settings(deadline=None)
@given(before=PATHS, made=PATHS)
def test_it_is_as_if_it_had_been_written_there(before: list[str], made: list[str]) -> None:
    with tempfile.TemporaryDirectory() as name:
        live, near, far, stage = (Path(name, one) for one in ("live", "near", "far", "stage"))
        for tree in (live, near, far, stage):
            tree.mkdir()
        _write(live, before, "old", True)
        for path in before:
            for tree in (near, far):
                (tree / path).parent.mkdir(parents=True, exist_ok=True)
                os.link(live / path, tree / path)
        stood = _files(live)
        _write(near, made, "new", False)
        _write(stage, made, "new", True)
        staging.move(str(stage), str(far))
        assert _files(far) == _files(near)
        assert _files(live) == stood
        assert _files(stage) == {}
