"""The register and the partners as open data: CSV, JSON, and a Frictionless data package that explains both.

Source: Data Package and Table Schema, https://specs.frictionlessdata.io/ (version 1).
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Mapping, Sequence
from typing import Any

from smile.plugin import Site

from .choices import AUDIENCES, OPPORTUNITIES, OUTCOMES, PARTNER_STATES, ROUTES, STATUSES
from .journey import PublicItem
from .partners import PublicPartner

Field = tuple[str, str, str, dict[str, Any]]
"""Name, type, description and constraints of a column."""
Cell = str | int | bool | None
Row = list[Cell]
"""What a line of a table holds, in the order of its columns: days as texts, None where nothing is known."""

_ID = r"LEAP-\d{4}-\d{4,}"
_NEEDED = {"required": True}


def _one_of(words: Mapping[str, str], needed: bool = True) -> dict[str, Any]:
    return {"enum": list(words), **(_NEEDED if needed else {})}


ITEM_FIELDS: tuple[Field, ...] = (
    ("id", "string", "The id, which never changes.", {**_NEEDED, "unique": True, "pattern": _ID}),
    ("title", "string", "What it is about.", _NEEDED),
    ("received", "date", "When it came in.", _NEEDED),
    ("route", "string", "How it came in.", _one_of(ROUTES)),
    ("audience", "string", "Whose voice it is.", _one_of(AUDIENCES)),
    ("topic", "string", "What it is about.", _NEEDED),
    ("status", "string", "How far it is.", _one_of(STATUSES)),
    ("said", "string", "What was said, once it is screened.", {}),
    ("judged", "date", "When it was judged whether something specific is suggested.", {}),
    ("suggested", "boolean", "Whether something specific is suggested.", {}),
    ("outcome", "string", "What was decided, once the answer was sent.", _one_of(OUTCOMES, False)),
    ("response", "string", "The answer.", {}),
    ("explanation", "string", "Why it is not taken forward.", {}),
    ("answered", "date", "When the answer was sent.", {}),
    ("thanked", "date", "When somebody was thanked for a comment.", {}),
    ("action", "string", "What will be done.", {}),
    ("action_owner", "string", "The role that does it.", {}),
    ("action_due", "date", "When it should be done by.", {}),
    ("action_done", "date", "When it was done.", {}),
    ("completion", "string", "The second reply.", {}),
    ("completed", "date", "When the second reply was sent.", {}),
    ("same_as", "string", "Ids of items that suggest the same, with spaces between.", {}),
    ("example", "boolean", "True for an example.", _NEEDED),
)  # fmt: skip
PARTNER_FIELDS: tuple[Field, ...] = (
    ("id", "string", "The name of its page.", {"required": True, "unique": True}),
    ("name", "string", "What the organisation is called.", _NEEDED),
    ("status", "string", "Where the agreement stands.", _one_of(PARTNER_STATES)),
    ("proposed", "date", "When it was proposed.", _NEEDED),
    ("signed_trust", "date", "When the Trust signed.", {}),
    ("signed_partner", "date", "When the partner signed.", {}),
    ("review", "date", "When both sides look at it again.", {}),
    ("ended", "date", "When it ended.", {}),
    ("ended_by", "string", "Who ended it: trust, partner or both.", {}),
    (
        "opportunities",
        "string",
        f"Those of {len(OPPORTUNITIES)} that were chosen, with spaces between.",
        _NEEDED,
    ),
    ("activities", "integer", "How many activities the joint log holds.", _NEEDED),
    ("example", "boolean", "True for an example.", _NEEDED),
)


def item_row(item: PublicItem) -> Row:
    """An item as a row."""
    action = item.action
    return _plain(
        item.id, item.title, item.received, item.route, item.audience_group, item.topic, item.status, item.said,
        item.judged, item.suggested, item.outcome, item.response, item.explanation, item.answered, item.thanked,
        *((action.what, action.owner, action.due, action.done) if action else (None, None, None, None)),
        item.completion, item.completed, " ".join(item.same_as) or None, item.example,
    )  # fmt: skip


def partner_row(one: PublicPartner) -> Row:
    """An agreement as a row."""
    return _plain(
        one.id, one.name, one.status, one.proposed, one.signed.trust, one.signed.partner, one.review,
        *((one.ended.on, one.ended.by) if one.ended else (None, None)), " ".join(one.opportunities), len(one.activity),
        one.example,
    )  # fmt: skip


def _plain(*values: Cell | dt.date) -> Row:
    return [value.isoformat() if isinstance(value, dt.date) else value for value in values]


def whole(fields: Sequence[Field], tables: Sequence[bytes], objects: Sequence[bytes]) -> tuple[bytes, bytes]:
    """A CSV and a JSON file of the lines of several parts."""
    names = ",".join(name for name, *_ in fields) + "\r\n"
    return b"".join([names.encode(), *tables]), b"[\n" + b",\n".join(objects) + b"\n]\n"


def as_csv(fields: Sequence[Field], rows: Sequence[Row]) -> str:
    """Rows as CSV (RFC 4180) with a heading; true and false in lower case, nothing for None."""
    return whole(fields, [csv_lines(fields, rows).encode()], [])[0].decode()


def csv_lines(fields: Sequence[Field], rows: Sequence[Row]) -> str:
    """Rows as lines of CSV."""
    out = io.StringIO()
    writer = csv.writer(out)
    flags = [place for place, (_, kind, *_) in enumerate(fields) if kind == "boolean"]
    for row in rows:
        cells = row.copy()
        for place in flags:
            cells[place] = _FLAGS[row[place]]
        writer.writerow(cells)
    return out.getvalue()


_FLAGS: dict[Cell, str] = {True: "true", False: "false", None: ""}


def as_json(fields: Sequence[Field], rows: Sequence[Row]) -> str:
    """A row a line, so that a comparison of two days shows what changed."""
    return whole(fields, [], [json_lines(fields, rows).encode()])[1].decode()


def json_lines(fields: Sequence[Field], rows: Sequence[Row]) -> str:
    """Rows as JSON, with commas and new lines between them."""
    names = [name for name, *_ in fields]
    write = json.JSONEncoder(ensure_ascii=False).encode
    return ",\n".join([write(dict(zip(names, row, strict=True))) for row in rows])


def package(site: Site, example: bool) -> str:
    """datapackage.json: what the files hold."""
    resources = [
        *_resources("register", "Every item of the register", ITEM_FIELDS),
        *_resources("partners", "Every agreement", PARTNER_FIELDS),
    ]
    whole = {
        "profile": "data-package",
        "name": "leap",
        "title": site.title,
        "description": "The public register of suggestions and answers, and the partnership agreements."
        + (" Some records are examples." if example else ""),
        "homepage": site.base + site.url(""),
        "resources": resources,
    }
    return json.dumps(whole, indent=1, ensure_ascii=False) + "\n"


def _resources(name: str, title: str, fields: Sequence[Field]) -> list[dict[str, Any]]:
    described = [
        {"name": column, "type": kind, "description": said, **({"constraints": rules} if rules else {})}
        for column, kind, said, rules in fields
    ]
    schema = {"fields": described, "primaryKey": "id", "missingValues": [""]}
    common = {"title": title, "encoding": "utf-8", "schema": schema}
    table = {"name": name, "path": f"{name}.csv", "profile": "tabular-data-resource", "format": "csv"}
    listed = {"name": f"{name}-json", "path": f"{name}.json", "profile": "data-resource", "format": "json"}
    return [
        {**table, "mediatype": "text/csv", **common},
        {**listed, "mediatype": "application/json", "title": f"{title}, as JSON", "encoding": "utf-8"},
    ]
