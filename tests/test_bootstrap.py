"""build.py where everything is installed, and where it cannot be: which Python runs, and what is said."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.project import ROOT, Project

PYENV = sorted(Path.home().glob(".pyenv/versions/*/bin/python"))
FOUND = [shutil.which("python2.7"), shutil.which("python3.6"), *map(str, PYENV)]
IS_OLD = "import sys; sys.exit(sys.version_info >= (3, 11))"
OLD = [
    path
    for path in FOUND
    if path and subprocess.run([path, "-c", IS_OLD], capture_output=True).returncode == 0
]
# where no old one is installed, the new one pretends
PRETEND = "import sys; sys.version_info = (3, 6, 0); sys.argv = ['build.py']; exec(open('build.py').read())"
COMMANDS = [[sys.executable, "-c", PRETEND], *([path, "build.py"] for path in OLD)]

OFFLINE = {
    **dict.fromkeys(("PIP_FIND_LINKS", "PIP_EXTRA_INDEX_URL"), ""),
    "PIP_CONFIG_FILE": os.devnull,
    "PIP_INDEX_URL": "http://127.0.0.1:9/simple",  # nothing listens there
    "PIP_NO_CACHE_DIR": "1",
    "PIP_RETRIES": "0",
}


def one_line(result: subprocess.CompletedProcess[str], status: int = 3) -> str:
    """The one line that a failed start ends with, after its progress lines."""
    assert result.returncode == status, result.stderr
    assert "Traceback" not in result.stderr
    *progress, last = result.stderr.strip().splitlines()
    assert all(line.endswith(("...", "a try")) for line in progress), result.stderr
    assert last.startswith("build.py: ")
    assert "\x1b" not in result.stderr
    return last


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_an_old_python_is_told_what_to_do(command: list[str]) -> None:
    line = one_line(subprocess.run(command, cwd=ROOT, capture_output=True, text=True))
    assert "needs Python 3.11 or later" in line and "python.org" in line


def test_an_old_python_can_read_build_py_to_its_end() -> None:
    # Python 2 takes no annotations, no f-strings and no bytes above ASCII without saying so
    source = (ROOT / "build.py").read_bytes()
    assert source.isascii()
    assert not any(mark in source for mark in (b" -> ", b"f'", b'f"', b": str", b":="))


def test_a_second_run_starts_at_once(whole: Project) -> None:
    seen = whole.ran("build", "--jobs", "2")
    assert seen["said"] == ""
    assert whole.log() == []
    assert seen["arguments"] == ["build", "--jobs", "2"]
    assert seen["prefix"] == str(whole.folder / ".venv")


def test_no_argument_is_passed_on_as_none(whole: Project) -> None:
    assert whole.ran()["arguments"] == []


def test_the_exit_status_is_the_command_s_own(whole: Project) -> None:
    assert whole.run("fail").returncode == 7


def test_the_package_is_found_from_any_folder(whole: Project, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere" / "smile"
    elsewhere.mkdir(parents=True)
    (elsewhere / "__main__.py").write_text("raise SystemExit('the wrong smile')")
    result = subprocess.run(
        whole.command("hello"), cwd=elsewhere.parent, env=whole.environment(), capture_output=True, text=True
    )
    assert result.returncode == 0, result.stderr


def test_what_the_command_finds_in_its_environment(whole: Project) -> None:
    seen = whole.ran(PYTHONPATH="/of/the/user")["environment"]
    assert seen["PYTHONPATH"].split(os.pathsep) == [str(whole.folder), "/of/the/user"]
    assert seen["PYTHONUTF8"] == "1"
    assert seen["PATH"].split(os.pathsep)[0] == str(whole.bin)


def test_a_python_that_has_everything_needs_no_venv(whole: Project) -> None:
    container = whole.folder.parent / "container"
    shutil.copytree(whole.folder / ".venv", container, symlinks=True)
    shutil.rmtree(whole.folder / ".venv")
    whole.python = container / "bin" / "python"
    seen = whole.ran()
    assert seen["prefix"] == str(container)
    assert seen["said"] == ""
    assert not (whole.folder / ".venv").exists()


def test_smile_no_venv_takes_the_running_python_with_other_versions(whole: Project) -> None:
    packages = next((whole.folder / ".venv").glob("lib/python*/site-packages"))
    next(packages.glob("jinja2-*")).rename(packages / "jinja2-99.dist-info")
    whole.python = whole.folder / ".venv" / "bin" / "python"
    assert whole.ran(SMILE_NO_VENV="1")["said"] == ""
    assert whole.log() == []


def test_smile_no_venv_says_what_the_running_python_lacks(whole: Project) -> None:
    line = one_line(whole.run(SMILE_NO_VENV="1"))
    assert "this Python lacks ahocorasick-rs==" in line and "pip install --require-hashes" in line
    assert whole.run(SMILE_NO_VENV="0").returncode == 0


def test_a_folder_that_cannot_be_written_to_will_do_when_everything_is_there(whole: Project) -> None:
    shutil.rmtree(whole.folder / ".smile")
    (whole.folder / ".smile").symlink_to("/sys/kernel")
    assert whole.ran()["said"] == ""


def test_a_folder_that_cannot_be_written_to_is_named(project: Project) -> None:
    # not by its permissions, which the superuser may pass over: nobody makes files in /sys
    (project.folder / ".smile").symlink_to("/sys/kernel")
    line = one_line(project.run())
    assert f"cannot write {project.folder}/.smile" in line and "Copy the project" in line


def test_a_full_disk_is_named(project: Project) -> None:
    (project.folder / ".smile").mkdir()
    (project.folder / ".smile" / "setup.log").symlink_to("/dev/full")
    line = one_line(project.run())
    assert "disk is full" in line and "Free 1 GB" in line


def test_no_network_is_named_with_pip(project: Project) -> None:
    line = one_line(project.run(**OFFLINE))
    assert "package index cannot be reached" in line and "check the network" in line
    assert "127.0.0.1" in (project.folder / ".smile" / "setup.log").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("said", "advice"),
    [
        ("error: Failed to write: No space left on device (os error 28)", "the disk is full: free 1 GB"),
        ("  x Hash mismatch for `jinja2==3.1.6`", "is not the one the lock file names"),
        ("error: Failed to fetch\n  dns error: failed to lookup address", "package index cannot be reached"),
        ("error: Permission denied (os error 13)", "this folder cannot be written to"),
        ("  x nh3==0.3.8 has no wheels with a matching platform tag", "does not exist for this machine"),
        ("something that nobody has seen before", "something that nobody has seen before"),
    ],
)
def test_each_failure_says_what_to_do(project: Project, said: str, advice: str) -> None:
    # in the place of pip, which is tried after uv and ends in the same way
    text = f"from requirements.commands import reason\nprint(reason('Installing', {said!r}))"
    explained = project.call(text).strip()
    assert explained.startswith("Installing") and advice in explained and "\n" not in explained
    assert any(
        way in explained for way in ("run the same command again", "on another network", "use CPython")
    )


def test_a_lock_that_is_missing_is_named(whole: Project) -> None:
    (whole.folder / "requirements" / "run.txt").unlink()
    assert "requirements/run.txt is missing" in one_line(whole.run())
