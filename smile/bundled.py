"""Where the generator's own theme, plugins and starters are: beside the package, or inside an installed one."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def folder(name: str) -> Path:
    """The folder `theme`, `plugins` or `starters` that comes with the generator."""
    inside = _PACKAGE / "_bundled" / name
    return inside if inside.is_dir() else _PACKAGE.parent / name


def themes(root: Path) -> tuple[Path, ...]:
    """The folders of the theme for the estate at `root`: its own first, then the generator's."""
    return _own_first(root / "theme", folder("theme"))


def plugins(root: Path) -> tuple[Path, ...]:
    """The folders that may hold plugins for the estate at `root`: its own first."""
    return _own_first(root / "plugins", folder("plugins"))


def _own_first(own: Path, ours: Path) -> tuple[Path, ...]:
    return (own, ours) if own.is_dir() and own.resolve() != ours.resolve() else (ours,)


def package() -> Path:
    """The folder of the generator's own code."""
    return _PACKAGE
