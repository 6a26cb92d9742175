"""build.py and Node: the theme, the packages of npm, and where there is no npm."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from tests.project import ROOT, Project

FAKE_NODE = """
import os, pathlib, sys
here = pathlib.Path(__file__).parent
if sys.argv[1:] == ["--version"]:
    sys.exit(print(os.environ.get("NODE_IS", "v22.1.0")))
compiled = pathlib.Path(sys.argv[1]).parent / "compiled"
compiled.mkdir(exist_ok=True)
with open(here / "node.log", "a") as log:
    print("compile", file=log)
for name in ("nhsuk.css", "smile.css", "smile.js"):
    (compiled / name).write_text("made")
"""

# Leaves what npm leaves: its list of all that it has installed
FAKE_NPM = """
import json, os, pathlib, sys
here = pathlib.Path(__file__).parent
with open(here / "npm.log", "a") as log:
    print(" ".join(sys.argv[1:]), file=log)
if "NPM_SAYS" in os.environ:
    sys.exit(os.environ["NPM_SAYS"])
packages = json.load(open("package-lock.json"))["packages"]
if "--omit=dev" in sys.argv:
    packages = {place: package for place, package in packages.items() if not package.get("dev")}
os.makedirs("node_modules", exist_ok=True)
json.dump({"packages": packages}, open("node_modules/.package-lock.json", "w"))
"""

NO_PIP = "raise SystemExit('ERROR: No matching distribution found for nodejs (from versions: none)')"


def lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


def test_the_theme_is_compiled_when_an_input_changes_and_only_then(whole: Project) -> None:
    whole.fake("node", FAKE_NODE)
    whole.fake("npm", FAKE_NPM)
    assert whole.ran()["said"] == ""
    for name in ("nhsuk.scss", "smile.js", "parts/card.scss"):
        path = whole.folder / "theme" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("// changed\n", encoding="utf-8")
        assert "Compiling the theme" in whole.ran()["said"]
        assert whole.ran()["said"] == ""
    assert lines(whole.bin / "node.log") == ["compile"] * 3
    assert len(lines(whole.bin / "npm.log")) == 1 and "--omit=dev" in lines(whole.bin / "npm.log")[0]


def test_a_command_that_draws_nothing_needs_no_node(whole: Project) -> None:
    shutil.rmtree(whole.folder / "theme" / "compiled")
    assert whole.ran("new")["said"] == ""


def test_an_old_node_is_passed_over(whole: Project) -> None:
    whole.fake("node", FAKE_NODE)
    whole.fake("npm", FAKE_NPM)
    shutil.rmtree(whole.folder / "theme" / "compiled")
    without_pip(whole)
    result = whole.run(NODE_IS="v18.20.1", UV_SAYS="error sending request")
    assert result.returncode == 3 and "no Node 20 with npm is here" in result.stderr


def without_pip(project: Project) -> None:
    """Have pip fail as it does without a network; it is tried after uv."""
    packages = next((project.folder / ".venv").glob("lib/python*/site-packages"))
    (packages / "pip").mkdir()
    (packages / "pip" / "__init__.py").write_text("", encoding="utf-8")
    (packages / "pip" / "__main__.py").write_text(NO_PIP, encoding="utf-8")


def test_without_npm_and_without_the_wheel_it_says_where_node_is(whole: Project) -> None:
    without_pip(whole)
    shutil.rmtree(whole.folder / "theme" / "compiled")
    result = whole.run(UV_SAYS="error sending request")
    assert result.returncode == 3
    line = result.stderr.splitlines()[-1]
    assert "no Node 20 with npm is here" in line and "https://nodejs.org" in line
    assert "package index cannot be reached" in line


def test_npm_without_network_is_named(whole: Project) -> None:
    whole.fake("node", FAKE_NODE)
    whole.fake("npm", FAKE_NPM)
    shutil.rmtree(whole.folder / "theme" / "compiled")
    result = whole.run(NPM_SAYS="npm error code ECONNREFUSED")
    assert result.returncode == 3
    assert "Installing npm packages (for the theme): the package index cannot be reached" in result.stderr


def test_a_theme_that_does_not_compile_is_the_content_s_problem(whole: Project) -> None:
    node = shutil.which("node")
    assert node
    (whole.bin / "node").symlink_to(node)
    whole.fake("npm", "raise SystemExit('everything is there already')")
    (whole.folder / "node_modules").symlink_to(ROOT / "node_modules")
    (whole.folder / "theme" / "nhsuk.scss").write_text("a {\n  colour: $nothing;\n}\n", encoding="utf-8")
    result = whole.run()
    assert result.returncode == 1
    assert "theme/nhsuk.scss:2:11: Undefined variable." in result.stderr
    (whole.folder / "theme" / "nhsuk.scss").write_text(
        "a { background: url(//fonts.example.org/a) }", encoding="utf-8"
    )
    assert "fetches from elsewhere" in whole.run().stderr
    (whole.folder / "theme" / "nhsuk.scss").write_text("a { color: red }", encoding="utf-8")
    (whole.folder / "theme" / "smile.js").write_text("import { a } from './none.js'\n", encoding="utf-8")
    assert 'theme/smile.js:1:19: Could not resolve "./none.js"' in whole.run().stderr


def test_tests_install_more_and_start_the_checks(whole: Project) -> None:
    whole.fake("node", FAKE_NODE)
    whole.fake("npm", FAKE_NPM)
    seen = whole.ran("test", "-k", "one")
    assert seen["arguments"] == ["-k", "one"]
    assert "requirements/dev.txt" in seen["said"] and "npm packages (for tests)" in seen["said"]
    assert "--omit=dev" not in lines(whole.bin / "npm.log")[0]
    assert whole.ran("test")["said"] == ""


def test_benchmarks_have_an_environment_of_their_own(whole: Project) -> None:
    whole.fake("node", FAKE_NODE)
    whole.fake("npm", FAKE_NPM)
    seen = whole.ran("bench", "--pages", "1000")
    assert seen["arguments"] == ["--pages", "1000"]
    assert seen["environment"]["PATH"].split(os.pathsep)[-1] == str(whole.folder / ".venv" / "bench" / "bin")
    assert list((whole.folder / ".venv" / "bench").glob("lib/python*/site-packages/zensical-*"))
    assert whole.ran("bench")["said"] == ""
