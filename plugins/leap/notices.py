"""The replies of items that came by a form: the intake sends each to the person who asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from smile.notices import Notice
from smile.plugin import Records

from .records import Item


def notices(records: Records, today: dt.date) -> Iterator[Notice]:
    """Both replies of each screened item that has the reference number of a form, once their day has come."""
    for item in records[Item]:
        if not item.reference or not item.screened:
            continue
        page, answer, second = f"{item.id}/", item.answer, item.completion
        if answer and answer.response and answer.sent and answer.sent <= today:
            parts = [answer.response, answer.explanation or ""]
            yield Notice(item.reference, "answer", "\n\n".join(filter(None, parts)), page)
            if second and second.sent <= today:
                yield Notice(item.reference, "completion", second.response, page)
