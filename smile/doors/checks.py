"""What can be wrong with the pages of a microsite before any of them is drawn."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from smile import markdown
from smile.estate import position
from smile.job import Job
from smile.plugin import Plugin
from smile.problems import ContentError, Problem
from smile.sheets import Sheet

_SETTINGS = "microsite.yaml"
_LONGEST = 200
"""Bytes of a name in an address. File systems take 255, with an ending and what tells a temporary file from it."""


def unnamed(file: str) -> Problem:
    """A file whose name cannot be in an address."""
    folder, _, name = file.rpartition("/")
    plain = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    better = re.sub(r"[^a-z0-9.]+", "-", plain).strip("-")
    message = "the name of this file cannot be in an address"
    expected = "letters, digits, hyphens and full stops"
    return Problem(file, 1, 0, "page.name", message, name, expected, f"rename it to {folder}/{better}")


def long(made: list[Sheet]) -> Iterator[Problem]:
    """Pages whose addresses no file system would take."""
    for sheet in made:
        part = max(sheet.url.split("/"), key=len)
        if len(part.encode()) > _LONGEST:
            file = sheet.file or (sheet.files[0] if sheet.files else "")
            message, expected = "a part of the page's address is too long", f"at most {_LONGEST} letters"
            hint = f"shorten what it is made of: {sheet.title[:40]}"
            yield Problem(file, 1, 0, "page.address", message, f"{part[:40]}...", expected, hint)


def unfit(job: Job, plugins: list[Plugin]) -> Iterator[Problem]:
    """Plugins for a smaller circle of people than the microsite."""
    for index, plugin in enumerate(plugins):
        if plugin.audience > job.site.audience:
            file = job.task.microsite.source.file
            line, column = position(job.task.opened.root, file, ("plugins", index))
            here = job.site.audience.name
            message = f"the plugin is for the {plugin.audience.name} site, and this microsite is {here}"
            hint = "use it in a microsite of that audience"
            yield Problem(file, line, column, "leak.plugin", message, plugin.name, "", hint)


def blocks(job: Job, made: list[Sheet]) -> list[Problem]:
    """What is wrong with the blocks of the pages, which are not going to be drawn."""
    problems: list[Problem] = []
    for sheet in made:
        if sheet.document is not None:
            for asked in markdown.blocks(sheet.document.body, sheet.document.body_line)[1]:
                try:
                    job.embedder.ask(asked, sheet.file)
                except ContentError as error:
                    problems += error.problems
    return problems


def twice(job: Job, name: str, url: str) -> Problem:
    """A file of the plugin `name` at the address of one that a plugin of the same microsite made before."""
    file, other = job.task.microsite.source.file, job.result.files[url].plugins[0]
    line, column = position(job.task.opened.root, file, ("plugins", job.task.microsite.plugins.index(name)))
    message = f"the plugins {other} and {name} make a file at the same address"
    hint = "give each a microsite of its own"
    if other == name:
        message = f"the plugin {name} makes two files at the same address"
        hint = "show this to whoever looks after it"
    return Problem(file, line, column, "file.address", message, url, "an address of its own", hint)


def loose(job: Job, claimed: set[str], made: list[Sheet]) -> list[str]:
    """Pictures and other files beside the texts. ContentError for one at the address of a page or of another file."""
    folders = {folder for sheet in made for folder in _above(sheet.url)}
    loose = [
        file
        for file in job.task.files
        if not (file in claimed or file.endswith(".md") or file.rpartition("/")[2] == _SETTINGS)
    ]
    clashes = []
    for file in loose:
        url = job.site.url(file[len(job.folder) + 1 :])
        by_plugin = job.result.files.get(url)
        if url in folders:
            message = "a page has the same address"
            hint = "give the file another name, with an ending such as .pdf"
        elif by_plugin:
            message = f"the plugin {by_plugin.plugins[0]} makes a file at the same address"
            hint = "give the file another name"
        else:
            continue
        clashes.append(Problem(file, 0, 0, "file.address", message, url, "an address of its own", hint))
    if clashes:
        raise ContentError(clashes)
    return loose


def _above(url: str) -> Iterator[str]:
    """The folders of a page, without slashes at their ends."""
    while url := url.rpartition("/")[0]:
        yield url


def bare(sheet: Sheet) -> Problem:
    """A public page without a summary."""
    expected = "one sentence: search results and cards show it"
    hint = "add a line `summary: ...` to the front matter"
    return Problem(sheet.file, 2, 1, "page.summary", "the page has no summary", "", expected, hint)
