"""Spelling and the NHS content style, on every page: warnings, with exceptions in `data/words.yaml`."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections import defaultdict
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import yaml

from trust.built import ROOT, Built, TrustError
from trust.outcome import Fault, Outcome

EXCEPTIONS = ROOT / "trust" / "words.yaml"
_SKIPPED = {"script", "style", "code", "pre", "kbd", "svg", "time", "samp"}
_BLOCKS = set(
    "p li h1 h2 h3 h4 h5 h6 td th dt dd summary caption label legend figcaption title div section".split()
)
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_WORD = re.compile(r"(?<![\w@./#-])[A-Za-z][a-z]+(?:['’][a-z]+)?(?![\w@/.-]*[\w@/])")
_SLASHED = re.compile(r"\b\d{1,2}/\d{1,2}/(\d{2}|\d{4})\b")
_DASHED = re.compile(r"(?<![/\w-])\d{4}-\d\d-\d\d(?![\w-])")
_ORDINAL = re.compile(r"\b\d{1,2}(st|nd|rd|th) (of )?(January|February|March|April|May|June|July|August|September|"
                      r"October|November|December)\b")  # fmt: skip


class _Texts(HTMLParser):
    """The texts of a page, block by block, with the element that each is in."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.blocks: list[tuple[str, str]] = []
        self.now = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("br", "img", "input", "hr", "meta", "link", "source", "wbr", "col"):
            return
        if tag in _BLOCKS:
            self._end()
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self._end()
        while tag in self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not _SKIPPED & set(self.open):
            self.now += data
        elif self.now and not self.now.endswith(" "):
            self.now += " _ "  # a word of code stands here

    def _end(self) -> None:
        text = " ".join(self.now.split())
        if text:
            inner = next((tag for tag in reversed(self.open) if tag in _BLOCKS), "")
            self.blocks.append((inner, text))
        self.now = ""


def check(built: Built, whole: bool) -> Outcome:
    """All pages of all trees. What is found are warnings: a person decides."""
    outcome = Outcome("Words (spelling and NHS style)")
    known = exceptions()
    places: dict[str, list[str]] = defaultdict(list)
    for audience in built.audiences():
        for url, path in list(built.pages(audience).items())[:: 1 if whole else 5]:
            where = f"{audience} {url}"
            outcome.count("pages")
            for tag, text in blocks(path):
                if audience == "restricted" and tag in _HEADINGS:
                    continue  # the names of partners, with the capitals that they have
                outcome.warnings += [
                    Fault(f"style.{rule}", where, said) for rule, said in style(tag, text, known)
                ]
                for word in _WORD.findall(text):
                    if audience == "restricted" and word[0].isupper():
                        continue  # a name
                    places[word.replace("’", "'")].append(where)
    wrong = misspelt(sorted(places), {word.casefold() for word in known["words"]})
    outcome.count("words", len(places))
    outcome.warnings += [
        Fault(
            "spelling",
            places[word][0],
            f"{word} ({len(places[word])} times)",
            "correct it, or list it as an exception",
        )
        for word in wrong
    ]
    outcome.warnings = sorted(set(outcome.warnings))
    outcome.count("warnings", len(outcome.warnings))
    return outcome


def exceptions() -> Mapping[str, list[str]]:
    """What is right although a rule says otherwise."""
    given: dict[str, Any] = yaml.safe_load(EXCEPTIONS.read_text("utf-8"))
    return {name: [str(one) for one in given.get(name) or []] for name in ("words", "names", "ampersands")}


def blocks(path: Path) -> list[tuple[str, str]]:
    """The texts of a page, in order: the element that each stands in, and the text."""
    reader = _Texts()
    reader.feed(path.read_text("utf-8"))
    reader._end()
    return reader.blocks


def style(tag: str, text: str, known: Mapping[str, list[str]]) -> Iterator[tuple[str, str]]:
    """What the NHS content style would say otherwise: https://service-manual.nhs.uk/content"""
    bare = text
    for one in known["ampersands"]:
        bare = bare.replace(one, "")
    if "&" in bare:
        yield "and", f'"&" for "and": {text[:80]}'
    for pattern in (_SLASHED, _DASHED, _ORDINAL):
        for match in pattern.finditer(text):
            yield "date", f"write it as 7 February 2019: {match[0]}"
    if tag in _HEADINGS:
        for one in known["names"]:
            bare = bare.replace(one, "")
        later = re.findall(r"(?<=[a-z,] )[A-Z][a-z]+", bare)
        if len(later) >= 2:
            yield "sentence-case", f"a heading with capitals: {text[:80]}"


def misspelt(words: list[str], known: set[str]) -> list[str]:
    """Those of `words` that British English does not have, and that are no exception."""
    node = shutil.which("node")
    if not node:
        raise TrustError("spelling is checked with Node: run `python3 build.py trust`, which finds one")
    asked = [
        word
        for word in words
        if word.casefold() not in known and word.removesuffix("'s").casefold() not in known
    ]
    done = subprocess.run(
        [node, str(ROOT / "trust" / "spelling.mjs")],
        input="\n".join(asked),
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    if done.returncode:
        raise TrustError(f"spelling could not be checked: {done.stderr.strip().splitlines()[-1:]}")
    found: list[str] = json.loads(done.stdout)
    return found
