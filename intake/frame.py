"""Pages of the service in the frame of the built site's own page of the form; plain ones where there is none."""

from __future__ import annotations

import html
import re
from pathlib import Path

_MAIN = re.compile(r"(<main\b[^>]*>).*?(</main>)", re.DOTALL)
_TITLE = re.compile(r"<title>.*?</title>", re.DOTALL)
_ROBOTS = "<meta name=robots content=noindex>"
_PLAIN = (
    '<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8"><meta name="viewport" '
    'content="width=device-width, initial-scale=1"><title></title></head><body><main></main></body></html>'
)


def page(site: Path, form: str, title: str, content: str) -> str:
    """A whole document: `content` is HTML, `title` is text."""
    # a form that another capability draws has no page there
    pages = (site / "forms" / form / "index.html", site / "forms" / "index.html")
    found = next((page for page in pages if page.is_file()), None)
    around = found.read_text("utf-8") if found else _PLAIN
    heading = title.removeprefix("Error: ")
    inner = f"<article><h1>{html.escape(heading)}</h1>{content}</article>"
    made = _MAIN.sub(lambda match: match[1] + inner + match[2], around, count=1)
    return _TITLE.sub(lambda _: f"<title>{html.escape(title)}</title>{_ROBOTS}", made, count=1)
