"""The shipped estate, built by the command as people run it, and one page of each kind in it."""

from __future__ import annotations

import os
import posixpath
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from smile import kept, state
from smile.results import output

ROOT = Path(__file__).resolve().parent.parent
WORK = ROOT / ".smile" / "trust"
NOW = "2026-11-22"
AUDIENCES = ("public", "staff", "restricted")
MAIL = ("email.html",)
"""Files for programs of e-mail, which need what no page may have."""
NO_PAGES = (*MAIL, "embed.html", "embed-sized.html")
"""An e-mail and frames for the pages of others: they have no shell."""
_FRAME = ("shell.html", "page.html", "components.html", "charts.html")


class TrustError(Exception):
    """A check cannot be carried out: the estate does not build, or the machine lacks something."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A page that stands for all that are drawn with the same templates."""

    audience: str
    url: str
    name: str


@dataclass(frozen=True)
class Built:
    """A built estate: `out` holds the tree of each audience."""

    root: Path
    out: Path

    def tree(self, audience: str) -> Path:
        return self.out / audience

    def audiences(self) -> list[str]:
        return [name for name in AUDIENCES if self.tree(name).is_dir()]

    def pages(self, audience: str) -> dict[str, Path]:
        """Every page of a tree by its address."""
        tree = self.tree(audience)
        files = (path for path in sorted(tree.rglob("*.html")) if path.name not in NO_PAGES)
        return {address(tree, path): path for path in files}

    def files(self) -> Iterator[tuple[str, Path]]:
        """Every file of every tree, with its audience."""
        for audience in self.audiences():
            for path in sorted(self.tree(audience).rglob("*")):
                if path.is_file():
                    yield audience, path

    def kinds(self) -> list[Kind]:
        """For each audience and set of templates the page with the most in it, in order of address."""
        found: dict[tuple[str, str], tuple[int, str]] = {}
        sites = state.read(self.out / ".smile").sites
        for slug, audience in sorted(sites.items()):
            result = kept.read(kept.path(self.out / ".smile", slug))
            assert result is not None, f"nothing is kept of {slug}"
            for url, page in result.pages.items():
                file = self.tree(audience) / output(url)
                if not file.is_file() or file.name in NO_PAGES:
                    continue
                own = dict.fromkeys(Path(name).name for name in page.templates)
                name = " ".join(one for one in own if one not in _FRAME) or result.slug
                size = file.stat().st_size
                if size > found.get((audience, name), (0, ""))[0]:
                    found[audience, name] = (size, url)
        return sorted(
            (Kind(audience, url, name) for (audience, name), (_, url) in found.items()),
            key=lambda kind: (AUDIENCES.index(kind.audience), kind.url),
        )


def address(tree: Path, path: Path) -> str:
    """The address that a file of a built tree is served at."""
    url = "/" + path.relative_to(tree).as_posix()
    return posixpath.dirname(url).rstrip("/") + "/" if url.endswith("/index.html") else url


def command(
    *arguments: str | Path, cwd: Path = ROOT, more: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own; `more` is added to the environment."""
    words = [sys.executable, "-P", "-m", "smile", *map(str, arguments)]
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in ("SMILE_AUDIENCE", "SOURCE_DATE_EPOCH")
    }
    env = {**kept, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", **(more or {})}
    return subprocess.run(words, cwd=cwd, env=env, capture_output=True, text=True)


def build(root: Path = ROOT, out: Path = WORK / "site", now: str = NOW) -> Built:
    """Builds an estate. TrustError with what the command said where it does not build."""
    done = command("build", "--estate", root, "--out", out, "--now", now)
    if done.returncode:
        raise TrustError(f"the estate does not build:\n{done.stdout}{done.stderr}")
    return Built(root, out)
