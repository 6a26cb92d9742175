"""The forges: a module each, whose `connect` gives what `intake.forge.Forge` describes. A new one is a new file here.

`INTAKE_FORGE` is the name of the module. It has `INTAKE_REPOSITORY`, `INTAKE_BRANCH`, `INTAKE_FORGE_API` and
`INTAKE_FORGE_TOKEN` to know where and who, and raises ValueError for what it lacks.
"""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path

from intake.config import Settings
from intake.forge import Forge
from intake.store import Store


def names() -> list[str]:
    """What `INTAKE_FORGE` may be."""
    return sorted(one.name for one in pkgutil.iter_modules(__path__))


def connect(root: Path, settings: Settings, store: Store) -> Forge:
    """The forge that the settings name. ValueError when there is none, or when they do not say where it is."""
    if settings.forge not in names():
        raise ValueError(f"INTAKE_FORGE is one of {', '.join(names())}, not {settings.forge!r}")
    if not settings.repository:
        raise ValueError(
            "INTAKE_REPOSITORY is missing: the folder of a Git repository, or OWNER/NAME on a forge"
        )
    made: Forge = importlib.import_module(f"{__name__}.{settings.forge}").connect(root, settings, store)
    return made
