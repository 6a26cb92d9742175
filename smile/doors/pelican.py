"""The Pelican door: an ordinary Pelican site, built by `pelican` in a child process.

Pelican is licensed under the AGPL, so only its command line is used. Its log gives every error of a run; with
`--fatal errors` it would stop at the first one, so the log alone decides whether the build failed.
"""

from __future__ import annotations

import json
import re
from typing import Any

from msgspec.structs import replace

from smile.doors import DoorJob, DoorResult, ForeignFile, ForeignLink, ForeignPage, own, pages
from smile.doors.child import run
from smile.doors.pelican_feeds import mended
from smile.doors.pelican_log import problems_of, unresolved
from smile.doors.pelican_posts import Post, check, listed, replied
from smile.doors.pelican_site import Site, read_site
from smile.plugin import Feed
from smile.problems import ContentError, Problem

_FEEDS = {"feed.xml": ("", "application/atom+xml"), "rss.xml": (" (RSS)", "application/rss+xml")}


def draw(job: DoorJob) -> DoorResult:
    """The microsite as Pelican draws it; see `smile.doors.draw`."""
    site = read_site(job)
    problems = check(site)
    settings = [f"{name}={json.dumps(value)}" for name, value in _overrides(job, site).items()]
    out = job.work / "out"
    arguments = ["--log-handler", "rich", "-s", site.settings.name, "-o", str(out), "-e", *settings]
    problems += problems_of(job, run(job, "pelican", "Pelican", arguments), site)
    known = {problem.file for problem in problems if problem.code != "pelican.outside"}
    problems = [
        problem for problem in problems if problem.code != "pelican.outside" or problem.file not in known
    ]
    if any(problem.severity == "error" for problem in problems):
        raise ContentError(problems)
    for feed in (out / name for name in _FEEDS):
        if feed.is_file():
            feed.write_text(mended(feed.read_text("utf-8"), job.url, job.title), "utf-8", newline="\n")
    result = _shared(job, site) if job.shell == "shared" else own.take(job, out, {})
    files = tuple(file for file in result.files if file.path[1:] not in _FEEDS or _has_entries(file))
    made = {file.path[1:] for file in files}
    feeds = tuple(
        Feed(job.path + name, job.title + more, kind) for name, (more, kind) in _FEEDS.items() if name in made
    )
    return replace(result, files=files, feeds=feeds, warnings=tuple(sorted({*problems, *result.warnings})))


def _has_entries(feed: ForeignFile) -> bool:
    """A feed without entries carries the time of the build, and nobody needs it."""
    return re.search("<(entry|item)>", feed.file.read_text("utf-8")) is not None


def _overrides(job: DoorJob, site: Site) -> dict[str, Any]:
    """What holds against the site's own settings. Source: Pelican 4.12, `pelican/settings.py`."""
    address = job.url.rstrip("/")
    given: dict[str, Any] = {
        "SITEURL": address,
        "FEED_DOMAIN": address,
        "RELATIVE_URLS": False,
        "DELETE_OUTPUT_DIRECTORY": True,
        "OUTPUT_RETENTION": [],
        "CACHE_CONTENT": False,
        "LOAD_CONTENT_CACHE": False,
        "CACHE_PATH": str(job.work / "cache"),
        "STATIC_CREATE_LINKS": False,
        "OUTPUT_SOURCES": False,
        "WITH_FUTURE_DATES": True,  # what is not due is left out by its file, so that our clock alone counts
        "IGNORE_FILES": [*site.ignored, *site.not_due],
        "DEBUG": True,  # only so do its errors give their reason
        "FEED_ATOM": None,
        "FEED_RSS": None,
        "FEED_ALL_ATOM": "feed.xml",
        "FEED_ALL_RSS": "rss.xml",
        "FEED_ALL_ATOM_URL": "feed.xml",
        "FEED_ALL_RSS_URL": "rss.xml",
    }
    for kind in ("CATEGORY", "AUTHOR", "TAG", "TRANSLATION"):
        given |= {f"{kind}_FEED_ATOM": None, f"{kind}_FEED_RSS": None}
    return given | _addresses(job) | (_theme(job) if job.shell == "shared" else {})


def _addresses(job: DoorJob) -> dict[str, Any]:
    """Every page in a folder of its own; drafts at the address that they will have, or nowhere."""
    given: dict[str, Any] = {}
    folders = {"ARTICLE": "{slug}/", "PAGE": "{slug}/", "CATEGORY": "category/{slug}/", "TAG": "tag/{slug}/"}
    folders |= {"AUTHOR": "author/{slug}/", "DRAFT": "{slug}/", "DRAFT_PAGE": "{slug}/"}
    folders |= {f"{kind}_LANG": "{slug}-{lang}/" for kind in ("ARTICLE", "PAGE", "DRAFT", "DRAFT_PAGE")}
    folders |= {name: name.lower() + "/" for name in ("TAGS", "CATEGORIES", "AUTHORS", "ARCHIVES")}
    for kind, url in folders.items():
        hidden = kind.startswith("DRAFT") and not job.drafts
        given |= {f"{kind}_URL": url, f"{kind}_SAVE_AS": "" if hidden else url + "index.html"}
    later = "{base_name}/page/{number}/"
    return given | {"PAGINATION_PATTERNS": [[1, "{url}", "{save_as}"], [2, later, later + "index.html"]]}


def _theme(job: DoorJob) -> dict[str, Any]:
    return {
        "THEME": str((job.theme / "pelican").resolve()),
        "THEME_STATIC_PATHS": [],
        "THEME_TEMPLATES_OVERRIDES": [],
        "DIRECT_TEMPLATES": ["index", "smile-navigation"],
        "TEMPLATE_EXTENSIONS": [".html"],
        "DEFAULT_PAGINATION": False,
        "PAGINATED_TEMPLATES": {},
        "JINJA_ENVIRONMENT": {
            "autoescape": True,
            "trim_blocks": True,
            "lstrip_blocks": True,
            "extensions": [],
        },
        **{f"{period}_ARCHIVE_SAVE_AS": "" for period in ("YEAR", "MONTH", "DAY")},
    }


def _shared(job: DoorJob, site: Site) -> DoorResult:
    posts: dict[str, Post] = {}
    files: list[ForeignFile] = []
    problems: list[Problem] = []
    menu: list[dict[str, Any]] = []
    for path, file in pages.files_below(job.work / "out"):
        document = file.read_text("utf-8") if path.endswith(".html") else ""
        told = pages.facts(document) if "smile-" in document else None
        if isinstance(told, list):
            menu = told
        elif told is not None:
            kind = told["kind"]
            made, lost = pages.page(
                job, pages.address(path), document, {**told, "label": told["label"] or job.title}, kind
            )
            posts[path] = Post(replace(made, body=_near(made.body, job), label=""), told)
            problems += [*lost, *unresolved(made, site)]
        else:
            files.append(ForeignFile(path, file))
    problems += _folders(job, posts)
    drawn = listed(replied(posts, job, site, problems), job)
    if any(problem.severity == "error" for problem in problems):
        raise ContentError(problems)
    links = tuple(
        ForeignLink(row["title"], row["link"], at + 1) for at, row in enumerate(menu) if "link" in row
    )
    placed = {"/" + row["page"]: at + 1 for at, row in enumerate(menu) if "page" in row}
    newest = list(posts["/index.html"].told.get("items", ())) if "/index.html" in posts else []
    later = {"/" + item: len(menu) + 1 + at for at, item in enumerate(newest)}
    ordered = tuple(_placed(path, page, placed, later) for path, page in drawn.items())
    return DoorResult(ordered, tuple(files), tuple(problems), links=links)


def _placed(path: str, page: ForeignPage, menu: dict[str, int], later: dict[str, int]) -> ForeignPage:
    """The page with its place: the list of posts, the menu's pages, the posts as listed, then all others."""
    if path == "/index.html":
        return replace(page, navigation=True)
    order = menu.get(path, later.get(path, len(menu) + len(later) + 1))
    return replace(page, order=order, navigation=path in menu)


def _near(body: str, job: DoorJob) -> str:
    """Links within the microsite as site paths: they hold on a preview at another address too."""
    return body.replace(f'="{job.url}', f'="{job.path}')


def _folders(job: DoorJob, posts: dict[str, Post]) -> list[Problem]:
    """A page that its file puts elsewhere than into a folder would not be where its links lead."""
    hint = "write `url: old-name/` and `save_as: old-name/index.html`, or take both out"
    words = "the page does not stand in a folder of its own"
    return [
        Problem(post.page.source or job.named(job.folder), 1, 0, "pelican.save_as", words, path, "", hint)
        for path, post in posts.items()
        if not path.endswith("/index.html")
    ]
