"""Replies are individual and specific: none is generic, none is nearly the same as another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from smile.problems import Problem

from .likeness import alike, plain
from .records import Item, Settings
from .rules import Told

_LETTERS = 4
"""Shorter words say too little about what a text is about."""
_COMMON = frozenset(
    "about after again also been before being could does each from have here into more most much need only other "
    "over please some such than that their them then there these they this those very want were what when where "
    "which while will with would your thank thanks suggestion suggest suggested should trust".split()
)


def problems(items: Sequence[Item], settings: Settings, told: Told) -> Iterator[Problem]:
    """Replies that say nothing of their own, and pairs that are too much alike."""
    yield from generic(items, settings, told)
    texts = [(item, at, reply) for item in items for at, reply in item.replies]
    for pair in alike([reply for _, _, reply in texts], settings.alike / 100):
        other, (item, at, _) = texts[pair.first][0], texts[pair.second]
        message = f"the response is nearly the same as the one of {other.id}"
        found = f"{pair.likeness:.0%} of the words are the same, in the same order, as in {other.source.file}"
        if other.id == item.id:
            message, found = (
                "the second reply is nearly the same as the first",
                f"{pair.likeness:.0%} of the words",
            )
        expected, hint = f"less than {settings.alike}%", "answer each suggestion in words of its own"
        yield told(item, at, "alike", message, found, expected, hint)


def generic(items: Sequence[Item], settings: Settings, told: Told) -> Iterator[Problem]:
    """Replies that say nothing of their own."""
    stock = _any_of(settings.stock_phrases)
    for item, at, reply in [(one, at, reply) for one in items for at, reply in one.replies]:
        left = (stock.sub("", reply) if stock else reply).split()
        if len(left) < settings.least_words:
            message = "the response is generic: little is left of it without stock phrases"
            expected = f"at least {settings.least_words} words of its own"
            hint = "say what was decided about this very suggestion, and what happens next"
            yield told(item, at, "generic", message, f"{len(left)} words of its own", expected, hint)
        elif settings.common_words and at[0] == "answer":
            said = subjects(f"{plain(item.title)} {plain(item.said)}".split())
            shared = said.keys() & subjects(left).keys()
            if len(shared) < min(settings.common_words, len(said)):
                message = "the response is generic: it takes up too little of what was suggested"
                expected = f"at least {settings.common_words} of: " + ", ".join(list(said.values())[:10])
                yield told(item, at, "generic", message, "", expected, "name what was suggested")


def _any_of(phrases: Sequence[str]) -> re.Pattern[str] | None:
    """A pattern for the words of any of the phrases, in normalised words; None for no phrase that has words."""
    known = [words for phrase in phrases if (words := plain(phrase))]
    return re.compile(rf"\b(?:{'|'.join(known)})\b") if known else None


def subjects(text: Sequence[str]) -> dict[str, str]:
    """The words that say what a text is about, by their beginnings: `walks` and `walking` count as one."""
    found: dict[str, str] = {}
    for word in text:
        if len(word) >= _LETTERS and word not in _COMMON:
            found.setdefault(word[:_LETTERS], word)
    return found
