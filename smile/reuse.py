"""Which microsites have nothing to build: all that their pages depend on is as it was."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from smile import kept as keeping
from smile import paths
from smile.estate import ESTATE_FILE
from smile.results import GATE, SiteResult
from smile.run import Run
from smile.scan import digest_of
from smile.settings import Microsite
from smile.state import Part


def kept(run: Run, touched: set[str]) -> dict[str, SiteResult]:
    """The results of the microsites that nothing changed in, where the files `touched` did."""
    all_places = paths.places(run.opened.microsites)
    by_folder = {site.folder: site.slug for site in run.opened.microsites}
    hit = {by_folder[place.folder] for path in touched if (place := paths.place_of(path, all_places))}
    found = {}
    for site in run.opened.microsites:
        if site.circle in run.trees and site.slug not in hit and run.stands(site.circle):
            models = run.before.models.get(site.slug)
            if models is not None and all(key_of(run, name) == key for name, key in models.items()):
                result = keeping.standing(run.cache, site.slug, run.before.results.get(site.slug))
                if result is not None:
                    found[site.slug] = result
    return found


def everything(run: Run, touched: set[str]) -> bool:
    """Whether something changed that any microsite may depend on."""
    if run.options.check or run.before.options != run.options.key():
        return True
    return any(map(is_settings, touched)) or run.before.digests != code_of(run)


def is_settings(path: str) -> bool:
    """Whether every page of the estate may depend on a file."""
    return path == ESTATE_FILE or path.endswith("/microsite.yaml")


def key_of(run: Run, name: str) -> bytes:
    """What the model of a plugin is, or the gate, as a digest."""
    if name == GATE:
        return digest_of([gate.key for _, gate in sorted(run.gates.items())])
    return run.tools.models.key(name) if name in run.tools.plugins.rooms else b""


def part_of(site: Microsite) -> Part:
    """Where all lies that a microsite makes."""
    return site.audience_name, site.at.split("/")[1]


def shown(run: Run, models: Mapping[str, Collection[str]]) -> dict[str, tuple[Part, ...]]:
    """By pattern of records, where pages lie that may show what is made of them; `models` are those of microsites."""
    places = {site.slug: part_of(site) for site in run.opened.microsites}
    made: dict[str, set[Part]] = {}
    manifests = run.tools.plugins.manifests()
    for one in manifests:
        readers = {one.name}
        while more := {other.name for other in manifests if readers & {*other.needs, *other.uses}} - readers:
            readers |= more
        found = {places[slug] for slug, names in models.items() if readers.intersection(names)}
        for pattern in one.records:
            made.setdefault(pattern, set()).update(found)
    return {pattern: tuple(sorted(parts)) for pattern, parts in made.items()}


def code_of(run: Run) -> dict[str, bytes]:
    """By group, the digests of the code and of the theme's assets."""
    return {**run.code, "assets": digest_of(sorted(url for url, _ in run.assets.values()))}
