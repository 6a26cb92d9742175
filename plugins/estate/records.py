"""The documents that an estate's facts come from."""

from __future__ import annotations

from pydantic import Field

from smile.records import Record, Slug, Text


class CitedDocument(Record):
    """A document that pages cite: an entry of data/sources.yaml."""

    document: Slug
    """The short name that pages cite it by."""
    title: Text
    """Its full name."""
    publisher: Text
    """Who published it, by role where it is a person."""
    date: Text | None = None
    """When, as far as it says so itself."""
    url: Text | None = Field(default=None, pattern=r"^https?://")
    """Where it can be read."""
    credit: Text
    """How it is used and credited here."""
