"""Writing an import: new files for new organisations, and lines put into files that are there. Nothing is replaced."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from yaml import MappingNode, Node, ScalarNode, SequenceNode

from smile import validate

from .import_records import Added, Change, Fields, Import
from .records import StakeholderFile
from .register import Held, Register, Steps

Edit = tuple[int, str]
"""Lines to put in before a line, which counts from 0."""
FOLDER = "data/restricted/stakeholders/imported"
"""Where new records go: a folder that is never committed with the estate."""


class ByHand(Exception):
    """A record is written in a way into which no line can be put: the words say which."""


def written(
    made: Import, of: Register, root: Path, name: str, day: dt.date
) -> tuple[dict[str, str], list[str]]:
    """The files, by path, with their new text; and what a person has to put in by hand.

    ContentError where a text would not load: then nothing has been written.
    """
    files: dict[str, str] = {}
    by_hand: list[str] = []
    taken = {path.stem for path in (root / FOLDER).glob("*.yaml")}
    for one in made.organisations:
        inside = [more for more in made.people if more.home == one.fields["id"]]
        whole = {**_known(one, name, day), "people": [_known(more, name, day) for more in inside]}
        stem = _free(str(one.fields["id"]), taken)
        files[f"{FOLDER}/{stem}.yaml"] = "organisations:\n" + _item({k: v for k, v in whole.items() if v}, 2)
    alone = [_known(one, name, day) for one in made.people if not one.home]
    if alone:
        stem = _free(f"people-{day.isoformat()}", taken)
        files[f"{FOLDER}/{stem}.yaml"] = "people:\n" + "".join(_item(one, 2) for one in alone)
    edits: dict[str, list[Edit]] = {}
    for held, added in _touched(made, of):
        file = held.file.source.file
        try:
            more = list(_edits(_node(root / file, held), held, added, name, day))
        except ByHand as error:
            by_hand.append(f"{file}: {held.who.id}: {error}")
            continue
        edits.setdefault(file, []).extend(more)
    for file, many in edits.items():
        lines = (root / file).read_text("utf-8").splitlines(keepends=True)
        if lines and not lines[-1].endswith("\n"):
            lines[-1] += "\n"
        for at, text in sorted(many, key=lambda edit: edit[0], reverse=True):
            lines.insert(at, text)
        files[file] = "".join(lines)
    for file, text in files.items():
        validate.records(StakeholderFile, text.encode(), file)
    return files, by_hand


def _touched(made: Import, of: Register) -> list[tuple[Held, list[Added | Change]]]:
    """What comes to each record that is there."""
    found: dict[str, list[Added | Change]] = {}
    for change in made.changes:
        found.setdefault(change.held.who.id, []).append(change)
    for one in made.people:
        if one.home in of.by_id:
            found.setdefault(one.home, []).append(one)
    return [(of.by_id[id], many) for id, many in found.items()]


def _known(one: Added, name: str, day: dt.date) -> Fields:
    """A new record with the day and the origin of its facts."""
    fields = {key: value for key, value in one.fields.items() if value}
    facts = [key for key in fields if key not in ("id", "lawful_basis", "review")]
    if "accounts" in fields:
        fields["accounts"] = [{**account, "checked": day} for account in fields["accounts"]]
    added = {} if "review" in fields else {"added": day}
    return {**fields, **added, "sources": [_origin(facts, name, one.row, day)]}


def _origin(facts: Sequence[str], name: str, row: int, day: dt.date) -> Fields:
    return {"facts": list(facts), "origin": "import", "date": day, "detail": f"Import of {name}, row {row}"}


def _edits(
    node: MappingNode, held: Held, added: Iterable[Added | Change], name: str, day: dt.date
) -> Iterator[Edit]:
    """The lines that add to one record. ByHand where it leaves no room for them."""
    contact: Fields = {}
    people: list[Fields] = []
    accounts: list[Fields] = []
    facts: list[tuple[str, int]] = []
    own: Fields = {}
    for one in added:
        if isinstance(one, Added):
            people.append(_known(one, name, day))
            continue
        if one.name.startswith("contact."):
            contact[one.name.removeprefix("contact.")] = one.value
        elif one.name == "accounts":
            accounts.append({**one.value, "checked": day})
        else:
            own[one.name] = one.value
        facts.append((one.name.partition(".")[0], one.row))
    sources = [_origin([fact], name, row, day) for fact, row in dict.fromkeys(facts)]
    if own:
        yield (
            _after_id(node),
            "".join(_field(key, value, node.start_mark.column) for key, value in own.items()),
        )
    if contact:
        yield _mapping(node, "contact", contact)
    for key, items in (("people", people), ("accounts", accounts), ("sources", sources)):
        if items:
            yield _listed(node, key, items)


def _after_id(node: MappingNode) -> int:
    value = _value(node, "id")
    assert value is not None  # the type asks for it
    return int(value.end_mark.line) + 1


def _mapping(node: MappingNode, key: str, fields: Fields) -> Edit:
    inner = _value(node, key)
    if inner is None:
        return _after_id(node), _field(key, fields, node.start_mark.column)
    if not isinstance(inner, MappingNode) or inner.flow_style:
        raise ByHand(f"`{key}` is written in one line: put in " + _words(fields))
    at = inner.start_mark
    return at.line, "".join(_field(name, value, at.column) for name, value in fields.items())


def _listed(node: MappingNode, key: str, items: list[Fields]) -> Edit:
    inner = _value(node, key)
    if inner is None:
        return _after_id(node), _field(key, items, node.start_mark.column)
    if not isinstance(inner, SequenceNode) or inner.flow_style:
        raise ByHand(f"`{key}` is written in one line: put in " + "; ".join(map(_words, items)))
    at = inner.start_mark
    return at.line, "".join(_item(one, at.column) for one in items)


def _node(path: Path, held: Held) -> MappingNode:
    """The record as the file writes it. ByHand where it is written in one line."""
    steps: Steps = held.steps
    node: Node | None = yaml.compose(path.read_text("utf-8"), Loader=yaml.SafeLoader)
    for step in steps:
        if isinstance(step, int) and isinstance(node, SequenceNode):
            node = node.value[step]
        elif isinstance(step, str) and isinstance(node, MappingNode):
            node = _value(node, step)
        else:
            node = None
    if not isinstance(node, MappingNode) or node.flow_style:
        raise ByHand("the record is written in one line: give each field a line of its own, and import again")
    return node


def _value(node: MappingNode, key: str) -> Node | None:
    pairs = (value for name, value in node.value if isinstance(name, ScalarNode) and name.value == key)
    return next(pairs, None)


def _words(fields: Fields) -> str:
    return ", ".join(f"{key}: {value}" for key, value in fields.items())


def _item(fields: Fields, column: int) -> str:
    """A list's entry as YAML, its dash at `column`."""
    text = "".join(_field(key, value, column + 2) for key, value in fields.items())
    return " " * column + "- " + text[column + 2 :]


def _field(key: str, value: Any, column: int) -> str:
    """A field as YAML, its name at `column`."""
    margin = " " * column
    if isinstance(value, Mapping):
        return f"{margin}{key}:\n" + "".join(_field(name, more, column + 2) for name, more in value.items())
    if isinstance(value, list) and value and isinstance(value[0], Mapping):
        return f"{margin}{key}:\n" + "".join(_item(dict(one), column + 2) for one in value)
    plain = value.isoformat() if isinstance(value, dt.date) else json.dumps(value, ensure_ascii=False)
    return f"{margin}{key}: {plain}\n"


def _free(stem: str, taken: set[str]) -> str:
    made = next(
        name for at in range(len(taken) + 1) if (name := f"{stem}-{at + 1}" if at else stem) not in taken
    )
    taken.add(made)
    return made
