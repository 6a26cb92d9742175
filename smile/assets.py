"""The theme's styles, script and pictures, each with a digest in its name so that browsers may keep it for ever."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from smile.problems import MachineError
from smile.scan import digest

_COMMENT = re.compile(rb"/\*(?!!).*?\*/", re.DOTALL)
_SPACE = re.compile(rb"\s*\n\s*")


def collect(themes: Sequence[Path], logo: Path | None = None) -> dict[str, tuple[str, bytes]]:
    """By name, the address and the bytes of every asset.

    "css" and "js" are the joined style and the script, "icon" is the site's sign, "logo" the organisation's where
    there is one. Of two files with one name, the first theme's is taken. MachineError when the set-up did not
    compile the theme.
    """
    ours = themes[-1]
    compiled = ours / "compiled"
    styles, script = [compiled / "nhsuk.css", compiled / "smile.css"], compiled / "smile.js"
    if not all(path.is_file() for path in (*styles, script)):
        raise MachineError(f"the theme is not compiled: {compiled} is missing. Run: python3 build.py")
    found = {path.name: path for theme in reversed(themes) for path in sorted((theme / "assets").glob("*"))}
    found.pop("smile.css", None)  # compiled above; an estate adds style sheets of other names
    parts = [path.read_bytes() for path in styles]
    parts += [_tidy(found.pop(name).read_bytes()) for name in sorted(found) if name.endswith(".css")]
    made = {"css": _named("smile.css", b"\n".join(parts)), "js": _named("smile.js", script.read_bytes())}
    for name, path in found.items():
        if path.is_file():
            made["icon" if path.stem == "icon" else name] = _named(name, path.read_bytes())
    if logo is not None:
        made["logo"] = _named("logo" + logo.suffix, logo.read_bytes())
    return made


def _named(name: str, data: bytes) -> tuple[str, bytes]:
    stem, dot, ending = name.rpartition(".")
    return f"/assets/{stem}.{digest(data).hex()[:10]}{dot}{ending}", data


def _tidy(css: bytes) -> bytes:
    return _SPACE.sub(b"\n", _COMMENT.sub(b"", css)).strip() + b"\n"
