"""YAML as other editors mean it: under the YAML 1.2 core schema.

`no`, `yes`, `on`, `12:30` and `1_000` stay text, as section 10.3.2 of the YAML 1.2.2 specification says. Keys
are always text. Plain files are read by `plain_yaml`, all others by PyYAML's C parser, in `yaml_tree`, which is loaded
when there is one of those, or something is wrong: then the text is parsed once more for its positions.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from smile import plain_yaml

if TYPE_CHECKING:
    from yaml.nodes import Node

MAX_BYTES = 4_000_000
"""The largest data file that is read."""
MAX_VALUES = 200_000
"""The most values that one file may stand for, aliases followed: a bomb of aliases stops here."""
MAX_DEPTH = 40
"""How deep lists and mappings may lie in one another."""

_WORDS: dict[str, Any] = {"": None, "~": None}
for _word, _meaning in (("null", None), ("true", True), ("false", False)):
    _WORDS.update(dict.fromkeys((_word, _word.capitalize(), _word.upper()), _meaning))
_INT = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(
    r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)"
)
_LONGEST = 4_000
"""Longer numbers are text: Python reads no whole number of more than 4,300 digits."""
_NUMERIC = frozenset("0123456789+-.")


def load(text: str, file: str, first_line: int = 1) -> Any:
    """The value that `text` stands for: dicts, lists, str, int, float, bool, None.

    `file` and `first_line` (where the text begins in it) go into the problems of the `ContentError`
    raised for what is not YAML or not accepted: fields written twice, tags, tabs, bombs.
    """
    found = plain_yaml.read(text, scalar)
    if found is not plain_yaml.NOT:
        return found
    from smile import yaml_tree

    return yaml_tree.parsed(text, file, first_line)


def compose(text: str) -> Node | None:
    """The tree of nodes of one YAML document, or None for an empty one."""
    from smile import yaml_tree

    return yaml_tree.compose(text)


def locate(text: str, path: Sequence[str | int], first_line: int = 1, key: bool = False) -> tuple[int, int]:
    """Line and column (from 1) of the value at `path`, as far as it exists; with `key`, of its name."""
    from smile import yaml_tree

    return yaml_tree.locate(text, path, first_line, key)


def scalar(text: str) -> Any:
    """A plain scalar under the core schema."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] in _NUMERIC and len(text) < _LONGEST:
        if _INT.fullmatch(text):
            return int(text, 0) if text[:2] in ("0o", "0x") else int(text)
        if _FLOAT.fullmatch(text):
            return (
                float(text.replace(".inf", "inf").replace(".nan", "nan"))
                if text[-1].isdigit() or text[-1] == "."
                else _special(text)
            )
    return text


def _special(text: str) -> float:
    return float(text.lower().replace(".", ""))
