"""What is kept of a microsite from build to build: a small file that every build reads, and a large one that few do.

Most builds leave most microsites as they are, and need to know of these no more than the small file says.
"""

from __future__ import annotations

from pathlib import Path

from smile import store
from smile.results import SiteResult


def path(cache: Path, slug: str, new: bool = False) -> Path:
    """Where the small file of a microsite is; `new` until its build is done as a whole."""
    return cache / "sites" / f"{slug}.{'new' if new else 'result'}"


def large(small: Path) -> Path:
    """Where the large file is that belongs to a small one."""
    return small.with_name(small.name + "-pages")


def save(small: Path, result: SiteResult) -> bytes:
    """Keeps what there is to know of a microsite; the digest of its small file."""
    mark = store.save(large(small), result.most())
    return store.save(small, (mark, result.rest()))


def read(small: Path, wanted: bytes | None = None, whole: bool = False) -> SiteResult | None:
    """What is kept, if the digest of its small file is the `wanted` one; the large one is read when it is asked for.

    `store.Lost` is raised then, should that be damaged. With `whole` it is read at once.
    """
    found = store.read(small, wanted)
    if not isinstance(found, tuple) or len(found) != 2:
        return None
    mark, rest = found
    made = SiteResult.kept(rest, large(small), mark)
    if whole:
        made.load()
    return made


def move(old: Path, new: Path) -> None:
    """Puts both files in the place of others."""
    large(old).replace(large(new))
    old.replace(new)


_results: dict[Path, tuple[bytes, SiteResult]] = {}


def standing(cache: Path, slug: str, mark: bytes | None) -> SiteResult | None:
    """What is kept of a microsite, if its digest is `mark`. It is remembered from build to build: never change it."""
    small = path(cache, slug)
    known = _results.get(small)
    if known is not None and known[0] == mark:
        return known[1]
    found = read(small, mark) if mark else None
    if found is not None:
        _results[small] = (mark or b"", found)
    return found
