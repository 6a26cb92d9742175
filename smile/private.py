"""What must not be seen of the records in microsites' own folders, known before any page is drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from smile import loading
from smile.estate import Opened
from smile.registry import Registry
from smile.secrets import Secret, holds_private, secrets


def of_sites(opened: Opened, own: Mapping[str, Sequence[str]], plugins: Registry) -> list[Secret]:
    """The private texts in the records of all microsites; `own` are the files of each."""
    found: list[Secret] = []
    for site in opened.microsites:
        for name in site.plugins:
            patterns = plugins.get(name).site_records
            if any(holds_private(kind) for kind in patterns.values()):
                loaded = loading.load(opened.root, list(own[site.slug]), patterns, {}, site.folder + "/")
                found += [
                    one for many in loaded.by_type.values() for record in many for one in secrets(record)
                ]
    return found
