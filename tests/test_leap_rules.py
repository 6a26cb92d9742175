"""What LEAP refuses, at which line; and its arithmetic, against the plain way to do it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.leap import likeness as likeness_room
from plugins.leap.figures import nearest_rank
from plugins.leap.journey import PublicItem
from plugins.leap.likeness import alike, apart, likeness, words
from plugins.leap.paging import parts
from smile.plugin import Build
from tests.estates import build, line_of, write
from tests.leap import COMMENT, CONCERT, DECLINED, DONE, FEEDBACK, LEAP, PARTNER, item

FIRST, SECOND, THIRD, CHOIR = (
    item(2026, 1),
    item(2026, 2),
    item(2026, 3),
    "data/leap/partners/larkspur-choir.yaml",
)
ACTION = "action: {what: Try plate warmers, owner: Catering manager, due: 2026-04-30, done: 2026-04-20}\n"
RAMP = "We cannot put a ramp at the gate, but the side door is level and opens from today."
SECOND_REPLY = "completion: {response: The warmers came and nine in ten people say that dinner is hot now., "

REFUSED = {
    "no response": (
        FIRST,
        DONE,
        "  response: Cold plates undo good cooking. Warmers go onto two wards in April.\n",
        "",
        "outcome:",
        "response",
    ),
    "no explanation": (
        SECOND,
        DECLINED,
        "  explanation: The wall beside the gate is listed, and may not be cut.\n",
        "",
        "outcome:",
        "explanation",
    ),
    "generic": (
        SECOND,
        DECLINED,
        RAMP,
        "Thank you for your suggestion. A ramp is noted.",
        "response:",
        "generic",
    ),
    "about something else": (
        SECOND,
        DECLINED,
        RAMP,
        "It was kind of you to write and somebody will soon look into all this.",
        "response:",
        "generic",
    ),
    "no action": (FIRST, DONE, ACTION + SECOND_REPLY + "sent: 2026-04-22}\n", "", "outcome:", "action"),
    "no owner": (FIRST, DONE, "owner: Catering manager, due", "due", "action:", "action"),
    "no day": (FIRST, DONE, "due: 2026-04-30, ", "", "action:", "action"),
    "action for a no": (
        SECOND,
        DECLINED,
        "answer:",
        "action: {what: Build it, owner: Builder, due: 2026-06-01}\nanswer:",
        "action:",
        "action",
    ),
    "second reply too soon": (FIRST, DONE, ", done: 2026-04-20", "", "completion:", "completion"),
    "judged before received": (
        FIRST,
        DONE,
        "suggested: true, on: 2026-03-03",
        "suggested: true, on: 2026-03-01",
        "judged:",
        "order",
    ),
    "sent before decided": (FIRST, DONE, "sent: 2026-03-12", "sent: 2026-03-09", "  sent:", "order"),
    "told before done": (FIRST, DONE, "sent: 2026-04-22", "sent: 2026-04-19", "completion:", "order"),
    "due before decided": (FIRST, DONE, "due: 2026-04-30", "due: 2026-03-01", "action:", "order"),
    "screened before received": (
        FIRST,
        DONE,
        "screened: {on: 2026-03-03",
        "screened: {on: 2026-03-01",
        "screened:",
        "order",
    ),
    "answered without a judgement": (
        FIRST,
        DONE,
        "judged: {suggested: true, on: 2026-03-03, by: Engagement officer}\n",
        "",
        "  outcome:",
        "judged",
    ),
    "a comment with a decision": (
        SECOND,
        DECLINED,
        "suggested: true",
        "suggested: false",
        "judged:",
        "judged",
    ),
    "thanks for a suggestion": (THIRD, COMMENT, "suggested: false", "suggested: true", "thanked:", "thanked"),
    "closed without screening": (
        THIRD,
        COMMENT,
        "screened: {on: 2026-06-01, by: Patient experience officer}\n",
        "",
        "thanked:",
        "screened",
    ),
    "unknown topic": (SECOND, DECLINED, "topic: access", "topic: acess", "topic:", "topic"),
    "unknown partner": (
        SECOND,
        DECLINED,
        "topic: access",
        "topic: access\npartner: larkspur",
        "partner:",
        "partner",
    ),
    "same as nothing": (
        SECOND,
        DECLINED,
        "topic: access",
        "topic: access\nsame_as: [LEAP-2026-0999]",
        "same_as:",
        "same",
    ),
    "same as itself": (
        SECOND,
        DECLINED,
        "topic: access",
        "topic: access\nsame_as: [LEAP-2026-0002]",
        "same_as:",
        "same",
    ),
    "another year": (THIRD, COMMENT, "received: 2026-06-01", "received: 2025-06-01", "received:", "year"),
    "signed too soon": (CHOIR, PARTNER, "trust: 2026-01-12", "trust: 2026-01-02", "signed:", "partner"),
    "review too soon": (CHOIR, PARTNER, "review: 2026-12-15", "review: 2026-01-15", "review:", "partner"),
    "another opportunity": (
        CHOIR,
        PARTNER,
        "opportunity: co-production",
        "opportunity: awards",
        "  - {on:",
        "opportunity",
    ),
    "active too soon": (CHOIR, PARTNER, "on: 2026-02-14", "on: 2026-01-14", "  - {on:", "partner"),
    "shared with nobody": (
        "data/events/winter-concert.md",
        CONCERT,
        "larkspur-choir",
        "larkspur",
        "partners:",
        "partner",
    ),
    "a form without a topic": (
        "data/forms/feedback.yaml",
        FEEDBACK,
        ", {value: access, label: Getting in}",
        "",
        "    options:",
        "form",
    ),
    "a form with another audience": (
        "data/forms/feedback.yaml",
        FEEDBACK,
        "value: media",
        "value: press",
        "value: service-users-carers",
        "form",
    ),
    "a form that does not ask": (
        "data/forms/feedback.yaml",
        FEEDBACK,
        "name: topic",
        "name: about",
        "name: about",
        "form",
    ),
    "a form that may be left empty": (
        "data/forms/feedback.yaml",
        FEEDBACK,
        "    label: You\n    kind: select\n    needed: true\n",
        "    label: You\n    kind: select\n",
        "name: audience",
        "form",
    ),
    "ended too soon": (
        CHOIR,
        PARTNER,
        "review: 2026-12-15",
        "ended: {on: 2026-01-14, by: both, reason: No.}",
        "ended:",
        "partner",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_and_at_which_line(name: str, tmp_path: Path) -> None:
    file, text, old, new, line, code = REFUSED[name]
    assert text.count(old) == 1
    root = write(tmp_path, {**LEAP, file: text.replace(old, new)})
    result = build(root, "--format", "json", verb="check")
    told = {(one["file"], one["line"], one["code"]) for one in result.problems}
    assert (file, line_of(root, file, line), f"leap.{code}") in told
    assert all(one["expected"] or one["hint"] for one in result.problems)


@pytest.mark.parametrize(
    ("file", "code"),
    [
        ("data/leap/items/LEAP-2026-0002.yaml", "leap.id"),
        ("data/leap/items/2026/LEAP-2026-0099.yaml", "leap.withdrawn"),
        ("data/leap/items/2026/ramp.yaml", "leap.id"),
    ],
)
def test_an_id_is_used_once_and_for_ever(file: str, code: str, tmp_path: Path) -> None:
    root = write(tmp_path, {**LEAP, file: DECLINED.partition("judged:")[0]})
    assert code in {one["code"] for one in build(root, "--format", "json", verb="check").problems}


def test_replies_that_are_alike_are_named_as_a_pair(tmp_path: Path) -> None:
    other = DECLINED.replace("opens from today", "opens from Monday")
    root = write(tmp_path, {**LEAP, item(2026, 6): other})
    (problem,) = build(root, "--format", "json", verb="check").problems
    assert (problem["file"], problem["code"]) == (item(2026, 6), "leap.alike")
    assert problem["line"] == line_of(root, item(2026, 6), "response:")
    assert "LEAP-2026-0002" in problem["message"] and problem["found"].startswith("94% of the words")
    write(
        root,
        {"data/leap/settings.yaml": str(LEAP["data/leap/settings.yaml"]).replace("alike: 80", "alike: 95")},
    )
    assert build(root, verb="check").status == 0


def test_items_need_settings(tmp_path: Path) -> None:
    result = build(write(tmp_path, {**LEAP, "data/leap/settings.yaml": None}), verb="check")
    assert result.status == 1 and "[leap.settings]" in result.out


TEXTS = st.lists(st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=9), max_size=12)
PLAIN = st.lists(st.sampled_from("abcdef"), min_size=4, max_size=9).map(" ".join)


@given(TEXTS, st.integers(50, 100))
def test_no_pair_is_missed_and_none_invented(texts: list[list[str]], percent: int) -> None:
    threshold = percent / 100
    kept: list[int] = []
    expected = []
    for second, text in enumerate(texts):
        first = next((n for n in kept if likeness(texts[n], text) >= threshold), None)
        if first is None:
            kept.append(second)
        else:
            expected.append((first, second))
    found = alike([" ".join(text) for text in texts], threshold)
    assert [(pair.first, pair.second) for pair in found] == expected


@given(st.lists(st.lists(PLAIN, max_size=30), min_size=1, max_size=8))
def test_what_was_compared_before_changes_no_answer(builds: list[list[str]]) -> None:
    kept: dict[bytes, Any] = {}

    def once(key: bytes, make: Callable[[], Any]) -> Any:
        return kept[key] if key in kept else kept.setdefault(key, make())

    build = Build(dt.datetime(2026, 11, 22, tzinfo=dt.UTC), kept=once)
    for texts in builds:
        assert apart(texts, 0.7, build) == (not list(alike(texts, 0.7)))


def test_only_new_replies_are_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    kept: dict[bytes, Any] = {}
    build = Build(
        dt.datetime(2026, 11, 22, tzinfo=dt.UTC),
        kept=lambda key, make: kept.setdefault(key, kept.get(key) or make()),
    )
    texts = [" ".join(f"w{number * 7 + place}" for place in range(7)) for number in range(300)]
    whole: list[int] = []

    def counted(many: Sequence[str], threshold: float) -> Iterator[Any]:
        whole.append(len(many))
        return alike(many, threshold)

    monkeypatch.setattr(likeness_room, "alike", counted)
    assert apart(texts, 0.8, build) and whole == [300]
    for number in range(300, 340):
        texts.append(" ".join(f"n{number * 7 + place}" for place in range(7)))
        assert apart(texts, 0.8, build)
    assert len(whole) < 4, "all are compared again once in some hundred changes"
    assert not apart([*texts, f"{texts[5].rpartition(' ')[0]} other"], 0.8, build)


def test_words_are_the_same_however_they_are_written() -> None:
    assert (
        words("Don\u2019t WAIT: come, now!")
        == words("don't wait come now")
        == ("dont", "wait", "come", "now")
    )


@given(st.lists(st.integers(0, 500), min_size=1), st.integers(1, 100))
def test_the_nearest_rank_is_the_smallest_value_that_enough_do_not_exceed(
    values: list[int], percent: int
) -> None:
    rank = nearest_rank(values, percent)
    assert rank in values
    assert 100 * sum(value <= rank for value in values) >= percent * len(values)
    assert 100 * sum(value < rank for value in values) < percent * len(values)


def test_there_is_no_rank_of_nothing() -> None:
    assert nearest_rank([], 50) is None


@given(st.integers(0, 60), st.integers(1, 9))
def test_pages_hold_every_item_once_and_old_ones_stay(count: int, length: int) -> None:
    items = [PublicItem.model_construct(id=str(n), received=dt.date(2026, 1, 1)) for n in range(count, 0, -1)]
    pages = list(parts(items, length))
    assert [one for page in pages for one in page.items] == items
    newest = PublicItem.model_construct(id="new", received=dt.date(2026, 1, 2))
    after = {page.path: page for page in parts([newest, *items], length)}
    changed = [page.path for page in pages if after[page.path] != page]
    assert (
        len([path for path in changed if path]) <= 1
    )  # the one whose neighbour has become a page of its own
    for page in pages[1:]:
        assert list(after[page.path].items) == list(page.items) and len(page.items) == length
