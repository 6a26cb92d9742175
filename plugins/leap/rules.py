"""The rules of the register: every specific suggestion gets an answer of its own, and the steps come in order."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from smile.places import within
from smile.problems import Problem, nearest
from smile.records import Record

from .records import Item, Settings

Place = tuple[str | int, ...]
_DAYS = "correct one of the two days"
_ID = re.compile(r"LEAP-(\d{4})-\d{4,}")


class Told:
    """Makes problems at the line of a field; lines are looked up only when something is wrong."""

    def __init__(self, root: Path | None) -> None:
        self.root = root

    def __call__(
        self,
        record: Record,
        at: Place,
        code: str,
        message: str,
        found: str = "",
        expected: str = "",
        hint: str = "",
    ) -> Problem:
        file, line = record.source
        column = 0
        if self.root is not None and at:
            line, column = within(self.root, file, line, at)
        return Problem(file, line, column, f"leap.{code}", message, found, expected, hint)


def problems(
    items: Sequence[Item], settings: Settings, partners: Mapping[str, object], told: Told
) -> Iterator[Problem]:
    """All problems that one item has by itself or with the ids of others; replies are looked at elsewhere."""
    first: dict[str, Item] = {}
    yield from alone(items, settings, partners, told, first)
    for item in items:
        for index, other in enumerate(item.same_as):
            if other not in first or other == item.id:
                message = "there is no such other item"
                hint = "correct the id, or take it out"
                yield told(item, ("same_as", index), "same", message, other, "the id of another item", hint)


def alone(
    items: Sequence[Item], settings: Settings, partners: Mapping[str, object], told: Told,
    first: dict[str, Item] | None = None,
) -> Iterator[Problem]:  # fmt: skip
    """The problems that items have each by itself, or as two with one id; `first` is filled with the items by id."""
    topics = [topic.id for topic in settings.topics]
    first = {} if first is None else first
    for item in items:
        named = _ID.fullmatch(item.id)
        if named is None:
            message, hint = "the name of the file is no id", "name it after the next free number of its year"
            yield told(
                item, (), "id", message, item.id, "LEAP-YYYY-NNNN.yaml, such as LEAP-2026-0042.yaml", hint
            )
            continue
        yield from _identity(item, named, first.setdefault(named[0], item), settings, told)
        yield from _names(item, topics, partners, told)
        yield from _judged(item, told)
        yield from _answered(item, told)
        yield from _acted(item, told)
        yield from _order(item, told)


def _identity(
    item: Item, named: re.Match[str], first: Item, settings: Settings, told: Told
) -> Iterator[Problem]:
    id, year = named[0], int(named[1])
    if first is not item:
        message, hint = f"{first.source.file} has the same id", "give the later one the next free number"
        yield told(item, (), "id", message, id, "an id that no other item has", hint)
    if id in settings.withdrawn:
        message, hint = "the id was withdrawn, and is never used again", "take the next free number"
        yield told(item, (), "withdrawn", message, id, "an id that is not in `withdrawn`", hint)
    if year != item.received.year:
        expected = f"a day in {year}"
        message, hint = "the id is of another year than the day of receipt", "correct one of the two"
        yield told(item, ("received",), "year", message, str(item.received), expected, hint)


def _names(
    item: Item, topics: Sequence[str], partners: Mapping[str, object], told: Told
) -> Iterator[Problem]:
    if item.topic not in topics:
        close = nearest(item.topic, topics)
        hint = f"did you mean `{close}`?" if close else "add it to `topics` in data/leap/settings.yaml"
        expected = "one of " + ", ".join(topics)
        yield told(item, ("topic",), "topic", "there is no such topic", item.topic, expected, hint)
    if item.partner and item.partner not in partners:
        close = nearest(item.partner, partners)
        hint = f"did you mean `{close}`?" if close else "add the partner to data/leap/partners/"
        message, expected = "there is no such partner", "the name of a file in data/leap/partners/"
        yield told(item, ("partner",), "partner", message, item.partner, expected, hint)


def _judged(item: Item, told: Told) -> Iterator[Problem]:
    judged, answer = item.judged, item.answer
    if answer and not judged:
        message, expected = "the item is answered, but nobody judged it", "`judged` with `suggested: true`"
        hint = "say who judged that something specific is suggested, and when"
        yield told(item, ("answer",), "judged", message, "", expected, hint)
    if judged and not judged.suggested and (answer or item.action):
        message = "the item suggests nothing specific, but has a decision"
        hint = "correct `suggested`, or thank for the comment and take the decision out"
        yield told(item, ("judged", "suggested"), "judged", message, "false", "true", hint)
    if item.thanked and (not judged or judged.suggested):
        message = "only a comment is closed with thanks; a specific suggestion is answered"
        expected, hint = "`judged` with `suggested: false`", "write an `answer`, or correct `judged`"
        yield told(item, ("thanked",), "thanked", message, str(item.thanked), expected, hint)
    if (item.thanked or (answer and answer.sent)) and not item.screened:
        at: Place = ("answer", "sent") if answer and answer.sent else ("thanked",)
        message, expected = "the item is closed, but nobody screened it", "`screened` with `on` and `by`"
        hint = "check that nothing in it points at a person, then say who did and when"
        yield told(item, at, "screened", message, "", expected, hint)


def _answered(item: Item, told: Told) -> Iterator[Problem]:
    answer = item.answer
    if answer is None:
        return
    if answer.response is None:
        message = "the suggestion is decided, but has no response"
        hint = "every specific suggestion gets an individual, specific response: write it"
        yield told(item, ("answer", "outcome"), "response", message, answer.outcome, "a `response`", hint)
    if answer.outcome == "not-taken-forward" and answer.explanation is None:
        message = "the suggestion is not taken forward, and nothing explains why"
        hint = "say why, so that whoever suggested it can understand the decision"
        at: Place = ("answer", "outcome")
        yield told(item, at, "explanation", message, answer.outcome, "an `explanation`", hint)


def _acted(item: Item, told: Told) -> Iterator[Problem]:
    answer, action = item.answer, item.action
    promised = answer is not None and answer.outcome == "will-be-done"
    if promised and action is None:
        message, expected = "it will be done, but no action says by whom and when", "an `action`"
        hint = "write `action` with `what`, `owner` and `due`"
        yield told(item, ("answer", "outcome"), "action", message, "will-be-done", expected, hint)
    if action and not promised:
        message = "there is an action, but the outcome is not that it will be done"
        yield told(
            item, ("action",), "action", message, "", "`outcome: will-be-done`", "correct one of the two"
        )
    for name in ("owner", "due") if action else ():
        if getattr(action, name) is None:
            message = f"the action has no `{name}`"
            expected = "a role" if name == "owner" else "a day"
            hint = "what will be done needs somebody who does it, and a day"
            yield told(item, ("action", "what"), "action", message, "", expected, hint)
    if item.completion and not (action and action.done):
        message, expected = "the second reply says that it is done, the action does not", "`done` in `action`"
        hint = "write when the action was done, or take the second reply out"
        yield told(item, ("completion",), "completion", message, "", expected, hint)


def steps(item: Item) -> list[tuple[Place, str, dt.date]]:
    """The steps that were taken, in the order in which they should come: place, name and day."""
    judged, answer, action, completion = item.judged, item.answer, item.action, item.completion
    taken: list[tuple[Place, str, dt.date]] = [(("received",), "received", item.received)]
    if judged:
        taken.append((("judged", "on"), "judged", judged.on))
    if answer:
        taken.append((("answer", "decided"), "decided", answer.decided))
        if answer.sent:
            taken.append((("answer", "sent"), "answered", answer.sent))
    if item.thanked:
        taken.append((("thanked",), "thanked", item.thanked))
    if action and action.done:
        taken.append((("action", "done"), "done", action.done))
    if completion:
        taken.append((("completion", "sent"), "told that it is done", completion.sent))
    return taken


def _order(item: Item, told: Told) -> Iterator[Problem]:
    taken = steps(item)
    for (_, before, earlier), (at, name, day) in zip(taken, taken[1:], strict=False):
        if day < earlier:
            message, expected = f"the steps are out of order: {name} before {before}", f"{earlier} or later"
            yield told(item, at, "order", message, str(day), expected, _DAYS)
    if item.screened and item.screened.on < item.received:
        message, expected = "the item was screened before it was received", f"{item.received} or later"
        yield told(
            item,
            ("screened", "on"),
            "order",
            message,
            str(item.screened.on),
            expected,
            "correct one of the two days",
        )
    if item.answer and item.action and item.action.due and item.action.due < item.answer.decided:
        message, expected = "the action is due before it was decided", f"{item.answer.decided} or later"
        yield told(
            item,
            ("action", "due"),
            "order",
            message,
            str(item.action.due),
            expected,
            "correct one of the two days",
        )
