"""Whether what was sent answers the form, in the words of the NHS service manual. Pure functions."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .definition import CHOICES, Consent, Field, Form, Keeping

_EMAIL = re.compile(r"[^@\s,;<>\"]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}")
_CONTROL = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x85\u2028\u2029\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]"
)

Answer = str | list[str]


@dataclass
class Checked:
    """The answers by name, the consents given with their versions, and what is wrong by field."""

    answers: dict[str, Answer] = field(default_factory=dict)
    consents: dict[str, int] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


def clean(text: str) -> str:
    """A text with line feeds for line ends, without control characters and space around it."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def check(form: Form, given: Mapping[str, Sequence[str]]) -> Checked:
    """Checks the texts that came with each name; files are checked where they are read."""
    done = Checked()
    for asked in form.fields:
        if asked.kind == "files":
            continue
        values = [text for text in map(clean, given.get(asked.name, ())) if text]
        wrong = _choice(asked, values) if asked.kind in CHOICES else _text(asked, values)
        if values:
            done.answers[asked.name] = values if asked.kind == "checkboxes" else values[0]
        if wrong:
            done.errors[asked.name] = wrong
    for consent in form.consents:
        if any(given.get(consent.name, ())):
            done.consents[consent.name] = consent.version
        elif consent.needed:
            done.errors[consent.name] = "Tick the box to agree before you send this"
    return done


def missing(asked: Field) -> str:
    """What is said when an answer that is needed is not there."""
    verb = "Select" if asked.kind in (*CHOICES, "files") else "Enter"
    return asked.missing or f"{verb} an answer to: {asked.label}"


def _choice(asked: Field, values: list[str]) -> str:
    if not values:
        return missing(asked) if asked.needed else ""
    known = {option.value for option in asked.options}
    if set(values) - known or (asked.kind != "checkboxes" and len(values) > 1):
        return missing(asked) if asked.kind == "hidden" else "Select one of the answers in the list"
    return ""


def _text(asked: Field, values: list[str]) -> str:
    if not values:
        return missing(asked) if asked.needed else ""
    text = values[0]
    if len(text) > asked.limit:
        return f"{asked.label} must be {asked.limit:,} characters or fewer. You have {len(text):,}"
    if asked.kind == "email" and not (len(text) < 255 and _EMAIL.fullmatch(text)):
        return "Enter an email address in the correct format, like name@example.com"
    if asked.kind == "tel" and not 7 <= len(re.sub(r"\D", "", text)) <= 15:
        return "Enter a phone number, like 01632 960 001 or 07700 900 982"
    if asked.kind != "textarea" and "\n" in text:
        return f"{asked.label} must be on one line"
    return ""


def withheld(form: Form, consents: Mapping[str, int]) -> set[str]:
    """The fields that may not be published: private ones, and those whose consent was not given."""
    private = {asked.name for asked in form.fields if asked.use == "private"}
    covered: set[str] = set()
    for consent in form.consents:
        if consent.name not in consents:
            covered |= set(consent.covers)
    return private | covered


def publishable(form: Form, answers: Mapping[str, Answer], consents: Mapping[str, int]) -> dict[str, Answer]:
    """The answers that may leave the store once their texts were looked at, in the order of the form."""
    kept = withheld(form, consents)
    return {
        asked.name: answers[asked.name]
        for asked in form.fields
        if asked.name in answers and asked.name not in kept
    }


def kept(keeping: Keeping, public: Mapping[str, Answer], day: dt.date) -> dict[str, Any]:
    """The record that a submission becomes, of the answers that may leave the store."""
    made: dict[str, Any] = {**keeping.always, keeping.day: day.isoformat()}
    for name, place in keeping.fields.items():
        if name in public:
            field, dot, part = place.partition(".")
            if dot:
                made.setdefault(field, {})[part] = public[name]
            else:
                made[field] = public[name]
    return made


def free(form: Form) -> set[str]:
    """The fields that hold people's own words."""
    return {asked.name for asked in form.fields if asked.kind in ("text", "textarea")}


def wording(consent: Consent, version: int) -> str:
    """The words that were agreed to with a version of a consent; "" for one that nobody kept."""
    known = {one.version: one.text for one in consent.earlier} | {consent.version: consent.text}
    return known.get(version, "")
