"""What a page was made from, and which pages a file reaches: read from what the last build took down."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from smile import state, store, worker
from smile.build import build
from smile.options import Options
from smile.problems import nearest
from smile.results import FileRecord, PageRecord, SiteResult

Made = tuple[str, str, str, PageRecord | FileRecord]
"""Audience, microsite, address, and what is known of the page or file."""


def why(options: Options, url: str) -> str:
    """Every file, template and plugin that the page or file at `url` was made from, as a text.

    The estate is built first, so that the answer holds now. ValueError when nothing is at `url`.
    """
    made = list(_everything(options))
    wanted = "/" + url.split("://")[-1].partition("/")[2] if "://" in url else "/" + url.lstrip("/")
    found = [item for item in made if item[2] in (wanted, wanted + "/")]
    if not found:
        close = nearest(wanted, [item[2] for item in made])
        raise ValueError(f"nothing is at {wanted}" + (f"; did you mean {close}?" if close else ""))
    return "\n\n".join(_reasons(*item) for item in found)


def uses(options: Options, file: str) -> str:
    """Every page and file that `file` reaches, as a text. ValueError when there is no such file in the estate."""
    path = Path(file)
    name = path.resolve().relative_to(options.root).as_posix() if path.exists() and path.resolve().is_relative_to(options.root) else path.as_posix()  # fmt: skip
    made = list(_everything(options))
    reached = [item for item in made if name in _files(*item)]
    if not reached and not (options.root / name).is_file():
        raise ValueError(f"there is no file {file} in the estate")
    lines = [f"{audience:<10} {url}" for audience, _, url, _ in sorted(reached, key=lambda item: item[:3])]
    count = f"{len(lines):,} page{'' if len(lines) == 1 else 's'} or files"
    return "\n".join([f"{name} reaches {count}:", *lines])


def _everything(options: Options) -> Iterator[Made]:
    build(options)
    cache = options.out / ".smile"
    for slug, audience in sorted(state.read(cache).sites.items()):
        result = store.read(worker.kept(cache, slug))
        if isinstance(result, SiteResult):
            for url, record in result.made():
                yield audience, slug, url, record


def _files(audience: str, slug: str, url: str, record: PageRecord | FileRecord) -> list[str]:
    """Every file of the estate that something was made from: records, texts, settings, templates, plugins' code."""
    found = ["content/estate.yaml", f"content/{slug}/microsite.yaml", *record.files]
    if isinstance(record, PageRecord):
        found += record.templates
        found += [f"plugins/{name}/plugin.py" for name in record.plugins]
    return list(dict.fromkeys(found))


def _reasons(audience: str, slug: str, url: str, record: PageRecord | FileRecord) -> str:
    lines = [f"{url} on the {audience} site"]
    if isinstance(record, PageRecord):
        lines[0] += f": {record.title}"
    groups = [
        ("content and records", record.files),
        ("settings", ("content/estate.yaml", f"content/{slug}/microsite.yaml")),
    ]
    if isinstance(record, PageRecord):
        groups += [
            ("templates", record.templates),
            ("plugins", tuple(f"plugins/{name}" for name in record.plugins)),
        ]
    for title, files in groups:
        if files:
            lines += ["", title.capitalize(), *(f"  {file}" for file in files)]
    return "\n".join(lines)
