"""What Netlify makes of the settings of the three sites, read by its own parsers."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.project import ROOT
from tests.support import estate, inside, write

SITES = {"public": "", "staff": "hosting/staff", "restricted": "hosting/restricted"}
Netlify = Callable[..., dict[str, Any]]


@pytest.mark.parametrize("audience", SITES)
def test_each_site_publishes_the_tree_of_its_audience(netlify: Netlify, audience: str) -> None:
    seen = netlify(ROOT, "production", SITES[audience])
    assert seen["configPath"] == str(ROOT / SITES[audience] / "netlify.toml")
    assert seen["buildDir"] == str(ROOT)
    assert seen["build"]["publish"] == str(ROOT / "site" / audience)
    fetched = "python3 build.py fetch; " if audience == "public" else ""
    assert seen["build"]["command"] == f"{fetched}python3 build.py build --audience {audience} --now today"
    settings = tomllib.loads((ROOT / SITES[audience] / "netlify.toml").read_text("utf-8"))
    kept = [plugin["package"] for plugin in settings.get("plugins", [])]
    assert all((ROOT / package.strip("/") / "manifest.yml").is_file() for package in kept)
    assert kept == (["/hosting/snapshots"] if audience == "public" else [])


@pytest.mark.parametrize("audience", SITES)
@pytest.mark.parametrize("context", ["deploy-preview", "branch-deploy"])
def test_previews_show_drafts_and_production_does_not(netlify: Netlify, audience: str, context: str) -> None:
    production = netlify(ROOT, "production", SITES[audience])["build"]
    preview = netlify(ROOT, context, SITES[audience])["build"]
    assert "--drafts" not in production["command"]
    assert preview["command"] == production["command"] + " --drafts"
    assert preview["publish"] == production["publish"]


@pytest.mark.parametrize("audience", SITES)
def test_each_site_is_built_with_versions_that_do(netlify: Netlify, audience: str) -> None:
    build = netlify(ROOT, "production", SITES[audience])["build"]
    python = tuple(map(int, build["environment"]["PYTHON_VERSION"].split(".")))
    assert (3, 11) <= python <= (3, 13)
    assert int(build["environment"]["NODE_VERSION"]) >= 20
    assert build["processing"]["skip_processing"] is True
    assert build["environment"] == netlify(ROOT, "production")["build"]["environment"]


def test_headers_and_redirects_are_read(netlify: Netlify, tmp_path: Path) -> None:
    (tmp_path / "_headers").write_text("/*\n  X-Frame-Options: DENY\n", encoding="utf-8")
    (tmp_path / "_redirects").write_text("/old/ /new/ 301\n/gone/ /404.html 410\n", encoding="utf-8")
    (tmp_path / "netlify.toml").write_text((ROOT / "netlify.toml").read_text("utf-8"), encoding="utf-8")
    seen = netlify(tmp_path, "production", "", tmp_path)
    assert seen["errors"] == []
    assert seen["headers"] == [{"for": "/*", "values": {"X-Frame-Options": "DENY"}}]
    assert [(one["from"], one["to"], one["status"]) for one in seen["redirects"]] == [
        ("/old/", "/new/", 301),
        ("/gone/", "/404.html", 410),
    ]


def test_what_netlify_cannot_read_is_an_error(netlify: Netlify, tmp_path: Path) -> None:
    (tmp_path / "_headers").write_text("X-Frame-Options: DENY\n", encoding="utf-8")
    (tmp_path / "_redirects").write_text("/old/\n", encoding="utf-8")
    assert len(netlify(ROOT, "production", "", tmp_path)["errors"]) == 2


def test_what_a_build_writes_is_read_without_errors(netlify: Netlify, tmp_path: Path) -> None:
    for arguments in (["new", "estate", "trust"], ["build", "--estate", "trust", "--out", "built"]):
        command = [sys.executable, "-P", "-m", "smile", *arguments]
        result = subprocess.run(
            command, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True
        )
        assert result.returncode == 0, result.stdout + result.stderr
    built = [audience for audience in SITES if (tmp_path / "built" / audience).is_dir()]
    assert "public" in built
    for audience in built:
        seen = netlify(ROOT, "production", SITES[audience], tmp_path / "built" / audience)
        assert seen["errors"] == [] and seen["files"]["_headers"]
        (everywhere,) = (one["values"] for one in seen["headers"] if one["for"] == "/*")
        policy = everywhere["Content-Security-Policy"]
        assert "default-src '" in policy and "'unsafe-inline'" not in policy


def test_another_server_can_answer_for_a_part_of_the_public_site(netlify: Netlify, tmp_path: Path) -> None:
    """What forms send goes to the intake service, and the browser stays where it is: a rewrite, status 200."""
    folder = estate(tmp_path, {"content/staff/microsite.yaml": "title: S\naudience: staff\npath: /\n"})
    write(folder, {"content/staff/index.md": "---\ntitle: S\nsummary: S.\n---\nS.\n"})
    rule = "rewrites:\n  - {from: /forms/*, to: 'https://intake.example.org/forms/:splat'}\n"
    moved = "redirects:\n  - {from: /forms/old, to: /}\n"
    settings = folder / "content/estate.yaml"
    more = "  staff: {url: 'https://staff.example.org', title: S}\n"
    settings.write_text(settings.read_text("utf-8") + more + rule + moved, "utf-8")
    built = inside("build", "--no-search", "--jobs", "1", cwd=folder)
    assert built.status == 0, built.out + built.err
    seen = netlify(ROOT, "production", "", folder / "site/public")
    assert seen["errors"] == []
    assert [(one["from"], one["to"], one["status"]) for one in seen["redirects"][:2]] == [
        ("/forms/old", "/", 301), ("/forms/*", "https://intake.example.org/forms/:splat", 200),
    ]  # fmt: skip
    assert seen["redirects"][1].get("force") is not True, "pages that are there stay"
    staff = folder / "site/staff/_redirects"
    assert not staff.exists() or "intake" not in staff.read_text("utf-8")
