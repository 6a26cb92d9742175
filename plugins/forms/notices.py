"""The answers that stand in the inbox."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from smile.notices import Notice
from smile.plugin import Records

from .records import Submission


def notices(records: Records, today: dt.date) -> Iterator[Notice]:
    """Each `answer` and `completion` whose day has come."""
    for one in records[Submission]:
        if one.answer and one.answer.on <= today:
            yield Notice(one.id, "answer", one.answer.text, one.answer.page or "")
        if one.completion and one.completion.on <= today:
            yield Notice(one.id, "completion", one.completion.text, one.completion.page or "")
