"""The records of a microsite's own files, kept from build to build: to read them back is faster than to parse them."""

from __future__ import annotations

from pathlib import Path

from smile import store
from smile.loading import Parsed


def read(cache: Path, slug: str, code: bytes) -> Parsed:
    """What was kept, if the `code` that made it is still the same."""
    kept = store.read(_place(cache, slug))
    whole = isinstance(kept, tuple) and len(kept) == 2 and kept[0] == code
    return kept[1] if whole and isinstance(kept[1], dict) else {}


def save(cache: Path, slug: str, code: bytes, parsed: Parsed) -> None:
    store.save(_place(cache, slug), (code, parsed))


def _place(cache: Path, slug: str) -> Path:
    return cache / "sites" / f"{slug}.parsed"
