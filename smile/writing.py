"""Writing a microsite's files into the new tree: only those that are not there already."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from smile import reach
from smile.gates import Gate
from smile.results import FileRecord, PageRecord, SiteResult, output, sources


class Writer:
    """Knows what the last build of a microsite made, and takes down what this one makes."""

    def __init__(
        self,
        tree: Path | None,
        before: SiteResult | None,
        result: SiteResult,
        gate: Gate,
        fresh: bool,
        ready: Callable[[], None] = lambda: None,
    ) -> None:
        """Without a `tree` nothing is written; a `fresh` one is empty. `ready` is called before the first file is.

        `before` is what stands in the tree of the microsite.
        """
        self.tree, self.before, self.result, self.gate, self.fresh = tree, before, result, gate, fresh
        self.ready = ready
        self._written: list[str] = []
        self._folders: set[str] = set()

    def into(self, result: SiteResult) -> SiteResult:
        """Takes down what is made from here on in another result; gives the one before, with what was written."""
        before, self.result = self.result, result
        before.written += tuple(self._written)
        self._written = []
        return before

    def page_before(self, url: str) -> PageRecord | None:
        """The page that stands at `url` since an earlier build."""
        return self.before.pages.get(url) if self.before else None

    def file_before(self, url: str, key: bytes) -> bool:
        """Whether the file at `url` stands there since an earlier build."""
        kept = self.before.files.get(url) if self.before else None
        return kept is not None and kept.key == key

    def page(self, record: PageRecord, document: bytes | None, own: str = "") -> None:
        """Takes down a page, and writes it unless `document` is None: it is there already.

        `own` is the page's own part, where the rest, which it shares with others, passed the gate before.
        """
        self.result.pages[record.url] = record
        if document is not None:
            if not self.gate.open:
                self._pass_gate(own.encode() or document, record.url, sources(record))
            self.write(output(record.url), document)

    def file(self, record: FileRecord, content: bytes | None, whole: bytes | None = None) -> None:
        """Takes down a file, and writes it unless `content` is None.

        `whole` is what the gate looks at, where more is in it than is published.
        """
        self.result.files[record.url] = record
        if content is not None:
            self._pass_gate(content if whole is None else whole, record.url, sources(record))
            self.write(output(record.url), content)

    def frame(self, drawn: str, url: str, files: tuple[str, ...]) -> None:
        """Passes what stands around all pages through the gate; `files` are what it is made from."""
        self.result.frame_files = files
        self._pass_gate(drawn.encode(), url, files)

    def _pass_gate(self, data: bytes, url: str, files: tuple[str, ...]) -> None:
        """Takes down everything private in what is going to be published."""
        self.result.leaks += [(url, files, leak) for leak in self.gate.leaks(data, output(url))]

    def write(self, path: str, data: bytes) -> None:
        """Puts a file into the new tree. What stood there may be shared with the live one: it is never changed."""
        if not self._written:
            self.ready()
        self._written.append(path)
        if self.tree is None:
            return
        try:
            self._write(path, data)
        except (FileExistsError, IsADirectoryError, NotADirectoryError, PermissionError):
            self._clear(path)  # a folder stood there, or a file where there is a folder now
            self._write(path, data)

    def _write(self, path: str, data: bytes) -> None:
        folder = path.rpartition("/")[0]
        if folder not in self._folders:
            self._make(folder)
            self._folders.add(folder)
        whole = f"{self.tree}/{path}"
        if not self.fresh:
            with suppress(FileNotFoundError):
                os.unlink(whole)
        handle = os.open(whole, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o644)
        try:
            os.write(handle, data) if len(data) < 1_000_000 else _write_all(handle, data)
        finally:
            os.close(handle)

    def _make(self, folder: str) -> None:
        """Makes a folder; those above it are mostly there."""
        try:
            os.mkdir(f"{self.tree}/{folder}")
        except FileExistsError:
            pass
        except FileNotFoundError:
            os.makedirs(f"{self.tree}/{folder}", exist_ok=True)

    def _clear(self, path: str) -> None:
        """Removes what stands in the way of a file. What this build made there is told of by the check of addresses."""
        assert self.tree is not None
        self._folders.clear()
        for above in (self.tree / path).parents:
            if above == self.tree:
                break
            if above.is_file():
                above.unlink()
        if (self.tree / path).is_dir():
            shutil.rmtree(self.tree / path)

    def finish(self) -> None:
        """Takes down what the last build made and this one did not, and what is linked to that was not."""
        made = {*self.result.pages, *self.result.files}
        earlier = (*self.before.pages, *self.before.files) if self.before else ()
        self.result.written += tuple(self._written)
        self.result.removed = tuple(output(url) for url in earlier if url not in made)
        pages = self.before.pages if self.before else {}
        self.result.linking = tuple(
            url
            for url, page in self.result.pages.items()
            if (old := pages.get(url)) is None
            or not (page.links is old.links or {*page.links} <= {*old.links})
        )
        frame = self.before.frame_links if self.before else ()
        self.result.frame_linking = not {*self.result.frame_links} <= {*frame}
        if self.before:
            self.result.reach = reach.of(self.before, self.result)
        self.result.settle()


def _write_all(handle: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(handle, view) :]
