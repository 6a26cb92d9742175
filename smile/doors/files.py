"""The files that plugins plan: written only where they do not stand already, and made only once."""

from __future__ import annotations

from pathlib import Path

from smile import registry, store
from smile.binaries import Binary
from smile.job import Job
from smile.plugin import File, Lazy, Made, Plugin
from smile.results import FileRecord
from smile.scan import digest, digest_of
from smile.writing import Writer


def write(job: Job, plugin: Plugin, item: File, files: tuple[str, ...], writer: Writer) -> None:
    """Takes down a file, made from `files`, and writes it unless it stands there since an earlier build.

    ContentError where the code of the plugin cannot make it.
    """
    key = _key(job, plugin, item.content)
    url = job.site.url(item.path)
    record = FileRecord(url, key, files, (plugin.name,))
    writer.file(record, None if writer.file_before(url, key) else _bytes(job, plugin, item.content, key))


Content = str | bytes | Binary | Made | Lazy


def _key(job: Job, plugin: Plugin, content: Content) -> bytes:
    """What the bytes of a file depend on, as a digest."""
    if isinstance(content, Binary):
        return bytes.fromhex(content.digest)
    if isinstance(content, Made):
        return digest_of([job.task.engine, job.plugins.code(plugin.name), content.how, content.of.digest])
    if isinstance(content, Lazy):
        return digest_of([plugin.name, job.task.code, content.key])
    return digest(content.encode() if isinstance(content, str) else content)


def _bytes(job: Job, plugin: Plugin, content: Content, key: bytes) -> bytes:
    if isinstance(content, Made):
        return _made(job, plugin, content, job.task.cache / "made" / key.hex())
    if isinstance(content, Binary):
        return (job.task.opened.root / content.source.file).read_bytes()
    if isinstance(content, Lazy):
        content = _called(job, plugin, content)
    return content.encode() if isinstance(content, str) else content


def _called(job: Job, plugin: Plugin, content: Lazy) -> str | bytes:
    """What a plugin gives for a file. ContentError for whatever its code may raise."""
    with registry.guarded(job.plugins.rooms[plugin.name], "cannot make a file"):
        found = content.make()
        if not isinstance(found, str | bytes):
            raise TypeError(f"`make` gives {type(found).__name__}, not a text or bytes")
    return found


def _made(job: Job, plugin: Plugin, content: Made, kept: Path) -> bytes:
    """What is made of a file: kept beside the other results of earlier builds, so that no cold tree costs it again."""
    before = store.read(kept)
    if isinstance(before, bytes):
        return before
    what = f"cannot make {content.how!r} of {content.of.source.file}"
    with registry.guarded(job.plugins.rooms[plugin.name], what):
        data = content.make((job.task.opened.root / content.of.source.file).read_bytes())
    store.save(kept, data)
    return data
