"""Jinja2 as all pages need it: the same output as its own, with less work for each expression and each page."""

from __future__ import annotations

import json
from collections import ChainMap
from collections.abc import Callable, MutableMapping
from types import CodeType
from typing import Any

import jinja2
import markupsafe
from jinja2.utils import missing
from markupsafe import Markup

_OF_DICTS = frozenset(dir(dict))
"""The attributes that every dict has: they come before its items."""
_inner: Callable[[str], str] = markupsafe._escape_inner  # type: ignore[attr-defined]


def escaped(value: Any) -> str:
    """What `markupsafe.escape` gives, for output alone: a text is not wrapped into Markup only to be joined."""
    if type(value) is str:
        return _inner(value)
    if type(value) is int:
        return str(value)
    return value if type(value) is Markup else markupsafe.escape(value)


def markup(html: str) -> Markup:
    """A text that is HTML as what says so. `Markup` itself looks first whether it was given something else."""
    return str.__new__(Markup, html)


class Template(jinja2.Template):
    """A compiled template that escapes what it puts out with `escaped`."""

    @classmethod
    def from_code(
        cls,
        environment: jinja2.Environment,
        code: CodeType,
        globals: MutableMapping[str, Any],
        uptodate: Any = None,
    ) -> jinja2.Template:
        made = super().from_code(environment, code, globals, uptodate)
        made.root_render_func.__globals__["escape"] = escaped
        return made


class Environment(jinja2.Environment):
    """Jinja2's, whose globals are one dict, and whose lookups raise nothing on the way."""

    template_class = Template

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._missed: dict[str, Any] = {}
        """By name, what stands for an item that is not in a dict."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Each page copies them; that takes many times longer from a ChainMap, which only templates' own need."""
        return self.globals if d is None else ChainMap(d, self.globals)

    def getattr(self, obj: Any, attribute: str) -> Any:
        """An attribute, or else an item: rows of lists are often dicts."""
        if type(obj) is dict and attribute not in _OF_DICTS:
            found = obj.get(attribute, missing)
            return self._nothing(attribute) if found is missing else found
        found = getattr(obj, attribute, missing)
        if found is not missing:
            return found
        try:
            return obj[attribute]
        except (TypeError, LookupError, AttributeError):
            return self.undefined(obj=obj, name=attribute)

    def _nothing(self, key: str) -> Any:
        """What an item is that no dict has: all that is told of it is that it was a dict's."""
        found = self._missed.get(key)
        if found is None:
            found = self._missed[key] = self.undefined(obj={}, name=key)
        return found


def to_json(value: Any, indent: int | None = None) -> Markup:
    """JSON that is safe in HTML, as Jinja2's `tojson`. Texts, which most values are, need no encoder of their own."""
    if type(value) is str:
        text = json.encoder.encode_basestring_ascii(value)
    else:
        text = json.dumps(value, sort_keys=True, indent=indent)
    text = (
        text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026").replace("'", "\\u0027")
    )
    return Markup(text)
