"""Puts the theme, the plugins and the starters into the wheel, as smile/_bundled/."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

BUNDLED = ("theme", "plugins", "starters")
COMPILED = ("nhsuk.css", "smile.css", "smile.js", "nhsuk-frontend-licence.txt")
LEFT_OUT = ("__pycache__", ".inputs", "compile.mjs")


class Bundle(BuildHookInterface[Any]):
    """The hook that hatchling runs before it builds a wheel or a source archive."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Name what goes into the wheel besides the package; stop if the theme is not compiled."""
        root = Path(self.root)
        missing = [
            f"theme/compiled/{name}" for name in COMPILED if not (root / "theme" / "compiled" / name).exists()
        ]
        missing += [f"{name}/" for name in BUNDLED if not (root / name).is_dir()]
        if missing:
            self.app.abort(
                f"{', '.join(missing)} missing: run `python3 build.py` first, which compiles the theme"
            )
        if self.target_name == "wheel" and version != "editable":
            build_data["force_include"].update(
                {str(root / place): f"smile/_bundled/{place}" for place in files(root)}
            )


def files(root: Path) -> list[str]:
    """Every file of the bundled folders, from the project's root, in order."""
    paths = (
        path.relative_to(root)
        for name in BUNDLED
        for path in sorted((root / name).rglob("*"))
        if path.is_file()
    )
    return [path.as_posix() for path in paths if not set(path.parts) & set(LEFT_OUT)]
