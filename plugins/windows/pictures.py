"""The picture of a Window: how much was said, and when."""

from __future__ import annotations

from smile.charts import Chart, Series, trend

from .model import Opened


def posts(one: Opened) -> Chart | None:
    """Posts over the time that the Window looks at; None where that is a single part, or nothing was said."""
    over = one.cloud.over
    if len(over) < 2 or not any(count for _, count in over):
        return None
    days = (over[1][0] - over[0][0]).days
    top = max(count for _, count in over)
    ticks = [(0.0, "0"), (float(top), f"{top:,}")]
    if top > 1 and top % 2 == 0:
        ticks.insert(1, (top / 2, f"{top // 2:,}"))
    most = next(day for day, count in over if count == top)
    span = "day" if days == 1 else f"{days} days"
    said = f"Posts in each {span}. Most, {top:,}, in the {span} to {most.day} {most:%B %Y}."
    series = [Series("Posts", tuple(count for _, count in over))]
    return trend("posts", f"Posts in each {span}", said, [day for day, _ in over], series, ticks)
