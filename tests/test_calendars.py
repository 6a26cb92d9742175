"""Calendars to subscribe to: what people may write in an event, and ids that hold while everything else changes."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path

import pytest
from icalendar import Calendar

from tests.feed_rules import ics
from tests.support import estate, inside
from tests.test_newsroom_feeds import FILES, event, public

UID = "00000000-0000-4000-8000-000000000001"
ODD = r"Tea, talk; a \ and a \n: café “ward 3” " + 40 * "längs "
TIMES = 'start: 2027-03-28\nfrom: "{}"\nto: "{}"\n'
"""The day that clocks go forward in London: 01:00 becomes 02:00."""


def built(tmp_path: Path, text: str) -> Calendar:
    """The calendar of one event, whose file is `text`."""
    root = estate(tmp_path, {**FILES, "data/events/evening.md": text})
    done = inside("build", "--now", "2026-11-22", "--jobs", "1", "--no-search", cwd=root)
    assert done.status == 0, done.out + done.err
    data = public(root, "events/evening/event.ics")
    assert ics(data, "") == []
    read = Calendar.from_ical(data)
    assert isinstance(read, Calendar)
    return read


def page(more: str, title: str = "Evening") -> str:
    (text,) = event("evening", 1, more).values()
    assert isinstance(text, str)
    return text.replace("title: evening", f"title: {json.dumps(title)}").replace(
        "summary: S.", f"summary: {json.dumps(title)}"
    )


def test_any_words_come_back_as_they_were_written_in_short_lines(tmp_path: Path) -> None:
    (one,) = built(tmp_path, page(f"start: 2027-04-07\nplace: {json.dumps(ODD)}\n", ODD)).walk("VEVENT")
    assert [str(one[name]).strip() for name in ("summary", "description", "location")] == [ODD.strip()] * 3


@pytest.mark.parametrize(
    ("begin", "end", "expected"),
    [
        ("00:30", "03:00", ("2027-03-28T00:30", "2027-03-28T02:00")),  # an hour of the night is not there
        ("10:00", "11:00", ("2027-03-28T09:00", "2027-03-28T10:00")),
    ],
)
def test_times_are_those_of_london_on_the_day_the_clocks_change(
    tmp_path: Path, begin: str, end: str, expected: tuple[str, str]
) -> None:
    (one,) = built(tmp_path, page(TIMES.format(begin, end))).walk("VEVENT")
    found = [one[name].dt for name in ("dtstart", "dtend")]
    assert found == [dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC) for text in expected]


def test_an_event_keeps_its_id_when_everything_else_changes(tmp_path: Path) -> None:
    first = built(tmp_path / "one", page("start: 2027-04-07\n"))
    moved = page(
        'start: 2027-05-01\nfrom: "10:00"\nto: "11:00"\ncancelled: true\nplace: Elsewhere\n', "Other"
    )
    second = built(tmp_path / "two", re.sub("changed: .*", "changed: 2026-11-20", moved))
    (one,), (other,) = first.walk("VEVENT"), second.walk("VEVENT")
    assert str(one["uid"]) == str(other["uid"]) == UID
    assert str(other["status"]) == "CANCELLED" and other["dtstamp"].dt > one["dtstamp"].dt
