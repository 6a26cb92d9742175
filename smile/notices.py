"""Answers to people who sent something by a form: capabilities say what they are, and the intake sends them.

A capability offers them with a file `plugins/NAME/notices.py` that holds `notices(records, today)`: what it reads
(`smile.plugin.Records`) and a day give the notices that are published by then.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from smile import bundled, loading
from smile.estate import open_estate
from smile.options import Options
from smile.problems import ContentError
from smile.registry import Registry
from smile.scan import scan


@dataclass(frozen=True, slots=True)
class Notice:
    """An answer: `submission` is the reference number that the person was given."""

    submission: str
    step: Literal["answer", "completion"]
    """The first answer, or the second one when what was promised is done."""
    text: str
    """What is said to the person, as plain text."""
    page: str = ""
    """Where it can be read: a path below the capability's public microsite, a site path or a whole address."""


def offered(options: Options) -> Iterator[Notice]:
    """Every answer in the estate, with its page as a site path or an address. ContentError for wrong records."""
    registry = Registry(bundled.plugins(options.root))
    files = sorted(scan(options.root, "data"))
    homes = _homes(options.root, registry)
    for name, room in sorted(registry.rooms.items()):
        if not (room / "notices.py").is_file():
            continue
        loaded = loading.load(options.root, files, registry.get(name).records, {})
        if loaded.problems:
            raise ContentError(loaded.problems)
        module = importlib.import_module(f"smile_plugins.{name}.notices")
        for one in module.notices(loaded.records(), options.now.date()):
            whole = not one.page or one.page.startswith(("/", "https://"))
            yield one if whole else replace(one, page=homes.get(name, "/") + one.page)


def _homes(root: Path, registry: Registry) -> Mapping[str, str]:
    """By capability, the site path of its first public microsite."""
    homes: dict[str, str] = {}
    for site in open_estate(root, scan(root, "content"), registry.names()).microsites:
        if site.audience_name == "public":
            for plugin in site.plugins:
                homes.setdefault(plugin, site.at)
    return homes
