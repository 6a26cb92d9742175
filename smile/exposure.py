"""Leaks as problems: each told at its source, never printed whole, with the place where it is private."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from smile.leaks import Leak
from smile.places import holds, place, within
from smile.problems import Problem
from smile.records import Audience
from smile.secrets import Secret, masked

Found = tuple[str, Sequence[str], Leak]
"""The address of what shows it, the files that this was made from, and the leak."""


def problems(root: Path, audience: Audience, leaks: Iterable[Found]) -> list[Problem]:
    """A problem for each place that something leaks from, however many pages show it."""
    by_place: dict[tuple[str, int, int, str], tuple[Leak, bool, list[str]]] = {}
    for url, files, leak in leaks:
        where, copied = _origin(root, files, leak)
        urls = by_place.setdefault((*where, leak.text), (leak, copied, []))[2]
        if url not in urls:
            urls.append(url)
    return [
        _problem(root, audience, (file, line, column), leak, copied, urls)
        for (file, line, column, _), (leak, copied, urls) in by_place.items()
    ]


def _origin(root: Path, files: Sequence[str], leak: Leak) -> tuple[tuple[str, int, int], bool]:
    """The place that the text comes from, and whether that is the private record itself."""
    secret = leak.secret
    if secret is None:
        return place(root, files, [leak.text]), False
    others = [file for file in files if file != secret.file]
    if secret.file in files and not any(holds(root, file, secret.text) for file in others):
        file, line, column = secret.file, *_position(root, secret)
        return (file, line, column), True
    return place(root, others or files, [secret.text, leak.text]), False


def _problem(
    root: Path, audience: Audience, where: tuple[str, int, int], leak: Leak, copied: bool, urls: list[str]
) -> Problem:
    more = f" and {len(urls) - 1:,} more" if len(urls) > 1 else ""
    pages, shown = urls[0] + more, masked(leak.text)
    if leak.secret is None:
        article = "a" if leak.kind[0] == "t" else "an"
        message = f"{pages} would show {article} {leak.kind} to the {audience.name}"
        listed = (
            "" if "NHS" in leak.kind else ", or list it under `published_contacts` in content/estate.yaml"
        )
        hint = "take it out" + listed
        return Problem(*where, "leak.contact", message, shown, "", hint)
    message = f"{pages} would show a {_circle(leak.secret)} text to the {audience.name} audience"
    line, _ = _position(root, leak.secret)
    own = f"{leak.secret.file}:{line}, field {leak.secret.field}"
    remedy = "hand the page a view without it" if copied else "take it out"
    return Problem(*where, "leak.private", message, shown, "", f"{remedy}: it is private in {own}")


def _circle(secret: Secret) -> str:
    return Audience(secret.audience).name if secret.audience in set(Audience) else "withheld"


def _position(root: Path, secret: Secret) -> tuple[int, int]:
    """Line and column of a private text's own place."""
    return within(root, secret.file, secret.line, secret.steps, secret.key)
