"""When reading already shows a problem: all that reading can show of the rest, so that one run tells everything."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from pathlib import Path

from smile import loading, prose, sources, yaml12
from smile.problems import ContentError, Problem
from smile.registry import Registry

_SETTINGS = "/microsite.yaml"


def pages(root: Path, files: Iterable[str], plugins: Registry) -> list[Problem]:
    """The problems of the front matter of every Markdown page, and of the records in the microsites' folders."""
    everything = sorted(files)
    drawn = _drawn(root, everything)
    patterns = [plugin.records for plugin in plugins.loaded()]
    patterns += [plugin.site_records for plugin in plugins.loaded()]
    found: list[Problem] = []
    for folder in drawn:
        own = [file for file in everything if _home(file, drawn) == folder]
        below = folder + "/"
        for plugin in plugins.loaded():
            found += loading.load(root, own, plugin.site_records, {}, below).problems
        texts = [
            file
            for file in own
            if not any(
                loading.claimed(file, each) or loading.claimed(file[len(below) :], each) for each in patterns
            )
        ]
        found += loading.load(root, texts, {"**/*.md": prose.Prose}, {}, below).problems
    return found


def _drawn(root: Path, files: Iterable[str]) -> list[str]:
    """The folders of the microsites whose pages the generator itself draws, inner ones first."""
    folders = {file.removesuffix(_SETTINGS): file for file in files if file.endswith(_SETTINGS)}
    return sorted((folder for folder, file in folders.items() if _own(root, file)), key=len, reverse=True)


def _own(root: Path, file: str) -> bool:
    """Whether a microsite is one that no other engine draws, as far as its settings can be read."""
    try:
        value = yaml12.load(sources.decode(sources.read(root, file, yaml12.MAX_BYTES), file), file)
    except ContentError:
        return False
    return not isinstance(value, dict) or value.get("engine", "smile") not in ("mkdocs", "pelican")


def _home(file: str, folders: list[str]) -> str | None:
    """The microsite that a file belongs to."""
    return next((folder for folder in folders if posixpath.commonpath([file, folder]) == folder), None)
