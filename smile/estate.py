"""Opening an estate: its settings, its microsites, its plugins and its theme."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from smile import sources, store, validate, yaml12
from smile.field_words import pattern_words
from smile.plugin import Card
from smile.problems import ContentError, MachineError, Problem, nearest
from smile.records import Audience, Record
from smile.scan import Stats, digest
from smile.settings import Estate, Hosted, Microsite

_SLUG = re.compile(r"^[a-z0-9]+(-[a-z0-9]+)*$")
_TAKEN = ("assets", "search", "sitemap.xml", "sitemap-home.xml", "robots.txt", "404.html")
ESTATE_FILE = "content/estate.yaml"
T = TypeVar("T", Estate, Microsite)


class Opened(Struct, frozen=True):
    """An estate with everything that its settings say."""

    root: Path
    estate: Estate
    microsites: tuple[Microsite, ...]

    def cards(self, audience: Audience) -> tuple[Card, ...]:
        """The listed microsites of one audience, in the order of the menu, then by title."""
        listed = [site for site in self.microsites if site.circle == audience and site.listed]
        listed.sort(key=lambda site: (site.order is None, site.order or 0, site.title.casefold()))
        return tuple(
            Card(
                site.slug,
                site.title,
                site.summary or "",
                site.at,
                site.order,
                site.audience_name,
                site.plugins,
            )
            for site in listed
        )

    def wider(self, audience: Audience) -> tuple[Card, ...]:
        """The listed microsites of wider audiences, the widest first, with their whole addresses."""
        return tuple(
            replace(card, url=self.hosted(other).url + card.url)
            for other in sorted(Audience)
            if other < audience
            for card in self.cards(other)
        )

    def hosted(self, audience: Audience) -> Hosted:
        """Where an audience's tree is hosted; the public address stands in for one that is not named."""
        own: Hosted | None = getattr(self.estate.audiences, audience.name)
        return own or self.estate.audiences.public

    @property
    def logo(self) -> Path | None:
        """The picture for the top of each page."""
        return self.root / self.estate.logo if self.estate.logo else None

    def audiences(self) -> list[Audience]:
        """The audiences that have a microsite."""
        return sorted({site.circle for site in self.microsites})


class Settings:
    """The settings files as they were read, kept between builds: most are as they were."""

    def __init__(self, file: Path | None = None, code: bytes = b"") -> None:
        """They are kept in `file`, if anywhere; `code` stands for the generator, which makes them."""
        self._file, self._code = file, code
        kept = store.read(file) if file else None
        self._before: dict[str, tuple[bytes, Record]] = {}
        if isinstance(kept, tuple) and len(kept) == 2 and kept[0] == code:
            self._before = kept[1]
        self._now: dict[str, tuple[bytes, Record]] = {}

    def read(self, root: Path, file: str, kind: type[T]) -> T:
        """What a file says. ContentError with all that is wrong with it."""
        data = sources.read(root, file, yaml12.MAX_BYTES)
        mark = digest(data)
        before, made = self._before.get(file, (b"", None))
        if before != mark or not isinstance(made, kind):
            made = validate.single(kind, data, file)
        self._now[file] = (mark, made)
        return made

    def save(self) -> None:
        """Keeps what was read."""
        if self._file and self._now != self._before:
            store.save(self._file, (self._code, self._now))


def open_estate(root: Path, files: Stats, known: Sequence[str], settings: Settings | None = None) -> Opened:
    """Reads estate.yaml and every microsite.yaml among `files`; `known` are the names of all plugins.

    ContentError with every problem; MachineError when `root` is no estate.
    """
    if ESTATE_FILE not in files:
        raise MachineError(
            f"{root} is not an estate: it has no {ESTATE_FILE}. Make one with: smile new estate DIR"
        )
    found: list[Problem] = []
    settings = settings or Settings()
    estate = _read(root, ESTATE_FILE, Estate, settings, found)
    paths = sorted(path for path in files if path.startswith("content/") and path.endswith("/microsite.yaml"))
    microsites = [
        site for path in paths if (site := _read(root, path, Microsite, settings, found)) is not None
    ]
    for site in microsites:
        found += _check(root, site, known)
    found += _clashes(root, microsites)
    if estate is not None and estate.logo and not _inside(root, estate.logo):
        line, column = position(root, ESTATE_FILE, ("logo",))
        message, expected = "there is no such picture in the estate", "a path from the estate's folder"
        found.append(Problem(ESTATE_FILE, line, column, "estate.logo", message, estate.logo, expected))
    if not microsites and not found:
        expected, hint = (
            "a folder of content/ with a microsite.yaml",
            "make one with: smile new microsite SLUG",
        )
        found.append(
            Problem(ESTATE_FILE, 1, 0, "estate.empty", "the estate has no microsite", "", expected, hint)
        )
    if found or estate is None:
        raise ContentError(found)
    return Opened(root, estate, tuple(microsites))


def _inside(root: Path, name: str) -> bool:
    """Whether there is a file of this name in the estate, and not beside it."""
    path = root / name
    return path.is_file() and path.resolve().is_relative_to(root.resolve())


def _read(root: Path, file: str, kind: type[T], settings: Settings, found: list[Problem]) -> T | None:
    try:
        return settings.read(root, file, kind)
    except ContentError as error:
        found += error.problems
        return None


def _check(root: Path, site: Microsite, known: Sequence[str]) -> Iterator[Problem]:
    """Plugins that do not exist, a foreign site without the file that makes it one, a name for no address."""
    file = site.source.file
    for index, name in enumerate(site.plugins):
        if name not in known:
            close = nearest(name, known)
            line, column = position(root, file, ("plugins", index))
            hint = f"did you mean `{close}`?" if close else "make a folder plugins/" + name
            message, expected = "there is no plugin of this name", "one of " + ", ".join(known)
            yield Problem(file, line, column, "microsite.plugin", message, name, expected, hint)
    needed = {"mkdocs": "mkdocs.yml", "pelican": "pelicanconf.py"}.get(site.engine)
    if needed and not (root / site.folder / needed).is_file():
        line, column = position(root, file, ("engine",))
        message, expected = f"a {site.engine} site needs a {needed}", f"{site.folder}/{needed}"
        yield Problem(file, line, column, "microsite.engine", message, site.engine, expected, "put it there")
    if site.at.split("/")[1] in _TAKEN:
        line, column = position(root, file, ("path",))
        message, hint = "the generator itself needs this address", "choose another `path`"
        yield Problem(file, line, column, "microsite.path", message, site.at, "", hint)
    if site.path is None and not _SLUG.fullmatch(site.slug):
        message = "the name of this folder cannot be in an address"
        hint = "rename the folder, or give the microsite a `path`"
        yield Problem(file, 1, 0, "microsite.folder", message, site.slug, pattern_words(_SLUG.pattern), hint)


def _clashes(root: Path, microsites: Sequence[Microsite]) -> Iterator[Problem]:
    """Two microsites at one address, or of one name."""
    at: dict[tuple[Audience, str], Microsite] = {}
    named: dict[str, Microsite] = {}
    for site in microsites:
        file = site.source.file
        first = at.setdefault((site.circle, site.at), site)
        if first is not site:
            line, column = position(root, file, ("path",))
            message, hint = f"{first.source.file} has the same address", "give one of them another `path`"
            yield Problem(file, line, column, "microsite.path", message, site.at, "a path of its own", hint)
        first = named.setdefault(site.slug, site)
        if first is not site:
            message, hint = f"{first.folder} has the same name", "rename one of the two folders"
            yield Problem(file, 1, 0, "microsite.folder", message, site.slug, "a name of its own", hint)


def position(root: Path, file: str, path: tuple[str | int, ...]) -> tuple[int, int]:
    """Line and column of a value in a YAML file that was read before."""
    return yaml12.locate(sources.decode((root / file).read_bytes(), file), path)
