"""What the code says of the fields of a type: read from its source, and only when somebody asks."""

from __future__ import annotations

import ast
import inspect
import sys
from functools import cache
from typing import Any, get_args

from pydantic import BaseModel


def fields(kind: type[BaseModel]) -> dict[str, str]:
    """By field, the text below it in the class, or in the class that it comes from."""
    found: dict[str, str] = {}
    for base in reversed(kind.__mro__):
        if issubclass(base, BaseModel) and base is not BaseModel:
            found |= _module(base.__module__).get(base.__qualname__, {})
    return {name: found[name] for name in kind.model_fields if name in found}


def models(kind: type[BaseModel]) -> dict[str, type[BaseModel]]:
    """A type and every type that its fields are made of, by name."""
    found: dict[str, type[BaseModel]] = {}
    todo: list[Any] = [kind]
    while todo:
        part = todo.pop()
        if not (isinstance(part, type) and issubclass(part, BaseModel)):
            todo += get_args(part)
        elif part.__name__ not in found:
            found[part.__name__] = part
            todo += [field.annotation for field in part.model_fields.values()]
    return found


@cache
def _module(name: str) -> dict[str, dict[str, str]]:
    """By class, the texts below the fields of a module's classes."""
    tree = ast.parse(inspect.getsource(sys.modules[name]))
    return {node.name: _class(node) for node in tree.body if isinstance(node, ast.ClassDef)}


def _class(node: ast.ClassDef) -> dict[str, str]:
    found = {}
    for field, after in zip(node.body, node.body[1:], strict=False):
        if (
            isinstance(field, ast.AnnAssign)
            and isinstance(field.target, ast.Name)
            and isinstance(after, ast.Expr)
        ):
            text = after.value.value if isinstance(after.value, ast.Constant) else None
            if isinstance(text, str):
                found[field.target.id] = inspect.cleandoc(text)
    return found
