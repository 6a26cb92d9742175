"""Reads a picture from standard input, writes it anew to standard output; run as a process with limits."""

from __future__ import annotations

import io
import sys
import warnings

PIXELS = 40_000_000
LONGEST = 2400
MEMORY = 1_000_000_000
SECONDS = 15


def main() -> int:
    """0 with a WebP on standard output, 1 when the picture cannot be read."""
    limit()
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        with Image.open(io.BytesIO(sys.stdin.buffer.read()), formats=("JPEG", "PNG", "WEBP")) as picture:
            if picture.width * picture.height > PIXELS:
                return 1
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail((LONGEST, LONGEST))
            mode = "RGBA" if "A" in upright.getbands() or "transparency" in upright.info else "RGB"
            plain = Image.new(mode, upright.size)
            plain.paste(upright.convert(mode))
            out = io.BytesIO()
            plain.save(out, "WEBP", quality=82)
    except Exception:  # a file from a stranger may raise anything
        return 1
    sys.stdout.buffer.write(out.getvalue())
    return 0


def limit() -> None:
    """Little memory, little time, no files: where the system can."""
    try:
        import resource
    except ImportError:  # Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


if __name__ == "__main__":
    sys.exit(main())
