"""What the command says of a build that went well."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from smile.build import Outcome
    from smile.options import Options


def summary(outcome: Outcome, chosen: Options) -> str:
    """What a build did, in a line or two."""
    if not outcome.written and not outcome.removed:
        return f"Nothing changed: {counted(outcome.pages, 'page')} as they were, in {outcome.seconds:.2f} s."
    where = ", ".join(
        f"{_short(chosen.out)}/{audience.name}"
        for audience in chosen.audiences
        if (chosen.out / audience.name).exists()
    )
    removed = f", {outcome.removed:,} removed" if outcome.removed else ""
    return (
        f"{counted(outcome.pages, 'page')}: {counted(outcome.written, 'file')} written{removed}, "
        f"in {outcome.seconds:.1f} s.\n"
        f"As of {chosen.now:%-d %B %Y}. The sites are in {where}"
    )


def _short(path: Path) -> str:
    return path.relative_to(Path.cwd()).as_posix() if path.is_relative_to(Path.cwd()) else str(path)


def counted(number: int, word: str) -> str:
    """1 page, 1,200 pages."""
    return f"{number:,} {word}{'' if number == 1 else 's'}"
