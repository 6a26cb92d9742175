"""Where the generator's own theme, plugins and starters are: beside the package, or inside an installed one."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def folder(name: str) -> Path:
    """The folder `theme`, `plugins` or `starters` that comes with the generator."""
    inside = _PACKAGE / "_bundled" / name
    return inside if inside.is_dir() else _PACKAGE.parent / name


def package() -> Path:
    """The folder of the generator's own code."""
    return _PACKAGE
