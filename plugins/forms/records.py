"""What waits in the inbox: the part of a submission that may be published, without who sent it."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from smile.binaries import Binary
from smile.records import Audience, Date, Record, Shareable, Slug, Text, Value


class Answered(Value):
    """An answer to who sent it: it is sent once it is in the published branch."""

    text: Annotated[Text, Shareable]
    """What is said to the person, as plain text."""
    on: Date
    """When it was decided."""
    page: Annotated[Text | None, Shareable] = Field(default=None, pattern=r"^(/|https://)")
    """Where the item can be read."""


class Submission(Record):
    """Something that was sent by a form and waits to be moved on: data/inbox/FORM/ID.yaml."""

    audience = Audience.staff

    form: Annotated[Slug, Shareable]
    """The form that it was sent by."""
    version: int = Field(ge=1)
    """The version of the form."""
    received: Date
    """The day it came in."""
    answers: Annotated[dict[str, str | tuple[str, ...]], Shareable] = {}
    """The answers that may be published, by the name of the field."""
    consents: Annotated[dict[str, int], Shareable] = {}
    """What was agreed to, and the version of its wording."""
    pictures: Annotated[tuple[Text, ...], Shareable] = ()
    """Files beside this one."""
    decided: Annotated[Text | None, Shareable] = None
    """What was decided, or the file that it was moved on to."""
    answer: Answered | None = None
    """The individual answer."""
    completion: Answered | None = None
    """The second answer, once what was promised is done."""
    example: bool = False
    """True for an example, which the page says."""


class Picture(Binary):
    """A picture that came with a submission: data/inbox/FORM/ID-1.webp, made anew from what was sent."""

    audience = Audience.staff
