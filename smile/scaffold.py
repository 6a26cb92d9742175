"""Beginnings: a microsite from the generic template, and an estate for another organisation."""

from __future__ import annotations

import re
from pathlib import Path

from smile import bundled
from smile.estate import ESTATE_FILE
from smile.problems import MachineError

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_MARK = re.compile(r"\[\[(\w+)\]\]")


def microsite(root: Path, slug: str, title: str | None = None) -> str:
    """Makes content/SLUG/ in the estate at `root`; returns what to do next. ValueError when it cannot be."""
    if not _SLUG.fullmatch(slug):
        raise ValueError(
            f"{slug!r} cannot be in an address: use lower-case letters, digits and single hyphens"
        )
    if not (root / ESTATE_FILE).is_file():
        raise MachineError(f"{root} is not an estate: it has no {ESTATE_FILE}")
    folder = root / "content" / slug
    if folder.exists():
        raise ValueError(f"content/{slug} is there already")
    name = title or slug.replace("-", " ").capitalize()
    made = _copy(bundled.folder("starters") / "microsite", folder, {"title": name, "slug": slug})
    listed = "\n".join(f"  content/{slug}/{file}" for file in made)
    then = f"Change these files, then look at /{slug}/ with: python3 build.py serve"
    return f"Made the microsite {name}:\n{listed}\n{then}"


def estate(folder: Path, name: str | None = None) -> str:
    """Makes an estate in `folder`; returns what to do next. ValueError when there is something in it already."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ValueError(f"{folder} is there already, and is not empty")
    organisation = name or "Example organisation"
    made = _copy(bundled.folder("starters") / "estate", folder, {"name": organisation, "slug": "estate"})
    listed = "\n".join(f"  {folder}/{file}" for file in made)
    return f"Made an estate for {organisation}:\n{listed}\nBuild it with: smile build --estate {folder}"


def _copy(starter: Path, folder: Path, words: dict[str, str]) -> list[str]:
    """Copies a starter, with its [[words]] filled in; the files made, by their paths in `folder`."""
    made = []
    for path in sorted(starter.rglob("*")):
        if path.is_file():
            new = folder / path.relative_to(starter)
            new.parent.mkdir(parents=True, exist_ok=True)
            text = path.read_text("utf-8")
            new.write_text(_MARK.sub(lambda match: _quoted(words[match[1]]), text), "utf-8")
            made.append(new.relative_to(folder).as_posix())
    return made


def _quoted(text: str) -> str:
    """A text as it may stand between double quotation marks in YAML."""
    return text.replace("\\", "\\\\").replace('"', '\\"')
