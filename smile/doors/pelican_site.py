"""What the generator has to know of a Pelican site before Pelican reads it."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from smile import sources
from smile.doors import DoorJob
from smile.doors.matter import SourceFile, day, read_all
from smile.problems import ContentError, Problem

_TEXTS = {".md", ".markdown", ".mkd", ".mdown", ".rst"}


@dataclass(frozen=True, slots=True)
class Site:
    """A Pelican site: its settings file, and its texts by their paths."""

    settings: Path
    named: str
    """The settings file as problems name it."""
    content: Path
    ignored: tuple[str, ...]
    """The patterns of files that the settings leave out."""
    sources: Mapping[Path, SourceFile]
    hidden: frozenset[Path]
    """The texts that are not due: expired, or dated after today."""
    lines: Mapping[str, int]
    """The line of each setting that is plain to see."""

    @property
    def due(self) -> Mapping[Path, SourceFile]:
        """The texts that Pelican reads."""
        return {file: source for file, source in self.sources.items() if file not in self.hidden}

    @property
    def not_due(self) -> tuple[str, ...]:
        """Patterns of the names of the texts that are not due."""
        return tuple(sorted({re.sub(r"([*?\[])", r"[\1]", file.name) for file in self.hidden}))

    def find(self, path: str) -> SourceFile | None:
        """The text that Pelican names: from its content folder ("./a.md") or by its whole path."""
        file = Path(path) if Path(path).is_absolute() else self.content / path
        return self.sources.get(file) or self.sources.get(file.resolve())


def read_site(job: DoorJob) -> Site:
    """The site of the microsite; a ContentError when its settings or texts cannot be read."""
    settings = job.folder / "pelicanconf.py"
    if not settings.is_file():
        hint = "add a pelicanconf.py, or take `engine: pelican` out"
        where = job.named("microsite.yaml")
        raise ContentError(
            [Problem(where, 1, 0, "pelican.config", "the microsite has no pelicanconf.py", "", "", hint)]
        )
    named = job.named(settings)
    given, lines = _assigned(sources.decode(settings.read_bytes(), named), named)
    path = given.get("PATH", ".")
    content = (job.folder / path).resolve() if isinstance(path, str) else job.folder.resolve()
    if not content.is_dir():
        hint = "make the folder, or name another in PATH (Git does not keep an empty folder)"
        words = "the folder of its posts is not there"
        raise ContentError(
            [Problem(named, lines.get("PATH", 1), 0, "pelican.path", words, str(path), "", hint)]
        )
    ignored = given.get("IGNORE_FILES", ["**/.*"])
    files = sorted(file for file in content.rglob("*") if file.suffix in _TEXTS and file.is_file())
    texts = read_all(job, files, front_matter=False)
    hidden = frozenset(file for file, source in texts.items() if not _due(file, source, job))
    site = Site(settings, named, content, tuple(map(str, ignored)), texts, hidden, lines)
    _no_namesakes(site)
    return site


def value(source: SourceFile, name: str) -> str:
    """What a text says of itself at its head (`Title: ...` or `:title: ...`); "" when it does not say."""
    line, column = source.field(name)
    return source.text.split("\n")[line - 1].lstrip(":").partition(":")[2].strip() if column else ""


def _assigned(text: str, named: str) -> tuple[dict[str, Any], dict[str, int]]:
    """The plain values that a settings file gives to its names, and the line of each name."""
    try:
        tree = ast.parse(text)
    except SyntaxError as error:
        place = (error.lineno or 1, error.offset or 0)
        raise ContentError(
            [
                Problem(
                    named,
                    *place,
                    "pelican.config",
                    f"this is not Python: {error.msg}",
                    (error.text or "").strip(),
                )
            ]
        ) from None
    given: dict[str, Any] = {}
    lines: dict[str, int] = {}
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            name = node.targets[0].id
            lines[name] = node.lineno
            try:
                given[name] = ast.literal_eval(node.value)
            except ValueError:
                given.pop(name, None)  # worked out by the file itself: only Pelican will know it
    return given, lines


def _due(file: Path, source: SourceFile, job: DoorJob) -> bool:
    today = job.now.date()
    expires = day(value(source, "expires"))
    date = day(value(source, "date").replace("/", "-")) or day(file.name)
    return not (expires and expires <= today) and (job.drafts or date is None or date <= today)


def _no_namesakes(site: Site) -> None:
    """Pelican leaves files out by name alone: a text that is not due may not share its name with another."""
    names = {file.name for file in site.hidden}
    both = [file for file in site.due if file.name in names]
    words = "another text of the same name is not due, and Pelican can only leave out both"
    if both:
        raise ContentError(
            [
                Problem(site.sources[file].name, 1, 0, "pelican.name", words, file.name, "", "rename one")
                for file in both
            ]
        )
