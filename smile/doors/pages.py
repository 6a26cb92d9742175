"""From the documents that our minimal themes make to pages that the generator can draw."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

from msgspec.structs import replace

from smile.doors import DoorJob, ForeignPage
from smile.doors.markup import Edit, Tag, edited, element_end, line_at, plain, tags
from smile.doors.matter import day
from smile.markdown import slug
from smile.problems import Problem

_FACTS = re.compile(r'<script type="application/json" id="smile-(page|navigation)">(.*?)</script>', re.DOTALL)
_BODY = re.compile(r"<!--smile:body-->(.*)<!--/smile:body-->", re.DOTALL)
_FIRST = re.compile(r"\s*<h1\b([^>]*)>(.*?)</h1>\s*", re.DOTALL)
_ID = re.compile(r'\bid="([^"]*)"')
_HEADING = re.compile(r"<(/?)h([1-5])\b")
_BARE = re.compile(r"<h([2-6])>(.*?)</h\1>", re.DOTALL)
_PARAGRAPH = re.compile(r"<p>(.*?)</p>", re.DOTALL)
_PERMALINK = re.compile(r'<a class="headerlink".*?</a>', re.DOTALL)
_ALIGN = re.compile(r"text-align:\s*(left|right|center);?")
_UNSAFE = re.compile(r"<script|<style|\sstyle\s*=|\son[a-z]+\s*=", re.IGNORECASE)
_SUMMARY = 200


def facts(document: str) -> dict[str, Any] | list[Any] | None:
    """What a document says of itself as JSON; None when one of our themes did not make it."""
    found = _FACTS.search(document, 0, 20_000_000)
    if found is None or document[: found.start()].strip():
        return None
    told: dict[str, Any] | list[Any] = json.loads(found[2])
    return told


def page(
    job: DoorJob, path: str, document: str, told: Mapping[str, Any], kind: Literal["page", "article", "index"]
) -> tuple[ForeignPage, list[Problem]]:
    """The page that a document holds, and what of it could not be kept."""
    found = _BODY.search(document)
    source = job.named(told["source"]) if told["source"] else ""
    text = (job.estate / source).read_text("utf-8") if source else ""
    body = _PERMALINK.sub("", found[1].strip() if found else "")
    body, warnings = _safe(body, source or job.named(job.folder), text)
    given = plain(told["title"]) if "<" in told["title"] or "&" in told["title"] else told["title"].strip()
    title, body = _titled(given, plain(told["label"]), body)
    label = plain(told["label"])
    made = ForeignPage(
        path=path,
        title=title,
        summary=plain(told["summary"]) or _opening(body),
        body=body,
        source=source,
        published=day(told["published"]),
        author=told["author"].strip() or None,
        tags=tuple(tag.strip() for tag in told["tags"] if tag.strip()),
        kind=kind,
        order=0,
        navigation=False,
        parent=None,
        label=label if label != title else "",
        owner=told.get("owner") or None,
        reviewed=day(told.get("reviewed")),
        next_review=day(told.get("next_review")),
    )
    return made, warnings


def keep_targets(pages: list[ForeignPage], documents: Mapping[str, str]) -> Iterator[ForeignPage]:
    """The pages, with a mark where a first heading was whose id a link of the site still leads to."""
    wanted = {anchor for each in pages for anchor in re.findall(r'href="[^"]*#([^"]+)"', each.body)}
    for each in pages:
        heading = _FIRST.match((_BODY.search(documents[each.path]) or [""] * 2)[1])
        name = _ID.search(heading[1]) if heading else None
        if name and name[1] in wanted and f'id="{name[1]}"' not in each.body:
            yield replace(each, body=f'<span id="{name[1]}"></span>\n{each.body}')
        else:
            yield each


def files_below(folder: Path) -> Iterator[tuple[str, Path]]:
    """Every file of a built site with its path ("/images/a.png"), in order of path."""
    found = (
        (("/" + file.relative_to(folder).as_posix()), file) for file in folder.rglob("*") if file.is_file()
    )
    yield from sorted(found)


def address(path: str) -> str:
    """The path of the page that a file holds: "/about/index.html" and "/about.html" are "/about/"."""
    return (
        path.removesuffix("index.html") if path.endswith("/index.html") else path.removesuffix(".html") + "/"
    )


def _titled(given: str, label: str, body: str) -> tuple[str, str]:
    """The title (what the file gives, or the first heading, or the label) and the body without it."""
    first = _FIRST.match(body)
    words = plain(first[2]) if first else ""
    title = given or words or label
    if first and words == title:
        body = body[first.end() :]
    if "<h1" in body:  # the page has its own: every heading moves down by one
        body = _HEADING.sub(lambda match: f"<{match[1]}h{int(match[2]) + 1}", body)
    return title, _with_ids(body)


def _with_ids(body: str) -> str:
    """Every heading with an id, so that it can be linked to: the engine's, or else the one GitHub gives."""
    taken = set(_ID.findall(body))

    def give(match: re.Match[str]) -> str:
        wanted, count = slug(plain(match[2])), 0
        name = wanted
        while name in taken:
            count += 1
            name = f"{wanted}-{count}"
        taken.add(name)
        return f'<h{match[1]} id="{html.escape(name)}">{match[2]}</h{match[1]}>'

    return _BARE.sub(give, body)


def _opening(body: str) -> str:
    """The first paragraph, for who gives no summary: whole sentences as far as they fit."""
    words = next((text for match in _PARAGRAPH.finditer(body) if (text := plain(match[1]))), "")
    if len(words) <= _SUMMARY:
        return words
    sentences = re.match(rf".{{20,{_SUMMARY}}}[.!?](?= )", words)
    return sentences[0] if sentences else words[: words.rfind(" ", 0, _SUMMARY)] + "…"


def _safe(body: str, source: str, text: str) -> tuple[str, list[Problem]]:
    """The body without what the Content-Security-Policy of every page would refuse to run or apply."""
    if not _UNSAFE.search(body):
        return body, []
    edits: list[Edit] = []
    lost: list[str] = []
    found = tags(body)
    for at, tag in enumerate(found):
        end = element_end(found, at) if tag.name in ("script", "style") and not tag.closes else None
        if end:
            edits.append(Edit(tag.start, end.end, ""))
            lost.append(f"<{tag.name}>")
        elif not tag.closes and any(_refused(name) for name, _ in tag.attributes):
            edits.append(Edit(tag.start, tag.end, tag.written(_kept(tag, lost))))
    return edited(body, edits), [_lost(each, source, text) for each in lost]


def _lost(what: str, name: str, text: str) -> Problem:
    hint = "leave it out, or give the microsite a shell of its own (shell: own)"
    at = text.find(what.rstrip(">"))
    place = line_at(text, at) if at >= 0 else (1, 0)
    words = "the shared shell cannot take this along"
    return Problem(name, *place, "door.unsafe", words, what, "", hint, "warning")


def _refused(name: str) -> bool:
    return name == "style" or name.startswith("on")


def _kept(tag: Tag, lost: list[str]) -> Iterator[tuple[str, str | None]]:
    for name, value in tag.attributes:
        if not _refused(name):
            yield name, value
        elif (
            name == "style"
            and tag.name in ("td", "th")
            and (align := _ALIGN.fullmatch((value or "").strip()))
        ):
            yield "align", align[1]  # as GitHub-flavoured Markdown writes it
        else:
            lost.append(f'{name}="{value}"')
