"""What a form asks: one definition draws the page and checks what comes in."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field as Limits
from pydantic import model_validator

from smile.records import Record, Shareable, Text, Value

Kind = Literal["text", "textarea", "email", "tel", "radios", "checkboxes", "select", "files", "hidden"]
Upload = Literal["jpeg", "png", "webp", "pdf"]

FieldName = Annotated[str, Limits(pattern=r"^[a-z][a-z0-9-]{0,89}$")]
CHOICES = ("radios", "checkboxes", "select", "hidden")
CONTACT = ("email", "tel")
RESERVED = frozenset({"form-name", "altcha", "website-address", "token", "ref"})
"""Names that the service itself uses."""


class Option(Value):
    """One of several answers."""

    value: Annotated[Text, Limits(max_length=120), Shareable]
    """What is stored: never change it once the form is in use."""
    label: Annotated[Text, Shareable]
    """The words of the answer."""
    hint: Annotated[Text | None, Shareable] = None
    """More about it."""


class Field(Value):
    """One question."""

    name: FieldName
    """Its name, which never changes: lower-case letters, digits and hyphens."""
    label: Text
    """The question."""
    hint: Text | None = None
    """Help with the answer."""
    kind: Kind = "text"
    """How it is answered. Nobody sees a `hidden` one: its first option goes along with the form."""
    needed: bool = False
    """Whether the form cannot be sent without an answer."""
    missing: Text | None = None
    """What is said when the answer is missing: "Enter what you would like to suggest"."""
    limit: int = Limits(default=2000, ge=1, le=20_000)
    """The most characters of a text; for files, the most bytes of one in thousands."""
    most: int = Limits(default=3, ge=1, le=10)
    """The most files."""
    accept: tuple[Upload, ...] = ("jpeg", "png", "webp")
    """The kinds of files that may be sent. A PDF is kept for a person to look at, and never published."""
    options: tuple[Option, ...] = ()
    """The answers to choose from."""
    use: Literal["private", "public"] = "private"
    """Whether the answer may be published, once it was looked at. Private answers never leave the store."""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.name in RESERVED:
            raise ValueError(f"`{self.name}` is a name that the service uses itself: choose another")
        if (self.kind in CHOICES) != bool(self.options):
            raise ValueError(
                "`options` are for radios, checkboxes, select and hidden, which need some: add them, or take them out"
            )
        if self.kind in CONTACT and self.use == "public":
            raise ValueError("an e-mail address or telephone number cannot be public: write `use: private`")
        if len({option.value for option in self.options}) < len(self.options):
            raise ValueError("two options have the same value")
        return self


class Wording(Value):
    """A text that people agreed to, kept for as long as any consent to it is."""

    version: int = Limits(ge=1)
    """Its number."""
    text: Text
    """The words."""


class Consent(Value):
    """A box that somebody ticks to agree to something."""

    name: FieldName
    """Its name, which never changes."""
    version: int = Limits(ge=1)
    """The number of this wording: raise it with each change of the text."""
    text: Text
    """What is agreed to, in the words of the person who agrees."""
    needed: bool = False
    """Whether the form cannot be sent without it."""
    covers: tuple[FieldName, ...] = ()
    """The answers that may be published only with it."""
    earlier: tuple[Wording, ...] = ()
    """Wordings that were in use before."""


class Keeping(Value):
    """The file that each submission becomes in the place of an entry of the inbox: `folder`/ID.yaml.

    It holds what is `always` the same, the day it came in, and the answers that may leave the store.
    """

    folder: Text = Limits(pattern=r"^data(/[a-z0-9-]+)+$")
    """Where the files go: data/assessment/answers."""
    always: dict[str, Text] = {}
    """Fields of the file that are the same in each, by name."""
    day: Text
    """The field that holds the day it came in."""
    fields: dict[FieldName, Text]
    """By question, the field that its answer goes to; `answers.board` is the part `board` of the field `answers`."""


class Form(Record):
    """A form: data/forms/NAME.yaml."""

    title: Text
    """The heading of its page."""
    summary: Text
    """One sentence on what it is for."""
    version: int = Limits(ge=1)
    """Raise it when a question is added, taken away or changed."""
    intro: Text | None = None
    """What to know before filling it in, in Markdown."""
    fields: tuple[Field, ...] = Limits(min_length=1)
    """The questions, in order."""
    consents: tuple[Consent, ...] = ()
    """What is agreed to."""
    button: Text = "Send"
    """The words of the button."""
    thanks: Text
    """What happens next, in Markdown: shown when the form was sent."""
    review: Literal["always", "found"] = "always"
    """Whether a person reads every text before it is published, or only what looks like personal data."""
    keep_days: int = Limits(default=365, ge=1, le=3650)
    """After how many days the private part is erased."""
    drawn_at: Text | None = None
    """The page of another capability that asks these questions; it needs no page of its own then."""
    keeping: Keeping | None = None
    """What a submission becomes where it does not go to the inbox; its questions are public ones."""
    owner: Text | None = None
    """The role that answers what comes in."""
    example: bool = False
    """True for an example, which the page says."""

    @model_validator(mode="after")
    def _names(self) -> Self:
        names = [field.name for field in self.fields] + [consent.name for consent in self.consents]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"two fields or consents are called `{twice[0]}`")
        for consent in self.consents:
            unknown = sorted(set(consent.covers) - {field.name for field in self.fields})
            if unknown:
                raise ValueError(
                    f"the consent `{consent.name}` covers `{unknown[0]}`, which is no field: name one of the form"
                )
        kept = set(self.keeping.fields) if self.keeping else set()
        private = sorted(kept - {field.name for field in self.fields if field.use == "public"})
        if private:
            raise ValueError(
                f"`keeping` names `{private[0]}`, which is no public question: correct it, or make it public"
            )
        return self

    @property
    def files(self) -> bool:
        """Whether it takes files."""
        return any(field.kind == "files" for field in self.fields)
