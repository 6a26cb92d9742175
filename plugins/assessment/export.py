"""The results as a table for other programs."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

from .model import Result

COLUMNS = ("dimension", "indicator", "organisation", "benchmark", "comparison_printed", "target")


def rows(result: Result) -> list[dict[str, str]]:
    """One row an indicator, with the levels as they are printed."""
    return [
        dict(
            zip(
                COLUMNS, (part.name, one.name, one.combined, one.nhs, one.comparison, one.target), strict=True
            )
        )
        for part in result.assessment.dimensions
        for one in part.indicators
    ]


def as_csv(result: Result) -> str:
    """The rows as CSV (RFC 4180), with a heading."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS)
    writer.writeheader()
    writer.writerows(rows(result))
    return out.getvalue()


def as_json(result: Result) -> str:
    """The rows as JSON, with the totals that are computed from them (each level from 0 to 5)."""
    totals = result.totals
    whole: dict[str, Any] = {
        "title": result.assessment.title,
        "date": str(result.assessment.date),
        "organisation": result.assessment.organisation,
        "benchmark": result.assessment.benchmark,
        "computed": {
            "organisation": totals.organisation,
            "benchmark": totals.benchmark,
            "target": totals.target,
            "most": totals.most,
            "above": result.tally.above,
            "at": result.tally.at,
            "below": result.tally.below,
        },
        "indicators": rows(result),
    }
    return json.dumps(whole, indent=1, ensure_ascii=False) + "\n"
