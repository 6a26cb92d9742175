"""Consent to stories, quotations and photographs: without it a file is not built, whatever would show it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import ClassVar, Self

from pydantic import model_validator

from smile import sources, validate, yaml12
from smile.places import within
from smile.problems import ContentError, Problem, nearest
from smile.records import Audience, Date, Record, Text
from smile.scan import any_of, matches
from smile.secrets import Secret, place, sentences
from smile.settings import Estate
from smile.templates import date
from smile.withheld import PATTERN, Withheld

NOBODY = 99
"""The circle that may see what nobody may: no site is as narrow."""
_SOON = 30
"""So many days before a consent lapses the build says so."""


class Consent(Record):
    """What somebody agreed to: data/consent/NAME.yaml. Name the file by a number, not by the person."""

    audience: ClassVar[Audience] = Audience.restricted

    covers: tuple[Text, ...] = ()
    """The files that need it, from the estate's folder, or patterns: `content/stories/ward-garden.*`"""
    quotes: tuple[Text, ...] = ()
    """Words of theirs that stand in other files: once consent is gone, no site is built that shows them."""
    given_by: Text | None = None
    """Their role, such as "patient" or "carer": never a name."""
    given: Date | None = None
    """The day that they agreed."""
    expires: Date | None = None
    """The day from which it no longer holds."""
    withdrawn: Date | None = None
    """The day that they took it back. It holds at once, whatever the day."""
    kept: Text | None = None
    """Where the signed form is kept: a reference, not a link to it."""
    nobody: bool = False
    """True for a picture that shows nobody and was made by nobody who must agree."""
    example: bool = False
    """True for an example."""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if not self.covers and not self.quotes:
            raise ValueError("should say what it is for: write `covers`, `quotes` or both")
        if not self.nobody and (self.given is None or self.given_by is None):
            raise ValueError(
                "should say who agreed and when: write `given_by` and `given`, or `nobody: true`"
            )
        return self

    def lacks(self, today: dt.date) -> str:
        """Why it does not hold on a day; "" where it does."""
        if self.withdrawn:
            return f"consent was withdrawn on {date(self.withdrawn)}"
        if self.expires and self.expires <= today:
            return f"consent lapsed on {date(self.expires)}"
        if self.given and self.given > today:
            return f"consent is only given from {date(self.given)} on"
        return ""


def look(
    root: Path, asked: Sequence[str], files: Collection[str], estate: Estate, now: dt.datetime
) -> Withheld:
    """What of `files`, those of the estate, is withheld at the time `now`; `asked` are those that hold consents.

    ContentError for records that are wrong.
    """
    records, problems = _read(root, asked)
    today = now.date()
    held: dict[str, str] = {}
    covered: set[str] = set()
    for record in records:
        for number, pattern in enumerate(record.covers):
            fit = [file for file in files if matches(file, pattern)]
            problems += _fit(root, record, number, fit, files)
            covered |= set(fit)
            if why := record.lacks(today):
                held |= dict.fromkeys(fit, why)
    for file in filter(any_of(estate.consent_needed), files):
        if file not in covered:
            held[file] = "no consent is recorded for it"
    if problems:
        raise ContentError(problems)
    secrets = [*_quoted(records, today), *_own(root, held)]
    return Withheld(held, tuple(secrets), (*_told(held), *_soon(root, records, today)))


def _read(root: Path, files: Sequence[str]) -> tuple[list[Consent], list[Problem]]:
    made: list[Consent] = []
    problems: list[Problem] = []
    for file in files:
        try:
            made += validate.records(Consent, sources.read(root, file, yaml12.MAX_BYTES), file)
        except ContentError as error:
            problems += error.problems
    return made, problems


def _fit(
    root: Path, record: Consent, number: int, fit: Sequence[str], files: Collection[str]
) -> Iterator[Problem]:
    """A consent for a file that is not there, or for one that the estate cannot be without."""
    file, first = record.source
    pattern = record.covers[number]
    settings = [
        one for one in fit if one.endswith(("estate.yaml", "microsite.yaml")) or matches(one, PATTERN)
    ]
    if not settings and (fit or record.withdrawn):
        return  # what was withdrawn may be gone
    line, column = within(root, file, first, ("covers", number))
    if settings:
        message, hint = "the estate cannot be without this file", "name the files of the story itself"
    else:
        close = nearest(pattern, files)
        message, hint = "there is no such file", f"did you mean {close}?" if close else "correct the path"
    expected = "the path of a file, from the estate's folder"
    yield Problem(file, line, column, "consent.covers", message, pattern, expected, hint)


def _quoted(records: Sequence[Consent], today: dt.date) -> Iterator[Secret]:
    for record in records:
        if record.lacks(today):
            for number, words in enumerate(record.quotes):
                yield Secret(" ".join(words.split()), NOBODY, *record.source, place("quotes", number))


def _own(root: Path, held: Mapping[str, str]) -> Iterator[Secret]:
    """The sentences of texts that are withheld, which somebody may have copied elsewhere."""
    for file in held:
        if file.endswith(".md"):
            try:
                text = sources.decode(sources.read(root, file, sources.MAX_MARKDOWN), file)
                parts = sources.matter(text, file)
            except ContentError:
                continue  # nothing of it is built, however it is written
            for line, sentence in sentences(parts.body, parts.body_line):
                yield Secret(sentence, NOBODY, file, line)


def _told(held: Mapping[str, str]) -> Iterator[Problem]:
    hint = "record a consent in data/consent/, or take the file out"
    for file, why in sorted(held.items()):
        yield Problem(file, 1, 0, "consent.withheld", f"not built: {why}", "", "", hint, "warning")


def _soon(root: Path, records: Sequence[Consent], today: dt.date) -> Iterator[Problem]:
    for record in records:
        if record.expires and not record.lacks(today) and (record.expires - today).days <= _SOON:
            file, first = record.source
            line, column = within(root, file, first, ("expires",))
            message = f"consent lapses on {date(record.expires)}: what it covers is not built from then on"
            hint = "ask again in time, and write the new day"
            yield Problem(file, line, column, "consent.soon", message, "", "", hint, "warning")
