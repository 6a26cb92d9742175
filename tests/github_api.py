"""GitHub's own OpenAPI description (npm: @octokit/openapi), cut down to what is used, and examples made from it."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

from tests.support import ROOT

FILE = ROOT / "node_modules/@octokit/openapi/generated/api.github.com.json"
REPO = "/repos/{owner}/{repo}"
USED = {
    f"{REPO}/git/ref/{{ref}}": ("get",), f"{REPO}/git/blobs": ("post",), f"{REPO}/git/trees": ("post",),
    f"{REPO}/git/commits": ("post",), f"{REPO}/git/refs": ("post",), f"{REPO}/git/refs/{{ref}}": ("delete",),
    f"{REPO}/pulls": ("get", "post"), f"{REPO}/pulls/{{pull_number}}": ("patch",),
    f"{REPO}/installation": ("get",), "/app/installations/{installation_id}/access_tokens": ("post",),
}  # fmt: skip
"""All that the service asks of GitHub."""


@cache
def cut() -> dict[str, Any]:
    """The description with the used paths, and all that these lead to."""
    whole = json.loads(FILE.read_text("utf-8"))
    paths = {
        path: {method: whole["paths"][path][method] for method in methods} for path, methods in USED.items()
    }
    made: dict[str, Any] = {
        "openapi": whole["openapi"],
        "info": whole["info"],
        "paths": paths,
        "components": {},
    }
    todo = [paths]
    while todo:
        for ref in re.findall(r'"#/components/(\w+)/([^"]+)"', json.dumps(todo.pop())):
            kind, name = ref
            known = made["components"].setdefault(kind, {})
            if name not in known:
                known[name] = whole["components"][kind][name]
                todo.append(known[name])
    return made


def shape(method: str, path: str, status: int) -> Any:
    """The least that GitHub's description lets the answer of a call be; {} where it says nothing."""
    for known in USED:
        if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", known), path):
            said = cut()["paths"][known].get(method.lower(), {}).get("responses", {}).get(str(status), {})
            schema = _found(said).get("content", {}).get("application/json", {}).get("schema")
            return _least(schema) if schema else {}
    return {}


def _found(node: Any) -> Any:
    """A node, or what its reference leads to."""
    while "$ref" in node:
        kind, name = node["$ref"].removeprefix("#/components/").split("/")
        node = cut()["components"][kind][name]
    return node


def _least(schema: Any) -> Any:
    """A small value that a schema allows."""
    schema = _found(schema)
    if schema.get("nullable"):
        return None
    if "allOf" in schema:
        return {name: value for part in schema["allOf"] for name, value in _least(part).items()}
    for choice in ("oneOf", "anyOf"):
        if choice in schema and "properties" not in schema:
            return _least(schema[choice][0])
    if "enum" in schema:
        return schema["enum"][0]
    kind = schema.get("type", "object" if "properties" in schema else "string")
    if kind == "object":
        return {name: _least(schema["properties"][name]) for name in schema.get("required", ())}
    if kind == "array":
        return [_least(schema["items"])]
    texts = {"uri": "https://example.org/", "date-time": "2026-11-25T12:00:00Z", "email": "a@example.org"}
    known = {"integer": 1, "number": 1, "boolean": False}
    return known.get(kind, texts.get(schema.get("format", ""), "x" * schema.get("minLength", 1)))
