"""What the command ends with: its exit statuses, and that nobody ever sees a traceback."""

from __future__ import annotations

import io
import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest

from smile import build, cli
from smile.problems import ContentError, MachineError, Problem
from tests import overlays
from tests.support import Result, estate, inside, run

BARE = Problem("a.yaml", 0, 0, "file.size", "the file is too large")


def test_status_0_for_a_good_estate(tmp_path: Path) -> None:
    result = run("check", *overlays.ALWAYS, cwd=estate(tmp_path))
    assert (result.status, result.err) == (0, "")
    assert result.out.startswith("No problems. 3 pages checked in ")


def test_status_1_for_content_and_the_last_good_site_stays(tmp_path: Path) -> None:
    folder = estate(tmp_path)
    assert inside("build", "--no-search", *overlays.ALWAYS, cwd=folder).status == 0
    before = {path: path.read_bytes() for path in (folder / "site" / "public").rglob("*") if path.is_file()}
    (folder / "content/main/index.md").write_text("---\ntitle: 3\n---\nBroken.\n", "utf-8")
    result = run("build", "--no-search", *overlays.ALWAYS, cwd=folder)
    assert result == Result(
        1,
        "content/main/index.md:2:8: error: `title` should be text [field.value]\n"
        "    found:    3\n"
        '    try:      put it in quotation marks: "3"\n',
        "\n1 problem in 1 file. Nothing was published.\n",
    )
    after = {path: path.read_bytes() for path in (folder / "site" / "public").rglob("*") if path.is_file()}
    assert before == after and len(before) > 5


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["check", "--now", "tomorrow"], "smile: --now: 'tomorrow' is not a day such as 2026-11-30"),
        (["check", "--jobs", "0"], "smile: --jobs must be 1 or more, not 0"),
        (["check", "--estate", "nowhere"], "smile: there is no folder nowhere"),
        (["new", "microsite", "Not A Slug"], "smile: 'Not A Slug' cannot be in an address"),
        (["chekc"], "smile: error: argument COMMAND: invalid choice: 'chekc'"),
        (["check", "--format", "xml"], "smile check: error: argument --format: invalid choice: 'xml'"),
    ],
)
def test_status_2_for_wrong_usage(arguments: list[str], said: str, tmp_path: Path) -> None:
    result = inside(*arguments, cwd=estate(tmp_path))
    assert (result.status, result.out) == (2, "")
    assert said in result.err and "Traceback" not in result.err


def test_status_2_in_a_process_of_its_own(tmp_path: Path) -> None:
    result = run("check", "--now", "tomorrow", cwd=tmp_path)
    assert result.status == 2 and result.err.count("\n") == 1


def test_status_3_where_there_is_no_estate(tmp_path: Path) -> None:
    result = run("check", *overlays.ALWAYS, cwd=tmp_path)
    said = f"smile: {tmp_path} is not an estate: it has no content/estate.yaml."
    assert result == Result(3, "", f"{said} Make one with: smile new estate DIR\n")


def test_status_3_where_nothing_can_be_written(tmp_path: Path) -> None:
    folder = estate(tmp_path, {"out": "a file"})
    result = inside("build", "--out", "out/deeper", *overlays.ALWAYS, cwd=folder)
    assert result.status == 3 and result.out == ""
    assert result.err.startswith("smile: cannot write to ") and result.err.count("\n") == 1


# --- no traceback, ever


def raising(error: BaseException) -> Any:
    def fail(*arguments: object) -> None:
        raise error

    return fail


def test_a_fault_of_the_generator_is_told_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "build", raising(KeyError("colour")))
    result = inside("check", *overlays.ALWAYS, cwd=estate(tmp_path))
    assert (result.status, result.out) == (3, "")
    assert re.fullmatch(
        r"smile: the generator has a fault: KeyError: 'colour' \(test_exit\.py, line \d+\)\. Please .*\n"
        r"smile: nothing was published\. With SMILE_TRACEBACK=1 in the environment .*\n",
        result.err,
    )


def test_who_mends_the_generator_sees_the_traceback(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "build", raising(KeyError("colour")))
    monkeypatch.setenv("SMILE_TRACEBACK", "1")
    with pytest.raises(KeyError):
        inside("check", *overlays.ALWAYS, cwd=estate(tmp_path))


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (KeyboardInterrupt(), cli.STOPPED, "smile: stopped; the last good site is as it was\n"),
        (MachineError("there is no Node"), cli.MACHINE, "smile: there is no Node\n"),
        (BrokenPipeError(), cli.MACHINE, ""),
        (ContentError([BARE]), cli.CONTENT, "\n1 problem in 1 file. Nothing was published.\n"),
    ],
)
def test_what_may_end_a_build(
    error: BaseException, status: int, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build, "build", raising(error))
    result = inside("check", *overlays.ALWAYS, cwd=estate(tmp_path))
    assert (result.status, result.err) == (status, said)


def test_a_console_that_knows_few_characters_gets_them_escaped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = estate(tmp_path, {"content/main/index.md": "---\ntitle: Café \u263a\n☂: 1\n---\n"})
    console = io.TextIOWrapper(buffer := io.BytesIO(), encoding="ascii", newline="\n")
    monkeypatch.setattr(sys, "stdout", console)
    monkeypatch.chdir(folder)
    assert cli.main(["check", "--format", "json", *overlays.ALWAYS]) == 1
    console.flush()
    assert json.loads(buffer.getvalue().decode("ascii"))[0]["found"] == "☂"
