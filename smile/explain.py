"""What a page was made from, and which pages a file reaches: read from what the last build took down."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from smile import kept, state, store
from smile.build import build
from smile.options import Options
from smile.problems import nearest
from smile.results import FileRecord, PageRecord, SiteResult


class Made(NamedTuple):
    """Something that was made, and the microsite that it belongs to."""

    audience: str
    url: str
    record: PageRecord | FileRecord
    site: SiteResult

    @property
    def settings(self) -> tuple[str, ...]:
        """The files that say how the microsite is to be built."""
        return ("content/estate.yaml", *self.site.frame_files[:1])

    @property
    def frame(self) -> tuple[str, ...]:
        """What the header, the menus and the footer around it are made from, where there are any."""
        framed = isinstance(self.record, PageRecord) and self.record.templates
        templates = self.record.templates if isinstance(self.record, PageRecord) else ()
        told = {*self.settings, *self.record.files, *templates}
        return tuple(file for file in self.site.frame_files if file not in told) if framed else ()


def why(options: Options, url: str) -> str:
    """Every file, template and plugin that the page or file at `url` was made from, as a text.

    The estate is built first, so that the answer holds now. ValueError when nothing is at `url`.
    """
    made = _built(options)
    wanted = "/" + url.split("://")[-1].partition("/")[2] if "://" in url else "/" + url.lstrip("/")
    found = [item for item in made if item.url in (wanted, wanted + "/")]
    if not found:
        close = nearest(wanted, [item.url for item in made])
        raise ValueError(f"nothing is at {wanted}" + (f"; did you mean {close}?" if close else ""))
    return "\n\n".join(map(_reasons, found))


def uses(options: Options, file: str) -> str:
    """Every page and file that `file` reaches, as a text. ValueError when there is no such file in the estate."""
    name = _named(options.root, file)
    made = _built(options)
    found = _reached(made, options.cache, name)
    if not found and not (options.root / name).is_file():
        files = {file for item in made for file in (*item.settings, *item.record.files)}
        close = nearest(name, sorted(files))
        hint = f"; did you mean {close}?" if close else ""
        raise ValueError(f"there is no file {file} in the estate{hint}")
    lines = [f"{audience:<10} {url}" for audience, url in found]
    count = f"{len(lines):,} page{'' if len(lines) == 1 else 's'} or files"
    return "\n".join([f"{name} reaches {count}:" if lines else f"{name} reaches nothing.", *lines])


def _built(options: Options) -> list[Made]:
    """Builds, and gives all that is there now; what is damaged of what the last build kept is built anew."""
    build(options)
    try:
        return list(everything(options.cache))
    except store.Lost:
        state.forget(options.cache)
        build(options)
        return list(everything(options.cache))


def everything(cache: Path) -> Iterator[Made]:
    """All that the last good build made, by what it kept in `cache`."""
    for slug, audience in sorted(state.read(cache).sites.items()):
        result = kept.read(kept.path(cache, slug))
        if result is not None:
            for url, record in result.made():
                yield Made(audience, url, record, result)


def reached(cache: Path, file: str) -> list[tuple[str, str]]:
    """Audience and address of all that `file` (from the estate's folder) reached in the last good build, in order."""
    return _reached(everything(cache), cache, file)


def _reached(made: Iterable[Made], cache: Path, file: str) -> list[tuple[str, str]]:
    needs = state.read(cache).needs  # of then: a plugin may be broken now
    return sorted((item.audience, item.url) for item in made if _is_made_from(item, file, needs))


def _is_made_from(item: Made, file: str, needs: Mapping[str, tuple[str, ...]]) -> bool:
    record = item.record
    if file in (*item.settings, *record.files, *item.frame):
        return True
    if file.startswith("plugins/") and file.endswith(".py"):
        return file.split("/")[1] in _with_needed(record.plugins, needs)
    if isinstance(record, PageRecord) and file.startswith("theme/") and "/templates/" not in file:
        return bool(record.templates)  # styles, script and pictures are named in the frame of every page
    return isinstance(record, PageRecord) and file in record.templates


def _with_needed(names: tuple[str, ...], needs: Mapping[str, tuple[str, ...]]) -> set[str]:
    """Plugins, and those whose models they read."""
    found: set[str] = set()
    todo = list(names)
    while todo:
        name = todo.pop()
        if name not in found:
            found.add(name)
            todo += needs.get(name, ())
    return found


def _named(root: Path, file: str) -> str:
    """A file as a person names it, from the folder they are in or from the estate's, as the estate names it."""
    full = Path(file).resolve()
    inside = full.exists() and full.is_relative_to(root)
    return full.relative_to(root).as_posix() if inside else Path(file).as_posix()


def _reasons(item: Made) -> str:
    record = item.record
    lines = [f"{item.url} on the {item.audience} site"]
    if isinstance(record, PageRecord):
        lines[0] += f": {record.title}"
    groups = {
        "Content and records": record.files,
        "Settings": item.settings,
        "Templates": record.templates if isinstance(record, PageRecord) else (),
        "Plugins": tuple(f"plugins/{name}" for name in record.plugins),
        "Header, menus and footer": item.frame,
    }
    for title, files in groups.items():
        if files:
            lines += ["", title, *(f"  {file}" for file in files)]
    return "\n".join(lines)
