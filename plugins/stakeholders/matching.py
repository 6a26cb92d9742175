"""Whether a row of a spreadsheet speaks of somebody who is in the register already."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process

from .records import Organisation, Person
from .register import Held

CLOSE = 86.0
"""From which likeness on (0 to 100, words in any order) two names may mean the same."""

_LEGAL = re.compile(r"\b(the|ltd|limited|plc|cic|cio|llp|inc)\b")


@dataclass(frozen=True, slots=True)
class Match:
    """Somebody whom a row may speak of, and what says so."""

    held: Held
    why: str
    sure: bool
    """True where nobody has to decide."""


@dataclass(slots=True)
class Index:
    """The organisations or the people of a register, by what they are found with."""

    names: dict[str, list[Held]] = field(default_factory=dict)
    addresses: dict[str, list[Held]] = field(default_factory=dict)
    accounts: dict[tuple[str, str], list[Held]] = field(default_factory=dict)
    spelt: list[str] = field(default_factory=list)

    def match(self, name: str, email: str, account: tuple[str, str] | None, home: str = "") -> list[Match]:
        """Those whom a name, an address or an account points to; sure ones alone where there is just one.

        `home` is the id of the organisation of a person: the same name elsewhere is a doubt.
        """
        plain, found = key(name), dict[str, Match]()
        for held in self.names.get(plain, ()):
            apart = isinstance(held.who, Person) and (held.home.id if held.home else "") != home
            found[held.who.id] = Match(held, "has this name" + (", elsewhere" if apart else ""), not apart)
        for why, others in (
            ("has this address", self.addresses.get(email.casefold(), ()) if email else ()),
            ("has this account", self.accounts.get(account, ()) if account else ()),
        ):
            for held in others:
                found.setdefault(held.who.id, Match(held, f"{why} and another name", False))
        sure = [one for one in found.values() if one.sure]
        if len(sure) == 1 and len(found) == 1:
            return sure
        if not sure:
            for spelt, likeness, _ in process.extract(
                plain, self.spelt, scorer=fuzz.token_sort_ratio, score_cutoff=CLOSE, limit=5
            ):
                for held in self.names[spelt]:
                    found.setdefault(held.who.id, Match(held, f"its name is {likeness:.0f}% the same", False))
        return [Match(one.held, one.why, False) for one in found.values()]


def index(held: Iterable[Held], kind: type[Organisation] | type[Person]) -> Index:
    """All of `kind`."""
    made = Index()
    for one in held:
        who = one.who
        if not isinstance(who, kind):
            continue
        made.names.setdefault(key(who.name), []).append(one)
        email = who.contact.email if isinstance(who, Organisation) else getattr(who, "email", None)
        if email:
            made.addresses.setdefault(email.casefold(), []).append(one)
        for account in who.accounts:
            made.accounts.setdefault(handle(account.platform, account.handle), []).append(one)
    made.spelt = list(made.names)
    return made


def key(name: str) -> str:
    """A name without what is written differently: case, "and" for "&", marks, and the form of a company."""
    words = re.sub(r"[^\w\s]", "", name.casefold().replace("&", " and ").replace("-", " "))
    return " ".join(_LEGAL.sub(" ", words).split()) or name.casefold()


def handle(platform: str, name: str) -> tuple[str, str]:
    """An account as it is compared."""
    return platform.casefold(), name.casefold().lstrip("@")
