"""Mends what Material's own pages lack for people who listen to them or use a keyboard."""

from __future__ import annotations

import re
from typing import Any

_PARTS = re.compile(r'<nav class="md-nav" data-md-level="\d" aria-labelledby="(__nav_[0-9_]+)_label"')
_TITLE = r'<label class="md-nav__title" for="{}">\s*<span[^>]*></span>\s*([^<]+?)\s*</label>'
_CONTENTS = 'aria-label="Table of contents"'


def mended(page: str) -> str:
    """A finished page with names for its dialog and its menus, and code that the keyboard can scroll."""
    page = page.replace(
        'data-md-component="search" role="dialog"',
        'data-md-component="search" role="dialog" aria-label="Search"',
    )
    page = re.sub(r'(<input [^>]*type="checkbox"[^>]*) autocomplete="off"', r"\1", page)
    page = page.replace("<pre><span></span><code>", '<pre tabindex="0"><span></span><code>')
    if 'id="__toc"' not in page:
        page = page.replace('<label class="md-nav__title" for="__toc">', '<label class="md-nav__title">')
    first, found, rest = page.partition(_CONTENTS)
    page = first + found + rest.replace(_CONTENTS, 'aria-label="On this page"')

    def named(match: re.Match[str]) -> str:
        title = re.search(_TITLE.format(match[1]), page)
        label = f'aria-labelledby="{match[1]}_label"'
        return match[0].replace(label, f'aria-label="Pages of {title[1]}"') if title else match[0]

    return _PARTS.sub(named, page)


def on_post_page(output: str, page: Any, config: Any) -> str:
    """MkDocs calls it with each page."""
    return mended(output)


def on_post_template(output_content: str, template_name: str, config: Any) -> str:
    """And with each template that is no page, such as 404.html."""
    return mended(output_content) if template_name.endswith(".html") else output_content
