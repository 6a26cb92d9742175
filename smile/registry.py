"""Finding and loading plugins: a folder with a `plugin.py`, in the estate's plugins/ or among the generator's."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

from smile import manifests
from smile.manifests import Manifest
from smile.plugin import Block, Plugin
from smile.problems import ContentError, Problem
from smile.scan import digest_of

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
        self.marks: Mapping[str, bytes] = {}
        """By plugin, what its code and the generator's are, where that is known: manifests are kept under it."""
        self._loaded: dict[str, Plugin] = {}
        self._manifests: dict[str, Manifest] = {}
        self._code: dict[str, bytes] = {}
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

    def manifest(self, name: str) -> Manifest:
        """What is known of the plugin `name`, loaded or not; errors as of `get`."""
        if name not in self._manifests:
            mark = self.marks.get(name)
            kept = manifests.read(self.rooms[name], mark) if mark else None
            self._manifests[name] = kept or manifests.of(self.get(name))
            if mark and not kept:
                manifests.keep(self.rooms[name], mark, self._manifests[name])
        return self._manifests[name]

    def manifests(self) -> list[Manifest]:
        """Those of the plugins that can be loaded."""
        self.problems()
        return [self._manifests[name] for name in self.names() if name in self._manifests]

    def code(self, name: str) -> bytes:
        """What the code of a plugin is, as a digest."""
        if name not in self._code:
            room = self.rooms[name]
            self._code[name] = digest_of([file.read_bytes() for file in sorted(room.rglob("*.py"))])
        return self._code[name]

    def problems(self) -> list[Problem]:
        """What is wrong with the code of those plugins that cannot be loaded."""
        found: list[Problem] = []
        for name in self.names():
            try:
                self.manifest(name)
            except ContentError as error:
                found += error.problems
        return found

    def loaded(self) -> list[Plugin]:
        """The plugins that can be loaded, all of them."""
        return [self.get(one.name) for one in self.manifests()]

    def blocks(self) -> dict[str, tuple[Plugin, Block]]:
        """Every block that Markdown pages may embed, with the plugin that draws it."""
        return {name: (plugin, block) for plugin in self.all() for name, block in plugin.blocks.items()}

    def offered(self) -> dict[str, str]:
        """By the name of each block, the plugin that draws it."""
        return {block: one.name for one in self.manifests() for block in one.blocks}

    def _load(self, name: str) -> Plugin:
        room = self.rooms[name]
        try:
            module = importlib.import_module(f"{_PACKAGE}.{name}.plugin")
            found = [kind for kind in vars(module).values() if _is_own(kind, module)]
            plugins: list[Plugin] = [kind() for kind in found]
        except Exception as error:  # whatever the code of a plugin may raise
            raise ContentError([broken(error, room, "cannot be loaded")]) from error
        if len(plugins) != 1:
            raise ContentError([_not_one([kind.__name__ for kind in found], name)])
        plugins[0].name = name
        return plugins[0]


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


def _not_one(names: Sequence[str], plugin: str) -> Problem:
    message = "the file must hold one class derived from Plugin, and no more"
    found = ", ".join(names) or "none"
    return Problem(f"plugins/{plugin}/plugin.py", 1, 0, "plugin.class", message, found, "class ...(Plugin):")


def _is_own(kind: object, module: ModuleType) -> bool:
    return isinstance(kind, type) and issubclass(kind, Plugin) and kind.__module__ == module.__name__


@contextmanager
def guarded(room: Path, what: str) -> Iterator[None]:
    """Has whatever the code of a plugin raises within raised as ContentError; see `broken`."""
    try:
        yield
    except ContentError:
        raise
    except Exception as error:
        raise ContentError([broken(error, room, what)]) from error


def broken(error: Exception, room: Path, what: str) -> Problem:
    """An exception of a plugin's code as a problem at its line; `what` says what the plugin could not do."""
    path, line, column = room / "plugin.py", 1, 0
    trace = error.__traceback__
    while trace:
        if Path(trace.tb_frame.f_code.co_filename).is_relative_to(room):
            path, line = Path(trace.tb_frame.f_code.co_filename), trace.tb_lineno
        trace = trace.tb_next
    said = str(error)
    if isinstance(error, SyntaxError) and error.filename and Path(error.filename).is_relative_to(room):
        path, line, column, said = Path(error.filename), error.lineno or 1, error.offset or 0, error.msg
    file = f"plugins/{room.name}/{path.relative_to(room).as_posix()}"
    found = f"{type(error).__name__}: {said}" if said else type(error).__name__
    hint = "this is a fault of the plugin's code: show it to who looks after the plugin"
    return Problem(file, line, column, "plugin.broken", f"the plugin {what}", found, "", hint)
