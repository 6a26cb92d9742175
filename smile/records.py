"""The types that content is read into: records, documents, and the views that may be published of them."""

from __future__ import annotations

import datetime as dt
import re
import sys
from collections.abc import Sequence
from types import ModuleType
from typing import Annotated, Any, ClassVar, NamedTuple, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from smile.audience import Audience as Audience

# pydantic would look for plugins of its own in all packages that are installed, which takes longer than most edits do
_PLUGINS = ModuleType("pydantic.plugin._loader")
_PLUGINS.__dict__["get_plugins"] = tuple
sys.modules.setdefault(_PLUGINS.__name__, _PLUGINS)


class Source(NamedTuple):
    """Where a record was read from: a file of the estate (forward slashes) and the line it begins at (from 1)."""

    file: str
    line: int = 1


class Value(BaseModel):
    """A part of a record: unknown fields are refused, values are not coerced from other types."""

    model_config = ConfigDict(
        defer_build=True,
        extra="forbid",
        frozen=True,
        populate_by_name=True,
        str_strip_whitespace=True,
    )

    def __reduce__(self) -> Any:
        """Without which fields were given: nothing here asks for that, and thousands are pickled in each build."""
        return _kept, (type(self), self.__dict__, self.__pydantic_extra__, self.__pydantic_private__)


def _kept(
    kind: type[Value], held: dict[str, Any], extra: dict[str, Any] | None, private: dict[str, Any] | None
) -> Value:
    """A value that was pickled."""
    made = kind.__new__(kind)
    put = object.__setattr__
    put(made, "__dict__", held)
    put(made, "__pydantic_extra__", extra)
    put(made, "__pydantic_private__", private)
    put(made, "__pydantic_fields_set__", set())
    return made


class Sourced(Value):
    """A value that knows the file it was made from.

    That is kept where pydantic keeps private attributes, without one: to copy its default for each record takes long.
    """

    audience: ClassVar[Audience] = Audience.public

    @classmethod
    def __pydantic_init_subclass__(cls, **more: Any) -> None:
        if "audience" in cls.model_fields:  # it would hide who may see the record
            raise TypeError(f"{cls.__name__}: call the field otherwise, and give it the alias `audience`")

    @property
    def source(self) -> Source:
        """Where it was read from."""
        private = self.__pydantic_private__  # asked for often, and pydantic's own way there is long
        source: Source = private["_source"] if private else Source("", 0)
        return source

    @property
    def open_texts(self) -> Sequence[str]:
        """Texts of private fields that a view of it shows to everybody: the leak gate lets them pass."""
        return ()

    def with_source(self, source: Source) -> Self:
        """The same value, marked as made from `source`."""
        object.__setattr__(self, "__pydantic_private__", {"_source": source})
        return self


class Record(Sourced):
    """One entry of a register: one YAML file, or one item of a list in one.

    A record whose `audience` is staff or restricted never reaches a page for a wider one: what such a page may
    show is a `View`. Every text in it is private, unless its field is marked `Shareable` or `Literal`.
    """

    @property
    def id(self) -> str:
        """The name of the file without its ending: `data/channels/ceo-blog.yaml` is `ceo-blog`."""
        name = self.source.file.rpartition("/")[2]
        stem, dot, ending = name.rpartition(".")
        return stem if dot and ending.isalpha() and ending.islower() and ending.isascii() else name


class View(Sourced):
    """What a page may show of a record: a type of its own, with only the fields that may be published."""

    @classmethod
    def of(cls, record: Sourced, **more: Any) -> Self:
        """A view with the fields of the same name of `record`, and `more` fields worked out by the plugin."""
        given = {
            name: getattr(record, name)
            for name in cls.model_fields
            if name not in more and hasattr(record, name)
        }
        return cls.model_validate({**given, **more}).with_source(record.source)


class Linked(View):
    """A link to the page of a record. It tells which record, so that what shows it is known to depend on that one."""

    title: str
    url: str


class _Shareable:
    """Marks a field of a restricted record whose values may be shown anywhere."""


Shareable = _Shareable()


def _text(value: object) -> object:
    if isinstance(value, bool | int | float):
        raise ValueError("should be text: put it in quotation marks")
    return value


Text = Annotated[str, Field(min_length=1), BeforeValidator(_text)]
"""A text that is not empty. Numbers and true/false are refused, so that nobody's `no` turns into `False`."""

Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80), BeforeValidator(_text)]
"""A name for use in a URL: lower-case letters, digits and single hyphens."""

Tag = Annotated[str, Field(min_length=1, max_length=60), BeforeValidator(_text)]
"""A subject in a word or a few, of which the address of a page is made."""

Date = dt.date
"""A day: 2026-11-30."""


def _partial(value: object) -> object:
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}(-\d{2})?", value):
        return value
    if isinstance(value, PartialDate):
        return str(value)
    raise ValueError("should be a day or a month: write 2026-11-30, or 2026-11 for the whole month")


class PartialDate(str):
    """A day (2019-02-07) or, where only that is published, a month (2019-02)."""

    @property
    def first(self) -> dt.date:
        """The day, or the first day of the month."""
        return dt.date.fromisoformat(self if len(self) == 10 else self + "-01")

    @property
    def exact(self) -> bool:
        return len(self) == 10

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> Any:
        from pydantic_core import core_schema

        def make(value: object) -> PartialDate:
            made = cls(_partial(value))
            try:
                _ = made.first
            except ValueError:
                raise ValueError("is a day that no calendar has: look at the month and the day") from None
            return made

        return core_schema.no_info_plain_validator_function(
            make, serialization=core_schema.to_string_ser_schema()
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: Any, handler: Any) -> dict[str, str]:
        return {"type": "string", "pattern": r"^\d{4}-\d{2}(-\d{2})?$"}


class Citation(Value):
    """The document that a fact comes from."""

    document: Text
    """Which document: its short name."""
    lines: Text | None = None
    """Which lines of its text: "1440-1475"."""


class Document(Record):
    """The front matter of a Markdown file; the text itself is in `body`."""

    title: Text
    """The heading of the page."""
    summary: Text | None = None
    """One sentence for search results, cards and social previews; public pages need it."""
    owner: Text | None = None
    """The role that keeps the page right: no names of persons."""
    tags: tuple[Tag, ...] = ()
    """What it is about."""
    draft: bool = False
    """A draft is built only with --drafts."""
    publish: Date | None = None
    """Not built before this day."""
    expires: Date | None = None
    """Not built from this day on."""
    reviewed: Date | None = None
    """When somebody last checked that it is right."""
    next_review: Date | None = None
    """When it should be checked again."""
    redirect_from: tuple[Text, ...] = ()
    """Old addresses, from the root of the site, that lead here."""
    sources: tuple[Citation, ...] = ()
    """The documents that its facts come from."""
    example: bool = False
    """True for an example, which the page says."""

    @property
    def body(self) -> str:
        """The Markdown text after the front matter."""
        private = self.__pydantic_private__
        body: str = private["_body"] if private else ""
        return body

    @property
    def body_line(self) -> int:
        """The line of the file that the body begins at."""
        private = self.__pydantic_private__
        line: int = private["_body_line"] if private else 1
        return line

    def with_body(self, source: Source, body: str, line: int) -> Self:
        private = {"_source": source, "_body": body, "_body_line": line}
        object.__setattr__(self, "__pydantic_private__", private)
        return self

    def due(self, now: dt.datetime, drafts: bool) -> bool:
        """Whether it is to be built at the time `now`; drafts and scheduled ones only where `drafts` is true."""
        if self.expires and self.expires <= now.date():
            return False
        return drafts or not (self.draft or (self.publish is not None and self.publish > now.date()))
