"""An estate with a register of things and a microsite that shows it, for builds on several cores."""

from __future__ import annotations

from textwrap import indent

from tests.support import MINIMAL

_ROOM = """\
from smile.plugin import Page, Plugin
from smile.problems import ContentError, Problem
from smile.records import Record, Text


class Thing(Record):
    title: Text
    size: int


class Things(Plugin):
    records = {"data/things/*.yaml": Thing}

"""
_TEMPLATE = """\
{%% extends "page.html" %%}
{%% block content %%}%s
{%% if thing.size == 7 %%}{{ thing.size.no_such_method() }}{%% endif %%}{%% endblock %%}
"""
"""It fails for a thing of size 7."""


def things(methods: str, shown: str) -> dict[str, str]:
    """Its files but the things themselves; `methods` are those of its plugin, `shown` is the page of one thing."""
    return {
        **MINIMAL,
        "plugins/things/plugin.py": _ROOM + indent(methods, "    "),
        "plugins/things/templates/thing.html": _TEMPLATE % shown,
        "content/things/microsite.yaml": "title: Things\nsummary: Of data.\nplugins: [things]\n",
        "content/things/index.md": "---\ntitle: Things\nsummary: All.\n---\nText.\n",
    }
