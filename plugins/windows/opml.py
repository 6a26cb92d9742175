"""Lists of feeds as other programs read and write them: OPML 2.0 (http://opml.org/spec2.opml)."""

from __future__ import annotations

import json
from xml.etree import ElementTree as ET

from .records import Window
from .text import address, plain


def written(window: Window) -> bytes:
    """The feeds of a Window."""
    root = ET.Element("opml", {"version": "2.0"})
    ET.SubElement(ET.SubElement(root, "head"), "title").text = window.title
    body = ET.SubElement(root, "body")
    for source in window.sources:
        if source.feed:
            more = {"htmlUrl": source.home} if source.home else {}
            ET.SubElement(body, "outline", {"type": "rss", "text": source.name, "xmlUrl": source.feed} | more)
    ET.indent(root)
    made: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return made + b"\n"


def definition(data: bytes, title: str | None) -> tuple[str, str]:
    """The title and the YAML of a Window of the feeds in an OPML file. ValueError for what is none."""
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise ValueError("the file declares entities, which no list of feeds needs: it is not read")
    try:
        root = ET.fromstring(data)
    except ET.ParseError as error:
        raise ValueError(f"the file is not OPML: {error}") from None
    found: dict[str, str] = {}
    for outline in root.iter("outline"):
        url = address(outline.get("xmlUrl", ""))
        if url:
            found.setdefault(url, plain(outline.get("text") or outline.get("title") or url, markup=False))
    if root.tag != "opml" or not found:
        raise ValueError("the file is OPML without a feed" if root.tag == "opml" else "the file is not OPML")
    named = title or plain(root.findtext("head/title") or "A new Window", markup=False)
    lines = [
        f"title: {json.dumps(named, ensure_ascii=False)}",
        "summary: What these sources are talking about.",
        "purpose: Say here whom this Window is for, and what it is there to show.",
        "sources:",
    ]
    for url, name in found.items():
        lines += [f"  - name: {json.dumps(name, ensure_ascii=False)}", f"    feed: {json.dumps(url)}"]
    return named, "\n".join(lines) + "\n"
