"""What is planted to see whether the leak gate finds it: in files of all formats."""

from __future__ import annotations

import gzip
import zlib

from tests.leak_cases import NAME, VALUES, Case, static
from tests.media import docx, jpeg, pdf, png, tiff


def utf16(text: str) -> bytes:
    return text.encode("utf-16-le")


FORMATS = {
    "text file": static("notes.txt", f"Met {NAME}"),
    "table of Windows-1252": Case(
        {"content/main/a.csv": "who\nZoë O'Farrow-Smythe\n".encode("cp1252")},
        "content/main/a.csv:2",
        VALUES["optional"][1],
        "Smythe",
        "/a.csv",
    ),
    "text in UTF-16": Case(
        {"content/main/a.txt": ("x\n" + NAME).encode("utf-16")}, "content/main/a.txt:2", url="/a.txt"
    ),
    "SVG": static(
        "a.svg",
        "<svg xmlns='http://www.w3.org/2000/svg'><text>Zorabel <tspan>Winterquist</tspan></text></svg>",
    ),
    "PNG text": static("a.png", png((b"tEXt", b"Author\0" + NAME.encode()))),
    "PNG compressed text": static("a.png", png((b"zTXt", b"Author\0\0" + zlib.compress(NAME.encode())))),
    "PNG international text": static("a.png", png((b"iTXt", b"Author\0\0\0en\0Author\0" + NAME.encode()))),
    "PNG compressed international text": static(
        "a.png", png((b"iTXt", b"Author\0\1\0en\0Author\0" + zlib.compress((NAME + "\0" * 9 + "x").encode())))
    ),
    "PNG EXIF": static("a.png", png((b"eXIf", tiff(0x013B, NAME.encode() + b"\0")))),
    "JPEG EXIF": static("a.jpg", jpeg(0x013B, NAME.encode() + b"\0")),
    "JPEG EXIF in UTF-16": static("A.JPG", jpeg(0x9C9D, utf16(NAME + "\0"))),
    "JPEG EXIF beyond ASCII": Case(
        {"content/main/a.jpeg": jpeg(0x9C9D, utf16("Zoë O'Farrow-Smythe\0"))},
        "content/main/a.jpeg",
        VALUES["optional"][1],
        "Smythe",
        "/a.jpeg",
    ),
    "PDF author": static("a.pdf", pdf(b"(Zorabel Winterquist)")),
    "PDF author in UTF-16": static("a.pdf", pdf(b"<FEFF" + NAME.encode("utf-16-be").hex().encode() + b">")),
    "PDF page": static("a.pdf", pdf(stream=b"BT [(Zo) 20 (rabel) -250 (Winter) 15.5 (quist)] TJ ET")),
    "PDF page in one string": static("a.pdf", pdf(stream=b"BT (Zorabel Winterquist) Tj ET")),
    "gzip": static("a.gz", gzip.compress(NAME.encode())),
    "gzip in gzip": static("a.gz", gzip.compress(gzip.compress(NAME.encode()))),
    "Word": static("a.docx", docx(NAME)),
}
