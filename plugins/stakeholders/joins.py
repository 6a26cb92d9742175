"""What other capabilities know of stakeholders: what they said through LEAP, and where they appear in Windows.

Both are read as everybody may see them, and an estate may have neither.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ahocorasick_rs import AhoCorasick

from smile.plugin import Build
from smile.problems import Problem, nearest

from .records import Organisation
from .register import Held, Register

LEAST = 8
"""Shorter names, in letters, are not looked for in Windows: they stand in posts by chance."""
MOST = 20
"""How many posts are kept of each."""
_EXCERPT = 200


@dataclass(frozen=True, slots=True)
class Said:
    """An item of LEAP that came from a partner; its page is `id`/ below LEAP's own."""

    id: str
    title: str
    day: dt.date
    status: str


@dataclass(frozen=True, slots=True)
class Partner:
    """A LEAP partner as its public page shows it; that page is partners/`id`/ below LEAP's own."""

    id: str
    name: str
    summary: str
    status: str
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Mention:
    """A post of a Window that names a stakeholder; the Window's page is `window`/ below the Windows' own."""

    window: str
    title: str
    source: str
    day: dt.date
    words: str
    url: str


def partners(build: Build) -> dict[str, Partner]:
    """The LEAP partners by the names of their files, each with what it said, the newest first."""
    leap: Any = build.models.get("leap")
    if leap is None:
        return {}
    said: dict[str, list[Said]] = {}
    for item in leap.items:
        if item.partner:
            said.setdefault(item.partner, []).append(
                Said(item.id, item.title, item.received, item.status_title)
            )
    return {
        one.id: Partner(
            one.id, one.name, one.summary, one.status_title,
            tuple(sorted(said.get(one.id, ()), key=lambda item: (item.day, item.id), reverse=True)),
        )
        for one in leap.partners
    }  # fmt: skip


def mentions(held: Iterable[Held], build: Build) -> dict[str, tuple[Mention, ...]]:
    """By id, the posts of Windows that name somebody, the newest first: by name or by account."""
    windows: Any = build.models.get("windows") or ()
    posts = [(one.window, item) for one in windows for item in one.cloud.items]
    if not posts:
        return {}
    names: dict[str, list[str]] = {}
    for one in held:
        for words in _called(one):
            names.setdefault(words, []).append(one.who.id)
    if not names:
        return {}
    patterns = list(names)
    search = AhoCorasick(patterns)
    found: dict[str, dict[str, Mention]] = {}
    for window, item in posts:
        text = " ".join(f"{item.source} . {item.title} . {item.text}".casefold().split())
        for which, start, end in search.find_matches_as_indexes(text, overlapping=True):
            if _whole(text, start, end):
                mention = Mention(window.id, window.title, item.source, item.day, _excerpt(item), item.url)
                for id in names[patterns[which]]:
                    found.setdefault(id, {}).setdefault(item.url or mention.words, mention)
    return {id: tuple(_newest(many.values())) for id, many in found.items()}


def _newest(many: Iterable[Mention]) -> list[Mention]:
    return sorted(many, key=lambda one: (one.day, one.url), reverse=True)[:MOST]


def _called(one: Held) -> Iterator[str]:
    """What somebody is called in a post."""
    name = " ".join(one.who.name.casefold().split())
    if len(re.sub(r"\W", "", name)) >= LEAST:
        yield name
    for account in one.who.accounts:
        yield "@" + account.handle.casefold().lstrip("@")


def _whole(text: str, start: int, end: int) -> bool:
    """Whether whole words stand there, and not a part of longer ones."""
    return not (text[start - 1 : start].isalnum() or text[end : end + 1].isalnum())


def _excerpt(item: Any) -> str:
    words = str(item.title or item.text)
    return words if len(words) <= _EXCERPT else words[:_EXCERPT].rsplit(" ", 1)[0] + "\u2026"


def problems(of: Register, known: Mapping[str, Partner], build: Build) -> Iterator[Problem]:
    """LEAP agreements that are not there, or that two organisations claim."""
    first: dict[str, str] = {}
    for one in of.held:
        if not isinstance(one.who, Organisation) or one.who.leap is None or "leap" not in build.models:
            continue
        name, place = one.who.leap, build.place(one.file, *one.steps, "leap")
        if name not in known:
            close = nearest(name, known)
            hint = f"did you mean `{close}`?" if close else "add it to data/leap/partners/, or take this out"
            message = "there is no LEAP agreement of this name"
            yield Problem(*place, "stakeholders.reference", message, name, "", hint)
        elif name in first:
            message, hint = "another organisation has this LEAP agreement", "take one of the two out"
            yield Problem(*place, "stakeholders.leap", message, name, "an agreement of its own", hint)
        first.setdefault(name, one.who.id)
