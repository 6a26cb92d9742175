"""What drawing a page may run into, as problems at the line of the template or the plugin that is to blame."""

from __future__ import annotations

from pathlib import Path

from jinja2 import TemplateNotFound, TemplateSyntaxError

from smile import sources
from smile.fingerprint import NoFixedValue, PrivateRecord
from smile.plugin import Site
from smile.problems import Problem
from smile.templates import Templates

_HINT = "this is a fault of the template: show it to who looks after it"


def problem(
    error: Exception, template: str, url: str, plugin: str, templates: Templates, site: Site
) -> Problem:
    """What `template` raised when it should draw `url`; `plugin` is who asked for it, "" for no plugin."""
    if isinstance(error, PrivateRecord):
        return _private(error, url, plugin, site)
    if isinstance(error, NoFixedValue):
        file, line, column = _asked(templates, plugin, template, template)
        hint = "give the template plain values, records and views: work out all else before"
        message = f"the context of {template} cannot be compared from build to build"
        return Problem(file, line, column, "page.context", message, str(error), "", hint)
    if isinstance(error, TemplateSyntaxError):
        file = _named(error.filename or "", templates) or f"theme/templates/{template}"
        return Problem(
            file, error.lineno, 0, "template.syntax", "the template is broken", error.message or "", "", _HINT
        )
    if isinstance(error, TemplateNotFound):
        name = str(error.name)
        file, line, column = _asked(templates, plugin, name, template)
        hint = "correct its name, or make the file"
        return Problem(
            file, line, column, "template.missing", "there is no template of this name", name, "", hint
        )
    return _failed(error, template, url, templates)


def incomplete(template: str, templates: Templates) -> Problem:
    """A template of a page that draws no page."""
    message, hint = "the template of a page must extend page.html", 'begin it with {% extends "page.html" %}'
    return Problem(templates.loader.find(template)[0], 1, 0, "template.parts", message, "", "", hint)


def _failed(error: Exception, template: str, url: str, templates: Templates) -> Problem:
    file, line = templates.loader.find(template)[0], 1
    trace = error.__traceback__
    while trace:
        name = trace.tb_frame.f_code.co_filename
        if name.endswith((".html", ".jinja")):
            file, line = _named(name, templates) or file, trace.tb_lineno
        trace = trace.tb_next
    found = f"{type(error).__name__}: {error}"
    return Problem(file, line, 0, "template.failed", f"the template cannot draw {url}", found, "", _HINT)


def _private(error: PrivateRecord, url: str, plugin: str, site: Site) -> Problem:
    record = error.record
    message = f"a {record.audience.name} record was handed to a {site.audience.name} page, {url}"
    expected = "a view with only the fields that may be shown"
    hint = f"in plugins/{plugin}: give the page a View of the record" if plugin else ""
    place = record.source
    return Problem(place.file, place.line, 0, "leak.record", message, type(record).__name__, expected, hint)


def _asked(templates: Templates, plugin: str, name: str, template: str) -> tuple[str, int, int]:
    """Where a plugin, or a template, names the template `name`."""
    for folder in templates.loader.plugins:
        files = [
            f"{plugin}/{path.relative_to(folder / plugin).as_posix()}" for path in _code(folder / plugin)
        ]
        found = sources.find(folder, files, [f'"{name}"', f"'{name}'", name]) if plugin else None
        if found:
            return f"plugins/{found[0]}", *found[1:]
        if plugin and files:
            return f"plugins/{plugin}/plugin.py", 1, 0
    return f"theme/templates/{template}", 1, 0


def _code(room: Path) -> list[Path]:
    """The code of a plugin, and its templates."""
    return [*sorted(room.glob("*.py")), *sorted(room.glob("templates/**/*.html"))]


def _named(path: str, templates: Templates) -> str:
    """A template's file as reports name it; "" for one that is none of the estate's."""
    for theme in templates.loader.themes:
        if Path(path).is_relative_to(theme):
            return f"theme/{Path(path).relative_to(theme).as_posix()}"
    for folder in templates.loader.plugins:
        if Path(path).is_relative_to(folder):
            return f"plugins/{Path(path).relative_to(folder).as_posix()}"
    return ""
