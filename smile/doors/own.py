"""A site that keeps its own shell: made to work under a strict Content-Security-Policy.

Scripts and styles that stand in a page move, in order, into files of their own; style attributes become
classes.
Source: W3C Content Security Policy Level 3, sections 6.7.3.2 and 6.7.3.3 (what counts as inline).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urljoin

from smile.doors import DoorJob, DoorResult, ForeignFile, ForeignPage, pages
from smile.doors.markup import Edit, Tag, edited, element_end, plain, tags
from smile.doors.matter import SourceFile, day
from smile.problems import Problem

MOVED = "assets/moved"
"""The folder below the microsite for what was taken out of its pages."""
_RUN = {
    "",
    "module",
    "text/javascript",
    "application/javascript",
    "text/ecmascript",
    "application/ecmascript",
}
_HEADING = re.compile(r"<h1\b[^>]*>(.*?)</h1>", re.DOTALL)
_TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
_DESCRIPTION = re.compile(r'<meta name="?description"? content="([^"]*)"')
_URL = re.compile(r"""url\(\s*(['"]?)(?![a-zA-Z][a-zA-Z0-9+.-]*:|/|#)([^'")]+)\1\s*\)""")


@dataclass(slots=True)
class Moved:
    """What was taken out of the pages: files below the built site, each named by what it holds."""

    folder: Path
    url: str
    warnings: list[Problem] = field(default_factory=list)

    def file(self, text: str, ending: str) -> str:
        """The address of a file that holds `text`."""
        data = text.encode()
        name = hashlib.sha256(data).hexdigest()[:16] + ending
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / name).write_bytes(data)
        return self.url + name


def take(job: DoorJob, out: Path, made_from: Mapping[str, SourceFile]) -> DoorResult:
    """The built site in `out`: its HTML documents as pages, all else as files."""
    moved = Moved(out / MOVED, f"{job.path}{MOVED}/")
    made: list[ForeignPage] = []
    for path, file in list(pages.files_below(out)):
        if path.endswith(".html"):
            where = pages.address(path)
            source = made_from.get(where, SourceFile("", ""))
            document = without_inline(
                file.read_text("utf-8"),
                job.path.rstrip("/") + where,
                moved,
                source.name or job.named(job.folder),
            )
            made.append(_page(where, document, source, len(made)))
    files = tuple(
        ForeignFile(path, file) for path, file in pages.files_below(out) if not path.endswith(".html")
    )
    return DoorResult(tuple(made), files, tuple(moved.warnings))


def without_inline(document: str, url: str, moved: Moved, source: str) -> str:
    """`document`, which stands at `url`, without inline scripts and styles, style and event attributes."""
    found = tags(document)
    edits: list[Edit] = []
    rules: dict[str, str] = {}
    late: list[str] = []
    head = next((tag.start for tag in found if tag.name == "head" and tag.closes), 0)
    for at, tag in enumerate(found):
        end = None if tag.closes else element_end(found, at)
        if (
            tag.name == "script"
            and end
            and tag.get("src") is None
            and (tag.get("type") or "").lower() in _RUN
        ):
            edits.append(Edit(tag.start, end.end, _script(tag, document[tag.end : end.start], moved)))
        elif tag.name == "style" and end:
            link = _style(tag, document[tag.end : end.start], url, moved)
            edits.append(Edit(tag.start, end.end, link if tag.start < head else ""))
            late += [link] if tag.start >= head else []
        elif not tag.closes and (new := _attributes(tag, rules, moved, source)):
            edits.append(Edit(tag.start, tag.end, new))
    if rules:
        text = "".join(f".{name}{{{rules[name]}}}\n" for name in sorted(rules))
        late.append(f'<link rel="stylesheet" href="{moved.file(text, ".css")}">')
    if late:
        edits.append(Edit(head, head, "".join(late)))
    return edited(document, edits)


def _script(tag: Tag, text: str, moved: Moved) -> str:
    if not text.strip():
        return ""
    kept = [(key, value) for key, value in tag.attributes if key not in ("async", "defer", "nonce")]
    return tag.written([*kept, ("src", moved.file(text, ".js"))]) + "</script>"


def _style(tag: Tag, text: str, url: str, moved: Moved) -> str:
    text = _URL.sub(lambda match: f'url("{urljoin(url, match[2].strip())}")', text)
    media = [("media", tag.get("media"))] if tag.get("media") else []
    link = Tag("link", (), 0, 0)
    return link.written([("rel", "stylesheet"), ("href", moved.file(text, ".css")), *media])


def _attributes(tag: Tag, rules: dict[str, str], moved: Moved, source: str) -> str:
    """The tag without its style and event attributes; "" when it has none of them."""
    style = tag.get("style")
    events = [name for name, _ in tag.attributes if name.startswith("on")]
    if style is None and not events:
        return ""
    for name in events:
        words, hint = (
            "an event handler in a page does not run under the security policy",
            "put it into a script file",
        )
        moved.warnings.append(
            Problem(source, 1, 0, "door.handler", words, f"{name} on <{tag.name}>", "", hint, "warning")
        )
    classes = (tag.get("class") or "").split()
    if style and style.strip():
        declared = ";".join(_important(part.strip()) for part in style.split(";") if part.strip())
        name = "s-" + hashlib.sha256(declared.encode()).hexdigest()[:12]
        rules[name] = declared
        classes.append(name)
    kept = [(key, value) for key, value in tag.attributes if key not in ("style", "class", *events)]
    return tag.written([*kept, ("class", " ".join(classes))] if classes else kept)


def _important(declaration: str) -> str:
    """A style attribute counts before every style sheet, so its declarations still must."""
    return declaration if declaration.endswith("!important") else declaration + "!important"


def _title(document: str) -> str:
    """What the page is called: the heading that its title holds too, which often names the site as well."""
    found = _TITLE.search(document)
    title = plain(found[1]) if found else ""
    headings = [plain(words) for words in _HEADING.findall(document)]
    return max((words for words in headings if words in title or not title), key=len, default=title)


def _page(path: str, document: str, source: SourceFile, order: int) -> ForeignPage:
    matter = source.matter
    described = _DESCRIPTION.search(document)
    given = matter.get("tags")
    return ForeignPage(
        path=path,
        title=str(matter.get("title") or "") or _title(document) or path,
        summary=str(matter.get("summary") or matter.get("description") or "")
        or plain(described[1] if described else ""),
        body="",
        source=source.name,
        published=day(matter.get("date")),
        author=str(matter.get("author") or "") or None,
        tags=tuple(str(tag) for tag in given) if isinstance(given, list) else (),
        kind="page",
        order=order,
        navigation=False,
        parent=None,
        html=document.encode(),
        owner=str(matter.get("owner") or "") or None,
        reviewed=day(matter.get("reviewed")),
        next_review=day(matter.get("next_review")),
    )
