"""The package as it is installed: everything of the project that an estate needs comes out of the wheel."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.project import ROOT
from tests.test_wheel import build

WHERE = "import smile, sysconfig; print(smile.__file__); print(sysconfig.get_path('purelib'))"


class Installed(NamedTuple):
    """A folder with the environment that the wheel is installed in, and nothing of the project besides."""

    folder: Path

    def run(self, program: str, *arguments: str, cwd: Path) -> str:
        """What a program of the environment prints; it must end well and warn of nothing."""
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "SMILE_"))
        }
        command = [str(self.folder / "bin" / program), *arguments]
        done = subprocess.run(command, cwd=cwd, env=kept, capture_output=True, text=True)
        assert (done.returncode, done.stderr) == (0, ""), f"{command}:\n{done.stdout}{done.stderr}"
        return done.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The wheel of this checkout in a new environment, which borrows only libraries from this one."""
    folder = tmp_path_factory.mktemp("installed")
    result = build(ROOT, folder / "dist", "wheel")
    assert result.returncode == 0, result.stdout + result.stderr
    (wheel,) = (folder / "dist").glob("*.whl")
    base = getattr(sys, "_base_executable", sys.executable)
    subprocess.run([base, "-m", "venv", str(folder / "environment")], check=True)
    made = Installed(folder / "environment")
    pip = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    made.run("python", *pip, "--no-deps", "--no-index", str(wheel), cwd=folder)
    own = made.run("python", "-c", WHERE, cwd=folder).splitlines()[1]
    libraries = sorted({sysconfig.get_path("purelib"), sysconfig.get_path("platlib")})
    Path(own, "libraries.pth").write_text("\n".join(libraries) + "\n", encoding="utf-8")
    return made


def test_the_package_comes_from_the_environment(installed: Installed, tmp_path: Path) -> None:
    file, own = installed.run("python", "-c", WHERE, cwd=tmp_path).splitlines()
    assert Path(file).is_relative_to(installed.folder) and Path(file).parent == Path(own) / "smile"
    assert re.fullmatch(r"smile \d+\.\d+\.\d+\n", installed.run("smile", "--version", cwd=tmp_path))


def test_a_new_estate_builds_whole(installed: Installed, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    installed.run("smile", "new", "estate", "x", cwd=tmp_path)
    installed.run("smile", "build", "--estate", "../x", cwd=elsewhere)
    assert not any(elsewhere.iterdir()), "the sites are in the estate"
    public = tmp_path / "x" / "site" / "public"
    for page in ("index.html", "404.html", "about/index.html", "example/index.html", "search/index.html"):
        text = (public / page).read_text("utf-8")
        needed = re.findall(r"(?:href|src)=\"?(/assets/[\w./-]+)", text)
        assert {Path(name).suffix for name in needed} >= {".css", ".js"}, page
        assert all((public / name[1:]).stat().st_size for name in needed), page
    for index in (public / "pagefind", public / "example" / "pagefind"):
        assert (index / "pagefind.js").is_file() and list(index.glob("fragment/*.pf_fragment"))
    assert (tmp_path / "x" / "site" / "staff" / "index.html").is_file()


def test_a_new_microsite_uses_a_plugin_of_the_wheel(installed: Installed, tmp_path: Path) -> None:
    installed.run("smile", "new", "estate", "x", cwd=tmp_path)
    installed.run("smile", "new", "microsite", "quiet-garden", "--estate", "x", cwd=tmp_path)
    settings = tmp_path / "x" / "content" / "quiet-garden" / "microsite.yaml"
    said = settings.read_text("utf-8")
    assert "\nplugins: []\n" in said
    settings.write_text(said.replace("\nplugins: []\n", "\nplugins: [channels]\n"), encoding="utf-8")
    (tmp_path / "x" / "data" / "channels").mkdir(parents=True)
    (tmp_path / "x" / "data" / "channels" / "post.yaml").write_text(
        "name: Post\nsummary: The post.\nkind: blog\nstatus: live\n", encoding="utf-8"
    )
    installed.run("smile", "build", "--estate", "x", "--no-search", cwd=tmp_path)
    page = tmp_path / "x" / "site" / "public" / "quiet-garden" / "post" / "index.html"
    assert "The post." in page.read_text("utf-8")
