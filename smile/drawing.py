"""Step 4, render: a sheet becomes a document, unless the same sheet was drawn before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup
from msgspec import Struct
from msgspec.structs import replace

from smile import markdown, template_words
from smile.fingerprint import Marks
from smile.gallery import Shown, dressed
from smile.links import References, references
from smile.plugin import Build, Fragment, Lazy, Site
from smile.problems import ContentError, Problem
from smile.scan import digest_of
from smile.settings import Estate
from smile.sheets import PageView, Sheet
from smile.shell import Shell, minify
from smile.templates import Templates

_CUT = "\x00"


class Drawn(Struct, frozen=True):
    """A finished document, and what the checks need to know of it."""

    html: str
    own: str
    """Its own part, without the frame that all pages of the microsite share."""
    references: References


class Draughtsman:
    """Draws the pages of one microsite."""

    def __init__(
        self,
        templates: Templates,
        shell: Shell,
        site: Site,
        estate: Estate,
        assets: Mapping[str, str],
        engine: bytes,
        marks: Marks,
    ) -> None:
        self.templates, self.shell, self.site, self.estate = templates, shell, site, estate
        self.marks = marks
        # templates see neither the records of the microsite, which pages are handed, nor the clock
        shown = replace(site, records={}, build=Build(dt.datetime.min), resolver=None, gate=None)
        self.base = digest_of([engine, shell.key, repr(sorted(assets.items())), repr(estate), repr(shown)])
        """What every page of the microsite depends on."""
        self.common = {
            "site": shown,
            "estate": estate,
            "cut": Markup(_CUT),
            "assets": assets,
            "audience": site.audience.name,
        }

    def key(self, sheet: Sheet, view: PageView, more: bytes) -> tuple[bytes, set[str]]:
        """What the document depends on, as a digest, and the files of the records in it."""
        try:
            held = sheet.context.key if isinstance(sheet.context, Lazy) else dict(sheet.context)
            mark, files = self.marks.of((view.plain(), held, more))
            return digest_of([mark, self.templates.digest(sheet.template), self.base]), files
        except Exception as error:  # a template may be broken, a context may hold anything
            raise ContentError([self._problem(error, sheet.template, sheet, sheet.plugins)]) from None

    def draw(self, sheet: Sheet, view: PageView, more: Mapping[str, Any]) -> Drawn:
        """The document of a sheet, whose context is made; `more` are variables that it does not hold."""
        assert not isinstance(sheet.context, Lazy)
        try:
            text = self.templates.render(
                sheet.template, {**self.common, "page": view, **sheet.context, **more}
            )
        except Exception as error:  # a template may raise anything
            raise ContentError([self._problem(error, sheet.template, sheet, sheet.plugins)]) from None
        parts = text.split(_CUT)
        if len(parts) != 3:
            raise ContentError([template_words.incomplete(sheet.template, self.templates)])
        head, top, main = parts
        # templates and Markdown are tight already; what another engine made may not be
        body = minify(main) if "body" in sheet.context else main.strip()
        html = self.shell.around(sheet.url, head.strip(), top.strip(), body)
        return Drawn(html, text.replace(_CUT, "\n"), references(text))

    def fragment(self, made: Fragment, sheet: Sheet, plugin: str) -> str:
        """A block of a page as HTML."""
        try:
            return self.templates.render(made.template, {**self.common, **made.context})
        except Exception as error:  # a template may raise anything
            raise ContentError([self._problem(error, made.template, sheet, (plugin,))]) from None

    def _problem(self, error: Exception, template: str, sheet: Sheet, plugins: Sequence[str]) -> Problem:
        plugin = plugins[0] if plugins else ""
        return template_words.problem(error, template, sheet.url, plugin, self.templates, self.site)


def prose(
    sheet: Sheet, resolve: markdown.Resolve, drawn: list[str], text: str, shown: Mapping[str, Shown]
) -> dict[str, Any]:
    """The variables of prose.html: the body of a Markdown page as HTML, with its blocks, and its headings."""
    made = markdown.to_html(text, resolve)
    body = dressed(made.html, shown)
    return {"body": Markup(markdown.insert(body, drawn)), "headings": made.headings}
