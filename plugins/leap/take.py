"""From what a form brought to an item of the register."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

_TITLE = 60
_ID = re.compile(r"LEAP-(\d{4})-(\d{4,})")


def next_id(year: int, taken: Iterable[str]) -> str:
    """The first free id of a year after all that were ever used."""
    numbers = [int(match[2]) for name in taken if (match := _ID.fullmatch(name)) and int(match[1]) == year]
    return f"LEAP-{year}-{max(numbers, default=0) + 1:04d}"


def item(received: str, answers: Mapping[str, Any], said: str, reference: str, example: bool) -> str:
    """The file of an item that waits to be screened and judged, as YAML: each text as a JSON text."""
    lines = [
        f"title: {json.dumps(title(said), ensure_ascii=False)}",
        f"received: {received}",
        "route: form",
        f"audience: {answers['audience']}",
        f"topic: {answers['topic']}",
        f"said: {json.dumps(said, ensure_ascii=False)}",
        f"reference: {json.dumps(reference)}",
        *(["example: true"] if example else []),
    ]
    return "\n".join(lines) + "\n"


def title(said: str) -> str:
    """The first words of a text, to begin with: somebody writes a better title when they screen it."""
    first = re.split(r"(?<=[.!?])\s", " ".join(said.split()), maxsplit=1)[0].rstrip(".")
    return first if len(first) <= _TITLE else first[:_TITLE].rsplit(" ", 1)[0].rstrip(" ,;:-") + "\u2026"


def decided(path: Path, file: str) -> None:
    """Notes in a submission what it was moved on to."""
    text = path.read_text("utf-8")
    path.write_text(f"{text.rstrip()}\ndecided: {file}\n", "utf-8")
