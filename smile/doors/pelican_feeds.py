"""Pelican's feeds made to keep the rules of RSS 2.0 and Atom (RFC 4287) that its library leaves to others."""

from __future__ import annotations

import re
from html import escape, unescape
from urllib.parse import urljoin

_ENTRY = re.compile(r"<(entry|item)>.*?</\1>", re.DOTALL)
_ADDRESS = re.compile(r'<link href="([^"]*)" rel="alternate"/>|<link>([^<]*)</link>')
_LINK = re.compile(r'(&lt;[a-z][^<>]*?\s(?:href|src|poster)=")([^"]*)(?=")')
_GUID = re.compile(r"<guid>(?!https?:)")


def mended(feed: str, home: str, title: str) -> str:
    """A feed of the site at `home` whose texts hold whole links only, so that they can be read anywhere.

    Its own `title` stands in for a description where the site has none. Ids that are no addresses say so.
    """
    whole = _ENTRY.sub(lambda match: _entry(match[0], home), feed)
    whole = whole.replace("<description/>", f"<description>{escape(title, quote=False)}</description>", 1)
    whole = re.sub(r'(<atom:link href="[^"]*" rel="self")/>', r'\1 type="application/rss+xml"/>', whole)
    return _GUID.sub('<guid isPermaLink="false">', whole)


def _entry(entry: str, home: str) -> str:
    found = _ADDRESS.search(entry)
    at = unescape(found[1] or found[2]) if found else home

    def full(match: re.Match[str]) -> str:
        # the text of a feed is HTML that is escaped once more
        link = unescape(unescape(match[2]))
        return match[1] + escape(escape(urljoin(at, link)), quote=False)

    return _LINK.sub(full, entry)
