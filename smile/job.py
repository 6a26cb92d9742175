"""What is at hand while one microsite is built."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote

from smile import paths
from smile.fingerprint import Marks
from smile.loading import Parsed
from smile.markdown import WITHHELD, Resolve
from smile.models import Models
from smile.plugin import Site
from smile.prose import Embedder
from smile.records import Audience
from smile.registry import Registry
from smile.results import SiteResult, Task
from smile.scan import digest_of
from smile.settings import Estate
from smile.sheets import Sheet
from smile.templates import Templates


@dataclass
class Job:
    """One microsite on its way from files to pages."""

    task: Task
    plugins: Registry
    models: Models
    templates: Templates
    site: Site
    result: SiteResult
    parsed: Parsed = field(default_factory=dict)
    """Records of the microsite's own files, as far as this process read them before."""
    places: paths.Places = field(default_factory=dict)
    bases: dict[Audience, str] = field(default_factory=dict)
    looked: bool = False
    """Whether a plugin asked since what links lead to, or whether a text is private."""
    made: dict[str, str] = field(default_factory=dict)
    """The pages that plugins make of single files of this microsite, by file: paths below it."""

    def __post_init__(self) -> None:
        opened = self.task.opened
        self.places = paths.places(opened.microsites)
        self.bases = {audience: opened.hosted(audience).url for audience in Audience}
        self._edit = edit_base(opened.estate)
        self._resolved: dict[tuple[str, str], str] = {}
        self._shared: dict[tuple[str, ...], tuple[str, ...]] = {}
        self._gate = self.site.gate
        self._hidden = set(_addresses(self.task.withheld, self.places))
        parts = [repr(sorted(self.places.items())), repr(self.bases), *sorted(self._hidden)]
        self._places_key = digest_of(parts)
        self.marks = Marks(self.site.audience)
        self.embedder = Embedder(self.plugins, self.models, self.site)

    @property
    def folder(self) -> str:
        """The microsite's folder, from the estate's."""
        return self.task.microsite.folder

    def resolver(self, file: str) -> Resolve:
        """How links in `file` are resolved: the same ones stand in many files of a folder."""
        folder, known = file.rpartition("/")[0], self._resolved

        def resolve(link: str) -> str:
            found = known.get((folder, link))
            if found is None:
                found = paths.resolve(link, file, self.places, self.bases, self._made)
                if self.task.withheld and self._withheld(link, found, folder):
                    found = WITHHELD
                known[folder, link] = found
            return found

        return resolve

    def resolver_told(self, file: str) -> Resolve:
        """`resolver`, for a plugin."""
        self.looked = True
        return self.resolver(file)

    def gate_told(self, text: str) -> str:
        """The gate of the site, for a plugin."""
        self.looked = True
        return self._gate(text) if self._gate else ""

    def _withheld(self, link: str, found: str, folder: str) -> bool:
        """Whether a link leads to a file that is left out: by its path, or by the address that it would have."""
        path = unquote(link.partition("#")[0].partition("?")[0])
        beside = posixpath.normpath(posixpath.join(folder, path))
        here = unquote(found.partition("#")[0].partition("?")[0])
        return beside in self.task.withheld or here in self._hidden

    def _made(self, target: str) -> str | None:
        """The page that a plugin makes of a file; the microsite then depends on that plugin's model."""
        if target in self.made:
            return self.made[target]
        found = self.models.address(target)
        if found is None:
            return None
        self.result.plugins |= {found[1]}
        return found[0]

    def shared(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """One object for equal tuples: what is kept of many pages is then written and read once."""
        return self._shared.setdefault(names, names)

    def links_key(self, text: str, file: str) -> bytes:
        """What the relative links of a text lead to, as a digest."""
        if ".md" not in text:
            return self._places_key
        resolve = self.resolver(file)
        return digest_of([self._places_key, *(resolve(link) for link in _files(text))])

    def edit_url(self, file: str) -> str | None:
        """Where a person can change a file."""
        return self._edit + file if self._edit and file else None

    def end(self) -> None:
        """Lets go of everything: the job and its site know each other, and a search for such circles takes long."""
        self.__dict__.clear()

    def take_down(self, sheets: list[Sheet]) -> None:
        """Remembers which page is made of which file, for links between Markdown files."""
        self._resolved.clear()
        root = len(self.site.path) - 1
        for sheet in sheets:
            if sheet.file.endswith(".md") and sheet.template != "prose.html":
                self.made[sheet.file] = sheet.url[root:]


def _addresses(files: Iterable[str], places: paths.Places) -> Iterator[str]:
    """The site paths that files of microsites are served at, or their pages."""
    for file in files:
        place = paths.place_of(file, places)
        if place is not None:
            below = paths.page_path(file, place.folder) if file.endswith(".md") else file[len(place.folder) :]
            yield place.at + below.lstrip("/")


def _files(text: str) -> Iterator[str]:
    """What may be links to Markdown files. Looking for the ending first is many times faster than a pattern."""
    at = text.find(".md")
    while at >= 0:
        start = max(text.rfind(mark, 0, at) for mark in "(<\"' \n[:") + 1
        yield text[start : at + 3]
        at = text.find(".md", at + 3)


def edit_base(estate: Estate) -> str:
    """Where the estate's files can be changed, without the file; "" where its repository is not known."""
    if not estate.repository:
        return ""
    folder = estate.source_folder.strip("/")
    return f"{estate.repository.rstrip('/')}/edit/{estate.branch}/" + (f"{folder}/" if folder else "")
