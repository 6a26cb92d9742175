"""What the podcast reads: the show, its episodes, recordings, the cover, and transcripts."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, ConfigDict, Field

from smile.binaries import Binary
from smile.problems import ContentError, Problem
from smile.records import Citation, Date, Document, Record, Shareable, Slug, Text, Value

Web = Annotated[str, Field(pattern=r"^https?://[\x21-\x7e]+$")]
"""A full address in ASCII letters: https://www.example.org/page/"""


def _guid(value: str) -> str:
    try:
        return str(UUID(value))
    except ValueError:
        raise ValueError("should be a UUID: 917393e3-1b1e-5cef-ace4-edaa54e1f810") from None


class Category(Value):
    """A category of Apple's list: https://podcasters.apple.com/support/1691"""

    name: Text
    """The category, written as Apple writes it."""
    within: Text | None = None
    """The subcategory, written as Apple writes it."""


class Person(Value):
    """Somebody who is heard or who worked on it."""

    name: Annotated[Text, Field(max_length=128)]
    """A role, or the name of somebody who agreed to be named."""
    role: Text = "host"
    """What they did: host, guest, producer."""
    group: Text = "cast"
    """The group of that role in the Podcasting 2.0 list: cast, writing, audio production."""


class Funding(Value):
    """Where listeners can give money."""

    url: Web
    """The address of the page."""
    title: Annotated[Text, Field(max_length=128)]
    """The words of the link."""


class Show(Record):
    """The podcast as a whole: data/podcast/show.yaml."""

    title: Text
    """What it is called."""
    summary: Annotated[Text, Field(max_length=4000)]
    """What it is about, in at most 4,000 bytes."""
    guid: Annotated[Text, AfterValidator(_guid)]
    """The id of the show for ever: a version 5 UUID of the first address of its feed (podcast:guid)."""
    first_feed: Web | None = None
    """The first address of its feed, which `guid` is made of; it stays when the feed moves."""
    guid_kept: bool = False
    """True where `guid` came from elsewhere and is kept for life; needed without `first_feed`."""
    author: Text
    """The group that makes it."""
    language: Annotated[Text, Field(pattern=r"^[a-z]{2}(-[A-Z]{2})?$")] = "en-GB"
    """Its language: en, en-GB."""
    category: Category
    """Where Apple lists it."""
    explicit: bool = False
    """Whether it holds explicit language."""
    kind: Literal["episodic", "serial"] = "episodic"
    """episodic: newest first; serial: to be heard in order."""
    medium: Literal["podcast", "music", "video", "film", "audiobook", "newsletter", "blog"] = "podcast"
    """What it is (podcast:medium)."""
    locked: bool = True
    """Whether other hosts are forbidden to take the show over (podcast:locked)."""
    people: tuple[Person, ...] = ()
    """Who makes it."""
    funding: Funding | None = None
    """Where listeners can give money."""
    contact: Text | None = None
    """The e-mail address that directories write to; it is published, so list it in content/estate.yaml too."""
    copyright: Text | None = None
    """Who holds the rights."""
    published: Annotated[int, Field(ge=0)] | None = None
    """How many episodes were published in all; those without a file are listed as not described."""
    example: bool = False
    """True where the recordings are examples, which every page says."""
    sources: tuple[Citation, ...] = ()
    """The documents that its facts come from."""


class WeekName(Record):
    """An awareness week as the podcast sees it: its id and its title. The rest of the file is for others."""

    model_config = ConfigDict(extra="ignore")

    title: Text
    """What it is called."""


class Chapter(Value):
    """A part of an episode."""

    start: Annotated[float, Field(ge=0)]
    """When it begins, in seconds."""
    title: Text
    """What it is called."""


class Episode(Document):
    """An episode, its text the notes: data/podcast/episodes/SLUG.md."""

    summary: Text
    """One sentence for lists, feeds and search results."""
    date: Date | None = None
    """The day it was published; left out where that is not published."""
    number: Annotated[int, Field(ge=1)] | None = None
    """Its number."""
    season: Annotated[int, Field(ge=1)] | None = None
    """The number of its season."""
    series: Text | None = None
    """The series that it belongs to."""
    kind: Literal["full", "trailer", "bonus"] = "full"
    """What it is."""
    guid: Text | None = None
    """Its id in the feed for ever; needed when it has a recording."""
    audio: Text | None = None
    """The recording: a file of this folder, or an address with `length`, `type` and `duration`."""
    length: Annotated[int, Field(ge=1)] | None = None
    """The size of a recording elsewhere, in bytes."""
    duration: Annotated[int, Field(ge=1)] | None = None
    """How long a recording elsewhere is, in seconds."""
    type: Literal["audio/mpeg", "audio/x-m4a"] | None = None
    """The media type of a recording elsewhere."""
    transcript: Text | None = None
    """The transcript: a WebVTT file of this folder; needed with a recording."""
    chapters: tuple[Chapter, ...] = ()
    """Its parts, in order."""
    people: tuple[Person, ...] = ()
    """Who is heard; instead of those of the show."""
    week: Slug | None = None
    """The id of the awareness week that it marks."""
    team: Text | None = None
    """The team that it features."""
    channels: tuple[Slug, ...] = ()
    """The channels on whose pages its player may stand."""
    editorial: Text | None = None
    """For an episode of a stakeholder: who held editorial direction."""
    explicit: bool = False
    """Whether it holds explicit language."""


class Recording(Binary):
    """A recording beside the episodes."""

    seconds: Annotated[int, Shareable]
    """How long it is."""

    @classmethod
    def examine(cls, path: Path, file: str) -> dict[str, Any]:
        from tinytag import TinyTag, TinyTagException

        try:
            seconds = TinyTag.get(path, tags=False).duration
        except TinyTagException:
            seconds = None
        if not seconds:
            raise ContentError(
                [_unfit(file, "this is no recording that can be played", "an MP3 or M4A file")]
            )
        return {"seconds": round(seconds)}


class Cover(Binary):
    """The picture of the show: data/podcast/cover.png or .jpg."""

    @classmethod
    def examine(cls, path: Path, file: str) -> dict[str, Any]:
        from PIL import Image, UnidentifiedImageError

        expected = "a square PNG or JPEG of 1400 to 3000 pixels, RGB, without transparency"
        try:
            with Image.open(path) as image:
                found = f"{image.format}, {image.width} by {image.height}, {image.mode}"
                right = image.width == image.height and 1400 <= image.width <= 3000 and image.mode == "RGB"
                right = right and image.format in ("PNG", "JPEG") and "transparency" not in image.info
        except UnidentifiedImageError:
            found, right = "not a picture", False
        if not right:
            message = "podcast directories refuse this cover"
            raise ContentError(
                [Problem(file, 0, 0, "podcast.cover", message, found, expected, "make it anew")]
            )
        return {}


class Transcript(Binary):
    """What is said in an episode, as WebVTT."""

    text: Annotated[str, Shareable]
    """The whole file."""

    @classmethod
    def examine(cls, path: Path, file: str) -> dict[str, Any]:
        from .transcripts import cues

        text = path.read_text("utf-8", "replace").replace("\r\n", "\n")
        cues(text, file)
        return {"text": text}


def _unfit(file: str, message: str, expected: str) -> Problem:
    return Problem(file, 0, 0, "podcast.recording", message, "", expected, "save it again")
