"""YAML by PyYAML's C parser, as a tree of nodes: files that are not plain, and the places of what is wrong."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import yaml
from yaml import cyaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from smile import yaml_words
from smile.problems import ContentError, Problem
from smile.yaml12 import MAX_DEPTH, MAX_VALUES, scalar

_PLAIN = "plain"
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SEPARATOR = re.compile("[\x85\u2028\u2029]")
_CORE_TAGS = {
    f"tag:yaml.org,2002:{name}": name for name in ("str", "int", "float", "bool", "null", "seq", "map")
}


class _Parser(cyaml.CParser):  # type: ignore[misc, name-defined, unused-ignore]
    """The C parser with a resolver that only tells plain scalars from quoted ones."""

    depth = 0

    def resolve(self, kind: type[Node], value: str | None, implicit: Any) -> str:
        return _PLAIN if kind is ScalarNode and implicit[0] else ""

    def descend_resolver(self, parent: Node | None, index: Any) -> None:
        self.depth += 1
        if (
            self.depth > MAX_DEPTH + 1
        ):  # the C parser calls itself for each level, and has no limit of its own
            raise _too_deep(parent)

    def ascend_resolver(self) -> None:
        self.depth -= 1


class _Refused(Exception):
    """A node that is read but not accepted."""

    def __init__(self, node: Node | None, code: str, message: str, found: str = "", hint: str = "") -> None:
        super().__init__(message)
        self.node, self.code, self.found, self.hint = node, code, found, hint

    def problem(self, file: str, first_line: int) -> Problem:
        mark = self.node.start_mark if self.node else None
        line, column = (mark.line + first_line, mark.column + 1) if mark else (first_line, 0)
        return Problem(file, line, column, self.code, str(self), self.found, "", self.hint)


def parsed(text: str, file: str, first_line: int) -> Any:
    """What `yaml12.load` gives, and raises, for any text."""
    strange = _SEPARATOR.search(text)
    if strange:
        raise ContentError([_separator(text, strange.start(), file, first_line)])
    try:
        node = compose(text)
        builder = _Builder("\\" in text)
        value = None if node is None else builder.value(node, 0)
    except _Refused as refused:
        raise ContentError([refused.problem(file, first_line)]) from None
    except yaml.YAMLError as error:
        raise ContentError([yaml_words.syntax(error, text, file, first_line)]) from None
    if builder.refused:
        raise ContentError(refused.problem(file, first_line) for refused in builder.refused)
    return value


def compose(text: str) -> Node | None:
    """The tree of nodes of one YAML document, or None for an empty one."""
    parser = _Parser(text)
    try:
        node: Node | None = parser.get_single_node()
        return node
    finally:
        parser.dispose()


@lru_cache(maxsize=1)
def _composed(text: str) -> Node | None:
    """`compose`, for a file of which many places are asked for, one after the other."""
    return compose(text)


def locate(text: str, path: Sequence[str | int], first_line: int = 1, key: bool = False) -> tuple[int, int]:
    """Line and column (from 1) of the value at `path`, as far as it exists; with `key`, of its name."""
    node = _composed(text)
    mark = node.start_mark if node else None
    for step in path:
        found = _child(node, step)
        if found is None:
            continue  # pydantic puts the names of union members into its paths
        mark = found[0] if key and step == path[-1] else found[1].start_mark
        node = found[1]
    return (mark.line + first_line, mark.column + 1) if mark else (first_line, 1)


def _child(node: Node | None, step: str | int) -> tuple[Any, Node] | None:
    if isinstance(node, MappingNode):
        return next(((k.start_mark, v) for k, v in node.value if k.value == str(step)), None)
    if isinstance(node, SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step].start_mark, node.value[step]
    return None


class _Builder:
    """Turns nodes into values, counting them."""

    def __init__(self, escapes: bool) -> None:
        """`escapes` says whether a text may hold characters that stand in it as escapes."""
        self.left, self.escapes = MAX_VALUES, escapes
        self.refused: list[_Refused] = []

    def value(self, node: Node, depth: int) -> Any:
        self.left -= 1
        if self.left < 0:
            hint = "split the file; if it uses & and *, write the values out instead"
            raise _Refused(
                node, "yaml.values", f"the file stands for more than {MAX_VALUES:,} values", "", hint
            )
        if depth > MAX_DEPTH:  # only through aliases: what is written so deep is not even composed
            raise _too_deep(node)
        if type(node) is ScalarNode:
            return self._scalar(node)
        if node.tag and node.tag not in _CORE_TAGS:
            self.refused.append(_tagged(node))
        if type(node) is SequenceNode:
            return [self.value(item, depth + 1) for item in node.value]
        return self._mapping(node, depth)

    def _scalar(self, node: ScalarNode) -> Any:
        tag = node.tag
        if tag == _PLAIN:
            return scalar(node.value)
        if tag and tag != "tag:yaml.org,2002:str":
            self.refused.append(_tagged(node))
        if self.escapes and _CONTROL.search(node.value):
            message = "an escape in this text stands for an invisible control character"
            self.refused.append(_Refused(node, "yaml.control", message, "", "take it out"))
        return node.value

    def _mapping(self, node: Node, depth: int) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for key, value in node.value:
            if type(key) is not ScalarNode:
                message = "a list or a group of fields stands where the name of a field is expected"
                hint = "if the text begins with a brace or a bracket, put it in quotation marks"
                self.refused.append(_Refused(key, "yaml.key", message, "", hint))
                continue
            if key.value in made:
                message = f"the field `{key.value}` is there twice"
                self.refused.append(
                    _Refused(key, "yaml.duplicate", message, key.value, "keep one of the two")
                )
            made[key.value] = self.value(value, depth + 1)
        return made


def _separator(text: str, at: int, file: str, first_line: int) -> Problem:
    """YAML 1.1 breaks lines at these characters, YAML 1.2 does not: nobody could tell what is meant."""
    line, column = text.count("\n", 0, at), at - text.rfind("\n", 0, at)
    message, hint = (
        "an invisible line separator is in the text",
        "delete it; Word and some web pages copy it along",
    )
    return Problem(
        file, line + first_line, column, "yaml.control", message, f"U+{ord(text[at]):04X}", "", hint
    )


def _too_deep(node: Node | None) -> _Refused:
    message = f"lists and fields lie more than {MAX_DEPTH} deep in one another"
    return _Refused(node, "yaml.depth", message, "", "look for brackets or hyphens that are there by mistake")


def _tagged(node: Node) -> _Refused:
    hint = "if it is a text, put it in quotation marks; else leave the word with ! out"
    shown = str(node.tag).replace("tag:yaml.org,2002:", "!!")
    return _Refused(node, "yaml.tag", "words such as !this (tags) are not accepted", shown, hint)
