"""Problems that show only in what was made, told at the line that they come from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from smile import yaml12
from smile.estate import Opened
from smile.leaks import Leak, masked
from smile.links import Broken
from smile.problems import Problem, nearest
from smile.records import Audience
from smile.results import PageRecord
from smile.secrets import Secret


def broken_link(
    root: Path,
    page: PageRecord | None,
    broken: Broken,
    known: Mapping[str, object],
    hidden: Mapping[str, str],
) -> Problem:
    """A link of a page that leads nowhere."""
    tail = broken.link.split("#")[0].rstrip("/").rsplit("/", 1)[-1]
    words = (
        ["#" + broken.target, broken.target]
        if broken.anchor
        else [broken.link, f"{tail}.md", f"{tail}/", tail]
    )
    file, line, column = place(root, page.files if page else (), words)
    if broken.anchor:
        message, expected = (
            "the link leads to a heading that is not there",
            "the id of a heading of that page",
        )
        return Problem(
            file,
            line,
            column,
            "link.anchor",
            message,
            broken.link,
            expected,
            "open the page and look at its headings",
        )
    if broken.target in hidden:
        message = f"the link leads to a page that is {hidden[broken.target]}"
        return Problem(
            file, line, column, "link.hidden", message, broken.link, "", "link to it when it is published"
        )
    if broken.target + "/" in known:
        return Problem(
            file,
            line,
            column,
            "link.slash",
            "the address of a page ends with a slash",
            broken.link,
            broken.target + "/",
            "add the slash",
        )
    close = nearest(broken.target, list(known)[:20_000])
    hint = f"did you mean {close}?" if close else "correct the link, or make the page"
    where = f" (on {broken.page})" if page else ""
    return Problem(
        file,
        line,
        column,
        "link.broken",
        f"the link leads to a page that is not there{where}",
        broken.link,
        "",
        hint,
    )


def broken_frame(opened: Opened, slug: str, broken: Broken) -> Problem:
    """A link of the header, a menu or the footer that leads nowhere."""
    site = next(site for site in opened.microsites if site.slug == slug)
    file, line, column = place(opened.root, (site.source.file, opened.estate.source.file), [broken.link])
    message = "a link of the menus or the footer leads to a page that is not there"
    return Problem(
        file, line, column, "link.frame", message, broken.link, "", "correct it there, or make the page"
    )


def leak(root: Path, audience: Audience, url: str, files: Sequence[str], found: Leak) -> Problem:
    """Something private in what was made: told at its source, and without printing it whole."""
    file, line, column = place(root, files, [found.text])
    shown = masked(found.text)
    if found.secret is None:
        message = (
            f"{url} would show {'a' if found.kind[0] == 't' else 'an'} {found.kind} to the {audience.name}"
        )
        hint = "take it out, or list it under `published_contacts` in content/estate.yaml"
        return Problem(file, line, column, "leak.contact", message, shown, "", hint)
    circle = Audience(found.secret.audience).name
    message = f"{url} would show a {circle} text to the {audience.name} audience"
    hint = f"take it out: it is private in {_source(root, found.secret)}"
    return Problem(file, line, column, "leak.private", message, shown, "", hint)


def place(root: Path, files: Sequence[str], words: Sequence[str]) -> tuple[str, int, int]:
    """The first of `files` that holds one of `words` (the first of these that any does), with line and column."""
    texts = [(file, text) for file in files[:200] if (text := _text(root / file)) is not None]
    for word in words:
        for file, text in texts:
            at = text.casefold().find(word.casefold()) if word else -1
            if at >= 0:
                return file, text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
    return (files[0] if files else "theme/templates/shell.html"), 1 if files else 0, 0


def _text(path: Path) -> str | None:
    try:
        return path.read_text("utf-8", "replace")
    except OSError:
        return None


def _source(root: Path, secret: Secret) -> str:
    """A private text's own place: file and line."""
    text = _text(root / secret.file)
    if text is None or not secret.file.endswith((".yaml", ".yml")):
        return secret.file
    steps = [int(step) if step.isdigit() else step for step in secret.field.split(".")]
    try:
        line, _ = yaml12.locate(text, steps)
    except Exception:  # the file changed since it was read
        return secret.file
    return f"{secret.file}:{line}, field {secret.field}"
