"""An edition as an e-mail: HTML by MJML, and plain text. Both carry the tags that Campaign Monitor fills in."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

LIMIT = 102_000
"""The bytes from which on Gmail cuts an e-mail off."""
_ALL = 'font-family="Arial, sans-serif" font-size="17px" line-height="1.5" color="#212b32"'


@dataclass(frozen=True, slots=True)
class Story:
    """An item in an e-mail; `url` is its full address."""

    title: str
    summary: str
    url: str


@dataclass(frozen=True, slots=True)
class Letter:
    """All that an e-mail says; `web` is the full address of its web version."""

    title: str
    newsletter: str
    preview: str
    intro: str
    notice: str
    stories: Sequence[Story]
    web: str
    language: str = "en"


def html(letter: Letter) -> str:
    """The e-mail as HTML, with every style in it. The same letter gives the same bytes."""
    stories = "".join(
        f'<mj-section background-color="#ffffff" padding="8px 0"><mj-column><mj-text>'
        f'<h2 style="margin:0 0 8px;font-size:22px"><a href="{escape(story.url)}" style="color:#005eb8">'
        f'{escape(story.title)}</a></h2><p style="margin:0">{escape(story.summary)}</p>'
        f"</mj-text></mj-column></mj-section>"
        for story in letter.stories
    )
    notice = f"<p><strong>{escape(letter.notice)}</strong></p>" if letter.notice else ""
    import mjml  # here: most builds write no letter

    written: str = mjml.mjml2html(
        f'<mjml lang="{letter.language}"><mj-head><mj-title>{escape(letter.title)}</mj-title>'
        f"<mj-preview>{escape(letter.preview)}</mj-preview>"
        f"<mj-attributes><mj-all {_ALL} /></mj-attributes></mj-head>"
        f'<mj-body background-color="#f0f4f5">'
        f'<mj-section background-color="#005eb8"><mj-column><mj-text color="#ffffff">'
        f'<p style="margin:0">{escape(letter.newsletter)}</p>'
        f'<h1 style="margin:0;font-size:28px">{escape(letter.title)}</h1></mj-text></mj-column></mj-section>'
        f'<mj-section background-color="#ffffff"><mj-column><mj-text>{notice}<p>{escape(letter.intro)}</p>'
        f"</mj-text></mj-column></mj-section>{stories}"
        f'<mj-section><mj-column><mj-text><p><a href="{escape(letter.web)}" style="color:#005eb8">'
        f"Read it on the web</a></p>"
        f"<p><unsubscribe>Unsubscribe</unsubscribe></p></mj-text></mj-column></mj-section></mj-body></mjml>"
    )
    return written


def plain(letter: Letter) -> str:
    """The same as plain text."""
    parts = [letter.newsletter, letter.title, letter.notice, letter.intro]
    parts += [f"{story.title}\n{story.summary}" for story in letter.stories]
    wrapped = ["\n".join(textwrap.fill(line, 72) for line in part.split("\n")) for part in parts if part]
    first = len(wrapped) - len(letter.stories)
    for index, story in enumerate(letter.stories):
        wrapped[first + index] += f"\n{story.url}"  # never broken, however long
    return "\n\n".join([*wrapped, f"Read it on the web: {letter.web}", "Unsubscribe: [unsubscribe]"]) + "\n"
