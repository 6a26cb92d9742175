"""Files of other formats with a text in them, as cameras, scanners and offices write them."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib


def png(*chunks: tuple[bytes, bytes]) -> bytes:
    """A picture of one pixel with more chunks."""
    head = (b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    parts = [head, *chunks, (b"IDAT", zlib.compress(b"\0\0")), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in parts
    )


def tiff(tag: int, value: bytes) -> bytes:
    """EXIF data with one text: `tag` 0x013B is Artist, 0x9C9D is XPAuthor in UTF-16."""
    kind = 1 if tag >= 0x9C9B else 2
    return b"II*\0" + struct.pack("<IHHHII", 8, 1, tag, kind, len(value), 26) + b"\0\0\0\0" + value


def jpeg(tag: int, value: bytes) -> bytes:
    """A picture, without its pixels, with EXIF data."""
    body = b"Exif\0\0" + tiff(tag, value)
    return b"\xff\xd8\xff\xe1" + struct.pack(">H", len(body) + 2) + body + b"\xff\xd9"


def pdf(info: bytes = b"", stream: bytes = b"") -> bytes:
    """A document with `info` as its author, and `stream` as the compressed content of a page."""
    packed = zlib.compress(stream)
    author = b"1 0 obj <</Author " + (info or b"()") + b">> endobj\n"
    page = b"2 0 obj <</Filter /FlateDecode /Length %d>> stream\r\n" % len(packed)
    return b"%PDF-1.7\n" + author + page + packed + b"\nendstream endobj\n%%EOF\n"


def docx(text: str) -> bytes:
    """A Word document."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "word/document.xml", f"<w:document><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:document>"
        )
    return made.getvalue()
