"""The package: what is in the wheel and in the source archive, and that what it carries is enough."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from tests.project import ROOT, Project

COMPILED = ("nhsuk.css", "smile.css", "smile.js", "nhsuk-frontend-licence.txt")


def build(folder: Path, dist: Path, *targets: str) -> subprocess.CompletedProcess[str]:
    """Build the package. Not with PyPA's `build`: in this folder, that is the name of build.py."""
    wanted = [part for target in targets for part in ("-t", target)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    environment["SOURCE_DATE_EPOCH"] = "1700000000"
    command = [sys.executable, "-m", "hatchling", "build", "-d", str(dist), *wanted]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)


@pytest.fixture
def source(project: Project) -> Path:
    """A small project that a package can be built of."""
    project.compiled()
    for name in ("pyproject.toml", "CHANGELOG.md"):
        shutil.copy(ROOT / name, project.folder)
    for name, text in {
        "smile/cli.py": "def main():\n    print('the command')\n",
        "smile/__pycache__/cli.cpython-311.pyc": "",
        "plugins/channels/__init__.py": "",
        "plugins/channels/templates/channel.html": "<p>",
        "plugins/channels/__pycache__/x.pyc": "",
        "starters/estate/content/estate.yaml": "name: Example\n",
        "starters/estate/.gitignore": "/site/\n",
        "theme/templates/page.html": "<main>",
        "data/stakeholders.yaml": "must stay at home\n",
        ".gitignore": "/theme/compiled/\n__pycache__/\n",
    }.items():
        (project.folder / name).parent.mkdir(parents=True, exist_ok=True)
        (project.folder / name).write_text(text, encoding="utf-8")
    return project.folder


def test_the_wheel_carries_the_theme_the_plugins_and_the_starters(source: Path, tmp_path: Path) -> None:
    result = build(source, tmp_path / "dist", "wheel")
    assert result.returncode == 0, result.stdout + result.stderr
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    package = {name.removeprefix("smile/") for name in names if name.startswith("smile/")}
    assert package == {
        "__init__.py",
        "__main__.py",
        "cli.py",
        "_bundled/plugins/channels/__init__.py",
        "_bundled/plugins/channels/templates/channel.html",
        "_bundled/starters/estate/.gitignore",
        "_bundled/starters/estate/content/estate.yaml",
        *(f"_bundled/theme/compiled/{name}" for name in COMPILED),
        "_bundled/theme/assets/smile.css",
        "_bundled/theme/nhsuk.scss",
        "_bundled/theme/smile.js",
        "_bundled/theme/templates/page.html",
    }
    assert all(name.startswith(("smile/", "smile_estate-")) for name in names)


def test_the_source_archive_makes_the_same_wheel(source: Path, tmp_path: Path) -> None:
    result = build(source, tmp_path / "dist", "sdist", "wheel")
    assert result.returncode == 0, result.stdout + result.stderr
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    (archive,) = (tmp_path / "dist").glob("*.tar.gz")
    with tarfile.open(archive) as tar:
        names = [name.partition("/")[2] for name in tar.getnames()]
        tar.extractall(tmp_path / "unpacked", filter="data")
    assert "theme/compiled/nhsuk.css" in names and "requirements/run.txt" in names
    assert not any(
        name.startswith(("data/", "content/", "tests/")) or "__pycache__" in name for name in names
    )
    (unpacked,) = (tmp_path / "unpacked").iterdir()
    assert build(unpacked, tmp_path / "again", "wheel").returncode == 0
    assert (tmp_path / "again" / wheel.name).read_bytes() == wheel.read_bytes()


@pytest.mark.parametrize("missing", [*(f"theme/compiled/{name}" for name in COMPILED), "starters"])
def test_a_wheel_without_its_theme_is_refused(source: Path, tmp_path: Path, missing: str) -> None:
    path = source / missing
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    result = build(source, tmp_path / "dist", "wheel")
    assert result.returncode != 0
    said = result.stdout + result.stderr
    assert f"{missing}" in said and "run `python3 build.py` first" in said and "Traceback" not in said


def installed(wheel: Path, folder: Path) -> Path:
    """The commands of an environment that has the wheel and what it asks for, and nothing of the project."""
    base = getattr(sys, "_base_executable", sys.executable)
    subprocess.run([base, "-m", "venv", str(folder)], check=True)
    pip = [str(folder / "bin" / "python"), "-m", "pip"]
    quiet = ["--quiet", "--disable-pip-version-check", "--no-deps"]
    lock = ROOT / "requirements" / "run.txt"
    for arguments in (["--require-hashes", "-r", str(lock)], ["--no-index", str(wheel)]):
        subprocess.run([*pip, "install", *quiet, *arguments], check=True)
    # what the wheel asks for is there, in versions that it allows
    subprocess.run([*pip, "check"], check=True)
    return folder / "bin"


def test_a_new_estate_builds_from_the_installed_package(tmp_path: Path) -> None:
    result = build(ROOT, tmp_path / "dist", "wheel")
    assert result.returncode == 0, result.stdout + result.stderr
    programs = installed(next((tmp_path / "dist").glob("*.whl")), tmp_path / "environment")

    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "SMILE_"))}
    environment = {**kept, "PATH": f"{programs}{os.pathsep}/usr/bin{os.pathsep}/bin"}
    for arguments in (["new", "estate", "trust"], ["build", "--estate", "trust", "--out", "built"]):
        result = subprocess.run(
            ["smile", *arguments], cwd=tmp_path, env=environment, capture_output=True, text=True
        )
        assert result.returncode == 0, f"smile {' '.join(arguments)}:\n{result.stdout}{result.stderr}"
    home = tmp_path / "built" / "public" / "index.html"
    assert home.exists() and "<html" in home.read_text(encoding="utf-8")
