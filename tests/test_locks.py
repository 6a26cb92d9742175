"""The lock files hold what the lists ask for, for every system, by hash and from no particular index."""

from __future__ import annotations

import json
import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.project import ROOT

LISTS = ROOT / "requirements"
LOCKS = ("run", "dask", "dev", "bench", "node")


def asked(name: str) -> list[Requirement]:
    """What a list asks for."""
    lines = (LISTS / f"{name}.in").read_text(encoding="utf-8").splitlines()
    return [Requirement(line) for line in lines if line and not line.startswith(("#", "-"))]


def pinned(name: str) -> dict[str, str]:
    """The version of each package of a lock."""
    text = (LISTS / f"{name}.txt").read_text(encoding="utf-8")
    found = re.findall(r"^([a-z0-9-]+)==(\S+)(?: ;.*)? \\$", text, re.MULTILINE)
    assert len(dict(found)) == len(found), "a package is pinned twice"
    return dict(found)


@pytest.mark.parametrize("name", LOCKS)
def test_each_list_is_locked(name: str) -> None:
    pins = pinned(name)
    for requirement in asked(name):
        version = pins[canonicalize_name(requirement.name)]
        assert requirement.specifier.contains(version), requirement


@pytest.mark.parametrize("name", LOCKS)
def test_each_pin_has_hashes_and_no_index(name: str) -> None:
    text = (LISTS / f"{name}.txt").read_text(encoding="utf-8")
    blocks = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
    assert len(blocks) == len(pinned(name))
    for block in blocks:
        assert re.search(r"^    --hash=sha256:[0-9a-f]{64}", block, re.MULTILINE), block
    assert not re.search(r"https?://|file:|--(extra-)?index|--find-links|/tmp/|/root/", text)


def test_the_tests_need_the_same_versions_as_the_build() -> None:
    run, dev = pinned("run"), pinned("dev")
    assert {name: dev[name] for name in run.keys() & dev} == {name: run[name] for name in run.keys() & dev}


def test_the_package_asks_for_what_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert set(map(Requirement, project["dependencies"])) == set(asked("run"))
    assert set(map(Requirement, project["optional-dependencies"]["dask"])) == set(asked("dask"))


def test_pins_without_a_marker_have_wheels_for_every_system() -> None:
    # a package with compiled parts has many wheels; one with very few would be built from source somewhere
    text = (LISTS / "run.txt").read_text(encoding="utf-8")
    compiled = (
        "ahocorasick-rs",
        "cffi",
        "charset-normalizer",
        "markupsafe",
        "nh3",
        "pydantic-core",
        "pyyaml",
    )
    for name in (*compiled, "watchfiles", "minify-html", "cmarkgfm", "pagefind-bin"):
        block = re.search(rf"^{name}==.*?(?=^[a-z0-9]|\Z)", text, re.MULTILINE | re.DOTALL)
        assert block and block[0].count("--hash=") >= 5, name


def test_npm_packages_have_hashes_and_no_index() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    packages = {place: package for place, package in lock["packages"].items() if place}
    assert all(package["integrity"].startswith("sha512-") for package in packages.values())
    assert not any("resolved" in package for package in packages.values())
    wanted = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    for name, version in (wanted["dependencies"] | wanted["devDependencies"]).items():
        assert packages[f"node_modules/{name}"]["version"] == version


@pytest.mark.parametrize("system", ["darwin-arm64", "linux-arm64", "linux-x64", "win32-x64"])
def test_the_compiler_of_the_theme_is_locked_for_each_system(system: str) -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert lock[f"node_modules/@esbuild/{system}"]["version"] == lock["node_modules/esbuild"]["version"]
