"""What is kept of a model: what there is to know of it, and what was derived in parts (`smile.plugin.Build.once`)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from smile import hands, store
from smile.gates import Packed
from smile.scan import digest_of

LENGTH = 100
"""So many pages are as much work as one thing of `Memory.each`, about: it is made of a part of the records."""


class Known(NamedTuple):
    """What there is to know of a plugin's model without reading it."""

    key: bytes
    """Everything that it was derived from, as a digest."""
    value: bytes | None = None
    """The digest of the model as it is kept; None where nobody asked for it, and it was not derived."""
    secrets: tuple[Packed, ...] = ()
    """Its private texts."""
    files: tuple[str, ...] = ()
    addresses: Mapping[str, str] = {}
    """By Markdown file, the path below its microsite of the page that is made of it."""
    open_texts: tuple[str, ...] = ()
    """What its records let everybody see of themselves, though the fields are private."""


class Memory:
    """The parts of one plugin's model, each in a file of `folder` that is read only when it is asked for."""

    def __init__(self, folder: Path, mark: bytes) -> None:
        """`mark` stands for the code that makes the parts."""
        self.folder, self.mark = folder, mark
        self.used: set[str] = set()
        """The names of the files that were asked for."""

    def each(self, many: Sequence[tuple[bytes, Callable[[], Any]]]) -> list[Any]:
        """What `once` gives for each. Several processes make what is new, which is therefore fit to be pickled."""
        new = [place for place, (key, _) in enumerate(many) if not (self.folder / self._name(key)).is_file()]

        def made(places: Iterable[int]) -> dict[int, Any]:
            return {place: self.once(*many[place]) for place in places}

        found: dict[int, Any] = {}
        for part in hands.share(new, made, lambda: None, lambda place: LENGTH):
            found |= part
        return [found[place] if place in found else self.once(*one) for place, one in enumerate(many)]

    def _name(self, key: bytes) -> str:
        name = digest_of([self.mark, key]).hex()
        self.used.add(name)
        return name

    def once(self, key: bytes, make: Callable[[], Any]) -> Any:
        """The part that was kept under `key`, or else what `make` gives, which is kept from now on."""
        name = self._name(key)
        kept = store.read(self.folder / name)
        if isinstance(kept, tuple) and len(kept) == 1:
            return kept[0]
        made = make()
        store.save(self.folder / name, (made,))
        return made

    def save(self) -> None:
        """Removes the parts that nobody asked for this time."""
        for path in self.folder.glob("*"):
            if path.name not in self.used:
                path.unlink(missing_ok=True)


class Unsure:
    """What a model takes for granted while copies of the process look whether it holds: `smile.plugin.Build.sure`."""

    def __init__(self, memory: Memory) -> None:
        """`memory` is that of the plugin, which is tidied up when all is known."""
        self.memory = memory
        self.asked: list[hands.Beside[tuple[bool, set[str]]]] = []
        self._keeping: hands.Beside[bytes] | None = None

    def ask(self, holds: Callable[[], bool]) -> bool:
        """Begins to look whether something holds; True in the meantime."""
        self.asked.append(hands.Beside(lambda: (holds(), self.memory.used)))
        return True

    def keep(self, save: Callable[[], bytes], beside: bool) -> bytes | None:
        """Saves the model; its digest, or None where a copy does that meanwhile: then `kept` gives it."""
        keeping = hands.Beside(save) if beside else None
        if keeping is None or not keeping.copied:
            return save()
        self._keeping = keeping
        return None

    def kept(self) -> bytes | None:
        """The digest of the model that a copy saved, if one did."""
        return self._keeping.result() if self._keeping else None

    def certain(self) -> bool:
        """Whether all of it holds, as far as could be seen."""
        try:
            found = [one.result() for one in self.asked]
        except Exception:  # whatever the code of a plugin may raise: where it is asked again, that is told
            return False
        self.memory.used.update(*(used for _, used in found))
        self.memory.save()
        return all(holds for holds, _ in found)

    def end(self) -> None:
        """Stops looking, and saving."""
        for one in self.asked:
            one.end()
        if self._keeping:
            self._keeping.end()
