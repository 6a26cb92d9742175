"""What links can lead to, beside what they could at the last build: where all of it is there, good links stay good."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Literal

from smile.scan import digest_of

if TYPE_CHECKING:
    from smile.finish import Whole
    from smile.results import SiteResult

Reach = Literal["same", "more", "other"]
"""The same as before, all that and more, or something is gone."""


def of(before: SiteResult, now: SiteResult) -> Reach:
    """What links can lead to in a microsite: its addresses, the ids of its pages, what is moved."""
    ids = {url: page.ids for url, page in now.pages.items() if before.pages.get(url) is not page}
    gone = before.pages.keys() - now.pages.keys() or before.files.keys() - now.files.keys()
    lost = any(url in before.pages and not {*before.pages[url].ids} <= {*many} for url, many in ids.items())
    if gone or lost or before.redirects.items() - now.redirects.items() or before.frame_ids != now.frame_ids:
        return "other"
    more = any(url not in before.pages or {*many} - {*before.pages[url].ids} for url, many in ids.items())
    more = more or before.files.keys() != now.files.keys() or before.redirects != now.redirects
    return "more" if more else "same"


def of_all(built: Iterable[SiteResult]) -> Reach:
    """What links can lead to, where nothing changed but the microsites that were `built`."""
    found = {result.reach for result in built}
    return "other" if "other" in found else "more" if "more" in found else "same"


def beside(wholes: Collection[Whole], assets: Mapping[str, tuple[str, bytes]]) -> bytes:
    """What links can lead to beside what microsites make, in all sites together, as a digest."""
    parts: list[bytes | str] = []
    for whole in wholes:
        rules = sorted(rule.old for rule in whole.opened.estate.redirects)
        parts += [whole.base, repr(rules), str(whole.has_feeds), *sorted(url for url, _ in assets.values())]
        parts += [repr(sorted(result.slug for result in whole.results))]
    return digest_of(parts)
