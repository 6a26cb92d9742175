"""Compiled templates, kept between builds: the generator's own beside its compiled code, an estate's in its cache."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from functools import cache
from importlib.util import cache_from_source, find_spec
from pathlib import Path

import jinja2
from jinja2.bccache import Bucket, BytecodeCache

from smile import bundled, jinja, store, tight
from smile.scan import digest_of


class Compiled(BytecodeCache):
    """Keeps what is compiled. Damaged files are noticed, as Jinja's own keeping does not."""

    def __init__(self, folder: Path) -> None:
        """`folder` is for the templates of the estate."""
        self.folder = folder
        self._own: set[str] = set()
        """The keys of the generator's own templates."""

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        key = super().get_cache_key(name, filename)
        if filename and filename.startswith(_folders()):
            self._own.add(key)
        return key

    def get_source_checksum(self, source: str) -> str:
        return super().get_source_checksum(source) + _mark()

    def load_bytecode(self, bucket: Bucket) -> None:
        kept = store.read(_beside(bucket.key)) if bucket.key in self._own else None
        if kept is None:
            kept = store.read(self._place(bucket.key))
        if isinstance(kept, bytes):
            bucket.bytecode_from_string(kept)

    def dump_bytecode(self, bucket: Bucket) -> None:
        code = bucket.bytecode_to_string()
        if bucket.key in self._own and not sys.dont_write_bytecode:
            with suppress(OSError):  # installed where nobody may write
                store.save(_beside(bucket.key), code)
                return
        store.save(self._place(bucket.key), code)

    def _place(self, key: str) -> Path:
        return self.folder / f"{key}.jinja"


def nhs() -> Path:
    """Where nhsuk-frontend-jinja keeps its templates."""
    spec = find_spec("nhsuk_frontend_jinja")
    assert spec is not None and spec.submodule_search_locations
    return Path(spec.submodule_search_locations[0]) / "templates"


def _beside(key: str) -> Path:
    compiled = Path(cache_from_source(str(bundled.package() / "templates.py")))
    return compiled.with_name(f"{key}.{sys.implementation.cache_tag}.jinja")


@cache
def _folders() -> tuple[str, ...]:
    """The folders of the generator's own templates."""
    return tuple(
        f"{folder}{os.sep}" for folder in (bundled.folder("theme"), bundled.folder("plugins"), nhs())
    )


@cache
def _mark() -> str:
    """What a compiled template depends on besides its own text: how templates are compiled."""
    ours = [Path(str(module.__file__)).read_bytes() for module in (tight, jinja)]
    return digest_of([*ours, getattr(jinja2, "__version__", "")]).hex()
