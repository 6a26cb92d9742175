"""What several tests share: a small copy of the project to start build.py in, and Netlify's own parsers."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from tests.project import FAKE_UV, ROOT, Project, copy

# how long an example takes is the machine's business, and no test's
hypothesis.settings.register_profile(
    "smile", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("smile")


@pytest.fixture(scope="session")
def bare_python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An interpreter of this version without any package, whatever the tests run in."""
    folder = tmp_path_factory.mktemp("bare") / "python"
    base = getattr(sys, "_base_executable", sys.executable)
    subprocess.run([base, "-m", "venv", "--without-pip", str(folder)], check=True)
    return folder / "bin" / "python"


@pytest.fixture
def project(tmp_path: Path, bare_python: Path) -> Project:
    """A project that nothing has been installed for, and a PATH without any program."""
    return copy(tmp_path, bare_python)


@pytest.fixture
def whole(project: Project) -> Project:
    """A project that everything has been installed for, as far as build.py can see."""
    project.fake("uv", FAKE_UV)
    project.compiled()
    project.ran("new")
    (project.bin / "uv.log").unlink()
    return project


@pytest.fixture(scope="session")
def netlify() -> Callable[..., dict[str, Any]]:
    """What Netlify's own parsers make of netlify.toml, and of _headers and _redirects in a built tree."""

    def read(folder: Path, context: str, package: str = "", published: Path | None = None) -> dict[str, Any]:
        script = ROOT / "tests" / "netlify" / "read.mjs"
        command = ["node", str(script), str(folder), context, package, str(published or "")]
        result = subprocess.run(command, capture_output=True, text=True)
        assert result.returncode == 0, result.stderr
        answer: dict[str, Any] = json.loads(result.stdout)
        return answer

    return read
