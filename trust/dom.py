"""Looks at what a browser makes of a built file for anything that came from an attack."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from lxml import etree
from selenium import webdriver

from trust import browser
from trust.strings import MARK

PARSE = browser.script("attacked")
_BATCH = 40
_SCHEME = re.compile(r"\s*(java\s*script|vbscript|data):", re.IGNORECASE)
_ADDRESSES = ("href", "src", "url", "xmlUrl", "htmlUrl", "scheme", "resource")


def html(driver: webdriver.Chrome, pages: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """What came of attacks in `pages` (texts by name), as Chromium's own parser reads them."""
    names = [name for name, text in pages.items() if MARK in text.casefold() or "49" in text]
    for at in range(0, len(names), _BATCH):
        batch = {name: pages[name] for name in names[at : at + _BATCH]}
        found: dict[str, list[str]] = driver.execute_script(PARSE, batch, MARK)
        yield from ((name, said) for name, many in found.items() for said in many)


def other(path: Path) -> tuple[list[str], list[str]]:
    """What came of attacks in a file that is no page; and pieces of HTML in it, to be looked at as pages are."""
    data = path.read_bytes()
    if MARK.encode() not in data and path.suffix not in (".xml", ".json", ".svg"):
        return [], []
    if path.suffix in (".xml", ".svg", ".opml") or data.startswith(b"<?xml"):
        return _xml(data)
    text = data.decode("utf-8", "replace")
    if path.suffix == ".json":
        try:
            return [], [
                one for one in _texts(json.loads(text)) if MARK in one and "<" in one and "html" in path.name
            ]
        except ValueError as error:
            return [f"is no JSON any more: {error}"], []
    if path.suffix == ".ics":
        return [f"a line of its own: {line[:80]}" for line in _unfolded(text) if MARK in _name(line)], []
    if path.suffix == ".csv":
        return list(_formulas(text)), []
    if path.name == "_headers":
        lines = [
            line
            for line in text.splitlines()
            if MARK in line and not line.startswith(("  Content", "  Link", "/"))
        ]
        return [f"a header: {line[:80]}" for line in lines], []
    return [], []


def _xml(data: bytes) -> tuple[list[str], list[str]]:
    try:
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        return [f"is no XML any more: {error}"], []
    said, pieces = [], []
    for one in root.iter():
        if not isinstance(one.tag, str):
            if MARK in (one.text or ""):
                said.append(f"a comment or instruction: {(one.text or '')[:80]}")
            continue
        name = etree.QName(one).localname
        if MARK in name or (name == "script" and MARK in "".join(one.itertext())):
            said.append(f"element {name}")
        for attribute, value in one.attrib.items():
            if MARK in attribute or re.match(r"on\w", attribute):
                said.append(f"attribute {attribute} of {name}")
            if attribute.rpartition("}")[2] in _ADDRESSES and _SCHEME.match(value) and MARK in value:
                said.append(f"scheme in {attribute} of {name}: {value[:60]}")
        text = one.text or ""
        if name in ("link", "url", "uri", "id") and _SCHEME.match(text):
            said.append(f"scheme in {name}: {text[:60]}")
        html = one.get("type") in ("html", "text/html") or name in ("encoded", "description")
        if html and "<" in text:
            pieces.append(text)
    return said, pieces


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)
    elif isinstance(value, str):
        yield value


def _unfolded(text: str) -> list[str]:
    return re.sub(r"\r?\n[ \t]", "", text).splitlines()


def _name(line: str) -> str:
    return re.split(r"[:;]", line, maxsplit=1)[0]


def _formulas(text: str) -> Iterator[str]:
    """Cells that a spreadsheet would calculate (OWASP, "CSV injection")."""
    for row in csv.reader(io.StringIO(text)):
        for cell in row:
            if MARK in cell and cell[:1] in "=+-@\t\r":
                yield f"a formula: {cell[:60]}"
