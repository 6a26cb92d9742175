"""Continuous integration, hooks and templates: that they say what they must, and agree with each other."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.project import ROOT

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


def load(path: Path) -> dict[str, Any]:
    # "on" is a key of workflows, and True to YAML 1.1: the base loader leaves every value a string
    loaded: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    return loaded


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_workflows_may_only_read_and_use_pinned_actions(path: Path) -> None:
    workflow = load(path)
    assert workflow["permissions"] in ({}, {"contents": "read"})
    for job in workflow["jobs"].values():
        assert "permissions" not in job and int(job["timeout-minutes"]) <= 40
        for step in job["steps"]:
            if "uses" in step:
                assert re.fullmatch(r"[\w.-]+/[\w.-]+@[0-9a-f]{40}", step["uses"])
            if "checkout" in step.get("uses", ""):
                assert step["with"]["persist-credentials"] == "false"
            # what a pull request is called or says must never become a part of a script
            assert "${{ github" not in step.get("run", "")


def test_every_pull_request_is_checked_and_tested() -> None:
    check, tests = (load(ROOT / ".github" / "workflows" / f"{name}.yml") for name in ("check", "test"))
    assert "pull_request" in check["on"] and "pull_request" in tests["on"]
    assert check["jobs"]["check"]["steps"][-1]["run"] == "python3 build.py check --format github"
    assert tests["jobs"]["test"]["steps"][-1]["run"] == ".ci/run"
    assert tests["jobs"]["test"]["strategy"]["matrix"]["python"] == ["3.11", "3.13"]


def test_the_windows_are_heard_every_half_hour_and_what_was_heard_is_kept() -> None:
    windows = load(ROOT / ".github" / "workflows" / "windows.yml")
    assert len(windows["on"]["schedule"][0]["cron"].split()[0].split(",")) == 2
    (kept,) = [step for step in windows["jobs"]["fetch"]["steps"] if "cache@" in step.get("uses", "")]
    assert kept["with"]["path"] == "data/windows/snapshots" and kept["with"]["restore-keys"] == "windows-"


def test_there_is_a_daily_build_of_each_site() -> None:
    daily = load(ROOT / ".github" / "workflows" / "daily.yml")
    minute, hour, *rest = daily["on"]["schedule"][0]["cron"].split()
    assert rest == ["*", "*", "*"] and int(minute) in range(60) and int(hour) in range(24)
    sites = daily["jobs"]["build"]["strategy"]["matrix"]["site"]
    for audience in ("public", "staff", "restricted"):
        assert audience.upper() in sites


@pytest.mark.parametrize(("hook", "asks"), [("", 0), ("http://127.0.0.1:9/", 1)])
def test_a_daily_build_without_an_address_is_left_out(tmp_path: Path, hook: str, asks: int) -> None:
    step = load(ROOT / ".github" / "workflows" / "daily.yml")["jobs"]["build"]["steps"][0]
    script = step["run"].replace("${{ matrix.site }}", "STAFF")
    curl = tmp_path / "curl"
    curl.write_text('#!/bin/sh\necho "$@" >> "$0.log"\n', encoding="utf-8")
    curl.chmod(0o755)
    environment = {"HOOK": hook, "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"}
    result = subprocess.run(
        ["bash", "-eo", "pipefail", "-c", script], env=environment, capture_output=True, text=True
    )
    assert result.returncode == 0, result.stderr
    log = tmp_path / "curl.log"
    calls = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
    assert len(calls) == asks
    assert all(call.endswith(hook) and "--fail" in call and "--max-time" in call for call in calls)
    assert ("no daily build" in result.stdout) == (not asks)


def test_the_ci_script_can_be_run() -> None:
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert subprocess.run(["bash", "-n", script]).returncode == 0
    text = script.read_text(encoding="utf-8")
    assert "set -euo pipefail" in text and "chromium-driver" in text
    assert text.rstrip().endswith("python3 build.py test")


def test_the_readme_names_the_command_that_ci_runs() -> None:
    assert "python3 build.py test" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_hooks_are_sound_and_use_the_locked_ruff() -> None:
    path = ROOT / ".pre-commit-config.yaml"
    command = [sys.executable, "-m", "pre_commit", "validate-config", str(path)]
    assert subprocess.run(command, capture_output=True).returncode == 0
    locked = re.search(
        r"^ruff==(\S+)", (ROOT / "requirements" / "dev.txt").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert locked
    used = [
        use for hook in load(path)["repos"][0]["hooks"] for use in hook.get("additional_dependencies", [])
    ]
    assert used == [f"ruff=={locked[1]}"] * 2


def test_newer_versions_are_looked_for_where_the_lists_are() -> None:
    updates = {one["package-ecosystem"]: one for one in load(ROOT / ".github" / "dependabot.yml")["updates"]}
    assert (ROOT / updates["uv"]["directory"].strip("/") / "run.in").exists()
    assert (ROOT / updates["npm"]["directory"].strip("/") / "package.json").exists()
    assert "github-actions" in updates


def test_each_owner_is_a_team_and_each_path_is_rooted() -> None:
    lines = (ROOT / ".github" / "CODEOWNERS").read_text(encoding="utf-8").splitlines()
    rules = [line.split() for line in lines if line and not line.startswith("#")]
    assert rules[0][0] == "*"  # the last line that fits counts, so the general one comes first
    for path, *owners in rules:
        assert path == "*" or path.startswith("/")
        assert owners and all(re.fullmatch(r"@[\w-]+/[\w-]+", owner) for owner in owners)


def test_the_changelog_has_a_place_for_what_is_new() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(r"^## \[Unreleased\]$", text, re.MULTILINE)
    kinds = set(re.findall(r"^### (.+)$", text, re.MULTILINE))
    assert kinds <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
