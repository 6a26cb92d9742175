"""Finding and loading plugins: a folder with a `plugin.py`, in the estate's plugins/ or among the generator's."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

from smile.plugin import Block, Plugin
from smile.problems import ContentError, Problem

_PACKAGE = "smile_plugins"
"""The package that plugins are loaded into, so that rooms import their own modules relatively."""


class Registry:
    """The plugins of an estate, loaded when asked for."""

    def __init__(self, folders: Sequence[Path]) -> None:
        """`folders` hold plugins; of two with one name the first is taken."""
        self.folders = tuple(folders)
        self.rooms = {
            room.parent.name: room.parent
            for base in reversed(folders)
            for room in sorted(base.glob("*/plugin.py"))
        }
        self._loaded: dict[str, Plugin] = {}
        _package(self.folders)

    def names(self) -> list[str]:
        return sorted(self.rooms)

    def get(self, name: str) -> Plugin:
        """The plugin `name`; KeyError when there is none, ContentError when its code cannot be loaded."""
        if name not in self._loaded:
            self._loaded[name] = self._load(name)
        return self._loaded[name]

    def all(self) -> list[Plugin]:
        return [self.get(name) for name in self.names()]

    def blocks(self) -> dict[str, tuple[Plugin, Block]]:
        """Every block that Markdown pages may embed, with the plugin that draws it."""
        return {name: (plugin, block) for plugin in self.all() for name, block in plugin.blocks.items()}

    def _load(self, name: str) -> Plugin:
        room = self.rooms[name]
        file = f"plugins/{name}/plugin.py"
        try:
            module = importlib.import_module(f"{_PACKAGE}.{name}.plugin")
        except Exception as error:  # whatever the code of a plugin may raise
            raise ContentError([_broken(error, room, file)]) from error
        found = [kind for kind in vars(module).values() if _is_own(kind, module)]
        if len(found) != 1:
            message = "the file must hold one class derived from Plugin"
            raise ContentError([Problem(file, 1, 0, "plugin.class", message, f"{len(found)} of them", "one")])
        plugin: Plugin = found[0]()
        plugin.name = name
        return plugin


def _package(folders: tuple[Path, ...]) -> None:
    """Makes `smile_plugins` a package over `folders`; another estate's plugins are forgotten."""
    paths = [str(folder) for folder in folders]
    known = sys.modules.get(_PACKAGE)
    if known is not None and list(known.__path__) == paths:
        return
    forget()
    package = ModuleType(_PACKAGE)
    package.__path__ = paths
    sys.modules[_PACKAGE] = package


def forget() -> None:
    """Unloads every plugin, so that changed code is read again."""
    for name in [name for name in sys.modules if name == _PACKAGE or name.startswith(_PACKAGE + ".")]:
        del sys.modules[name]
    importlib.invalidate_caches()


def _is_own(kind: object, module: ModuleType) -> bool:
    return isinstance(kind, type) and issubclass(kind, Plugin) and kind.__module__ == module.__name__


def _broken(error: Exception, room: Path, file: str) -> Problem:
    """An exception of a plugin's code as a problem at the line of the plugin that raised it."""
    line, trace = 1, error.__traceback__
    while trace:
        if Path(trace.tb_frame.f_code.co_filename).is_relative_to(room):
            line = trace.tb_lineno
            file = (
                f"plugins/{room.name}/{Path(trace.tb_frame.f_code.co_filename).relative_to(room).as_posix()}"
            )
        trace = trace.tb_next
    if isinstance(error, SyntaxError) and error.lineno:
        line = error.lineno
    return Problem(
        file, line, 0, "plugin.broken", f"the plugin cannot be loaded: {type(error).__name__}: {error}"
    )


broken = _broken
