"""What can be done to a picture: smaller sizes, and a copy without what the camera or the office wrote into it.

Pictures are JPEG, PNG or WebP. Pillow is loaded only when there is one.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from PIL import Image

ENDINGS = (".jpg", ".jpeg", ".png", ".webp")
WIDTHS = (320, 640, 960, 1280, 1920)
"""The widths in pixels that pages offer: of a telephone, and of the text on a large and on a sharp screen."""
_JPEG, _PNG = b"\xff\xd8", b"\x89PNG\r\n\x1a\n"
_KEPT_OF_JPEG = {0xE0, 0xE2, 0xEE}
"""JFIF, the colour profile, and Adobe's note on colours; other APP segments and comments say who and where."""
_DROPPED_OF_PNG = {b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME"}
_DROPPED_OF_WEBP = {b"EXIF", b"XMP "}
_ORIENTATION = 0x0112


class Size(NamedTuple):
    """A picture as it is shown, turned upright: pixels, and the widths of the smaller ones to make of it."""

    width: int
    height: int
    widths: tuple[int, ...]


def measured(data: bytes) -> Size:
    """The size of a whole picture. ValueError, with what is wrong, where it is none."""
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "WEBP")) as image:
            image.load()
            width, height = image.size
            if image.getexif().get(_ORIENTATION, 1) >= 5:
                width, height = height, width
            moves = getattr(image, "n_frames", 1) > 1
    except UnidentifiedImageError:
        raise ValueError("neither JPEG, PNG nor WebP") from None
    except Image.DecompressionBombError:
        raise ValueError("far too many pixels") from None
    except (OSError, SyntaxError, ValueError, struct.error):
        raise ValueError("damaged, or cut short") from None
    smaller = tuple(step for step in WIDTHS if step < width)
    own = (width,) if WIDTHS[0] <= width <= WIDTHS[-1] else ()
    return Size(width, height, () if moves else (*smaller, *own))


def scaled(data: bytes, width: int) -> bytes:
    """The picture `width` pixels wide, as WebP: drawings (PNG) without loss."""
    from PIL import Image, ImageOps

    with Image.open(io.BytesIO(data)) as opened:
        lossless = opened.format == "PNG"
        upright = ImageOps.exif_transpose(opened)
        profile = opened.info.get("icc_profile")
    clear = upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info
    image = upright.convert("RGBA" if clear else "RGB")
    height = max(1, round(image.height * width / image.width))
    if width != image.width:
        image = image.resize((width, height), Image.Resampling.LANCZOS)
    made = io.BytesIO()
    # a profile of other colours than RGB (a print's CMYK) would be wrong for what it was converted to
    keep = profile if opened.mode == image.mode else None
    image.save(made, "WEBP", quality=80, method=4, lossless=lossless, icc_profile=keep or b"")
    return made.getvalue()


def bare(data: bytes) -> bytes:
    """The same picture without metadata; its pixels stay as they are, but for one that has to be turned upright."""
    if data[:2] == _JPEG:
        made = b"".join(_of_jpeg(data))
    elif data[:8] == _PNG:
        made = _PNG + b"".join(_of_png(data))
    elif data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        made = _of_webp(data)
    else:
        return data
    return made if len(made) == len(data) else _upright(data) or made


def _upright(data: bytes) -> bytes | None:
    """The picture turned as its metadata ask for; None where it stands upright already."""
    from PIL import Image, ImageOps

    try:
        with Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "WEBP")) as image:
            if image.getexif().get(_ORIENTATION, 1) in (0, 1):
                return None
            kind, turned = image.format, ImageOps.exif_transpose(image)
            return _saved(turned, kind or "PNG", image.info.get("icc_profile"))
    except (OSError, SyntaxError, ValueError, struct.error, Image.DecompressionBombError):
        return None  # one that nobody can show: a page that tries is told of it


def _saved(image: Image.Image, kind: str, profile: bytes | None) -> bytes:
    made = io.BytesIO()
    clean = image.copy()
    clean.info = {key: value for key, value in image.info.items() if key == "transparency"}
    clean.save(made, kind, quality=92, icc_profile=profile or b"", exif=b"")
    return made.getvalue()


def _of_jpeg(data: bytes) -> Iterator[bytes]:
    yield _JPEG
    at = 2
    while data[at : at + 1] == b"\xff" and at + 4 <= len(data):
        mark = data[at + 1]
        if mark == 0xDA:  # from here on, pixels
            break
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4])
        if mark not in range(0xE0, 0xF0) and mark != 0xFE or mark in _KEPT_OF_JPEG:
            yield data[at:end]
        at = end
    yield data[at:]


def _of_png(data: bytes) -> Iterator[bytes]:
    at = 8
    while at + 8 <= len(data):
        end = at + 12 + int.from_bytes(data[at : at + 4])
        if data[at + 4 : at + 8] not in _DROPPED_OF_PNG:
            yield data[at:end]
        at = end


def _of_webp(data: bytes) -> bytes:
    parts, at = [], 12
    while at + 8 <= len(data):
        kind, length = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        end = at + 8 + length + length % 2
        part = data[at:end]
        if kind == b"VP8X" and len(part) > 8:
            part = part[:8] + bytes([part[8] & ~0x0C]) + part[9:]  # it no longer has EXIF or XMP
        if kind not in _DROPPED_OF_WEBP:
            parts.append(part)
        at = end
    body = b"WEBP" + b"".join(parts)
    return b"RIFF" + len(body).to_bytes(4, "little") + body
