"""Files that were sent: pictures are drawn anew by a process of its own that may use little; nothing else is."""

from __future__ import annotations

import subprocess
import sys
import threading

MAGIC = {
    "jpeg": (b"\xff\xd8\xff",),
    "png": (b"\x89PNG\r\n\x1a\n",),
    "webp": (b"RIFF",),
    "pdf": (b"%PDF-",),
}
SECONDS = 20
AT_ONCE = threading.BoundedSemaphore(2)
"""Pictures that are drawn at a time: many large ones must not take the machine from everybody else."""


def kind(data: bytes) -> str | None:
    """What a file is by its first bytes: jpeg, png, webp, pdf; None for anything else."""
    for name, marks in MAGIC.items():
        if data.startswith(marks) and (name != "webp" or data[8:12] == b"WEBP"):
            return name
    return None


def redrawn(data: bytes) -> bytes | None:
    """The picture as a WebP with no metadata, at most 2,400 pixels wide or high; None when it cannot be read.

    A child process with limits of memory and time does it: a picture may be made to exhaust whoever opens it.
    """
    script = (
        "import runpy, sys; sys.path.insert(0, sys.argv[1]); "
        "runpy.run_module('intake.redraw', run_name='__main__')"
    )
    command = [sys.executable, "-I", "-c", script, _root()]
    try:
        with AT_ONCE:
            done = subprocess.run(command, input=data, capture_output=True, timeout=SECONDS)
    except subprocess.TimeoutExpired:
        return None
    return done.stdout if done.returncode == 0 and done.stdout.startswith(b"RIFF") else None


def _root() -> str:
    from pathlib import Path

    return str(Path(__file__).resolve().parent.parent)


def refused(data: bytes, accept: tuple[str, ...], limit: int) -> str:
    """What is wrong with a file, in the words of the NHS service manual; "" when nothing is."""
    names = {"jpeg": "JPG", "png": "PNG", "webp": "WebP", "pdf": "PDF"}
    listed = [names[one] for one in accept]
    words = " or ".join([", ".join(listed[:-1]), listed[-1]] if len(listed) > 1 else listed)
    if not data:
        return "The selected file is empty"
    if len(data) > limit:
        return f"The selected file must be smaller than {limit / 1_000_000:g}MB"
    if kind(data) not in accept:
        return f"The selected file must be a {words}"
    return ""
