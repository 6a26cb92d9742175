"""What the newsletters read: one file an edition."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from smile.records import Date, Record, Slug, Text


class Edition(Record):
    """An edition of an e-newsletter: data/newsletters/SLUG.yaml."""

    title: Text
    """The subject of the e-mail."""
    newsletter: Text
    """The newsletter that it is an edition of."""
    channel: Slug
    """The id of the newsletter's channel."""
    date: Date
    """The day it goes out."""
    preview: Annotated[Text, Field(max_length=150)]
    """What a mailbox shows beside the subject."""
    intro: Text
    """The first words."""
    items: tuple[Text, ...]
    """The items of the newsroom, in order: 2019/name-of-the-file."""
    draft: bool = False
    """A draft is built only with --drafts."""
    example: bool = False
    """True for an example, which the e-mail says."""
