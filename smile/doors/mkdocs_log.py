"""What MkDocs complains of, as problems with their places. Its wording is that of MkDocs 1.6.1."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from smile.doors import DoorJob
from smile.doors.child import Finished, Said, said
from smile.doors.matter import SourceFile
from smile.doors.mkdocs_config import Config
from smile.problems import Problem, Severity

_START = re.compile(r"(DEBUG|INFO|WARNING|ERROR|CRITICAL)\s*-\s{2}(.*)")
_LINK = re.compile(
    r"Doc file '(.+?)' contains a link '(.+?)', but the target(?: '(.+?)')? is not found"
    r".*?(?:Did you mean '(.+?)'\?)?$"
)
_ANCHOR = re.compile(
    r"Doc file '(.+?)' contains a link '(.+?)', but (?:there is no such anchor|the doc '(.+?)' does not)"
)
_EXCLUDED = re.compile(r"Doc file '(.+?)' contains a link to '(.+?)' which is excluded")
_MENU = re.compile(r"A reference to '(.+?)' is included in the 'nav' configuration, which is not found")
_CONFIG = re.compile(r"Config value '(.+?)': (.*)")
_PAGE = re.compile(r"Error (?:reading|building) page '(.+?)':\s*(.*)")
_TWICE = re.compile(r"Excluding '(.+?)' from the site because it conflicts with '(.+?)'")


def problems_of(
    job: DoorJob, done: Finished, config: Config, sources: Mapping[Path, SourceFile]
) -> list[Problem]:
    """The problems in what MkDocs printed; at least one error when it gave up."""
    files = {file.relative_to(config.docs).as_posix(): source for file, source in sources.items()}
    found = [problem for each in said(done.printed, _START) if (problem := _problem(each, config, files))]
    if done.code and not any(problem.severity == "error" for problem in found):
        found.append(Problem(config.name, 1, 0, "mkdocs.failed", "MkDocs gave up", _last(done.printed)))
    return found


def _problem(each: Said, config: Config, files: Mapping[str, SourceFile]) -> Problem | None:
    message = each.text
    for known in (_in_file, _in_config):
        if problem := known(message, each, config, files):
            return problem
    if each.level in ("DEBUG", "INFO"):
        return None
    severity: Severity = "warning" if each.level == "WARNING" else "error"
    hint = "MkDocs says this; it names no line"
    return Problem(
        config.name, 1, 0, "mkdocs.says", message, each.reason if each.more else "", "", hint, severity
    )


def _in_file(message: str, each: Said, config: Config, files: Mapping[str, SourceFile]) -> Problem | None:
    if found := _LINK.match(message):
        hint = (
            f"did you mean {found[4]}?"
            if found[4]
            else "write the path to the .md file, as seen from this file"
        )
        return _link(files, found[1], found[2], "mkdocs.link", "the link leads to no file", found[2], hint)
    if found := _ANCHOR.match(message):
        words = f"{found[3] or 'this page'} has no such heading"
        return _link(
            files,
            found[1],
            found[2],
            "mkdocs.anchor",
            words,
            found[2],
            "look up the heading, or leave the part after # out",
        )
    if found := _EXCLUDED.match(message):
        name = found[2].rpartition("/")[2]
        words = "the link leads to a page that is not built: a draft, or not due"
        return _link(
            files, found[1], name, "mkdocs.link", words, found[2], "take the link out until that page appears"
        )
    if found := _TWICE.match(message):
        words = f"the file is left out: {found[2]} makes the same page"
        return Problem(
            _name(files, found[1], config),
            1,
            0,
            "mkdocs.twice",
            words,
            "",
            "",
            "rename one of the two",
            "warning",
        )
    if found := _PAGE.match(message):
        return _unmade(files.get(found[1], SourceFile(config.name, "")), found[2] or each.reason)
    return None


def _unmade(source: SourceFile, reason: str) -> Problem:
    words = "MkDocs cannot make this page"
    template = str(source.matter.get("template") or "")
    if not template or template not in reason:
        return Problem(source.name, 1, 0, "mkdocs.page", words, reason)
    hint = "take `template:` out: the theme has no such file (the shared one has none at all)"
    return Problem(source.name, *source.field("template"), "mkdocs.page", words, template, "", hint)


def _in_config(message: str, each: Said, config: Config, files: Mapping[str, SourceFile]) -> Problem | None:
    if found := _MENU.match(message):
        hint = "the path counts from the folder of the Markdown files"
        return Problem(
            config.name,
            *config.value("nav", found[1]),
            "mkdocs.nav",
            "the menu names a file that is not there",
            found[1],
            "",
            hint,
        )
    if found := _CONFIG.match(message):
        words = f"MkDocs does not take this value of `{found[1]}`"
        if found[2].startswith("Unrecognised configuration name"):
            words = f"MkDocs knows no setting `{found[1]}`"
        severity: Severity = "warning" if each.level == "WARNING" else "error"
        reason = " ".join([found[2], *(line for line in each.more if not line.startswith("Aborted with"))])
        named = re.search(r"[\"'](.+?)[\"']", reason)
        place = config.value(found[1], named[1]) if named else config.key(found[1])
        hint = "add its package to the requirements, or take it out" if "not installed" in reason else ""
        return Problem(config.name, *place, "mkdocs.config", words, reason, "", hint, severity)
    return None


def _link(
    files: Mapping[str, SourceFile], file: str, link: str, code: str, words: str, found: str, hint: str
) -> Problem:
    source = files.get(file, SourceFile(file, ""))
    line, column = source.place(f"]({link}", f"<{link}>", f'"{link}"', f": {link}", link)
    if line and column:
        column += 2 if source.text.split("\n")[line - 1][column - 1 :].startswith("](") else 0
    return Problem(source.name, line, column, code, words, found, "", hint)


def _name(files: Mapping[str, SourceFile], file: str, config: Config) -> str:
    return files[file].name if file in files else config.name


def _last(printed: str) -> str:
    lines: Iterator[str] = (line.strip() for line in reversed(printed.split("\n")) if line.strip())
    return next(lines, "")[:300]
