"""Writes tests/broken/*/expected.txt anew: `python -m tests.refresh [NAME...]`. A person reviews the diff."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests import overlays


def main(names: list[str]) -> int:
    """Refreshes the named cases, or all of them; says which changed."""
    changed = 0
    for case in names or overlays.cases():
        with tempfile.TemporaryDirectory() as folder:
            text = overlays.told(case, overlays.make(case, Path(folder).resolve() / "estate"))
        path = overlays.BROKEN / case / overlays.EXPECTED
        before = path.read_text("utf-8") if path.exists() else ""
        if text != before:
            path.write_text(text, "utf-8", newline="\n")
            print(f"{'changed' if before else 'new'}: {path.relative_to(overlays.BROKEN.parent.parent)}")
            changed += 1
    print(
        f"{changed} of {len(names or overlays.cases())} changed. Read the differences before you commit them."
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
