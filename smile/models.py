"""Step 2, derive: each plugin's records become its model, once for the whole estate."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from itertools import chain
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from smile import hands, loading, registry, store
from smile.gates import Packed
from smile.manifests import Manifest
from smile.memory import Known, Memory, Unsure
from smile.order import in_order
from smile.parts import Records
from smile.plugin import Build, Plugin
from smile.problems import ContentError, Problem
from smile.reading import Read
from smile.registry import Registry
from smile.scan import Sorting, digest_of


class Models:
    """The models of an estate's plugins, kept in `folder` between builds and for worker processes."""

    def __init__(self, folder: Path, plugins: Registry, earlier: Models | None = None) -> None:
        """`earlier` are those of the last build of this process: what is still right is not read again."""
        self.folder, self.plugins = folder, plugins
        self._earlier = earlier._in_memory() if earlier else {}
        self.build = Build(dt.datetime.min)
        """What a model is derived for that nobody asked for before."""
        self._ahead = False
        self._known: dict[str, Known] = {}
        self._values: dict[str, Any] = {}
        self._unsure: dict[str, Unsure] = {}
        """Models of which something was taken for granted, by plugin."""

    def get(self, name: str) -> Any:
        """The model of a plugin. One that nobody asked for before is derived now: there are no records for it.

        ContentError where that cannot be done.
        """
        if name not in self._values:
            known = self.known(name)
            if known.value is None:
                self._values[name] = self._derived(self.plugins.get(name), Records({}), self.build)
            elif known.value in self._earlier:
                self._values[name] = self._earlier[known.value]
            else:
                kept = store.read(self._file(name, "model"), known.value)
                if kept is None:
                    raise KeyError(name)
                self._values[name] = kept[0]
        return self._values[name]

    def _in_memory(self) -> dict[bytes, Any]:
        """The models that were read, by the digests of what is kept of them."""
        kept = {name: self.known(name).value for name in self._values}
        return {value: self._values[name] for name, value in kept.items() if value is not None}

    def key(self, name: str) -> bytes:
        """What the model of a plugin depends on, as a digest."""
        return self.known(name).key

    def files(self, name: str) -> tuple[str, ...]:
        """The files whose records a plugin's model was derived from, those of plugins that it needs too.

        Of plugins that it only uses, views tell what a page shows.
        """
        needed = [file for other in self.plugins.manifest(name).needs for file in self.files(other)]
        return (*self.known(name).files, *needed)

    def address(self, file: str) -> tuple[str, str] | None:
        """The page that a plugin makes of a Markdown file: its path below the microsite, and the plugin's name."""
        for name in self.plugins.names():
            path = self.known(name).addresses.get(file)
            if path is not None:
                return path, name
        return None

    def known(self, name: str) -> Known:
        """What there is to know of a model. KeyError where there is nothing."""
        if name not in self._known:
            kept = store.read(self._file(name, "known"))
            if not isinstance(kept, Known):
                raise KeyError(name)
            self._known[name] = kept
        return self._known[name]

    def derive(
        self,
        root: Path,
        digests: Mapping[str, bytes],
        code: Mapping[str, bytes],
        build: Build,
        used: Collection[str],
        ahead: bool = False,
    ) -> list[Problem]:
        """Brings every model up to date; returns the problems of all plugins.

        `digests` are those of the estate's files, `code` those of the plugins' code by name. A model is derived where
        there are records for it, where it is `used` by a microsite, or where another one reads it. With `ahead`, what
        takes long to be known may be taken for granted until somebody asks for `certain`.
        """
        self.build, self._ahead = build, ahead
        problems: list[Problem] = []
        loadable = self.plugins.manifests()
        broken = set(self.plugins.names()) - {one.name for one in loadable}
        try:
            ordered = in_order(loadable, broken, self.plugins)
        except ContentError as error:
            return error.problems
        files = Sorting((pattern, one.name) for one in ordered for pattern in one.records).sorted(digests)
        asked = {*used, *files}
        for one in reversed(ordered):  # whoever reads a model comes after it
            asked |= {*self._asked(one)} if one.name in asked else set()
        for one in ordered:
            name, mine = one.name, files.get(one.name, [])
            if broken & {*one.needs, *one.uses}:
                # what it derives would only follow from those; its records are looked at
                broken.add(name)
                problems += loading.load(root, mine, self.plugins.get(name).records, {}).problems
                continue
            key = self._key(one, mine, digests, code, build)
            if self._kept(name, key, name in asked):
                continue
            if name in asked:
                found = self._make(root, name, {file: digests[file] for file in mine}, key, code)
                problems += found
                if found:
                    broken.add(name)
            else:
                self._save(name, Known(key))
        return problems

    def certain(self) -> bool:
        """Whether all holds that was taken for granted. Where it does not, `derive` has to be called again.

        Until then a model is not known to a later build: that would publish what nobody looked at.
        """
        unsure, self._unsure = self._unsure, {}
        wrong = [name for name, one in unsure.items() if not one.certain()]
        for name in wrong:
            unsure.pop(name).end()
            del self._known[name], self._values[name]
        for name, one in unsure.items():
            self._save(name, self._known[name]._replace(value=one.kept() or self._known[name].value))
        return not wrong

    def end(self) -> None:
        """Stops what is still looked at."""
        for one in self._unsure.values():
            one.end()
        self._unsure = {}

    def open_texts(self) -> list[str]:
        """What records let everybody see of themselves: no secret, wherever it stands."""
        return [text for known in self._known.values() for text in known.open_texts]

    def secrets(self) -> list[Packed]:
        """Every private text of every model."""
        return [*chain.from_iterable(known.secrets for known in self._known.values())]

    def _asked(self, manifest: Manifest) -> tuple[str, ...]:
        """The plugins whose models one reads."""
        return (*manifest.needs, *(name for name in manifest.uses if name in self.plugins.rooms))

    def _file(self, name: str, what: str) -> Path:
        return self.folder / f"{name}.{what}"

    def _kept(self, name: str, key: bytes, asked: bool) -> bool:
        """Whether the model of a plugin is there under `key`, undamaged. One that has changed is not even read."""
        if name not in self._known and store.read(self._file(name, "key")) != key:
            return False
        try:
            known = self.known(name)
        except KeyError:
            return False
        if known.key != key or known.value is None:
            return known.key == key and not asked
        return known.value in self._earlier or store.mark(self._file(name, "model")) == known.value

    def _key(
        self,
        manifest: Manifest,
        files: list[str],
        digests: Mapping[str, bytes],
        code: Mapping[str, bytes],
        build: Build,
    ) -> bytes:
        own = code[""], code[manifest.name]
        parts: list[bytes | str] = [*own, build.now.isoformat(), str(build.drafts), build.name]
        for other in self._asked(manifest):
            parts += [other, self.key(other)]
        for file in files:
            parts += [file, digests[file]]
        return digest_of(parts)

    def _make(
        self, root: Path, name: str, digests: Mapping[str, bytes], key: bytes, code: Mapping[str, bytes]
    ) -> list[Problem]:
        """Derives one model from the files of `digests`, and keeps it."""
        mark = digest_of([code[""], code[name]])
        memory = Memory(self._file(name, "parts"), mark)
        unsure = Unsure(memory)
        try:
            plugin = self.plugins.get(name)
            read = Read(self._file(name, "records"), plugin, mark)
            wrong = read.load(root, digests) if digests else []
            if wrong:
                return wrong
            # looking at few records is sooner done than begun beside
            asked = unsure.ask if self._ahead and len(digests) >= hands.LEAST else None
            build = replace(self.build, root=root, kept=memory.once, many=memory.each, ahead=asked)
            value = self._derived(plugin, read.records(), build)
            if not unsure.asked:
                memory.save()
        except ContentError as error:
            unsure.end()
            return error.problems
        # it says what the rest is: it goes first, and comes last
        self._file(name, "key").unlink(missing_ok=True)
        self._values[name] = value
        model = unsure.keep(lambda: store.save(self._file(name, "model"), (value,)), asked is not None)
        told = read.private(), tuple(digests), read.addresses(), tuple(read.open_texts())
        if unsure.asked or model is None:
            self._unsure[name] = unsure
        self._save(name, Known(key, model, *told))
        return []

    def _derived(self, plugin: Plugin, records: Records, build: Build) -> Any:
        """What follows from `records`. ContentError, too, for whatever the code of a plugin may raise."""
        needed = {name: self.get(name) for name in self._asked(self.plugins.manifest(plugin.name))}
        with registry.guarded(self.plugins.rooms[plugin.name], "cannot derive what follows from its records"):
            return plugin.derive(records, replace(build, models=needed))

    def _save(self, name: str, known: Known) -> None:
        self._file(name, "key").unlink(missing_ok=True)
        store.save(self._file(name, "known"), known)
        if name not in self._unsure:
            store.save(self._file(name, "key"), known.key)
        self._known[name] = known
