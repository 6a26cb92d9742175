"""The contract between the generator and a capability.

A capability is a folder `plugins/NAME/` with a `plugin.py` that holds one class derived from `Plugin`. It says
what it reads (`records`), what follows from it (`derive`), which pages and files that gives (`plan`), and what
other pages may embed (`@block`). Templates lie in its `templates/` folder and are named `NAME/FILE.html`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar, Literal, Protocol, TypeVar

from msgspec import Struct

from smile.binaries import Binary
from smile.elsewhere import full_text
from smile.parts import Part as Part
from smile.parts import Records as Records
from smile.problems import Problem
from smile.records import Audience, Date, Document, Record, Source, Sourced, Value

R = TypeVar("R", bound=Record)
B = TypeVar("B", bound=Callable[..., Any])
K = TypeVar("K")


class Origin(Protocol):
    """What knows the file that it was made from: a record, a view, or whatever a plugin keeps of one."""

    @property
    def source(self) -> Source: ...


class Feed(Struct, frozen=True):
    """A feed that a page offers: `path` is a site path (`/newsroom/feed.xml`), `kind` its media type."""

    path: str
    title: str
    kind: str = "application/atom+xml"


class Lazy(Struct, frozen=True):
    """What `make` gives, called only where a build has to write it: `key` stands for all that decides about it.

    That is all but the code of plugins: what is made of links or of private texts that a plugin asked for is not kept.
    """

    key: bytes
    make: Callable[[], Any]


class Page(Struct, frozen=True):
    """A page to be drawn: `template` with `context`, at `path` below the microsite's own path.

    `context` holds plain values, records and views, never functions: its content is what decides whether the
    page has to be drawn again. What takes long to make may be `Lazy`: then its key decides. `made_from` are the
    records that the page tells of (None: every record of the plugin).
    """

    path: str
    template: str
    title: str
    summary: str = ""
    context: Mapping[str, Any] | Lazy = {}
    made_from: Sequence[Origin] | None = None
    parent: str | None = None
    """The site path of the page above it in the breadcrumbs, where that is not the one above it in the URL."""
    navigation: bool = False
    """Whether the microsite's menu lists it."""
    order: int | None = None
    feeds: Sequence[Feed] = ()
    owner: str | None = None
    reviewed: Date | None = None
    next_review: Date | None = None
    published: Date | None = None
    kind: Literal["page", "article", "index"] = "page"
    listed: bool = True
    """Whether search and the sitemap know it."""


class Pages(Struct, frozen=True):
    """Pages that are planned together, and only where they may have changed: `make` gives those at `paths`, in order.

    `key` says all that decides about them but the plugin's code and what `Site` says without its `build` and
    `records`: the keys of records (`Part.key`), what links name, the day where they tell it. Where a build finds that
    an earlier one drew the same, it does not even call `make`, which may be called in any process, and more than once.
    Each page names in `made_from` what it tells of, no Markdown file; none has feeds or is in the menu.
    """

    key: bytes
    paths: Sequence[str]
    make: Callable[[], Iterable[Page]]


class Made(Struct, frozen=True):
    """Bytes that `make` makes of the bytes of one file of the estate: a smaller picture, say.

    They are made once: a later build, of the same file and `how`, finds them. `how` says all that decides about
    them but the file itself (`"webp 640"`); `make` is a function of the file's bytes alone.
    """

    of: Binary
    how: str
    make: Callable[[bytes], bytes]


class File(Struct, frozen=True):
    """A file to be written: `made_from` as for a page.

    `content` is a text (written as UTF-8), bytes, a file of the estate to be copied, what is made of one, or `Lazy`.
    """

    path: str
    content: str | bytes | Binary | Made | Lazy
    made_from: Sequence[Origin] | None = None


class Redirect(Struct, frozen=True):
    """An old address, a site path, that leads to `to`, a path below the microsite's own."""

    old: str
    to: str


class Headers(Struct, frozen=True):
    """HTTP headers for what is served at `path`, in the place of those of the same name that all pages have."""

    path: str
    values: Mapping[str, str]


class Fragment(Struct, frozen=True):
    """What a block draws: `template` with `context`."""

    template: str
    context: Mapping[str, Any] = {}
    made_from: Sequence[Origin] | None = None


Planned = Page | Pages | File | Redirect | Headers | Problem
"""What `plan` gives. A problem is a warning: whoever builds is told, and the build goes on."""


class Parameters(Value):
    """What may be written in a block; derive a class for a block that takes any."""


class Block(Struct, frozen=True):
    """A fragment that any Markdown page may embed, drawn by a method of a plugin."""

    name: str
    parameters: type[Parameters]
    method: str


def block(name: str, parameters: type[Parameters] = Parameters) -> Callable[[B], B]:
    """Offers a method `(self, model, site, asked) -> Fragment` to every Markdown page as `smile NAME`."""

    def mark(method: B) -> B:
        method.__dict__["smile_block"] = Block(name, parameters, method.__name__)
        return method

    return mark


class Card(Struct, frozen=True):
    """A microsite as others see it."""

    slug: str
    title: str
    summary: str
    url: str
    order: int | None
    audience: str
    plugins: tuple[str, ...] = ()
    """The capabilities whose pages it holds."""


class Build(Struct, frozen=True):
    """What is the same for the whole build: the one clock, and what is being built."""

    now: dt.datetime
    drafts: bool = False
    name: str = ""
    models: Mapping[str, Any] = {}
    """The models of the plugins that this one `needs`, and of those that it `uses` and that are there."""
    root: Path | None = None
    """The estate's folder, while a plugin derives."""

    kept: Callable[[bytes, Callable[[], Any]], Any] | None = None
    """Finds or makes what a plugin derived earlier; see `once`."""
    many: Callable[[Sequence[tuple[bytes, Callable[[], Any]]]], list[Any]] | None = None
    """The same for many parts; see `each`."""
    ahead: Callable[[Callable[[], bool]], bool] | None = None
    """Goes on before something is known; see `sure`."""

    def once(self, key: bytes, make: Callable[[], K]) -> K:
        """What `make` gives, or gave in an earlier build for the same `key`.

        `key` has to say all that decides about it but the plugin's code: a part of a large model, for instance,
        is then worked out again only when its own files change.
        """
        return make() if self.kept is None else self.kept(key, make)

    def each(self, parts: Iterable[tuple[bytes, Callable[[], K]]]) -> list[K]:
        """`once` for many pairs of `key` and `make`. Several processes may make what is new: it has to be picklable."""
        return [make() for _, make in parts] if self.many is None else self.many([*parts])

    def sure(self, holds: Callable[[], bool]) -> bool:
        """Whether `holds` says so, which may take long: this may be True before it is known.

        Where it turns out otherwise, nothing is published, and `derive` is called again, with the right answer. A copy
        of the process may ask `holds`, so it changes nothing.
        """
        return holds() if self.ahead is None else self.ahead(holds)

    def path(self, file: Binary) -> Path:
        """Where `derive` can read the bytes of a file that it asked for as a record. ValueError elsewhere."""
        if self.root is None:
            raise ValueError("files can only be read while a model is derived")
        return self.root / file.source.file

    def place(self, record: Sourced, *steps: str | int) -> tuple[str, int, int]:
        """File, line and column of a part of a record, for a problem; `steps` lead to it as the file writes them."""
        from smile.places import within  # only where something is wrong

        file, line = record.source
        return (file, *within(self.root, file, line, steps)) if self.root else (file, line, 0)


class Site(Struct, frozen=True):
    """The microsite that a plugin plans pages for, or draws a block in."""

    slug: str
    title: str
    path: str
    """Where it stands: "/" or "/leap/"."""
    audience: Audience
    base: str
    """The address of the audience's site without a closing slash: https://www.example.org"""
    build: Build
    neighbours: tuple[Card, ...] = ()
    """All listed microsites of the same audience, itself among them, in the order of the menu."""
    wider: tuple[Card, ...] = ()
    """The listed microsites of wider audiences, the widest first, with the whole address of each as its `url`."""
    records: Mapping[type[Record], Sequence[Record]] = {}
    options: Mapping[str, Any] = {}
    resolver: Callable[[str], Callable[[str], str]] | None = None
    """For a file, how the links in it are resolved."""
    gate: Callable[[str], str] | None = None
    """See `private`."""

    def url(self, path: str) -> str:
        """The site path of a path below this microsite: "/" + path."""
        return self.path + path.lstrip("/")

    def private(self, text: str) -> str:
        """Where a text of the estate stands that `text` holds and this audience must not see; "" if it holds none.

        For what others wrote: a private text in it would stop the build, and nobody here could put it right.
        """
        return self.gate(text) if self.gate else ""

    def text(self, document: Document, path: str) -> str:
        """The body of a document as HTML that can be read anywhere, a feed or an e-mail: its links are full.

        `path` is the site path of its page. Of the blocks in it only the place is told: they may need the page.
        """
        return full_text(document, self.resolver, self.base + path)

    def own(self, kind: type[R]) -> Sequence[R]:
        """The records of `kind` in this microsite's own folder (see `Plugin.site_records`)."""
        return self.records.get(kind, ())  # type: ignore[return-value]


class Plugin:
    """One capability. Every attribute and method is optional."""

    name: str = ""
    """The name of its folder; set by the generator."""
    records: Mapping[str, type[Record]] = {}
    """What it reads of the estate: a pattern from the estate's folder (`data/leap/*.yaml`) and the type."""
    site_records: Mapping[str, type[Record]] = {}
    """What it reads of each microsite that uses it: a pattern from that microsite's folder."""
    needs: tuple[str, ...] = ()
    """The plugins whose models `derive` reads from `build.models`."""
    uses: tuple[str, ...] = ()
    """The same of plugins that it can do without: where one is not there, neither is its model."""
    audience: Audience = Audience.public
    """Where its blocks may stand and its pages may go: this audience or a smaller circle."""
    blocks: ClassVar[Mapping[str, Block]] = {}

    def __init_subclass__(cls) -> None:
        found = (member.__dict__.get("smile_block") for member in vars(cls).values() if callable(member))
        cls.blocks = {**cls.blocks, **{item.name: item for item in found if item}}

    def derive(self, data: Records, build: Build) -> Any:
        """What follows from the records: a pure function, without input, output, clock or chance.

        Raise `smile.problems.ContentError` for what the records' types alone cannot refuse.
        """
        return data

    def address(self, record: Any) -> str | None:
        """The path, below its microsite, of the page that `plan` makes of one Markdown file of `records`.

        So other pages may link to the file, as they do on GitHub, and readers come to the page.
        """
        return None

    def plan(self, model: Any, site: Site) -> Iterable[Planned] | Iterator[Planned]:
        """The pages and files of one microsite that uses the plugin."""
        return ()
