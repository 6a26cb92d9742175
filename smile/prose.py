"""The Markdown pages of a microsite, and the blocks in them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from pydantic import ValidationError

from smile import markdown, validate, yaml12
from smile.fingerprint import Marks
from smile.models import Models
from smile.plugin import Block, Fragment, Site
from smile.problems import ContentError, Problem, nearest
from smile.records import Document
from smile.registry import Registry, broken
from smile.scan import digest_of
from smile.templates import Templates, date


class Prose(Document):
    """The front matter of a page of text."""

    order: int | None = None
    """Its place in the menu."""
    navigation: bool = True
    """False leaves it out of the menu."""


class Embedder:
    """Draws the blocks that the texts of one microsite embed."""

    def __init__(self, plugins: Registry, models: Models, site: Site) -> None:
        self.plugins, self.models, self.site = plugins, models, site
        self.offered = plugins.offered()

    def ask(self, asked: markdown.Asked, file: str) -> tuple[Fragment, str]:
        """What a block draws, and the plugin that says so. ContentError at the block's line."""
        if not asked.name:
            message, expected = "the block is not complete", "```smile NAME, its parameters, and a line ```"
            hint = "see that the name is in lower case, and that the block has an end"
            raise ContentError([Problem(file, asked.line - 1, 1, "block.open", message, "", expected, hint)])
        if asked.name not in self.offered:
            close = nearest(asked.name, self.offered)
            hint = f"did you mean `{close}`?" if close else ""
            known = "one of " + ", ".join(sorted(self.offered))
            raise ContentError(
                [
                    Problem(
                        file,
                        asked.line - 1,
                        1,
                        "block.unknown",
                        "there is no block of this name",
                        asked.name,
                        known,
                        hint,
                    )
                ]
            )
        plugin = self.plugins.get(self.offered[asked.name])
        block = plugin.blocks[asked.name]
        if plugin.audience > self.site.audience:
            here = self.site.audience.name
            message = f"the block is for the {plugin.audience.name} site, and this page is on the {here} one"
            hint = "take the block out, or move the page to a microsite of that audience"
            raise ContentError(
                [Problem(file, asked.line - 1, 1, "leak.block", message, asked.name, "", hint)]
            )
        parameters = self._parameters(asked, block, file)
        try:
            return getattr(plugin, block.method)(
                self.models.get(plugin.name), self.site, parameters
            ), plugin.name
        except ContentError as error:
            raise ContentError([_at(problem, file, asked.line - 1) for problem in error.problems]) from None
        except Exception as error:  # whatever the code of a plugin may raise
            room = self.plugins.rooms[plugin.name]
            raise ContentError([broken(error, room, f"cannot draw its block `{block.name}`")]) from error

    def _parameters(self, asked: markdown.Asked, block: Block, file: str) -> Any:
        value = yaml12.load(asked.yaml, file, asked.line)
        try:
            return block.parameters.model_validate_json(validate.to_json(value or {}), strict=True)
        except ValidationError as error:

            def place(path: tuple[str | int, ...], key: bool) -> tuple[int, int]:
                return yaml12.locate(asked.yaml, path, asked.line, key)

            raise ContentError(validate.problems(error, block.parameters, value or {}, file, place)) from None


def mark_of(made: Fragment, templates: Templates, marks: Marks) -> tuple[bytes, set[str]]:
    """What a block draws, as a digest, and the files of the records in it."""
    mark, files = marks.of(dict(made.context))
    if made.made_from is not None:
        files |= {record.source.file for record in made.made_from}
    return digest_of([mark, templates.digest(made.template)]), files


def hidden(document: Document, now: dt.datetime) -> str:
    """Why a document is not built: in words that end "... is "."""
    if document.draft:
        return "a draft"
    if document.expires and document.expires <= now.date():
        return f"expired since {date(document.expires)}"
    return f"scheduled for {date(document.publish)}"


def _at(problem: Problem, file: str, line: int) -> Problem:
    return (
        problem
        if problem.file
        else Problem(
            file, line, 1, problem.code, problem.message, problem.found, problem.expected, problem.hint
        )
    )


Resolver = Callable[[str], markdown.Resolve]
"""For a file, how the links in it are resolved."""
