"""What is at hand while one microsite is built."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from smile import paths
from smile.markdown import Resolve
from smile.models import Models
from smile.plugin import Site
from smile.prose import Embedder
from smile.records import Audience
from smile.registry import Registry
from smile.results import SiteResult, Task
from smile.scan import digest_of
from smile.sheets import Sheet
from smile.templates import Templates

_FILE = re.compile(r"[^\s()<>\"'\[\]]+\.md")
"""What may be a link to a Markdown file."""


@dataclass
class Job:
    """One microsite on its way from files to pages."""

    task: Task
    plugins: Registry
    models: Models
    templates: Templates
    site: Site
    result: SiteResult
    places: tuple[paths.Place, ...] = ()
    bases: dict[Audience, str] = field(default_factory=dict)
    made: dict[str, str] = field(default_factory=dict)
    """The pages that plugins make of single files of this microsite, by file: paths below it."""

    def __post_init__(self) -> None:
        opened = self.task.opened
        self.places = paths.places(opened.microsites)
        self.bases = {audience: opened.hosted(audience).url for audience in Audience}
        self._places_key = digest_of([repr(self.places), repr(self.bases)])
        self.embedder = Embedder(self.plugins.blocks(), self.models, self.site)

    @property
    def folder(self) -> str:
        """The microsite's folder, from the estate's."""
        return self.task.microsite.folder

    def resolver(self, file: str) -> Resolve:
        """How links in `file` are resolved."""
        return lambda link: paths.resolve(link, file, self.places, self.bases, self._made)

    def _made(self, target: str) -> str | None:
        """The page that a plugin makes of a file; the microsite then depends on that plugin's model."""
        if target in self.made:
            return self.made[target]
        found = self.models.address(target)
        if found is None:
            return None
        self.result.plugins |= {found[1]}
        return found[0]

    def links_key(self, text: str, file: str) -> bytes:
        """What the relative links of a text lead to, as a digest."""
        resolve = self.resolver(file)
        return digest_of([self._places_key, *(resolve(link) for link in _FILE.findall(text))])

    def edit_url(self, file: str) -> str | None:
        """Where a person can change a file."""
        estate = self.task.opened.estate
        if not estate.repository or not file:
            return None
        folder = estate.source_folder.strip("/")
        path = f"{folder}/{file}" if folder else file
        return f"{estate.repository.rstrip('/')}/edit/{estate.branch}/{path}"

    def take_down(self, sheets: list[Sheet]) -> None:
        """Remembers which page is made of which file, for links between Markdown files."""
        root = len(self.site.path) - 1
        for sheet in sheets:
            if sheet.file.endswith(".md") and sheet.template != "prose.html":
                self.made[sheet.file] = sheet.url[root:]
