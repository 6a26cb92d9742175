"""Who is connected to whom: the ties of each stakeholder, what is around one, and how the groups are tied."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from smile.charts import Near, Neighbourhood, Part, parts
from smile.plugin import Lazy, Page, Pages, Site

from .choices import GROUPS, ROLES, SHORT
from .records import Organisation
from .register import Held, Register

Ties = Mapping[str, Mapping[str, Sequence[str]]]
"""By id of one and id of another, in words, what ties the two."""
WORKS, BELONGS = "works with", "belongs to"
CENTRE = 20
"""How many of a group its picture shows: those with the most ties."""
LISTED = 200


@dataclass(frozen=True, slots=True)
class Network:
    """The ties of everybody, and those of organisations with what their people bring."""

    ties: Ties
    bodies: Ties


def network(of: Register) -> Network:
    """All ties of a register. A tie counts once, whoever of the two names it."""
    ties: dict[str, dict[str, list[str]]] = {}
    for held in of.held:
        who, home = held.who, held.home
        one = who.id
        if home is not None and home.id != one:
            _say(ties, one, home.id, BELONGS)  # an organisation lists its people anyway: it is not told
        for other in who.connections:
            _tie(ties, one, other, WORKS, WORKS)
        for role, other in who.partnering.holders():
            title = ROLES[role].lower()
            _tie(ties, one, other, title, f"{title} for them")
    return Network(ties, _of_bodies(of, ties))


def _tie(ties: dict[str, dict[str, list[str]]], one: str, other: str, words: str, back: str) -> None:
    """Ties two, in words for each of them."""
    if one != other:
        _say(ties, one, other, words)
        _say(ties, other, one, back)


def _say(ties: dict[str, dict[str, list[str]]], one: str, other: str, words: str) -> None:
    """Tells one of the other, once."""
    mine = ties.get(one)
    if mine is None:
        ties[one] = {other: [words]}
    elif (known := mine.get(other)) is None:
        mine[other] = [words]
    elif words not in known:
        known.append(words)


def _of_bodies(of: Register, ties: Ties) -> Ties:
    """The ties between organisations, and people who stand for themselves: those of their people are theirs, too."""
    made: dict[str, dict[str, list[str]]] = {}
    bodies = {held.who.id: held.home.id if held.home else held.who.id for held in of.held}
    for one, others in ties.items():
        here = bodies[one]
        for other, words in others.items():
            there = bodies[other]
            if here != there:
                person = one if here != one else other if there != other else ""
                through = f", through {of.by_id[person].who.name}" if person else ""
                known = made.setdefault(here, {}).setdefault(there, [])
                known += [said for word in words if (said := word + through) not in known]
    return made


def around(held: Held, of: Register, by: Network, site: Site) -> Neighbourhood | None:
    """What is around somebody; None where nothing is but the organisation that they belong to."""
    id = held.who.id
    ties = {**by.ties.get(id, {})}
    if isinstance(held.who, Organisation):
        for other, words in by.bodies.get(id, {}).items():
            if other not in ties:
                ties[other] = words
    if not ties or (held.home and list(ties) == [held.home.id] and list(ties[held.home.id]) == [BELONGS]):
        return None
    others = sorted(ties, key=lambda other: (of.by_id[other].who.name.casefold(), other))
    near = tuple(_near(of.by_id[other], ties[other], site) for other in others)
    return Neighbourhood("around", f"Around {held.who.name}", held.who.name, near, _between(others, by.ties))


def _near(held: Held, words: Sequence[str], site: Site) -> Near:
    line = 0 if words[0] == WORKS else 5 if words[0] == BELONGS else 1 if ", through " not in words[0] else 2
    return Near(
        held.who.name, address(held, site), tuple(words), line, not isinstance(held.who, Organisation)
    )


def address(held: Held, site: Site) -> str:
    """The address of the page of a stakeholder."""
    folder = "organisations" if isinstance(held.who, Organisation) else "people"
    return site.url(f"{folder}/{held.who.id}/")


def _between(others: Sequence[str], ties: Ties) -> tuple[tuple[int, int], ...]:
    """Those of `others` that are tied to each other, by their places."""
    place = {other: at for at, other in enumerate(others)}
    found = {
        (min(place[one], place[other]), max(place[one], place[other]))
        for one in others
        for other in ties.get(one, ())
        if other in place
    }
    return tuple(sorted(found))


def pages(of: Register, by: Callable[[], Network], site: Site) -> Iterator[Page | Pages]:
    """The groups with the ties between them, and each group with those who have the most."""
    members = cache(lambda: _members(of))
    yield Page(
        "network/", "stakeholders/network.html", "Network", "Who is connected to whom, and who stands alone.",
        Lazy(of.key, lambda: _groups(members(), of, by(), site)), None, navigation=True, kind="index",
    )  # fmt: skip
    for key in GROUPS:
        yield Pages(
            of.key,
            [f"network/{key}/"],
            lambda key=key: [_group_page(key, members()[key], of, by(), site)],  # type: ignore[misc]
        )


def _members(of: Register) -> dict[str, list[Held]]:
    """The organisations of each group."""
    members: dict[str, list[Held]] = {key: [] for key in GROUPS}
    for one in of.held:
        if isinstance(one.who, Organisation):
            members[one.who.group].append(one)
    return members


def _groups(members: Mapping[str, list[Held]], of: Register, by: Network, site: Site) -> dict[str, Any]:
    """What is shown of all groups."""
    groups = list(GROUPS)
    counts = _between_groups(of, by, groups)
    shown = [Part(SHORT[key], site.url(f"network/{key}/"), len(members[key])) for key in groups]
    alone = [one for key in groups for one in members[key] if not by.bodies.get(one.who.id)]
    total = sum(counts.values())
    said = f"{total} ties between organisations, by group. The table says the same."
    picture = parts("groups", "Ties between groups", said, shown, counts)
    return {
        "picture": picture, "total": total, "most": [_row(one, of, by, site) for one in _tied(members, by)[:12]],
        "groups": [
            {"title": GROUPS[key], "url": one.url, "count": one.count}
            for key, one in zip(groups, shown, strict=True)
        ],
        "alone": [{"title": one.who.name, "url": address(one, site)} for one in alone[:LISTED]],
        "alone_count": len(alone), "example": of.example,
    }  # fmt: skip


def _group_page(key: str, members: list[Held], of: Register, by: Network, site: Site) -> Page:
    ranked = _tied({key: members}, by)
    first = ranked[:CENTRE]
    near = tuple(Near(one.who.name, address(one, site), (_words(_degree(one, by)),)) for one in first)
    picture = Neighbourhood(
        "group", f"{GROUPS[key]}: who has the most ties", GROUPS[key], near,
        _between([one.who.id for one in first], by.bodies),
    )  # fmt: skip
    context: dict[str, Any] = {
        "picture": picture if near else None,
        "rows": [_row(one, of, by, site) for one in ranked[:LISTED]],
        "total": len(ranked),
        "alone": len(members) - len(ranked),
        "example": of.example,
    }
    return Page(
        f"network/{key}/", "stakeholders/network-group.html", GROUPS[key],
        f"{GROUPS[key]}: who is connected to whom, those with the most ties first.", context, of.records,
        kind="index",
    )  # fmt: skip


def _words(count: int) -> str:
    return f"{count} tie" if count == 1 else f"{count} ties"


def _degree(one: Held, by: Network) -> int:
    return len(by.bodies.get(one.who.id, ()))


def _tied(members: Mapping[str, Sequence[Held]], by: Network) -> list[Held]:
    """Those with a tie, the most first."""
    many = [one for group in members.values() for one in group if _degree(one, by)]
    return sorted(many, key=lambda one: (-_degree(one, by), one.who.name.casefold(), one.who.id))


def _row(one: Held, of: Register, by: Network, site: Site) -> dict[str, Any]:
    """An organisation with the number of its ties and the groups that they reach."""
    places = [of.by_id[other].place for other in by.bodies[one.who.id]]
    reached = {place.group for place in places if place}
    return {
        "title": one.who.name,
        "url": address(one, site),
        "ties": _degree(one, by),
        "groups": [title for key, title in SHORT.items() if key in reached],
    }


def _between_groups(of: Register, by: Network, groups: Sequence[str]) -> dict[tuple[int, int], int]:
    """How many ties there are between each two groups, and within each: by their places, the smaller first."""
    number = {group: at for at, group in enumerate(groups)}
    places = {id: number[place.group] for id in by.bodies if (place := of.by_id[id].place)}
    pairs = {
        (one, other) if one < other else (other, one)
        for one, others in by.bodies.items()
        if one in places
        for other in others
        if other in places
    }
    found = ((places[one], places[other]) for one, other in pairs)
    return dict(sorted(Counter((min(pair), max(pair)) for pair in found).items()))
