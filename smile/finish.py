"""Step 5, finish: the checks over the whole of an audience's site, and the files that it has beside its pages."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import cached_property

from smile import addresses, exposure, links, paths, reporting, wellknown
from smile.estate import ESTATE_FILE, Opened, position
from smile.plugin import Build
from smile.problems import Problem
from smile.records import Audience
from smile.results import PageRecord, SiteResult, output
from smile.search import Index, listing

FEEDS = "/feeds.opml"
"""Where the list of all feeds stands on each site that has some."""
_ALWAYS = ("/sitemap.xml", "/robots.txt", "/_headers", "/_redirects", "/search/indexes.json")


class Whole:
    """The site of one audience: all microsites together."""

    def __init__(self, opened: Opened, audience: Audience, results: list[SiteResult], run: Build) -> None:
        self.opened, self.audience, self.results, self.run = opened, audience, results, run
        self.base = opened.hosted(audience).url

    @cached_property
    def known(self) -> dict[str, tuple[str, ...] | None]:
        """By address, the ids of each page; None for a file."""
        found: dict[str, tuple[str, ...] | None] = {}
        for result in self.results:
            found.update((url, page.ids) for url, page in result.pages.items())
            found.update(dict.fromkeys(result.files))
        return found

    def page(self, url: str) -> PageRecord | None:
        return next((result.pages[url] for result in self.results if url in result.pages), None)

    def framed(self, url: str) -> tuple[str, ...]:
        """The ids of what stands around a page."""
        return next((result.frame_ids for result in self.results if url in result.pages), ())

    def source(self, url: str) -> str:
        """The Markdown file of a page, or "" for a page that is made from data."""
        page = self.page(url)
        names = ("index", url.rstrip("/").rpartition("/")[2])
        first = page.files[0] if page and page.files else ""
        return first if first.endswith(tuple(f"/{name}.md" for name in names)) else ""

    def moved(self) -> dict[str, str]:
        """The redirects that pages ask for: old address to new."""
        return {old: new for result in self.results for old, (new, *_) in result.redirects.items()}

    def headers(self) -> dict[str, dict[str, str]]:
        """The headers that plugins ask for, by address."""
        return {url: values for result in self.results for url, values in sorted(result.headers.items())}

    @property
    def has_feeds(self) -> bool:
        """Whether any page offers a feed."""
        return any(result.feeds for result in self.results)

    @cached_property
    def indexes(self) -> list[tuple[str, bytes, Index]]:
        """By microsite, what its search index depends on, and the index."""
        made = []
        for site in self.opened.microsites:
            for result in self.results:
                if result.slug == site.slug:
                    key = result.listed if site.listed else b""
                    made.append((site.slug, key, Index(site.at, site.title, result, bool(key))))
        return made

    @cached_property
    def maps(self) -> dict[str, SiteResult]:
        """By path in the tree, the sitemap of each microsite that has pages to be found."""
        listed = {site.slug: site.at for site in self.opened.microsites if site.listed}
        return {
            output(listed[one.slug] + "sitemap.xml" if listed[one.slug] != "/" else "/sitemap-home.xml"): one
            for one in self.results
            if one.slug in listed and one.listed
        }

    def files(
        self, assets: Mapping[str, tuple[str, bytes]], search: bool, known: Collection[str] = ()
    ) -> dict[str, bytes]:
        """The files beside the pages, by path in the tree; without the sitemaps of which the paths are `known`."""
        texts = {
            "/robots.txt": wellknown.robots(self.audience, self.base),
            "/sitemap.xml": wellknown.sitemap_index(("/" + path for path in self.maps), self.base),
            "/_headers": wellknown.headers(self.opened.estate, self.audience, self.headers()),
            "/_redirects": wellknown.redirects(self.opened.estate, self.audience, self.moved()),
            "/.well-known/security.txt": wellknown.security(self.opened.estate, self.base),
            "/search/indexes.json": listing([index for _, _, index in self.indexes] if search else []),
            FEEDS: self._feeds(),
        }
        made = {output(url): text.encode() for url, text in texts.items() if text is not None}
        for path, one in self.maps.items():
            if path not in known:
                made[path] = wellknown.sitemap(one.pages.values(), self.base).encode()
        return made | {output(url): data for url, data in assets.values()}

    def _feeds(self) -> str | None:
        """All feeds in one file, where there are any."""
        if not self.has_feeds:
            return None
        from smile import subscriptions  # here: what it loads is large

        return subscriptions.opml(self.opened, self.results, self.base)


def problems(
    whole: Whole,
    everyone: Mapping[Audience, Whole],
    assets: Mapping[str, tuple[str, bytes]],
    changed: Collection[str] | None,
    more: bool = False,
) -> Iterator[Problem]:
    """Everything that only shows when all microsites are there: addresses, links, anchors, redirects, leaks.

    `changed` are the microsites that were built, where all that links could lead to is there: only what these link to
    now, and did not before, has to be looked at then. `more` says whether there is more that links can lead to.
    """
    told = [leak for result in whole.results for leak in result.leaks]
    yield from exposure.problems(whole.opened.root, whole.audience, told)
    extra = dict.fromkeys((*_ALWAYS, "/.well-known/security.txt", *(url for url, _ in assets.values())))
    if whole.has_feeds:
        extra[FEEDS] = None
    for site in whole.opened.microsites:
        if site.circle == whole.audience:
            extra[site.at + "sitemap.xml"] = None
    if changed is None or more:
        yield from addresses.problems(whole.results)
        if "/" not in whole.known:
            yield _homeless(whole)
            return  # every page links there: its other links are checked when it is there
        yield from _taken(whole, extra)
    yield from _links(whole, everyone, extra, changed)
    if changed is None or more:
        yield from _moved(whole, extra)


def _links(
    whole: Whole,
    everyone: Mapping[Audience, Whole],
    extra: Mapping[str, None],
    changed: Collection[str] | None,
) -> Iterator[Problem]:
    """Links of pages, and of what stands around them, that lead nowhere; see `problems`."""
    todo = [result for result in whole.results if changed is None or result.slug in changed]
    pages = [
        (url, result.pages[url].links)
        for result in todo
        for url in (result.pages if changed is None else result.linking)
    ]
    frames = [result for result in todo if changed is None or result.frame_linking]
    if not pages and not frames:
        return
    known = {**extra, **whole.known}
    rules = frozenset(rule.old for rule in whole.opened.estate.redirects) | frozenset(whole.moved())
    around = reporting.Around(whole.opened.root, known, _hidden(whole), whole.source)
    for broken in links.check(pages, known, rules, whole.framed):
        yield reporting.broken_link(whole.page(broken.page), broken, around)
    for result in frames:
        for broken in links.check([("/", result.frame_links)], known, rules, whole.framed):
            yield reporting.broken_frame(whole.opened, result.slug, broken, around)
    yield from _across(whole, everyone, pages)


def _moved(whole: Whole, extra: Mapping[str, None]) -> Iterator[Problem]:
    """Redirects that lead nowhere, or to two places, or stand in the way."""
    estate, public = whole.opened.estate, whole.audience == Audience.public
    rules = [(rule.old, rule.new, estate.source.file) for rule in estate.redirects if public]
    for result in whole.results:
        rules += [(old, new, _file(whole, new)) for old, many in result.redirects.items() for new in many]
    for problem in wellknown.check_redirects(rules, {**extra, **whole.known}):
        words = [f": {problem.found}\n", f"[{problem.found}", problem.found]
        _, line, column = reporting.place(whole.opened.root, [problem.file], words)
        yield problem._replace(line=line, column=column)


def security(opened: Opened, run: Build) -> list[Problem]:
    """Whether security.txt holds."""
    if opened.estate.security is None:
        return []
    line, column = position(opened.root, opened.estate.source.file, ("security", "expires"))
    return wellknown.check_security(opened.estate, run.now, line, column)


def _taken(whole: Whole, extra: Mapping[str, object]) -> Iterator[Problem]:
    """Files in the place of those that the generator makes."""
    for result in whole.results:
        for url, record in result.files.items():
            if url in extra:
                message, hint = "the generator makes this file itself", "give the file another name"
                yield Problem(
                    record.files[0] if record.files else "", 0, 0, "file.taken", message, url, "", hint
                )


def _homeless(whole: Whole) -> Problem:
    name = whole.audience.name
    home = next(
        (site for site in whole.opened.microsites if site.circle == whole.audience and site.at == "/"), None
    )
    if home is not None:
        message, expected = f"the {name} site has no home page", f"{home.folder}/index.md"
        return Problem(
            home.source.file,
            1,
            0,
            "estate.home",
            message,
            "",
            expected,
            "write this file, and see that it is no draft",
        )
    message, hint = f"the {name} site has no home page", f"give one of the {name} microsites the path /"
    return Problem(ESTATE_FILE, 1, 0, "estate.home", message, "", 'a microsite with `path: "/"`', hint)


def _across(
    whole: Whole, everyone: Mapping[Audience, Whole], pages: list[tuple[str, tuple[str, ...]]]
) -> Iterator[Problem]:
    """Links to the estate's other sites, by their whole addresses."""
    others = [other for other in everyone.values() if other.base != whole.base]
    for url, found in pages:
        for link in found:
            if not link.startswith("http"):
                continue
            for other in others:
                if link.startswith(other.base + "/"):
                    rest = link[len(other.base) :]
                    rules = frozenset(rule.old for rule in whole.opened.estate.redirects) | frozenset(_ALWAYS)
                    for broken in links.check([(url, (rest,))], other.known, rules, other.framed):
                        around = reporting.Around(
                            whole.opened.root, other.known, _hidden(other), other.source
                        )
                        yield reporting.broken_link(whole.page(url), broken._replace(link=link), around)


def _hidden(whole: Whole) -> dict[str, str]:
    return {url: why for result in whole.results for url, why in result.hidden.items()}


def _file(whole: Whole, url: str) -> str:
    page = whole.page(paths.absolute(url, "/"))
    return page.files[0] if page and page.files else "content/estate.yaml"
