"""The Jinja2 environment that all pages are drawn with, and what each template is made from."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import jinja2
from jinja2 import ChainableUndefined, TemplateNotFound, TemplateSyntaxError
from jinja2.loaders import BaseLoader
from markupsafe import Markup, escape

from smile import markdown, tables, tight
from smile.bytecode import Compiled, nhs
from smile.jinja import Environment, to_json
from smile.records import PartialDate
from smile.scan import digest_of

_MONTHS = "January February March April May June July August September October November December".split()

_REFERENCE = re.compile(r"{%[-+]?\s*(?:extends|include|import|from)\b(.*?)%}", re.DOTALL)
_NAME = re.compile(r"""["']([^"']+)["']""")


class Loader(BaseLoader):
    """Templates by name: the theme's, a plugin's as `NAME/FILE.html`, the NHS components as `nhsuk/...`."""

    def __init__(self, themes: Sequence[Path], plugins: Sequence[Path]) -> None:
        self.themes, self.plugins, self.nhs = themes, plugins, nhs()

    def find(self, name: str) -> tuple[str, Path]:
        """What a template is called in reports, and its file. TemplateNotFound when there is none."""
        if ".." in name.split("/"):
            raise TemplateNotFound(name)
        for theme in self.themes:
            path = theme / "templates" / name
            if path.is_file():
                return f"theme/templates/{name}", path
        room, _, rest = name.partition("/")
        for folder in self.plugins:
            path = folder / room / "templates" / rest
            if rest and path.is_file():
                return f"plugins/{room}/templates/{rest}", path
        path = self.nhs / name
        if name.startswith("nhsuk/") and path.is_file():
            return f"nhsuk-frontend-jinja: {name}", path
        raise TemplateNotFound(name)

    def get_source(
        self, environment: jinja2.Environment, template: str
    ) -> tuple[str, str, Callable[[], bool]]:
        _, path = self.find(template)
        return path.read_text("utf-8"), str(path), lambda: True


class Templates:
    """The templates of one estate. Made anew when a template changed: nothing is reloaded."""

    def __init__(self, themes: Sequence[Path], plugins: Sequence[Path], compiled: Path | None = None) -> None:
        """`compiled` is a folder for compiled templates, kept between builds."""
        self.loader = Loader(themes, plugins)
        self.environment = Environment(
            loader=self.loader,
            autoescape=True,
            extensions=[tight.Tight],
            undefined=ChainableUndefined,  # the NHS components need it
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            cache_size=-1,
        )
        if compiled:
            self.compile_into(compiled)
        self.environment.filters.update(FILTERS)
        self._closures: dict[str, tuple[str, ...]] = {}
        self._digests: dict[str, bytes] = {}
        self._files: dict[str, tuple[str, ...]] = {}
        self._loaded: dict[str, jinja2.Template] = {}
        self._together: dict[tuple[str, ...], tuple[str, ...]] = {}

    def compile_into(self, folder: Path) -> None:
        """Keeps in `folder` what is compiled from now on."""
        folder.mkdir(parents=True, exist_ok=True)
        self.environment.bytecode_cache = Compiled(folder)

    def closure(self, name: str) -> tuple[str, ...]:
        """The names of a template and of all that it extends, includes or imports."""
        if name not in self._closures:
            found, todo = [name], [name]
            while todo:
                for other in self._referenced(todo.pop()):
                    if other not in found:
                        found.append(other)
                        todo.append(other)
            self._closures[name] = tuple(found)
        return self._closures[name]

    def _referenced(self, name: str) -> list[str]:
        """The templates that one names; a name that is worked out while drawing is an error: nobody could know it."""
        _, path = self.loader.find(name)
        found = []
        for tag in _REFERENCE.finditer(path.read_text("utf-8")):
            names = _NAME.findall(tag[1])
            if not names:
                line = tag.string.count("\n", 0, tag.start()) + 1
                raise TemplateSyntaxError(
                    "write the name of the template in quotation marks", line, name, str(path)
                )
            found += names
        return found

    def files(self, name: str) -> tuple[str, ...]:
        """What a template is made from, as reports name it."""
        if name not in self._files:
            self._files[name] = tuple(self.loader.find(part)[0] for part in self.closure(name))
        return self._files[name]

    def files_of(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """What several templates are made from: one object for the same names."""
        if names not in self._together:
            self._together[names] = tuple(dict.fromkeys(file for name in names for file in self.files(name)))
        return self._together[names]

    def digest(self, name: str) -> bytes:
        """What a template's output depends on besides its context."""
        if name not in self._digests:
            self._digests[name] = digest_of(
                [self.loader.find(part)[1].read_bytes() for part in self.closure(name)]
            )
        return self._digests[name]

    def render(self, name: str, context: dict[str, Any]) -> str:
        template = self._loaded.get(name)
        if template is None:
            template = self._loaded[name] = self.environment.get_template(name)
        return template.render(context)


def date(value: dt.date | dt.datetime | str | None) -> str:
    """7 February 2019, or July 2019 where only the month is known."""
    if not value:
        return ""
    if isinstance(value, str):
        partial = PartialDate(value)
        if not partial.exact:
            return f"{_MONTHS[partial.first.month - 1]} {partial.first.year}"
        value = partial.first
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def iso(value: dt.date | dt.datetime | str | None) -> str:
    """2019-02-07, for machines."""
    return "" if not value else value if isinstance(value, str) else value.isoformat()


def plural(count: int, word: str, words: str | None = None) -> str:
    """1 item, 3 items."""
    return f"{count:,} {word if count == 1 else words or word + 's'}"


def nhs_list(items: Sequence[Any], last: str = "and") -> str:
    """a, b and c"""
    texts = [str(item) for item in items]
    return texts[0] if len(texts) == 1 else f"{', '.join(texts[:-1])} {last} {texts[-1]}" if texts else ""


def to_markup(text: str | None) -> Markup:
    """A text of a record, written in Markdown, as HTML."""
    return Markup(markdown.to_html(text or "").html)


def inline(text: str | None) -> Markup:
    """One line of Markdown as HTML without a paragraph around it."""
    return Markup(markdown.inline(text or ""))


def json_script(value: Any) -> Markup:
    """JSON that is safe inside a script element."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))


FILTERS: dict[str, Callable[..., Any]] = {
    "date": date, "iso": iso, "plural": plural, "nhs_list": nhs_list, "markdown": to_markup, "inline": inline,
    "json_script": json_script, "tojson": to_json, "slug": markdown.slug, "escape_text": escape,
    "striptags": tables.striptags, "head_cells": tables.head_cells, "body_rows": tables.body_rows,
    "figures": tables.figures,
}  # fmt: skip
