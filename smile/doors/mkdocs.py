"""The MkDocs door: an ordinary MkDocs site, built by `mkdocs build` in a child process.

The site's own mkdocs.yml is inherited by a configuration that is only given on standard input, so nothing is
ever written into the content. Source: MkDocs 1.6.1, `utils/yaml.py` (INHERIT) and `config/base.py`:
relative paths count from the working folder when the configuration has no file of its own.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from smile.doors import DoorJob, DoorResult, ForeignFile, ForeignLink, ForeignPage, own, pages
from smile.doors.child import run
from smile.doors.matter import SourceFile, due, read_all
from smile.doors.mkdocs_config import Config, read_config
from smile.doors.mkdocs_log import problems_of
from smile.problems import ContentError, Problem

_MARKDOWN = {".md", ".markdown", ".mdown", ".mkdn", ".mkd"}
_NAVIGATION = "smile-navigation.html"
# What the generator makes for the whole estate, and MkDocs by itself for the one site.
_ESTATES = ("/sitemap.xml", "/sitemap.xml.gz", "/404.html")


def draw(job: DoorJob) -> DoorResult:
    """The microsite as MkDocs draws it; see `smile.doors.draw`."""
    config = read_config(job)
    documents = sorted(file for file in config.docs.rglob("*") if file.suffix in _MARKDOWN and file.is_file())
    sources = read_all(job, documents, front_matter=True)
    hidden = [file for file in documents if not due(sources[file].matter, job)]
    out = job.work / "out"
    overrides = json.dumps(_overrides(job, config, hidden))
    done = run(job, "mkdocs", "MkDocs", ["--no-color", "build", "-f", "-", "--site-dir", str(out)], overrides)
    problems = problems_of(job, done, config, sources)
    if any(problem.severity == "error" for problem in problems):
        raise ContentError(problems)
    result = _shared(job, config, out) if job.shell == "shared" else _own(job, config, out, sources)
    return replace(result, warnings=tuple(sorted({*problems, *result.warnings})))


def _overrides(job: DoorJob, config: Config, hidden: list[Path]) -> dict[str, Any]:
    """What holds against the site's own settings."""
    given: dict[str, Any] = {
        "INHERIT": config.file.name,
        "site_url": job.url,
        "use_directory_urls": True,
        "strict": False,  # every problem is read from the log, with its place
        "validation": {"nav": {"not_found": "warn"}, "links": {"not_found": "warn", "anchors": "warn"}},
    }
    if hidden:
        patterns = ["/" + _escaped(file.relative_to(config.docs).as_posix()) for file in hidden]
        given["exclude_docs"] = "\n".join([config.excluded, *patterns])
    if job.drafts:
        given["draft_docs"] = None
    if job.edit and not config.edited:
        given["edit_uri_template"] = f"{job.edit}{job.named(config.docs)}/{{path}}"
    if job.shell == "shared":
        given["theme"] = {
            "name": None,
            "custom_dir": str((job.theme / "mkdocs").resolve()),
            "static_templates": [_NAVIGATION],
            "include_search_page": False,
            "search_index_only": True,
        }
        if config.default_plugins:
            given["plugins"] = []  # the default is MkDocs' own search, which nobody would use
    return given


def _escaped(path: str) -> str:
    """A path as a pattern of a gitignore file that matches only itself."""
    return "".join("\\" + letter if letter in "*?[]!#\\ " else letter for letter in path)


def _shared(job: DoorJob, config: Config, out: Path) -> DoorResult:
    made: list[ForeignPage] = []
    files: list[ForeignFile] = []
    warnings: list[Problem] = []
    documents: dict[str, str] = {}
    menu: list[dict[str, Any]] = []
    for path, file in pages.files_below(out):
        document = file.read_text("utf-8") if path.endswith(".html") else ""
        told = pages.facts(document) if "smile-" in document else None
        if isinstance(told, list):
            menu = told
        elif told is not None:
            each, lost = pages.page(job, pages.address(path), document, told, "page")
            documents[each.path] = document
            made.append(each)
            warnings += lost
        elif not _estates(path, config):
            files.append(ForeignFile(path, file))
    placed = tuple(_placed(each, menu) for each in pages.keep_targets(made, documents))
    links = tuple(ForeignLink(row["title"], row["link"], at) for at, row in enumerate(menu) if "link" in row)
    return DoorResult(placed, tuple(files), tuple(warnings), links=links)


def _placed(page: ForeignPage, menu: list[dict[str, Any]]) -> ForeignPage:
    """The page with its place in the menu; pages that the menu leaves out come after all others."""
    row = next(((at, row) for at, row in enumerate(menu) if _below(row.get("page")) == page.path), None)
    if row is None:
        return replace(page, order=len(menu))
    return replace(page, order=row[0], navigation=True, parent=_below(row[1]["parent"]))


def _below(url: str | None) -> str | None:
    """A URL of MkDocs' ("about/", "./") as a path below the microsite."""
    return None if url is None else "/" + url.removeprefix("./").removeprefix(".")


def _own(job: DoorJob, config: Config, out: Path, sources: Mapping[Path, SourceFile]) -> DoorResult:
    for path in ("404.html", "sitemap.xml.gz"):
        (out / path).unlink(missing_ok=True)
    made_from = {_page_path(file, config.docs): source for file, source in sources.items()}
    return own.take(job, out, made_from)


def _page_path(file: Path, docs: Path) -> str:
    """The path that MkDocs gives to the page of a Markdown file."""
    path = "/" + file.relative_to(docs).with_suffix("").as_posix()
    folder, _, name = path.rpartition("/")
    return folder + "/" if name in ("index", "README") else path + "/"


def _estates(path: str, config: Config) -> bool:
    """Whether a file is one that only MkDocs itself asked for."""
    return (path in _ESTATES or path.startswith("/search/")) and not (config.docs / path[1:]).is_file()
