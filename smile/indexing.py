"""Making the indexes of the search: one by Pagefind for each microsite, again only when its pages changed."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Sequence
from pathlib import Path

from smile import trees
from smile.problems import MachineError
from smile.results import output
from smile.search import Index

_DROPPED = (
    "pagefind-ui.js",
    "pagefind-ui.css",
    "pagefind-modular-ui.js",
    "pagefind-modular-ui.css",
    "pagefind-highlight.js",
    "pagefind-component-ui.js",
    "pagefind-component-ui.css",
)
"""What of Pagefind's own user interface the search page does not use."""


def build(tree: Path, indexes: Sequence[Index], work: Path, jobs: int) -> None:
    """Makes the indexes in `tree`, `jobs` at a time; `work` is a folder on the same file system."""
    if not indexes:
        return
    from concurrent.futures import ThreadPoolExecutor  # here: most builds index nothing

    command = _command()
    with ThreadPoolExecutor(max(1, jobs)) as pool:
        list(pool.map(lambda index: _build(tree, index, work, command), indexes))


def page_of(fragment: bytes) -> str:
    """The site path of the page that a fragment of an index is about; "" for any other file of an index."""
    try:
        text = gzip.decompress(fragment)
        about = json.loads(text[text.index(b"{") :])
        return str(about["url"])
    except (OSError, EOFError, ValueError, KeyError, TypeError, zlib.error):
        return ""


def _build(tree: Path, index: Index, work: Path, command: list[str]) -> None:
    bundle = tree / index.bundle
    if not index.full:
        shutil.rmtree(bundle, ignore_errors=True)
        return
    with tempfile.TemporaryDirectory(prefix="search-", dir=work) as name:
        folder = Path(name)
        for url in index.urls:
            new = folder / "pages" / output(url)
            new.parent.mkdir(parents=True, exist_ok=True)
            trees.link(tree / output(url), new)
        made = folder / "index"
        arguments = ["--site", str(folder / "pages"), "--output-path", str(made), "--quiet"]
        done = subprocess.run([*command, *arguments], capture_output=True, text=True, check=False)
        if done.returncode != 0 or not (made / "pagefind-entry.json").is_file():
            said = (done.stderr or done.stdout).strip().splitlines()
            raise MachineError(
                f"Pagefind could not index {index.at}: {said[-1] if said else 'it said nothing'}"
            )
        for unused in _DROPPED:
            (made / unused).unlink(missing_ok=True)
        shutil.rmtree(bundle, ignore_errors=True)
        bundle.parent.mkdir(parents=True, exist_ok=True)
        os.rename(made, bundle)


def _command() -> list[str]:
    """Pagefind's program: the one that pagefind-bin installed beside this Python."""
    for package in ("pagefind_bin_extended", "pagefind_bin"):
        try:
            module = __import__(package)
            return [str(module.get_executable())]
        except (ImportError, AttributeError, FileNotFoundError):
            continue
    try:
        __import__("pagefind")
    except ImportError:
        raise MachineError("Pagefind is not installed. Run: python3 build.py") from None
    return [sys.executable, "-m", "pagefind"]
