"""What the project is made of: hashes in the locks, the bill of materials against its schema, licences, known flaws."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from typing import Any

from smile import materials
from trust.built import ROOT, Built
from trust.outcome import Fault, Outcome

_PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)==(\S+)(.*?)(?=^[a-z#]|\Z)", re.MULTILINE | re.DOTALL)
STRONG = re.compile(r"(?<!L)\b(A?GPL|Affero|SSPL|EUPL|OSL|CPAL)\b")
"""Licences that would reach code which is combined with theirs; the LGPL does not."""


def check(built: Built, whole: bool) -> Outcome:
    """Locks, bill and licences; `whole` also asks the advisories, where the network allows. Flaws inform."""
    outcome = Outcome("Supply chain")
    _locks(outcome)
    bill = json.loads((built.out / ".smile" / materials.NAME).read_text("utf-8"))
    outcome.count("components", len(bill["components"]))
    _schema(bill, outcome)
    _licences(bill, outcome)
    if whole:
        _advisories(outcome)
    return outcome


def _locks(outcome: Outcome) -> None:
    for path in sorted((ROOT / "requirements").glob("*.txt")):
        for name, version, rest in _PIN.findall(path.read_text("utf-8")):
            outcome.count("pins")
            if "--hash=sha256:" not in rest:
                outcome.faults.append(Fault("supply.hash", path.name, f"{name}=={version} has no hash"))
    for folder in ("", "benchmarks"):
        path = ROOT / folder / "package-lock.json"
        for place, one in json.loads(path.read_text("utf-8"))["packages"].items():
            if place and not one.get("link"):
                outcome.count("pins")
                if not str(one.get("integrity", "")).startswith("sha512-"):
                    outcome.faults.append(
                        Fault("supply.hash", f"{folder}/{path.name}", f"{place} has no hash")
                    )


def _schema(bill: dict[str, Any], outcome: Outcome) -> None:
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    wrong = JsonStrictValidator(SchemaVersion.V1_6).validate_str(json.dumps(bill))
    if wrong is not None:
        outcome.faults.append(Fault("supply.schema", materials.NAME, str(wrong)[-400:]))


def _licences(bill: dict[str, Any], outcome: Outcome) -> None:
    """Each component names its licence; one that reaches further is run apart, and never imported."""
    for part in bill["components"]:
        words = [one.get("expression") or one["license"]["name"] for one in part.get("licenses", [])]
        if not words:
            outcome.warnings.append(Fault("supply.licence", part["name"], "names no licence"))
        if STRONG.search(" ".join(words)):
            note = materials.NOTES.get(part["name"])
            if note is None:
                outcome.faults.append(
                    Fault("supply.licence", part["name"], f"{words}: nobody said how it is used")
                )
            elif part["name"] in materials.APART:
                outcome.count("run apart")
                _apart(part["name"], outcome)
            else:
                outcome.warnings.append(Fault("supply.licence", part["name"], note))


def _apart(name: str, outcome: Outcome) -> None:
    """No module of the generator imports the package."""
    line = re.compile(rf"^\s*(import|from)\s+{re.escape(name)}\b", re.MULTILINE)
    for folder in ("smile", "plugins", "intake"):
        for path in (ROOT / folder).rglob("*.py"):
            if line.search(path.read_text("utf-8")):
                outcome.faults.append(
                    Fault("supply.apart", path.relative_to(ROOT).as_posix(), f"imports {name}")
                )


def _advisories(outcome: Outcome) -> None:
    """What npm and pip-audit know of flaws; without the network, or without pip-audit, that is said."""
    quiet = ("-f", "json", "--progress-spinner", "off")
    for name, arguments in {
        "npm": ("audit", "--json", "--audit", "--package-lock-only"),
        "pip-audit": ("-r", "requirements/run.txt", "--disable-pip", "--require-hashes", *quiet),
    }.items():
        program = shutil.which(name)
        told = _asked([program, *arguments]) if program else None
        if told is None:
            outcome.warnings.append(
                Fault("supply.audit", name, "gave no answer: not installed, or no network")
            )
            continue
        outcome.count("audits")
        for found in told:
            outcome.warnings.append(Fault("supply.flaw", name, found))


def _asked(command: list[str]) -> list[str] | None:
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
        said = json.loads(done.stdout)
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return None
    if "dependencies" in said:  # pip-audit
        return [
            f"{one['name']} {one['version']}: {flaw['id']}"
            for one in said["dependencies"]
            for flaw in one.get("vulns", [])
        ]
    if "vulnerabilities" in said:  # npm
        return [f"{name}: {one['severity']}" for name, one in sorted(said["vulnerabilities"].items())]
    return None


def licences() -> dict[str, str]:
    """By package that the generator runs on, the licence that it names."""
    made = {}
    for part in [*materials.python_parts(), *materials.script_parts()]:
        words = [one.get("expression") or one["license"]["name"] for one in part.get("licenses", [])]
        made[part["name"]] = " and ".join(words) or "not named"
    return made
