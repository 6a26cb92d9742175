"""What comes out of a printer: the assessment's report is one document of three A4 pages, as the site says."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from tests.host import hosted
from tests.support import BROWSER, ROOT

A4 = (595, 842)
"""Points, of which 72 are an inch."""


def test_the_report_prints_on_three_pages_of_a4(tmp_path: Path) -> None:
    assert "prints on three pages" in (ROOT / "content/assessment/index.md").read_text("utf-8")
    paper = tmp_path / "report.pdf"
    with hosted() as (address, _):
        command = ["/usr/bin/chromium", *BROWSER, f"--user-data-dir={tmp_path / 'profile'}"]
        command += ["--no-pdf-header-footer", f"--print-to-pdf={paper}", f"{address}/assessment/report/"]
        subprocess.run(command, check=True, capture_output=True)
    printed = paper.read_bytes()
    sizes = re.findall(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", printed)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 3
    assert {(round(float(wide)), round(float(high))) for wide, high in sizes} == {A4}
