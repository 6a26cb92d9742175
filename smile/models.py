"""Step 2, derive: each plugin's records become its model, once for the whole estate."""

from __future__ import annotations

import datetime as dt
import inspect
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from smile import loading, registry, store
from smile.memory import Memory
from smile.plugin import Build, Plugin
from smile.problems import ContentError, Problem, nearest
from smile.reading import Read
from smile.records import Document
from smile.registry import Registry
from smile.scan import digest_of
from smile.secrets import Secret


class Model(NamedTuple):
    """What a plugin derived, under the key of everything that it was derived from."""

    key: bytes
    value: Any
    secrets: tuple[Secret, ...]
    files: tuple[str, ...]
    addresses: dict[str, str]
    """By Markdown file, the path below its microsite of the page that is made of it."""
    open_texts: tuple[str, ...] = ()
    """What its records let everybody see of themselves, though the fields are private."""


class Models:
    """The models of an estate's plugins, kept in `folder` between builds and for worker processes."""

    def __init__(self, folder: Path, plugins: Registry) -> None:
        self.folder, self.plugins = folder, plugins
        self._open: dict[str, Model] = {}
        self._addressed: list[str] | None = None

    def get(self, name: str) -> Any:
        """The model of a plugin that was derived before."""
        return self._model(name).value

    def key(self, name: str) -> bytes:
        """What the model of a plugin depends on, as a digest."""
        return self._model(name).key

    def files(self, name: str) -> tuple[str, ...]:
        """The files whose records a plugin's model was derived from, those of plugins that it needs too.

        Of plugins that it only uses, views tell what a page shows.
        """
        needed = [file for other in self.plugins.get(name).needs for file in self.files(other)]
        return (*self._model(name).files, *needed)

    def address(self, file: str) -> tuple[str, str] | None:
        """The page that a plugin makes of a Markdown file: its path below the microsite, and the plugin's name."""
        if self._addressed is None:
            self._addressed = [
                plugin.name for plugin in self.plugins.all() if self._model(plugin.name).addresses
            ]
        for name in self._addressed:
            path = self._model(name).addresses.get(file)
            if path is not None:
                return path, name
        return None

    def _model(self, name: str) -> Model:
        if name not in self._open:
            kept = store.read(self.folder / f"{name}.model")
            if not isinstance(kept, Model):
                raise KeyError(name)
            self._open[name] = kept
        return self._open[name]

    def derive(
        self, root: Path, digests: Mapping[str, bytes], code: Mapping[str, bytes], build: Build
    ) -> list[Problem]:
        """Brings every model up to date; returns the problems of all plugins.

        `digests` are those of the estate's files, `code` those of the plugins' code by name.
        """
        problems: list[Problem] = []
        loadable = self.plugins.loaded()
        broken = set(self.plugins.names()) - {plugin.name for plugin in loadable}
        try:
            ordered = in_order(loadable, broken)
        except ContentError as error:
            return error.problems
        for plugin in ordered:
            files = loading.wanted(list(digests), plugin)
            if broken & {*plugin.needs, *plugin.uses}:
                # what it derives would only follow from those; its records are looked at
                broken.add(plugin.name)
                problems += loading.load(root, files, plugin.records, {}).problems
                continue
            key = self._key(plugin, files, digests, code, build)
            if not self._kept(plugin.name, key):
                found = self._make(root, plugin, files, key, code, build)
                problems += found
                if found:
                    broken.add(plugin.name)
        return problems

    def _asked(self, plugin: Plugin) -> tuple[str, ...]:
        """The plugins whose models `plugin` reads."""
        return (*plugin.needs, *(name for name in plugin.uses if name in self.plugins.rooms))

    def open_texts(self) -> list[str]:
        """What records let everybody see of themselves: no secret, wherever it stands."""
        return [text for model in self._open.values() for text in model.open_texts]

    def secrets(self) -> list[Secret]:
        """Every private text of every model."""
        return [secret for model in self._open.values() for secret in model.secrets]

    def _kept(self, name: str, key: bytes) -> bool:
        """Whether the model of a plugin is there under `key`. One that has changed is not even read."""
        if name not in self._open and store.read(self.folder / f"{name}.key") != key:
            return False
        try:
            return self._model(name).key == key
        except KeyError:
            return False

    def _key(
        self,
        plugin: Plugin,
        files: list[str],
        digests: Mapping[str, bytes],
        code: Mapping[str, bytes],
        build: Build,
    ) -> bytes:
        parts: list[bytes | str] = [
            code[""],
            code[plugin.name],
            _moment(build.now),
            str(build.drafts),
            build.name,
        ]
        for other in self._asked(plugin):
            parts += [other, self.key(other)]
        for file in files:
            parts += [file, digests[file]]
        return digest_of(parts)

    def _make(
        self,
        root: Path,
        plugin: Plugin,
        files: list[str],
        key: bytes,
        code: Mapping[str, bytes],
        build: Build,
    ) -> list[Problem]:
        kept = store.read(self.folder / f"{plugin.name}.records")
        mark = digest_of([code[""], code[plugin.name]])
        read = Read(kept[1] if isinstance(kept, tuple) and len(kept) == 2 and kept[0] == mark else {})
        loaded = loading.load(root, files, plugin.records, read.parsed)
        if loaded.problems:
            return loaded.problems
        needed = {name: self.get(name) for name in self._asked(plugin)}
        try:
            memory = Memory(self.folder / f"{plugin.name}.parts", mark)
            own = Build(build.now, build.drafts, build.name, needed, root, memory.once)
            value = plugin.derive(loaded.records(), own)
            memory.save()
        except ContentError as error:
            return error.problems
        except Exception as error:  # whatever the code of a plugin may raise
            room = self.plugins.rooms[plugin.name]
            return [registry.broken(error, room, "cannot derive what follows from its records")]
        private = read.take(loaded.parsed)
        shown = tuple(
            text for _, many in loaded.parsed.values() for record in many for text in record.open_texts
        )
        model = Model(key, value, private, tuple(files), _addresses(plugin, loaded), shown)
        if files:
            store.save(self.folder / f"{plugin.name}.records", (mark, read.files))
        # the key says what the model is: it goes first, and comes last
        (self.folder / f"{plugin.name}.key").unlink(missing_ok=True)
        store.save(self.folder / f"{plugin.name}.model", model)
        store.save(self.folder / f"{plugin.name}.key", key)
        self._open[plugin.name] = model
        return []


def _addresses(plugin: Plugin, loaded: loading.Loaded) -> dict[str, str]:
    documents = [
        record for many in loaded.by_type.values() for record in many if isinstance(record, Document)
    ]
    found = ((document.source.file, plugin.address(document)) for document in documents)
    return {file: path for file, path in found if path is not None}


def in_order(plugins: Iterable[Plugin], absent: Collection[str] = ()) -> list[Plugin]:
    """The plugins so that each comes after those it needs. ContentError for a circle or an unknown name.

    `absent` are the names of plugins that are there but cannot be loaded.
    """
    by_name = {plugin.name: plugin for plugin in plugins}
    done: list[Plugin] = []
    path: list[str] = []

    def visit(name: str, asked_by: str) -> None:
        if name in path:
            raise ContentError([_needless(by_name[asked_by], "plugins need each other", [*path, name], ())])
        if name not in by_name:
            message = "the plugin needs one that is not there"
            raise ContentError([_needless(by_name[asked_by], message, [name], by_name)])
        if by_name[name] in done:
            return
        path.append(name)
        for other in by_name[name].needs:
            if other not in absent:
                visit(other, name)
        for other in by_name[name].uses:
            if other in by_name:
                visit(other, name)
        path.pop()
        done.append(by_name[name])

    for name in sorted(by_name):
        visit(name, name)
    return done


def _needless(plugin: Plugin, message: str, names: list[str], known: Iterable[str]) -> Problem:
    """Something wrong with what a plugin `needs`, at that line of its code."""
    try:
        lines, first = inspect.getsourcelines(type(plugin))
    except (OSError, TypeError):
        lines, first = [], 1
    line = next((first + index for index, text in enumerate(lines) if "needs" in text), first)
    close = nearest(names[-1], known)
    hint = f"did you mean `{close}`?" if close else "take it out of `needs`"
    return Problem(
        f"plugins/{plugin.name}/plugin.py", line, 0, "plugin.needs", message, " -> ".join(names), "", hint
    )


def _moment(now: dt.datetime) -> str:
    return now.isoformat()
