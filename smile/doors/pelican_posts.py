"""The posts of a Pelican site: their slugs, their replies to one another, and the pages that list them."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from smile.doors import DoorJob, ForeignPage
from smile.doors.pelican_site import Site, value
from smile.markdown import slug
from smile.problems import Problem, nearest

_FIRST = "/index.html"
_WAYS = {"By category": "/category/", "By tag": "/tag/", "By author": "/author/"}
_FIRST_HALF = ("January", "February", "March", "April", "May", "June")
_MONTHS = (*_FIRST_HALF, "July", "August", "September", "October", "November", "December")


class Post(Struct, frozen=True):
    """A page that Pelican made, and what its document says of itself."""

    page: ForeignPage
    told: Mapping[str, Any]


def check(site: Site) -> list[Problem]:
    """The texts that would get no address: Pelican would write them to a file named ".html"."""
    problems = []
    for source in site.due.values():
        title, given = value(source, "title"), value(source, "slug")
        if title and not given and not any(letter.isalnum() for letter in re.sub(r"<[^>]*>", "", title)):
            words = "the title has no letters to make an address of"
            problems.append(
                Problem(
                    source.name,
                    *source.field("title"),
                    "pelican.slug",
                    words,
                    title,
                    "",
                    "give a title in words, or a `Slug: ...`",
                )
            )
    return problems


def replied(posts: Mapping[str, Post], job: DoorJob, site: Site, problems: list[Problem]) -> dict[str, Post]:
    """The posts with links from each reply to its original and back; a reply to nothing becomes a problem."""
    by_slug = {post.told["slug"]: path for path, post in posts.items() if post.told["kind"] == "article"}
    bodies = {path: post.page.body for path, post in posts.items()}
    for path, post in sorted(posts.items(), key=lambda item: (str(item[1].page.published), item[0])):
        answered = post.told.get("reply_to", "").strip()
        if not answered:
            continue
        if answered not in by_slug or by_slug[answered] == path:
            problems.append(_nowhere(post, answered, by_slug, job, site))
            continue
        original = by_slug[answered]
        bodies[path] = _reply("In reply to", posts[original].page, job) + bodies[path]
        bodies[original] += "\n" + _reply("Reply", post.page, job)
    return {path: replace(post, page=replace(post.page, body=bodies[path])) for path, post in posts.items()}


def listed(posts: Mapping[str, Post], job: DoorJob) -> dict[str, ForeignPage]:
    """The pages; those that list posts get their lists, the first one also the ways to the others."""
    first = posts.get(_FIRST)
    above = "/" if first and first.told["kind"] == "index" else None
    made = {path: _listed(posts, post, job, above) for path, post in posts.items()}
    if above:
        ways = "".join(_ways(made, job, heading, below) for heading, below in _WAYS.items())
        made[_FIRST] = replace(made[_FIRST], body=made[_FIRST].body + ways, parent=None)
    return made


def _listed(posts: Mapping[str, Post], post: Post, job: DoorJob, above: str | None) -> ForeignPage:
    """A page, with its list where it has one, below the page of all posts."""
    if post.told["kind"] == "article":
        return replace(post.page, parent=above)
    if post.told["kind"] == "page":
        return post.page
    items = [posts["/" + item].page for item in post.told["items"] if "/" + item in posts]
    return replace(post.page, body=_cards(items, job), label=post.told["name"], parent=above)


def _nowhere(post: Post, answered: str, by_slug: Mapping[str, str], job: DoorJob, site: Site) -> Problem:
    source = next((each for each in site.sources.values() if each.name == post.page.source), None)
    close = nearest(answered, by_slug)
    hint = (
        f"did you mean {close}?"
        if close and close != answered
        else "give the slug of the post that this one answers"
    )
    name, place = (source.name, source.field("reply_to")) if source else (job.named(job.folder), (1, 0))
    return Problem(name, *place, "pelican.reply", "`Reply_to` names no post", answered, "", hint)


def _reply(words: str, page: ForeignPage, job: DoorJob) -> str:
    return f'<p class="reply">{words}: {_link(page, job)}</p>\n'


def _link(page: ForeignPage, job: DoorJob, words: str = "") -> str:
    return f'<a href="{html.escape(job.path + page.path[1:])}">{html.escape(words or page.title)}</a>'


def _cards(items: list[ForeignPage], job: DoorJob) -> str:
    """A list of posts, in the markup of the theme's cards."""
    cards = [
        f'<li class="card accent-{at % 4}">'
        + (f'<p class="card__meta">{_date(page)}</p>' if page.published else "")
        + f'<p class="card__title">{_link(page, job)}</p>'
        + f'<p class="card__text">{html.escape(page.summary)}</p></li>'
        for at, page in enumerate(items)
    ]
    return (
        '<ul class="cards">\n' + "\n".join(cards) + "\n</ul>\n"
        if cards
        else "<p>Nothing has been posted yet.</p>\n"
    )


def _date(page: ForeignPage) -> str:
    day = page.published
    return (
        f'<time datetime="{day.isoformat()}">{day.day} {_MONTHS[day.month - 1]} {day.year}</time>'
        if day
        else ""
    )


def _ways(made: Mapping[str, ForeignPage], job: DoorJob, heading: str, below: str) -> str:
    """The links to all tags, categories or authors, where there is more than one."""
    found = [page for page in made.values() if page.kind == "index" and page.path.startswith(below)]
    if len(found) < 2:
        return ""
    links = [f"<li>{_link(page, job, page.label)}</li>" for page in sorted(found, key=lambda page: page.path)]
    return f'<h2 id="{slug(heading)}">{heading}</h2>\n<ul>{"".join(links)}</ul>\n'
