"""A plugin of Pelican: minifies each page with the compiled library that SMILE and Eleventy use, too."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import minify_html
from pelican import signals


def minify(path: str, context: Any) -> None:
    page = Path(path)
    if page.suffix == ".html":
        text = page.read_text("utf-8")
        small = minify_html.minify(text, keep_closing_tags=True, keep_html_and_head_opening_tags=True)
        page.write_text(small, "utf-8")


def register() -> None:
    signals.content_written.connect(minify)
