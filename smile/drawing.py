"""Step 4, render: a sheet becomes a document, unless the same sheet was drawn before."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jinja2 import TemplateError, TemplateNotFound, TemplateSyntaxError
from markupsafe import Markup

from smile import fingerprint, markdown
from smile.links import References, references
from smile.plugin import Build, Fragment, Site
from smile.problems import ContentError, Problem
from smile.scan import digest_of
from smile.settings import Estate
from smile.sheets import PageView, Sheet
from smile.shell import Shell, minify
from smile.templates import Templates

_CUT = "\x00"


@dataclass(frozen=True, slots=True)
class Drawn:
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
    ) -> None:
        self.templates, self.shell, self.site, self.estate = templates, shell, site, estate
        # templates see neither the records of the microsite, which pages are handed, nor the clock
        shown = dataclasses.replace(site, records={}, build=Build(dt.datetime.min))
        self.base = digest_of(
            [engine, shell.key, repr(sorted(assets.items())), estate.model_dump_json(), repr(shown)]
        )
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
            mark, files = fingerprint.fingerprint(
                (view.plain(), dict(sheet.context), more), self.site.audience
            )
        except fingerprint.PrivateRecord as private:
            raise ContentError([_private(private, sheet, self.site)]) from None
        except TypeError as error:
            raise ContentError(
                [_problem(sheet, "page.context", f"the context of {sheet.url} has no fixed value: {error}")]
            ) from None
        try:
            template = self.templates.digest(sheet.template)
        except (TemplateNotFound, TemplateSyntaxError) as error:
            raise ContentError([template_problem(error, sheet)]) from None
        return digest_of([mark, template, self.base]), files

    def draw(self, sheet: Sheet, view: PageView, more: Mapping[str, Any]) -> Drawn:
        """The document of a sheet; `more` are variables that its context does not hold."""
        try:
            text = self.templates.render(
                sheet.template, {**self.common, "page": view, **sheet.context, **more}
            )
        except Exception as error:  # a template may raise anything
            raise ContentError([template_problem(error, sheet)]) from None
        parts = text.split(_CUT)
        if len(parts) != 3:
            raise ContentError([_problem(sheet, "template.parts", f"{sheet.template} must extend page.html")])
        head, top, main = parts
        html = self.shell.around(sheet.url, head.strip(), top.strip(), minify(main))
        return Drawn(html + "\n", text.replace(_CUT, "\n"), references(text))

    def fragment(self, made: Fragment, sheet: Sheet) -> str:
        """A block of a sheet as HTML."""
        try:
            return self.templates.render(made.template, {**self.common, **made.context})
        except Exception as error:  # a template may raise anything
            raise ContentError([template_problem(error, sheet)]) from None


def prose(sheet: Sheet, resolve: markdown.Resolve, drawn: list[str], text: str) -> dict[str, Any]:
    """The variables of prose.html: the body of a Markdown page as HTML, with its blocks, and its headings."""
    made = markdown.to_html(text, resolve)
    return {"body": Markup(markdown.insert(made.html, drawn)), "headings": made.headings}


def template_problem(error: Exception, sheet: Sheet) -> Problem:
    """What a template raised, as a problem at the line of the template that raised it."""
    if isinstance(error, TemplateNotFound):
        return _problem(sheet, "template.missing", f"there is no template {error.name!r}")
    file, line = sheet.template, 1
    if isinstance(error, TemplateSyntaxError):
        return Problem(
            _template_file(error.filename or file),
            error.lineno,
            0,
            "template.syntax",
            f"the template is broken: {error.message}",
        )
    trace = error.__traceback__
    while trace:
        name = trace.tb_frame.f_code.co_filename
        if name.endswith(".html") or name.endswith(".jinja"):
            file, line = name, trace.tb_lineno
        trace = trace.tb_next
    kind = "" if isinstance(error, TemplateError) else f"{type(error).__name__}: "
    return Problem(
        _template_file(file),
        line,
        0,
        "template.failed",
        f"the template cannot draw {sheet.url}: {kind}{error}",
    )


def _template_file(name: str) -> str:
    for folder in ("/theme/templates/", "/plugins/"):
        if folder in name:
            return folder.lstrip("/") + name.rpartition(folder)[2]
    return name


def _problem(sheet: Sheet, code: str, message: str) -> Problem:
    return Problem(sheet.file or sheet.template, 1, 0, code, message)


def _private(private: fingerprint.PrivateRecord, sheet: Sheet, site: Site) -> Problem:
    record = private.record
    return Problem(
        record.source.file, record.source.line, 0, "leak.record",
        f"a {record.audience.name} record was handed to a {site.audience.name} page, {sheet.url}",
        type(record).__name__, "a view with only the fields that may be shown",
        f"in plugins/{sheet.plugins[0] if sheet.plugins else '...'}: give the page a View of the record",
    )  # fmt: skip
