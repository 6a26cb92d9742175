"""Results, comparisons and the plan as tables for other programs."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from typing import Any

from .aggregate import Aggregate, GroupResult
from .framework import Framework
from .model import IndicatorResult, Result
from .planning import Plan
from .scoring import Score, nearest

COLUMNS = ("dimension", "indicator", "organisation", "benchmark", "comparison_printed", "target", "gap",
           "description", "description_basis", "target_description", "target_basis")  # fmt: skip


def rows(result: Result) -> list[dict[str, Any]]:
    """One row an indicator, with the levels as they are printed, the gap in levels, and what the levels mean."""
    return [
        dict(zip(COLUMNS, _row(part.name, one), strict=True))
        for part in result.dimensions
        for one in part.indicators
    ]


def _row(dimension: str, one: IndicatorResult) -> tuple[Any, ...]:
    own = one.indicator
    now, then = one.text(own.combined), one.text(own.target)
    texts = [word for text in (now, then) for word in ((text.text, text.basis) if text else ("", ""))]
    return (dimension, own.name, own.combined, own.nhs, own.comparison, own.target, one.gap, *texts)


def table(found: Sequence[Mapping[str, Any]], columns: Sequence[str] = ()) -> str:
    """Rows as CSV (RFC 4180), with a heading."""
    out = io.StringIO()
    writer = csv.DictWriter(out, columns or (list(found[0]) if found else []))
    writer.writeheader()
    writer.writerows(found)
    return out.getvalue()


def dump(whole: Any) -> str:
    """Anything as JSON that people can read."""
    return json.dumps(whole, indent=1, ensure_ascii=False) + "\n"


def as_csv(result: Result) -> str:
    """The rows of a result as CSV."""
    return table(rows(result), COLUMNS)


def as_json(result: Result) -> str:
    """The rows as JSON, with the states that are printed and the totals that are computed from the levels."""
    totals, one = result.totals, result.assessment
    whole: dict[str, Any] = {
        "title": one.title,
        "date": str(one.date),
        "organisation": one.organisation,
        "benchmark": one.benchmark,
        "model": result.model and {"name": result.model.name, "version": result.model.version},
        "states_printed": one.states and one.states.model_dump(),
        "states_computed": {
            column: found.whole.band
            for column in ("combined", "nhs", "target")
            if (found := result.computed(column))
        },
        "computed": {
            "organisation": totals.organisation,
            "benchmark": totals.benchmark,
            "target": totals.target,
            "most": totals.most,
            "above": result.tally.above,
            "at": result.tally.at,
            "below": result.tally.below,
        },
        "dimensions": [
            {
                "name": part.name,
                "printed": part.printed.model_dump(),
                "organisation": part.totals.organisation,
                "benchmark": part.totals.benchmark,
                "target": part.totals.target,
                "most": part.totals.most,
            }
            for part in result.dimensions
        ],
        "indicators": rows(result),
    }
    return dump(whole)


def actions(plan: Plan, late: Sequence[str]) -> list[dict[str, Any]]:
    """One row an action; `late` are the titles of those that are overdue."""
    return [
        {
            "action": one.title,
            "indicators": " ".join(one.indicators),
            "owner": one.owner or "",
            "due": str(one.due or ""),
            "status": one.status,
            "overdue": one.title in late,
            "evidence": " ".join(one.evidence),
        }
        for one in plan.actions
    ]


def groups(model: Framework, found: Aggregate) -> list[dict[str, Any]]:
    """One row a group that may be shown and indicator: how many chose each level, and the mean of the points."""
    every = [*found.groups.values(), *found.roles.values()]
    return [row for group in every for row in _group(model, group)]


def _group(model: Framework, group: GroupResult) -> list[dict[str, Any]]:
    return [
        {
            "year": group.year,
            "organisation": group.organisation,
            "team": group.team,
            "role_group": group.role,
            "people": group.people,
            "indicator": one.indicator,
            **dict(zip(model.levels, one.counts or [""] * len(model.levels), strict=True)),
            model.unknown: one.unknown if one.counts else "",
            "mean": "" if one.mean is None else round(float(one.mean), 4),
            "level": "" if one.mean is None else model.levels[nearest(model.points(asked), one.mean)],
            **_whole(group.scores.whole),
        }
        for asked, one in zip(model.indicators, group.spreads, strict=True)
    ]


def _whole(score: Score) -> dict[str, Any]:
    return {"share_of_all_points": score.percent, "state": score.band or ""}
