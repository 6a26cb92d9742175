"""What can be read in a file of any kind: its bytes, and the texts that are packed in them."""

from __future__ import annotations

import gzip
import io
import re
import zipfile
import zlib
from collections.abc import Iterator

LIMIT = 64_000_000
"""The most bytes that are unpacked from one part: more is not text."""
_DEEP = 2
"""How many times something packed may be packed again."""

_STREAM = re.compile(rb"stream\r?\n")
_SHOWN = re.compile(rb"\[((?:\\.|[^\\\]])*)\]\s*TJ|\(((?:\\.|[^\\()])*)\)|<([0-9A-Fa-f\s]{4,})>", re.DOTALL)
_PIECE = re.compile(rb"\(((?:\\.|[^\\()])*)\)|<([0-9A-Fa-f\s]+)>|(-?\d+)", re.DOTALL)
_GAP = 150
"""A move back by more than this, in thousandths of the size of the type, is a space between words."""


def readable(data: bytes, deep: int = _DEEP) -> Iterator[bytes]:
    """`data`, and whatever texts are packed in it: gzip, ZIP (so Word and Excel too), PNG, PDF, UTF-16."""
    yield data
    if data[:2] == b"\x1f\x8b":
        yield from _again(_gzip(data), deep)
    elif data[:4] == b"PK\x03\x04":
        for part in _zip(data):
            yield from _again(part, deep)
    elif data[:8] == b"\x89PNG\r\n\x1a\n":
        yield from _png(data)
    elif b"%PDF-" in data[:1024]:
        yield from _pdf(data)
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        yield data.decode("utf-16", "replace").encode("utf-8", "replace")
    elif b"\0" in data:
        # UTF-16, as Windows writes it into pictures and sound, with its Latin letters bare
        yield data.replace(b"\0", b"")


def _again(part: bytes, deep: int) -> Iterator[bytes]:
    yield from readable(part, deep - 1) if deep else (part,)


def _gzip(data: bytes) -> bytes:
    made = b""
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as file:
            while len(made) < LIMIT and (more := file.read(1_000_000)):
                made += more
    except (OSError, EOFError, zlib.error):
        pass  # what could be read counts
    return made


def _zip(data: bytes) -> Iterator[bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                yield name.encode("utf-8", "replace")
                with archive.open(name) as file:
                    yield file.read(LIMIT)
    except (OSError, EOFError, ValueError, RuntimeError, NotImplementedError, zipfile.BadZipFile, zlib.error):
        return


def _inflated(data: bytes) -> bytes:
    """What zlib makes of the beginning of `data`; empty when it is nothing of zlib's."""
    try:
        return zlib.decompressobj().decompress(data, LIMIT)
    except zlib.error:
        return b""


def _png(data: bytes) -> Iterator[bytes]:
    """The compressed texts of a PNG picture (PNG, third edition, section 11.3.3); the others stand bare."""
    at = 8
    while at + 8 <= len(data):
        size, kind = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        rest = data[at + 8 : at + 8 + size].partition(b"\0")[2]
        if kind == b"zTXt":
            yield _inflated(rest[1:])
        elif kind == b"iTXt" and rest[:1] == b"\1":
            yield _inflated(rest[2:].split(b"\0", 2)[-1])
        at += size + 12


def _pdf(data: bytes) -> Iterator[bytes]:
    """The texts of a PDF (ISO 32000-2, sections 7.3.4 and 9.4.3): as it stands, and in its streams."""
    yield _pdf_texts(data)
    for match in _STREAM.finditer(data):
        part = _inflated(data[match.end() :])
        if part:
            yield part
            yield _pdf_texts(part)


def _pdf_texts(part: bytes) -> bytes:
    """The strings of a part of a PDF, in lines; those of one TJ operator are one text."""
    return b"\n".join(
        _array(match[1]) if match[1] else _string(match[2], match[3]) for match in _SHOWN.finditer(part)
    )


def _array(array: bytes) -> bytes:
    made = b""
    for literal, digits, move in _PIECE.findall(array):
        made += (b" " if int(move) < -_GAP else b"") if move else _string(literal, digits)
    return made


def _string(literal: bytes | None, digits: bytes | None) -> bytes:
    """A string of a PDF as UTF-8."""
    if digits:
        even = re.sub(rb"\s", b"", digits)
        raw = bytes.fromhex((even + b"0" * (len(even) % 2)).decode())
    else:
        raw = re.sub(rb"\\([^0-9])", rb"\1", literal or b"")
    if raw[:2] == b"\xfe\xff":
        return raw.decode("utf-16", "replace").encode("utf-8", "replace")
    return raw
