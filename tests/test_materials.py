"""The bill of materials that each build leaves."""

from __future__ import annotations

import json
from pathlib import Path

from smile import materials
from tests.estates import SMALL, build, built, write
from trust.outcome import Outcome
from trust.supply import _schema, licences


def test_every_build_leaves_a_valid_bill(tmp_path: Path) -> None:
    root = write(tmp_path / "estate", SMALL)
    file = built(root) / ".smile" / materials.NAME
    first = file.read_bytes()
    bill = json.loads(first)
    outcome = Outcome("")
    _schema(bill, outcome)
    assert outcome.faults == []
    names = {part["name"]: part for part in bill["components"]}
    assert {"jinja2", "pydantic", "pelican", "nhsuk-frontend"} <= names.keys()
    assert bill["metadata"]["timestamp"] == "2026-11-22T00:00:00Z"
    assert names["pelican"]["licenses"] == [{"expression": "AGPL-3.0-only"}] or "AGPL" in str(
        names["pelican"]
    )
    assert "a program of its own" in names["pelican"]["properties"][0]["value"]
    file.unlink()
    write(root, {"content/main/new.md": "---\ntitle: New\nsummary: New.\n---\nNew.\n"})
    assert build(root).status == 0
    assert file.read_bytes() == first


def test_a_bill_that_is_wrong_is_refused() -> None:
    outcome = Outcome("")
    _schema({"bomFormat": "CycloneDX", "specVersion": "1.6", "version": "one"}, outcome)
    assert [fault.rule for fault in outcome.faults] == ["supply.schema"]


def test_every_package_names_its_licence() -> None:
    assert [name for name, said in licences().items() if said == "not named"] == []
