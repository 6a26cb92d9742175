"""What is known of a plugin without loading its code: most builds need the code of few plugins, and loading is slow."""

from __future__ import annotations

import importlib.util
import sys
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

from smile import store
from smile.audience import Audience
from smile.plugin import Plugin
from smile.secrets import holds_private


class Manifest(Struct, frozen=True):
    """A plugin as far as steps before its own work need it; see `smile.plugin.Plugin` for what each says."""

    name: str
    records: tuple[str, ...]
    """The patterns of what it reads of the estate."""
    site_records: tuple[str, ...]
    needs: tuple[str, ...]
    uses: tuple[str, ...]
    audience: Audience
    blocks: tuple[str, ...]
    """The names of its blocks."""
    private: bool
    """Whether the records that it reads in microsites hold private texts."""


def of(plugin: Plugin) -> Manifest:
    """The manifest of a plugin that is loaded."""
    private = any(holds_private(kind) for kind in plugin.site_records.values())
    return Manifest(
        plugin.name, tuple(plugin.records), tuple(plugin.site_records), tuple(plugin.needs), tuple(plugin.uses),
        plugin.audience, tuple(plugin.blocks), private,
    )  # fmt: skip


def read(room: Path, mark: bytes) -> Manifest | None:
    """What was kept of the plugin in the folder `room`, if `mark` is still what its code and the generator's are."""
    kept = store.read(_place(room))
    return kept[1] if isinstance(kept, tuple) and kept[0] == mark and isinstance(kept[1], Manifest) else None


def keep(room: Path, mark: bytes, manifest: Manifest) -> None:
    """Keeps a manifest beside the compiled code, where Python may write that."""
    if not sys.dont_write_bytecode:
        with suppress(OSError):  # installed where nobody may write: it is made again each time
            store.save(_place(room), (mark, manifest))


def _place(room: Path) -> Path:
    return Path(importlib.util.cache_from_source(str(room / "plugin.py"))).with_suffix(".manifest")
