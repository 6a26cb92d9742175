"""The pictures that the texts of a microsite show, each in a few sizes, made once."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from html import escape, unescape
from urllib.parse import unquote

from msgspec import Struct

from smile import imaging, paths, store
from smile.job import Job
from smile.pictures import DECORATIVE
from smile.problems import ContentError, Problem
from smile.results import FileRecord, Picture
from smile.scan import digest, digest_of, stat_of
from smile.writing import Writer

SIZES = "(min-width: 48em) 44em, 100vw"
"""How wide a picture in a text is shown: as wide as the text, which fills a narrow screen."""
_LINK = re.compile(
    r"(?<=<)[^<>\n]+\.(?:jpe?g|png|webp)(?=>)|[^\s()<>\"'\[\]]+\.(?:jpe?g|png|webp)(?![\w/])", re.IGNORECASE
)
_IMG = re.compile(r"<img\b([^>]*?)\s*/?>")
_SRC = re.compile(r'\bsrc="([^"]*)"')


class Shown(Struct, frozen=True):
    """A picture as a page shows it: the addresses of its sizes by their widths."""

    picture: Picture
    urls: tuple[tuple[int, str], ...]


class Gallery:
    """Looks at each picture once, and puts its sizes beside the pages of the microsite."""

    def __init__(self, job: Job, writer: Writer) -> None:
        self.job, self.writer = job, writer
        self._seen: dict[str, Shown | None] = {}

    def of(self, text: str, file: str, first_line: int) -> Mapping[str, Shown]:
        """By the link as it is published, the pictures that a Markdown text shows.

        ContentError at the line of each that is no picture.
        """
        if "![" not in text and "<img" not in text:
            return {}
        found: dict[str, Shown] = {}
        problems: list[Problem] = []
        resolve = self.job.resolver(file)
        for match in _LINK.finditer(text):
            url = resolve(match[0])
            if url in found or paths.is_outside(url):
                continue
            target = self._target(match[0], file)
            try:
                shown = self._shown(target) if target else None
            except ValueError as error:
                line = first_line + text.count("\n", 0, match.start())
                problems.append(_broken(file, line, target or "", str(error)))
                continue
            if shown is not None:
                found[url] = shown
        if problems:
            raise ContentError(problems)
        return found

    def foreign(self, path: str, data: bytes, files: tuple[str, ...]) -> Shown | None:
        """A picture that another engine publishes at the site path `path`, with its sizes beside it.

        None for one that cannot be shown: the engine publishes it as it is. `files` are what it was made from.
        """
        try:
            picture = Picture(path[1:], (0, 0), digest(data), *imaging.measured(data))
        except ValueError:
            return None
        return Shown(picture, tuple(self._sizes(picture, files, lambda: data)))

    def _target(self, link: str, file: str) -> str | None:
        """The file of a picture of the same audience, where there is one."""
        places, audience = self.job.places, self.job.site.audience
        path = unquote(link)
        if path.startswith("/"):
            fit = [
                place for place in places.values() if place.audience == audience and path.startswith(place.at)
            ]
            place = max(fit, key=lambda one: len(one.at), default=None)
            return f"{place.folder}/{path[len(place.at) :]}" if place else None
        target = posixpath.normpath(posixpath.join(posixpath.dirname(file), path))
        there = paths.place_of(target, places)
        return target if there is not None and there.audience == audience else None

    def _shown(self, file: str) -> Shown | None:
        if file not in self._seen:
            picture = self._picture(file)
            load = (self.job.task.opened.root / file).read_bytes
            sizes = tuple(self._sizes(picture, (file,), load)) if picture else ()
            self._seen[file] = Shown(picture, sizes) if picture else None
        return self._seen[file]

    def _picture(self, file: str) -> Picture | None:
        """What is known of a picture since an earlier build, or found out now. ValueError for one that is broken."""
        path = self.job.task.opened.root / file
        try:
            stat = stat_of(path.stat())
        except OSError:
            return None  # the check of links tells of it
        before = self.writer.before.pictures.get(file) if self.writer.before else None
        if before is None or before.stat != stat:
            data = path.read_bytes()
            before = Picture(file, stat, digest(data), *imaging.measured(data))
        self.job.result.pictures[file] = before
        return before

    def _sizes(
        self, picture: Picture, files: tuple[str, ...], load: Callable[[], bytes]
    ) -> Iterator[tuple[int, str]]:
        """Writes the sizes of a picture, unless they stand there; `load` gives its bytes."""
        task = self.job.task
        name = posixpath.splitext(posixpath.basename(picture.file))[0]
        for width in picture.widths:
            key = digest_of([task.engine, f"webp {width}", picture.digest])
            url = self.job.site.url(f"pictures/{name}-{picture.digest.hex()[:8]}-{width}.webp")
            there = task.tree is None or self.writer.file_before(url, key)
            data = None if there else self._made(load, width, key)
            self.writer.file(FileRecord(url, key, files), data)
            yield width, url

    def _made(self, load: Callable[[], bytes], width: int, key: bytes) -> bytes:
        kept = self.job.task.cache / "made" / key.hex()
        before = store.read(kept)
        if isinstance(before, bytes):
            return before
        made = imaging.scaled(load(), width)
        store.save(kept, made)
        return made


def mark(shown: Mapping[str, Shown]) -> str:
    """What the pictures of a page are, for its key."""
    return repr([(url, one.picture.digest, one.urls) for url, one in shown.items()])


def dressed(page: str, shown: Mapping[str, Shown]) -> str:
    """HTML whose pictures have their sizes, so that nothing moves when they arrive; all but the first wait."""
    count = 0

    def dress(match: re.Match[str]) -> str:
        nonlocal count
        count += 1
        given = match[1].replace(f' title="{DECORATIVE}"', "")
        src = _SRC.search(given)
        one = shown.get(unescape(src[1])) if src else None
        more = _attributes(one, given) if one else []
        if count > 1:
            more.append('loading="lazy" decoding="async"')
        return f"<img{given}{''.join(' ' + each for each in more)}>"

    return _IMG.sub(dress, page) if "<img" in page else page


def _attributes(one: Shown, given: str) -> list[str]:
    sized = " width=" in given or " height=" in given
    more = [] if sized else [f'width="{one.picture.width}" height="{one.picture.height}"']
    if one.urls:
        many = ", ".join(f"{escape(url)} {width}w" for width, url in one.urls)
        more += [f'srcset="{many}"', f'sizes="{_sizes(one.picture.width)}"']
    return more


def _sizes(width: int) -> str:
    """A picture is never shown wider than it is."""
    return f"(min-width: {width}px) {width}px, 100vw" if width < 704 else SIZES


def _broken(file: str, line: int, target: str, why: str) -> Problem:
    message, expected = "the picture cannot be shown", "a whole JPEG, PNG or WebP file"
    hint = "save the picture again from the program that it was made with"
    return Problem(file, line, 0, "picture.broken", message, f"{target}: {why}", expected, hint)
