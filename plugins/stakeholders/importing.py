"""An import: what a spreadsheet would add to the register, change in it, and what a person has to decide."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path
from typing import get_args

from rapidfuzz import fuzz, process

from smile.problems import ContentError, Problem, nearest

from . import matching
from .choices import GROUPS, PROXIMITIES, LawfulBasis, Platform
from .import_records import Added, Change, Doubt, Fields, Import
from .records import Organisation, Person, Stakeholder
from .register import Held, Register
from .sheet import Row, Sheet, problem

_HINT = "write that id, or `new`, into the column Same as"


@dataclass(slots=True)
class _Work:
    of: Register
    path: Path
    made: Import
    organisations: matching.Index
    people: matching.Index
    ids: set[str]
    new: dict[str, str] = field(default_factory=dict)
    """The ids of new organisations by the key of their names."""
    told: set[tuple[str, ...]] = field(default_factory=set)
    wrong: list[Problem] = field(default_factory=list)


def plan(sheet: Sheet, of: Register, path: Path) -> Import:
    """What the rows come to. ContentError, at their rows, where one cannot be read."""
    work = _Work(
        of,
        path,
        Import(),
        matching.index(of.held, Organisation),
        matching.index(of.held, Person),
        set(of.by_id),
    )
    for row in sheet.rows:
        _row(work, row)
    if work.wrong:
        raise ContentError(work.wrong)
    return work.made


def _row(work: _Work, row: Row) -> None:
    if not row["organisation"] and not row["person"]:
        work.wrong.append(problem(work.path, row.number, "row", "the row names nobody", "", "a name"))
        return
    home: str | None = ""
    if row["organisation"]:
        home = _organisation(work, row)
    if row["person"] and home is not None:
        _person(work, row, home)


def _organisation(work: _Work, row: Row) -> str | None:
    """The id of the row's organisation; None where that is in doubt or wrong."""
    name, person = row["organisation"], bool(row["person"])
    known = work.new.get(matching.key(name))
    if known:
        return known
    email, account = ("", None) if person else (row["email"], _account(work, row))
    # with a person in the row, the decision is about the person, unless it names an organisation
    decided = row["same as"]
    if person and decided and not isinstance(_who(work, decided), Organisation) and decided != "new":
        decided = ""
    found = _decide(work, row, name, decided, work.organisations.match(name, email, account))
    if found is None:
        return None
    if isinstance(found, Held):
        if not person:
            _facts(work, row, found)
        return found.who.id
    fields: Fields = {"id": "", "name": name}
    for column, choices in (("group", GROUPS), ("proximity", PROXIMITIES)):
        fields[column] = _choice(work, row, column, choices)
    if not row["summary"]:
        message = "a new organisation needs a summary"
        work.wrong.append(problem(work.path, row.number, "summary", message, name, "one sentence"))
    fields["summary"] = row["summary"]
    if not person:
        contact = {key: value for key in ("role", "email", "phone") if (value := row[key])}
        fields |= {"contact": contact} if contact else {}
        fields |= {"accounts": [_stored(account)]} if account else {}
    like = _like(work, matching.key(name)) if row["same as"] != "new" else None
    if like:
        work.made.doubts.append(Doubt(row.number, name, f"an earlier row may mean the same, {like}: {_HINT}"))
        return None
    fields["id"] = _id(work, name)
    work.new[matching.key(name)] = fields["id"]
    work.made.organisations.append(Added(row.number, fields))
    return str(fields["id"])


def _person(work: _Work, row: Row, home: str) -> None:
    name, account = row["person"], _account(work, row)
    if ("person", home, matching.key(name)) in work.told:
        work.made.doubts.append(Doubt(row.number, name, "an earlier row has this person: take one out"))
        return
    decided = row["same as"] if not isinstance(_who(work, row["same as"]), Organisation) else ""
    found = _decide(work, row, name, decided, work.people.match(name, row["email"], account, home))
    if found is None:
        return
    work.told.add(("person", home, matching.key(name)))
    if isinstance(found, Held):
        _facts(work, row, found)
        return
    fields: Fields = {"id": "", "name": name}
    fields |= {key: row[key] for key in ("role", "email", "phone") if row[key]}
    fields |= {"accounts": [_stored(account)]} if account else {}
    bases = {basis: basis for basis in get_args(LawfulBasis)}
    fields["lawful_basis"] = _choice(work, row, "lawful basis", bases)
    fields["review"] = _day(work, row)
    fields["id"] = _id(work, name)
    work.made.people.append(Added(row.number, fields, home))


def _decide(work: _Work, row: Row, name: str, decided: str, found: list[matching.Match]) -> Held | str | None:
    """Who it is; "new"; or None where a person has to say, or said something wrong."""
    if decided == "new":
        return "new"
    if decided:
        if decided not in work.of.by_id:
            close = nearest(decided, list(work.of.by_id)[:5_000])
            hint = f"did you mean `{close}`?" if close else "correct it, or write `new`"
            message = "nobody has the id in the column Same as"
            work.wrong.append(problem(work.path, row.number, "same-as", message, decided, "an id", hint))
            return None
        return work.of.by_id[decided]
    if not found:
        return "new"
    if len(found) == 1 and found[0].sure:
        return found[0].held
    why = "; ".join(f"{one.held.who.id} {one.why}" for one in found)
    work.made.doubts.append(Doubt(row.number, name, f"{why}: {_HINT}"))
    return None


def _facts(work: _Work, row: Row, held: Held) -> None:
    """What a row says of somebody who is there: new facts, and those that differ."""
    who = held.who
    pairs: list[tuple[str, str, str | None]] = []
    if isinstance(who, Organisation):
        named = {"group": GROUPS, "proximity": PROXIMITIES}
        pairs += [
            (key, _choice(work, row, key, known), getattr(who, key))
            for key, known in named.items()
            if row[key]
        ]
        pairs.append(("summary", row["summary"], who.summary))
        pairs += [
            (f"contact.{key}", row[key], getattr(who.contact, key)) for key in ("role", "email", "phone")
        ]
    elif isinstance(who, Person):
        pairs += [(key, row[key], getattr(who, key)) for key in ("role", "email", "phone")]
    for name, value, was in pairs:
        if value and value != was:
            (work.made.differs if was else work.made.changes).append(
                Change(row.number, held, name, value, was or "")
            )
    account = _account(work, row)
    if account and account not in {matching.handle(one.platform, one.handle) for one in who.accounts}:
        work.made.changes.append(Change(row.number, held, "accounts", _stored(account)))


def _who(work: _Work, id: str) -> Stakeholder | None:
    held = work.of.by_id.get(id)
    return held.who if held else None


def _like(work: _Work, key: str) -> str | None:
    """The id of a new organisation with nearly this name."""
    found = process.extractOne(key, list(work.new), scorer=fuzz.token_sort_ratio, score_cutoff=matching.CLOSE)
    return work.new[found[0]] if found else None


def _choice(work: _Work, row: Row, column: str, known: dict[str, str]) -> str:
    given = row[column].casefold()
    for key, title in known.items():
        if given in (title.casefold(), key, key.replace("-", " ")):
            return key
    message = (
        f"the column {column.capitalize()} holds no such choice"
        if given
        else f"a new record needs a {column}"
    )
    what, expected = column.replace(" ", "-"), " or ".join(known)
    close = nearest(given, list(known)) if given else None
    hint = f"did you mean `{close}`?" if close else _perhaps_none(row)
    work.wrong.append(problem(work.path, row.number, what, message, row[column], expected, hint))
    return ""


def _perhaps_none(row: Row) -> str:
    """What to do where a person lacks something: whoever has a group or a summary is rather an organisation."""
    if row["organisation"] or not (row["group"] or row["proximity"] or row["summary"]):
        return ""
    return f"if {row['person']} is no person, the name belongs in the column Organisation"


def _day(work: _Work, row: Row) -> dt.date | None:
    try:
        return dt.date.fromisoformat(row["review"])
    except ValueError:
        message = "a new person needs a review date"
        expected, hint = "a day, as in 2027-11-30", _perhaps_none(row)
        work.wrong.append(problem(work.path, row.number, "review", message, row["review"], expected, hint))
        return None


def _account(work: _Work, row: Row) -> tuple[str, str] | None:
    if not row["handle"]:
        return None
    if row["platform"].casefold() not in get_args(Platform):
        message, expected = "an account needs its platform", " or ".join(get_args(Platform))
        wrong = problem(work.path, row.number, "platform", message, row["platform"], expected)
        if wrong not in work.wrong:
            work.wrong.append(wrong)
        return None
    return matching.handle(row["platform"], row["handle"])


def _stored(account: tuple[str, str]) -> Fields:
    return {"platform": account[0], "handle": account[1]}


def _id(work: _Work, name: str) -> str:
    """A free id made of a name."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    base = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:70].strip("-") or "stakeholder"
    made = next(
        id
        for at in range(1, len(work.ids) + 2)
        if (id := base if at == 1 else f"{base}-{at}") not in work.ids
    )
    work.ids.add(made)
    return made
