"""A hook of MkDocs: minifies each page with the compiled library that SMILE and Eleventy use, too."""

from __future__ import annotations

from typing import Any

import minify_html


def on_post_page(output: str, **more: Any) -> str:
    return minify_html.minify(output, keep_closing_tags=True, keep_html_and_head_opening_tags=True)
