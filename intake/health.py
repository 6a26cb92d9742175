"""How the service is: what waits for how long, and whether there is room."""

from __future__ import annotations

import shutil
import time
from typing import Any

from intake import erasing, wishes
from intake.config import Settings
from intake.store import STATES, Store

LATE = 24 * 3600
"""Seconds after which an undelivered item makes the service unwell."""


def look(store: Store, settings: Settings) -> dict[str, Any]:
    """Age of the oldest undelivered item in seconds, what needs a person, what senders ask for, free disk in MB.

    What needs a person: deliveries that failed too often, and what is held longer than it was to be kept.
    """
    now = time.time()
    oldest = store.db.execute("SELECT min(received) FROM submission JOIN outbox ON id=submission").fetchone()[
        0
    ]
    age = int(now - oldest) if oldest else 0
    free = shutil.disk_usage(store.path.parent).free // 1_000_000
    stuck = store.db.execute(
        "SELECT count(*) FROM outbox WHERE attempts>=?", (settings.attempts,)
    ).fetchone()[0]
    stuck += erasing.overdue(store, now)
    asked = len(wishes.waiting(store))
    well = free >= settings.free_mb and age < LATE and not stuck
    return {
        "well": well, "oldest_undelivered_seconds": age, "needs_attention": stuck, "asked_for": asked,
        "free_mb": free,
    }  # fmt: skip


def metrics(store: Store) -> str:
    """Counts in the text format of Prometheus."""
    counts = dict(store.db.execute("SELECT state, count(*) FROM submission GROUP BY state").fetchall())
    lines = ["# TYPE intake_submissions gauge"]
    lines += [f'intake_submissions{{state="{state}"}} {counts.get(state, 0)}' for state in STATES]
    outbox = store.db.execute("SELECT count(*), coalesce(sum(attempts),0) FROM outbox").fetchone()
    lines += [f"intake_outbox {outbox[0]}", f"intake_outbox_attempts {outbox[1]}"]
    return "\n".join(lines) + "\n"
