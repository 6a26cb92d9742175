"""A small estate for each capability, with the shipped data of that capability: quick to check many times."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from smile import bundled, loading
from smile.plugin import Plugin
from smile.registry import Registry
from trust.built import WORK
from trust.inside import inside

ESTATE = """\
name: Example estate
summary: A small estate for a test.
owner: Example organisation
wordmark: Example estate
contact: /about/
audiences:
  public: {url: "https://www.example.org", title: Example}
  staff: {url: "https://staff.example.org", title: Example for staff}
  restricted: {url: "https://restricted.example.org", title: Example for few}
crisis: [{title: In danger, text: Call 999 now., link: "tel:999"}]
security: {contact: ["https://www.example.org/about/"], expires: 2027-06-01}
published_contacts: ["999", "111"]
"""
PAGE = "---\ntitle: {0}\nsummary: {0}.\n---\n{0}.\n"


class Room(NamedTuple):
    """A small estate, and the files in it that hold the capability's data."""

    name: str
    root: Path
    files: tuple[str, ...]

    def copied(self, at: Path) -> Room:
        """The same in a folder of its own below `at`, to be changed."""
        shutil.rmtree(at / self.name, ignore_errors=True)
        shutil.copytree(self.root, at / self.name)
        return self._replace(root=at / self.name)


@cache
def rooms(origin: Path) -> tuple[Room, ...]:
    """One for each capability with records, and one for the settings and texts of an estate; made once a process."""
    at = WORK / "rooms"
    shutil.rmtree(at, ignore_errors=True)
    registry = Registry(bundled.plugins(origin))
    plugins = {plugin.name: plugin for plugin in registry.all()}
    files = sorted(
        path.relative_to(origin).as_posix()
        for folder in ("content", "data")
        for path in (origin / folder).rglob("*")
        if path.is_file()
    )
    made = [_starter(at / "starter")]
    for name, plugin in plugins.items():
        room = _room(origin, at / name, plugin, plugins, files)
        if room is not None:
            made.append(room)
    return tuple(made)


def _starter(root: Path) -> Room:
    shutil.copytree(bundled.folder("starters") / "estate", root)
    files = sorted(
        path.relative_to(root).as_posix() for path in root.rglob("*") if path.suffix in (".yaml", ".md")
    )
    return Room("starter", root, tuple(files))


def _room(
    origin: Path, root: Path, plugin: Plugin, plugins: dict[str, Plugin], files: Sequence[str]
) -> Room | None:
    """The smallest estate that is good: with pages and its own data, with all data, or without pages."""
    own = _of(files, [plugin, *_needed(plugin, plugins)])
    mine = tuple(file for file in _of(files, [plugin]) if file.endswith((".yaml", ".md")))
    if not mine:
        return None
    everything = _of(files, plugins.values())
    for chosen, drawn in ((own, True), (everything, True), (own, False), (everything, False)):
        shutil.rmtree(root, ignore_errors=True)
        _frame(root, plugin, drawn)
        for file in chosen:
            (root / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(origin / file, root / file)
        if inside("check", "--estate", root, "--jobs", "1")[0] == 0:
            return Room(plugin.name, root, mine)
    raise RuntimeError(f"no small estate with {plugin.name} is good")


def _needed(plugin: Plugin, plugins: dict[str, Plugin]) -> list[Plugin]:
    direct = [plugins[name] for name in plugin.needs]
    return [*direct, *(more for one in direct for more in _needed(one, plugins))]


def _of(files: Sequence[str], plugins: object) -> list[str]:
    """The files that are records of any of `plugins`."""
    patterns = {pattern: kind for plugin in plugins for pattern, kind in plugin.records.items()}  # type: ignore[attr-defined]
    return [file for file in files if loading.claimed(file, patterns)]


def _frame(root: Path, plugin: Plugin, drawn: bool) -> None:
    texts = {"content/estate.yaml": ESTATE, "content/main/about.md": PAGE.format("About")}
    for audience, folder in (("public", "main"), ("staff", "inside"), ("restricted", "closed")):
        texts[f"content/{folder}/microsite.yaml"] = f"title: Home\npath: /\naudience: {audience}\n"
        texts[f"content/{folder}/index.md"] = PAGE.format("Home")
        if drawn and plugin.audience.name in (audience, "public"):
            texts[f"content/{plugin.name}-{audience}/microsite.yaml"] = (
                f"title: Room\naudience: {audience}\nplugins: [{plugin.name}]\n"
            )
            texts[f"content/{plugin.name}-{audience}/index.md"] = PAGE.format("Room")
    for name, text in texts.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
