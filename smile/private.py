"""What must not be seen of the records in microsites' own folders, known before any page is drawn."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from smile import loading, paths
from smile.estate import Opened
from smile.registry import Registry
from smile.secrets import Secret, secrets


def of_sites(opened: Opened, files: Iterable[str], plugins: Registry) -> list[Secret]:
    """The private texts in the records of all microsites; `files` are all of the estate."""
    found: list[Secret] = []
    own: Mapping[str, tuple[str, ...]] = {}
    for site in opened.microsites:
        for name in site.plugins:
            if plugins.manifest(name).private:
                patterns = plugins.get(name).site_records
                own = own or paths.own_files(opened.microsites, files)
                loaded = loading.load(opened.root, list(own[site.slug]), patterns, {}, site.folder + "/")
                found += [
                    one for many in loaded.by_type.values() for record in many for one in secrets(record)
                ]
    return found
