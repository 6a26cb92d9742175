"""What each stakeholder is told: the organisation's messages, as their group, organisation or they change them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from smile.plugin import Build
from smile.problems import Problem, nearest

from .choices import GROUPS
from .definitions import MailingList, Message, MessageFramework, Override
from .records import Organisation
from .register import Held, Register


@dataclass(frozen=True, slots=True)
class Told:
    """A message as one stakeholder is told it."""

    id: str
    text: str
    proof: tuple[str, ...]
    whose: str
    """Whose words they are: "everybody", "their group", "their organisation", "them"."""
    below: tuple[Told, ...] = ()


@dataclass(frozen=True, slots=True)
class _Step:
    whose: str
    override: Override


def told(framework: MessageFramework, held: Held | None) -> tuple[Told, ...]:
    """The leading messages with those that support them, for one stakeholder; None: for everybody."""
    return voice(framework)(held) if held else _told(framework, ())


def voice(framework: MessageFramework) -> Callable[[Held], tuple[Told, ...]]:
    """The same for many: whoever is told by the same steps shares the tree."""
    made: dict[tuple[tuple[str, str], ...], tuple[Told, ...]] = {}
    by_whom = {one.whom: one for one in framework.overrides}

    def say(held: Held) -> tuple[Told, ...]:
        steps = tuple([step for step in _steps(held) if step[0] in by_whom])
        found = made.get(steps)
        if found is None:
            found = made[steps] = _told(framework, [_Step(whose, by_whom[id]) for id, whose in steps])
        return found

    return say


def _told(framework: MessageFramework, steps: Sequence[_Step]) -> tuple[Told, ...]:
    gone = {id for step in steps for id in step.override.leave_out}
    under: dict[str | None, list[Told]] = {}
    for message in framework.messages:
        if message.id not in gone:
            under.setdefault(message.under, []).append(_said(message, steps))
    return _tree(under, None)


def _tree(under: dict[str | None, list[Told]], at: str | None) -> tuple[Told, ...]:
    return tuple(replace(one, below=_tree(under, one.id)) for one in under.get(at, ()))


def _said(message: Message, steps: Sequence[_Step]) -> Told:
    text, whose = message.text, "everybody"
    for step in steps:
        if message.id in step.override.texts:
            text, whose = step.override.texts[message.id], step.whose
    return Told(message.id, text, message.proof, whose)


def _steps(held: Held) -> list[tuple[str, str]]:
    """For whom there may be overrides that count for somebody, and whose words they are; the widest first."""
    id, home = held.who.id, held.home
    if isinstance(held.who, Organisation):
        return [(held.who.group, "their group"), (id, "them")]
    return (
        [(home.group, "their group"), (home.id, "their organisation"), (id, "them")]
        if home
        else [(id, "them")]
    )


def line(of: Register, id: str) -> Callable[[Held], str | None]:
    """One message as it is told to each; None where it is left out for them."""
    for framework in of.frameworks:
        if any(message.id == id for message in framework.messages):
            say = voice(framework)
            return lambda held: next((one.text for one in flat(say(held)) if one.id == id), None)
    return lambda held: None


def flat(many: Iterable[Told]) -> Iterator[Told]:
    """All of a tree, each before those that support it."""
    for one in many:
        yield one
        yield from flat(one.below)


def problems(of: Register, build: Build) -> Iterator[Problem]:
    """Messages of one id, messages and people that are not there, circles, and overrides for one twice."""
    seen: set[str] = set()
    for framework in of.frameworks:
        known = [message.id for message in framework.messages]
        for at, message in enumerate(framework.messages):
            where = ("messages", at)
            if message.id in seen:
                yield _problem(build, framework, (*where, "id"), "twice", message.id, [])
            seen.add(message.id)
            if message.under is not None and message.under not in known:
                yield _problem(build, framework, (*where, "under"), "message", message.under, known)
            elif _circle(framework, message):
                yield _problem(build, framework, (*where, "under"), "circle", message.under or "", [])
        yield from _overrides(of, framework, known, build)
    for one in of.lists:
        if one.says is not None and one.says not in seen:
            yield _problem(build, one, ("says",), "message", one.says, sorted(seen))


def _overrides(
    of: Register, framework: MessageFramework, known: list[str], build: Build
) -> Iterator[Problem]:
    whom: set[str] = set()
    for at, one in enumerate(framework.overrides):
        where = ("overrides", at)
        if one.whom not in GROUPS and one.whom not in of.by_id:
            yield _problem(build, framework, (*where, "for"), "stakeholder", one.whom, [*GROUPS, *of.by_id])
        elif one.whom in whom:
            yield _problem(build, framework, (*where, "for"), "again", one.whom, [])
        whom.add(one.whom)
        for id in one.texts:
            if id not in known:
                yield _problem(build, framework, (*where, "texts", id), "message", id, known)
        for index, id in enumerate(one.leave_out):
            if id not in known:
                yield _problem(build, framework, (*where, "leave_out", index), "message", id, known)


def _circle(framework: MessageFramework, message: Message) -> bool:
    above = {one.id: one.under for one in framework.messages}
    at, passed = message.under, set[str]()
    while at is not None and at not in passed:
        if at == message.id:
            return True
        passed.add(at)
        at = above.get(at)
    return False


_WORDS = {
    "message": ("reference", "there is no message with this id", "correct the id, or add the message"),
    "stakeholder": ("reference", "there is no group or stakeholder with this id", "correct the id"),
    "twice": ("message", "two messages have the same id", "change one of the two"),
    "again": ("message", "two overrides are for the same", "put both into one"),
    "circle": ("message", "the message supports itself, by way of others", "take one `under` out"),
}


def _problem(
    build: Build,
    record: MessageFramework | MailingList,
    steps: tuple[str | int, ...],
    what: str,
    found: str,
    known: list[str],
) -> Problem:
    code, message, hint = _WORDS[what]
    close = nearest(found, known[:5_000]) if known else None
    hint = f"did you mean `{close}`?" if close else hint
    return Problem(*build.place(record, *steps), f"stakeholders.{code}", message, found, "", hint)
