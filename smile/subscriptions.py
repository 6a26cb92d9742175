"""Every feed of a site in one file that feed readers import: OPML 2.0 (opml.org/spec2, "subscription lists")."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence
from xml.etree import ElementTree as ET

from smile.estate import Opened
from smile.feeds import add
from smile.results import SiteResult

_FORMS = ("application/rss+xml", "application/atom+xml")


def opml(opened: Opened, results: Sequence[SiteResult], base: str) -> str | None:
    """The feeds that the pages of these microsites offer, in the order of the menu; None where there are none.

    Of the forms of one feed, which lie side by side, it is the one that most readers know.
    """
    slugs = {result.slug for result in results}
    sites = {site.at: site.title for site in opened.microsites if site.slug in slugs}
    found: dict[str, dict[str, tuple[str, str]]] = {at: {} for at in sites}
    for result in results:
        for path, said in result.feeds.items():
            found.get(_owner(path, sites), {})[path] = said
    root = ET.Element("opml", {"version": "2.0"})
    add(ET.SubElement(root, "head"), "title", f"Feeds of {opened.estate.name}")
    body = ET.SubElement(root, "body")
    for at, title in sites.items():
        feeds = _chosen(found[at])
        if feeds:
            folder = ET.SubElement(body, "outline", {"text": title, "title": title})
        for name, path in feeds:
            outline = {"type": "rss", "text": name, "title": name, "xmlUrl": base + path}
            ET.SubElement(folder, "outline", outline)
    if not len(body):
        return None
    ET.indent(root)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written.decode() + "\n"


def _owner(path: str, sites: Container[str]) -> str:
    """The path of the microsite that a feed lies in: pages of others may offer it as well. "" for none."""
    while path:
        path = path.rpartition("/")[0]
        if path + "/" in sites:
            return path + "/"
    return ""


def _chosen(feeds: Mapping[str, tuple[str, str]]) -> list[tuple[str, str]]:
    """The title and the path of each feed, in one of its forms."""
    chosen: dict[str, tuple[int, str, str]] = {}
    for path, (title, kind) in feeds.items():
        if kind in _FORMS:
            form = _FORMS.index(kind), re.sub(r" \((RSS|Atom)\)$", "", title), path
            folder = path.rpartition("/")[0]
            chosen[folder] = min(chosen.get(folder, form), form)
    return [(title, path) for _, title, path in chosen.values()]
