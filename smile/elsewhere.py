"""Texts that are read away from their page, in a feed or an e-mail: every address in them is a full one."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from urllib.parse import urljoin

from smile.records import Document

BLOCK = "<p>This part is on the page itself.</p>\n"
"""What stands in place of a block."""


def full_text(document: Document, resolver: Callable[[str], Callable[[str], str]] | None, url: str) -> str:
    """The body of `document` as HTML; `url` is the full address of its page."""
    from smile import markdown  # what is planned in another process does not need it

    text, asked = markdown.blocks(document.body)
    resolve = resolver(document.source.file) if resolver else lambda link: link
    made = markdown.to_html(text, cache(lambda link: urljoin(url, resolve(link))))
    return markdown.insert(made.html, [BLOCK] * len(asked)).strip()
