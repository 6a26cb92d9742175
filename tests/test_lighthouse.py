"""Lighthouse's marks for the largest public page of each kind of the shipped estate.

A normal run takes one kind of each microsite; SMILE_WHOLE=1 takes them all.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from tests.host import hosted, kinds
from tests.shipped import shipped
from tests.support import ROOT

LEAST = {"accessibility": 100, "best-practices": 100, "performance": 98, "seo": 98}
HIDDEN = "is-crawlable"
"""What Lighthouse holds against a page that says noindex."""


def chosen() -> dict[str, str]:
    """Addresses of pages, and the kind of each."""
    found = {url: kind for kind, url in kinds().items()}
    if os.environ.get("SMILE_WHOLE"):
        return found
    first = {url.split("/")[1]: url for url in reversed(found)}
    return {url: kind for url, kind in found.items() if url in first.values()}


def short(judged: dict[str, Any], url: str) -> list[str]:
    """The marks of a page that are too low, and why."""
    lost = judged["lost"]
    hidden = shipped().sites["public"][url].noindex()
    fine = {
        name
        for name, least in LEAST.items()
        if judged["score"][name] >= least
        or (name == "seo" and hidden and [why.split()[0] for why in lost[name]] == [HIDDEN])
    }
    return [f"{url}: {name} {judged['score'][name]}, {lost[name]}" for name in LEAST if name not in fine]


def test_each_kind_of_page_has_the_best_marks(tmp_path: Path) -> None:
    node, pages = shutil.which("node"), chosen()
    assert node and len(pages) >= 10
    with hosted() as (address, _):
        command = [node, str(ROOT / "tests/lighthouse.mjs"), str(tmp_path)]
        asked = "".join(f"{address}{url}\n" for url in pages)
        done = subprocess.run(command, input=asked, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [one["url"].removeprefix(address) for one in found] == list(pages)
    print(*(f"{one['url'].removeprefix(address)} {one['score']}" for one in found), sep="\n")
    wrong = [line for one in found for line in short(one, one["url"].removeprefix(address))]
    assert not wrong, "\n".join(wrong)
