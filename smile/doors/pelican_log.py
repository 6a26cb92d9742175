"""What Pelican complains of, as problems with their places. Its wording is that of Pelican 4.12."""

from __future__ import annotations

import re

from smile.doors import DoorJob, ForeignPage
from smile.doors.child import Finished, Said, said
from smile.doors.matter import SourceFile
from smile.doors.pelican_site import Site, value
from smile.problems import Problem, Severity

_START = re.compile(
    r"(?:\[\d\d:\d\d:\d\d\]| {10}) (DEBUG|INFO|WARNING|ERROR|CRITICAL) +(.*?)(?: +\S+\.py:\d+)?\s*$"
)
_INDENT = 20
_UNREAD = re.compile(r"Could not process (.+)$")
_LACKS = re.compile(r"Skipping (.+): could not find information about '(.+?)'")
_OUTSIDE = re.compile(r"Skipping (.+): file (.+) would be written outside output path")
_STATUS = re.compile(r"Unknown status '(.*?)' for file (.+), skipping it")
_SLUGS = re.compile(r'There are \d+ (?:original \(not translated\) )?items "?with slug "(.*?)"')
_NO_FILE = re.compile(r"Unable to find '(.+?)', skipping url replacement")
_NO_ALT = re.compile(r"Empty alt attribute for image (.+) in (.+)$")
_TWICE = re.compile(r"Duplicate definition of `(.+?)` for (.+)\. Using first one")
_CLASH = re.compile(r'FileOverwriteFailedError: Failed to overwrite "(.+?)"')
_INTERNAL = re.compile(r'(?:href|src)="[{|](filename|static|attach)[}|](.*?)"')
_PLUGIN = re.compile(r"Cannot (?:load|register) plugin `(.+?)`")
_TEMPLATE = re.compile(r"PelicanTemplateNotFound: \[templates\] unable to load (.+?)\[")
_SILENT = ("Other resources were not found", "Other images have empty alt", "Feeds generated without")


def problems_of(job: DoorJob, done: Finished, site: Site) -> list[Problem]:
    """The problems in what Pelican printed; at least one error when it gave up."""
    found = [
        problem for each in said(done.printed, _START, _INDENT) for problem in _problems(each, job, site)
    ]
    if any(problem.code == "pelican.slug" for problem in found):
        found = [problem for problem in found if problem.code != "pelican.clash"]  # it is the same one again
    if done.code and not any(problem.severity == "error" for problem in found):
        lines = [line.strip() for line in done.printed.split("\n") if line.strip()]
        found.append(
            Problem(site.named, 1, 0, "pelican.failed", "Pelican gave up", (lines or [""])[-1][:300])
        )
    return found


def unresolved(page: ForeignPage, site: Site) -> list[Problem]:
    """The links of a page that Pelican could not resolve and left as they are."""
    source = next(
        (each for each in site.sources.values() if each.name == page.source), SourceFile(page.source, "")
    )
    return [_dead(source, target) for _, target in _INTERNAL.findall(page.body)]


def _problems(each: Said, job: DoorJob, site: Site) -> list[Problem]:
    message = each.text
    if each.level in ("DEBUG", "INFO") or message.startswith(_SILENT):
        return []
    if found := _SLUGS.match(message):
        return _same_slug(found[1], [source for line in each.more if (source := site.find(line.strip()))])
    if found := _NO_FILE.match(message):
        return [_dead(source, found[1]) for source in site.due.values() if "}" + found[1] in source.text]
    if found := _CLASH.match(message):
        return [_clash(found[1], job, site)]
    if problem := _of_file(message, each, site):
        return [problem]
    if found := _TEMPLATE.match(message):
        return [
            _template(source, found[1])
            for source in site.due.values()
            if value(source, "template") == found[1]
        ]
    if found := _PLUGIN.match(message):
        words, hint = "the plugin cannot be loaded", "add its package to the requirements, or take it out"
        return [
            Problem(site.named, site.lines.get("PLUGINS", 1), 0, "pelican.plugin", words, found[1], "", hint)
        ]
    severity: Severity = "warning" if each.level == "WARNING" else "error"
    where = [re.search(r'pelicanconf\.py", line (\d+)', line) for line in each.more]
    line = next((int(match[1]) for match in reversed(where) if match), 1)
    reason = each.reason if each.more and each.reason not in message else ""
    return [Problem(site.named, line, 0, "pelican.says", message, reason, "", "Pelican says this", severity)]


def _template(source: SourceFile, name: str) -> Problem:
    hint = "take `Template:` out: the theme has no such file (the shared one has none for single posts)"
    return Problem(
        source.name,
        *source.field("template"),
        "pelican.template",
        "there is no such template",
        name,
        "",
        hint,
    )


def _of_file(message: str, each: Said, site: Site) -> Problem | None:
    if found := _UNREAD.match(message):
        return _unread(_source(site, found[1]), each.reason)
    if found := _LACKS.match(message):
        hint = f"add a line `{found[2].capitalize()}: ...` at the top of the file"
        return Problem(
            _source(site, found[1]).name, 1, 0, "pelican.lacks", f"the {found[2]} is missing", "", "", hint
        )
    if found := _OUTSIDE.match(message):
        source = _source(site, found[1])
        words = "the page would lie outside its microsite"
        return Problem(
            source.name,
            *source.field("slug"),
            "pelican.outside",
            words,
            found[2],
            "",
            "give another `Slug: ...`",
        )
    if found := _STATUS.match(message):
        source = _source(site, found[2])
        return Problem(
            source.name,
            *source.field("status"),
            "pelican.status",
            "the status is not known",
            found[1],
            "published, hidden or draft",
        )
    if found := _NO_ALT.match(message):
        source = _source(site, found[2])
        place = source.place("![](", f"({found[1]}", found[1])
        hint = "say in a few words what the picture shows"
        return Problem(
            source.name,
            *place,
            "pelican.alt",
            "a picture has no alternative text",
            found[1],
            "",
            hint,
            "warning",
        )
    if found := _TWICE.match(message):
        source = _source(site, found[2])
        return Problem(
            source.name,
            *source.field(found[1]),
            "pelican.twice",
            f"`{found[1]}` is there twice: the first counts",
            severity="warning",
        )
    return None


def _source(site: Site, path: str) -> SourceFile:
    return site.find(path) or SourceFile(site.named, "")


def _unread(source: SourceFile, reason: str) -> Problem:
    if found := re.match(r"'(.*)' is not a valid date", reason):
        field = next((name for name in ("date", "modified") if value(source, name) == found[1]), "date")
        return Problem(
            source.name,
            *source.field(field),
            "pelican.date",
            f"the {field} is not one",
            found[1],
            "a day: 2026-11-30",
        )
    if found := re.match(r".*?:(\d+): \(\w+/\d\) (.*)", reason):  # what docutils says of reStructuredText
        return Problem(source.name, int(found[1]), 0, "pelican.text", "the text cannot be read", found[2])
    return Problem(source.name, 1, 0, "pelican.text", "Pelican cannot read this file", reason)


def _same_slug(slug: str, found: list[SourceFile]) -> list[Problem]:
    found.sort(key=lambda source: source.name)  # Pelican tells them in no order
    problems = []
    for source in found[1:]:
        field = "slug" if source.field("slug")[1] else "title"
        words = f"another post has the same address: {found[0].name}"
        problems.append(
            Problem(
                source.name,
                *source.field(field),
                "pelican.slug",
                words,
                slug,
                "",
                "give one of them another `Slug: ...`",
            )
        )
    return problems


def _dead(source: SourceFile, target: str) -> Problem:
    words = "the link leads to no file"
    hint = "the path counts from this file; a post that is a draft or not due cannot be linked to yet"
    line, column = source.place("}" + target)
    place = (line, column + 1) if column else source.place(target)
    return Problem(source.name, *place, "pelican.link", words, target, "", hint)


def _clash(file: str, job: DoorJob, site: Site) -> Problem:
    """Two pages at one address that are not two posts: a post and a page, or a page and a list."""
    path = file.replace("\\", "/").rpartition("/out/")[2].removesuffix("index.html")
    slug = path.rstrip("/")
    source = next((each for each in site.due.values() if _slug(each) == slug), None)
    name, place = (
        (source.name, source.field("slug" if value(source, "slug") else "title"))
        if source
        else (site.named, (1, 0))
    )
    return Problem(
        name,
        *place,
        "pelican.clash",
        "two pages have the same address",
        job.path + path,
        "",
        "give one of them another `Slug: ...`",
    )


def _slug(source: SourceFile) -> str:
    words = re.sub(r"[^\w\s-]", "", value(source, "title").lower()).strip()
    return value(source, "slug") or re.sub(r"[-\s]+", "-", words)
