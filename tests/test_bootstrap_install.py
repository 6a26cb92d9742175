"""build.py where something is missing, out of date, damaged or half-made, and how it can be stopped."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.project import FAKE_UV, Project
from tests.support import ROOT

IMPORTED = (
    *("ahocorasick_rs", "cmarkgfm", "feedparser", "httpx", "jinja2", "markdown", "markdown_it", "material"),
    *("minify_html", "mkdocs", "nh3", "pagefind", "pelican", "pydantic", "rich", "watchfiles", "yaml"),
)
PINNED = len(
    re.findall(r"^[\w.-]+==[^;\n]+$", (ROOT / "requirements/run.txt").read_text("utf-8"), re.MULTILINE)
)
"""Those that every machine has: a line with a marker is for some."""
INSTALLING = f"Installing {PINNED} Python packages"
OFFLINE = {"PIP_CONFIG_FILE": os.devnull, "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": "", "PIP_NO_CACHE_DIR": "1"}


def wait_for(path: Path, child: subprocess.Popen[str]) -> None:
    while not path.exists() or not path.read_text(encoding="utf-8"):
        assert child.poll() is None, child.communicate()
        time.sleep(0.02)


def begun(project: Project) -> tuple[subprocess.Popen[str], int]:
    """build.py in the middle of an installation that takes for ever, and the installer's process."""
    pid = project.bin / "uv.pid"
    child = subprocess.Popen(
        project.command("new"),
        env=project.environment(UV_SLEEPS="3600"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    wait_for(pid, child)
    return child, int(pid.read_text(encoding="utf-8"))


def gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    # a child of the child that nobody has waited for is as good as gone
    status = Path(f"/proc/{pid}/stat")
    return status.exists() and status.read_text(encoding="utf-8").rsplit(")", 1)[1].split()[0] == "Z"


def test_everything_is_made_for_real_without_pip_and_without_npm(project: Project) -> None:
    uv = shutil.which("uv", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    assert uv
    (project.bin / "uv").symlink_to(uv)
    seen = project.ran("build")
    assert "Installing Node" in seen["said"] and "Compiling the theme" in seen["said"]
    python = project.folder / ".venv" / "bin" / "python"
    subprocess.run([python, "-c", "import " + ", ".join(IMPORTED)], check=True)

    compiled = project.folder / "theme" / "compiled"
    css, js = ((compiled / name).read_text(encoding="utf-8") for name in ("nhsuk.css", "smile.js"))
    assert ".nhsuk-button" in css and "@font-face" not in css and "http" not in css.split("/*")[0]
    assert "\n" not in css.strip() and len(js.splitlines()) < 20 and "initAll" not in js[:200]
    terms = (compiled / "nhsuk-frontend-licence.txt").read_text(encoding="utf-8")
    assert terms.startswith("nhsuk-frontend ") and "Permission is hereby granted" in terms

    assert project.ran("build")["said"] == ""


def test_only_what_a_changed_lock_pins_is_installed_again(whole: Project) -> None:
    lock = whole.folder / "requirements" / "run.txt"
    text = lock.read_text(encoding="utf-8")
    lock.write_text(text.replace("jinja2==3.1.6", "jinja2==3.1.7"), encoding="utf-8")
    said = whole.ran()["said"]
    assert "Installing 1 Python packages" in said
    assert [line.split()[0] for line in whole.log()] == ["pip"]  # no new environment
    assert whole.ran()["said"] == ""


@pytest.mark.parametrize("damage", ["python", "settings", "packages", "version", "a file"])
def test_a_damaged_environment_is_made_again(whole: Project, damage: str) -> None:
    venv = whole.folder / ".venv"
    if damage == "python":
        for link in (venv / "bin").glob("python*"):
            link.unlink()
        (venv / "bin" / "python").symlink_to("/nowhere/python")
    elif damage == "settings":
        (venv / "pyvenv.cfg").unlink()
    elif damage == "packages":
        shutil.rmtree(next(venv.glob("lib/python*/site-packages")))
    elif damage == "version":
        (venv / "pyvenv.cfg").write_text("version = 3.10.1\n", encoding="utf-8")
    else:
        shutil.rmtree(venv)
        venv.write_text("not a folder", encoding="utf-8")
    assert INSTALLING in whole.ran()["said"]
    assert whole.ran()["said"] == ""


def test_an_interpreter_that_does_not_start_is_named(whole: Project) -> None:
    python = whole.folder / ".venv" / "bin" / "python"
    python.unlink()
    python.write_text("", encoding="utf-8")
    result = whole.run()
    assert result.returncode == 3
    assert result.stderr.startswith(f"build.py: {python} does not start (Permission denied): remove .venv")


def test_a_killed_installation_is_made_again(project: Project) -> None:
    project.fake("uv", FAKE_UV)
    child, installer = begun(project)
    child.kill()
    child.communicate()
    os.kill(installer, signal.SIGKILL)
    (project.folder / ".venv" / "half").write_text("", encoding="utf-8")
    project.ran("new")
    assert not (project.folder / ".venv" / "half").exists()
    assert project.ran("new")["said"] == ""


def test_an_installer_that_outlives_a_killed_build_is_waited_for(project: Project) -> None:
    project.fake("uv", FAKE_UV)
    child, installer = begun(project)
    child.kill()
    child.communicate()
    again = subprocess.Popen(
        project.command("new"), env=project.environment(), stderr=subprocess.PIPE, text=True
    )
    assert again.stderr
    assert "waiting for another build.py" in again.stderr.readline()
    os.kill(installer, signal.SIGKILL)
    _, said = again.communicate()
    assert again.returncode == 0, said


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_stopped_installation_ends_the_installer_too(project: Project, number: int, status: int) -> None:
    project.fake("uv", FAKE_UV)
    child, installer = begun(project)
    child.send_signal(number)
    _, said = child.communicate()
    assert child.returncode == status
    assert "Traceback" not in said
    assert ("build.py: stopped. Run the same command to go on." in said) == (number == signal.SIGINT)
    assert gone(installer)
    project.ran("new")


def test_two_at_once_install_once(project: Project) -> None:
    project.fake("uv", FAKE_UV)
    environment = project.environment(UV_SLEEPS="0.5")
    both = [subprocess.Popen(project.command("new"), env=environment) for _ in range(2)]
    assert [child.wait() for child in both] == [0, 0]
    assert [line.split()[0] for line in project.log()] == ["venv", "pip"]


def test_where_uv_fails_pip_has_a_try(project: Project) -> None:
    project.fake("uv", FAKE_UV)
    result = project.run("new", UV_SAYS="error: invalid peer certificate", **OFFLINE)
    assert result.returncode == 3
    order = ("with uv ...", "pip has a try", "Adding pip ...", "with pip ...", "with pip: the package index")
    places = [result.stderr.find(words) for words in order]
    assert -1 not in places and places == sorted(places), result.stderr


def test_the_progress_lines_leave_standard_output_alone(project: Project) -> None:
    project.fake("uv", FAKE_UV)
    result = project.run("new")
    assert len(result.stdout.splitlines()) == 1 and json.loads(result.stdout)["arguments"] == ["new"]
    assert result.stderr.splitlines() == [
        "build.py: Making a virtual environment ...",
        f"build.py: {INSTALLING} (requirements/run.txt) with uv ...",
    ]
