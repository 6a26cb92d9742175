"""What a plugin derived in parts, kept from build to build: `smile.plugin.Build.once`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from smile import store
from smile.scan import digest_of


class Memory:
    """The parts of one plugin's model, each in a file of `folder` that is read only when it is asked for."""

    def __init__(self, folder: Path, mark: bytes) -> None:
        """`mark` stands for the code that makes the parts."""
        self.folder, self.mark = folder, mark
        self._used: set[str] = set()

    def once(self, key: bytes, make: Callable[[], Any]) -> Any:
        """The part that was kept under `key`, or else what `make` gives, which is kept from now on."""
        name = digest_of([self.mark, key]).hex()
        self._used.add(name)
        kept = store.read(self.folder / name)
        if isinstance(kept, tuple) and len(kept) == 1:
            return kept[0]
        made = make()
        store.save(self.folder / name, (made,))
        return made

    def save(self) -> None:
        """Removes the parts that nobody asked for this time."""
        for path in self.folder.glob("*"):
            if path.name not in self._used:
                path.unlink(missing_ok=True)
