"""Opening an estate: its settings, its microsites, its plugins and its theme."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from smile import sources, validate, yaml12
from smile.plugin import Card
from smile.problems import ContentError, MachineError, Problem, nearest
from smile.records import Audience
from smile.scan import Stats
from smile.settings import Estate, Hosted, Microsite

ESTATE_FILE = "content/estate.yaml"
_WATCHED = ("content", "data", "theme")
"""The folders of an estate in which a change is noticed."""
T = TypeVar("T", Estate, Microsite)


@dataclass(frozen=True)
class Opened:
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

    def hosted(self, audience: Audience) -> Hosted:
        """Where an audience's tree is hosted; the public address stands in for one that is not named."""
        own: Hosted | None = getattr(self.estate.audiences, audience.name)
        return own or self.estate.audiences.public

    def audiences(self) -> list[Audience]:
        """The audiences that have a microsite."""
        return sorted({site.circle for site in self.microsites})


def open_estate(root: Path, files: Stats, known: Sequence[str]) -> Opened:
    """Reads estate.yaml and every microsite.yaml among `files`; `known` are the names of the plugins there are.

    ContentError with every problem; MachineError when `root` is no estate.
    """
    if ESTATE_FILE not in files:
        raise MachineError(
            f"{root} is not an estate: it has no {ESTATE_FILE}. Make one with: smile new estate DIR"
        )
    found: list[Problem] = []
    estate = _read(root, ESTATE_FILE, Estate, found)
    paths = sorted(path for path in files if path.startswith("content/") and path.endswith("/microsite.yaml"))
    microsites = [site for path in paths if (site := _read(root, path, Microsite, found)) is not None]
    for site in microsites:
        found += _check(root, site, known)
    found += _clashes(microsites)
    if not microsites and not found:
        found.append(Problem(ESTATE_FILE, 1, 0, "estate.empty", "the estate has no microsite", "", "a folder of content/ with a microsite.yaml", "make one with: new microsite SLUG"))  # fmt: skip
    if found or estate is None:
        raise ContentError(found)
    return Opened(root, estate, tuple(microsites))


def _read(root: Path, file: str, kind: type[T], found: list[Problem]) -> T | None:
    try:
        return validate.records(kind, sources.read(root, file, yaml12.MAX_BYTES), file)[0]
    except ContentError as error:
        found += error.problems
        return None


def _check(root: Path, site: Microsite, known: Sequence[str]) -> list[Problem]:
    """Plugins that do not exist, and a foreign site without the file that makes it one."""
    found = []
    for index, name in enumerate(site.plugins):
        if name not in known:
            close = nearest(name, known)
            line, column = position(root, site.source.file, ("plugins", index))
            hint = f"did you mean `{close}`?" if close else "make a folder plugins/" + name
            found.append(Problem(site.source.file, line, column, "microsite.plugin", "there is no plugin of this name", name, "one of " + ", ".join(known), hint))  # fmt: skip
    needed = {"mkdocs": "mkdocs.yml", "pelican": "pelicanconf.py"}.get(site.engine)
    if needed and not (root / site.folder / needed).is_file():
        line, column = position(root, site.source.file, ("engine",))
        found.append(Problem(site.source.file, line, column, "microsite.engine", f"a {site.engine} site needs a {needed}", site.engine, f"{site.folder}/{needed}"))  # fmt: skip
    return found


def _clashes(microsites: Sequence[Microsite]) -> list[Problem]:
    """Two microsites at one address."""
    at: dict[tuple[Audience, str], Microsite] = {}
    named: dict[str, Microsite] = {}
    found = []
    for site in microsites:
        other = named.setdefault(site.slug, site)
        if other is not site:
            message, hint = f"{other.folder} is a microsite of the same name", "rename one of the two folders"
            found.append(Problem(site.source.file, 1, 0, "microsite.name", message, site.slug, "a name of its own", hint))
        first = at.setdefault((site.circle, site.at), site)
        if first is not site:
            found.append(Problem(site.source.file, 1, 0, "microsite.path", f"{first.source.file} has the same address", site.at, "a path of its own", "give one of them another `path`"))  # fmt: skip
    return found


def logo(opened: Opened) -> Path | None:
    """The picture for the top of each page, where there is one; a ContentError when it is not where changes are seen."""
    name = opened.estate.logo
    if not name:
        return None
    path = (opened.root / name).resolve()
    if path.is_file() and any(path.is_relative_to(opened.root / folder) for folder in _WATCHED):
        return path
    line, column = position(opened.root, ESTATE_FILE, ("logo",))
    message, expected = "there is no such picture", "the path of one below content/, data/ or theme/"
    raise ContentError([Problem(ESTATE_FILE, line, column, "estate.logo", message, name, expected)])


def position(root: Path, file: str, path: tuple[str | int, ...]) -> tuple[int, int]:
    """Line and column of a value in a YAML file that was read before."""
    return yaml12.locate(sources.decode((root / file).read_bytes(), file), path)
