"""Data files made wrong: by what they hold, and by how they are written."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

from smile import sources, yaml12
from smile.problems import ContentError

Leaf = tuple[str | int, ...]
ODD = (
    *(
        "",
        " ",
        "\t",
        "\u0000",
        "\u202egnp.exe",
        "e\u0301\u0301\u0301",
        "\U0001f9d1\u200d\U0001f9bd",
        "\ufeff",
    ),
    *("\u2028", "\ufdfa", "\u0130", "\u00df", "\uff46\uff55\uff4c\uff4c", "\u0663", "\x85", "\x1b[31m"),
    *("null", "~", "yes", "0x1F", "1_000", "12:30", "1e400", "-.inf", ".nan", "2026-02-30", "2026-13-01"),
    *("9999-12-31", "0001-01-01", "<b>", "{{ 7 }}", "%s%n", "../..", "a" * 300, "&x *x", "*x"),
    *("!!python/object:os.system", "- - -", "? :", "|", ">", "@", "`", "%YAML 3.0"),
)
VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 10**30, -0.0, 3.14, 1e308, [], {}, [[]], [None], {"": ""}, {"a": {"b": []}}, *ODD,
)  # fmt: skip


def paths(value: Any, at: Leaf = ()) -> Iterator[Leaf]:
    """Every place in plain data, the whole first."""
    yield at
    if isinstance(value, dict):
        for key, one in value.items():
            yield from paths(one, (*at, key))
    elif isinstance(value, list):
        for number, one in enumerate(value):
            yield from paths(one, (*at, number))


def _parent(value: Any, leaf: Leaf) -> Any:
    for step in leaf[:-1]:
        value = value[step]
    return value


def _replaced(value: Any, leaf: Leaf, new: Any) -> Any:
    if not leaf:
        return new
    _parent(value, leaf)[leaf[-1]] = new
    return value


def wrong_value(value: Any, leaf: Leaf, chance: Random) -> Any:
    return _replaced(value, leaf, copy.deepcopy(chance.choice(VALUES)))


def huge(value: Any, leaf: Leaf, chance: Random) -> Any:
    return _replaced(value, leaf, chance.choice(["x" * 200_000, ["x"] * 20_000, "word " * 40_000, 10**4000]))


def deep(value: Any, leaf: Leaf, chance: Random) -> Any:
    made: Any = "x"
    for _ in range(chance.choice((20, 90, 400))):
        made = [made] if chance.random() < 0.5 else {"a": made}
    return _replaced(value, leaf, made)


def gone(value: Any, leaf: Leaf, chance: Random) -> Any:
    if not leaf:
        return None
    del _parent(value, leaf)[leaf[-1]]
    return value


def twice(value: Any, leaf: Leaf, chance: Random) -> Any:
    where = _parent(value, leaf) if leaf else value
    if isinstance(where, list) and where:
        where.extend(copy.deepcopy(where) * chance.choice((1, 30)))
        return value
    return [value, copy.deepcopy(value)]


def renamed(value: Any, leaf: Leaf, chance: Random) -> Any:
    where = _parent(value, leaf) if leaf else value
    if isinstance(where, dict) and where:
        key = chance.choice(list(where))
        where[chance.choice([str(key).upper(), f"{key}s", "", *ODD[:12]])] = where.pop(key)
    return value


def swapped(value: Any, leaf: Leaf, chance: Random) -> Any:
    other = chance.choice(list(paths(value)))
    if not leaf or not other:
        return {"value": value}
    found = copy.deepcopy(_parent(value, other)[other[-1]])
    return _replaced(value, leaf, found)


STRUCTURED: tuple[Callable[[Any, Leaf, Random], Any], ...] = (
    wrong_value, wrong_value, wrong_value, wrong_value, huge, deep, gone, gone, twice, renamed, swapped,
)  # fmt: skip


def raw(text: str, chance: Random) -> bytes:
    """The text written wrong: cut, mixed up, in another encoding, with signs that mean something in YAML."""
    data, kind = bytearray(text.encode()), chance.randrange(12)
    at = chance.randrange(len(data) + 1)
    if kind == 0:
        return bytes(data[:at])
    if kind == 1:
        for _ in range(chance.randint(1, 6)):
            if data:
                data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        return bytes(data)
    if kind == 2:
        signs = (
            b"\t",
            b": ",
            b"- ",
            b"&a ",
            b"*a",
            b"!!x ",
            b"\n...\n",
            b"\n---\n",
            b"{",
            b"[",
            b'"',
            b"'",
            b"#",
            b"%",
            b"|\n",
        )
        return bytes(data[:at]) + chance.choice(signs) + bytes(data[at:])
    if kind == 3:
        return text.encode(chance.choice(("utf-16", "utf-32", "utf-8-sig")))
    if kind == 4:
        return text.encode("latin-1", "replace") + b"\xe9\xff"
    if kind == 5:
        return bytes(data[:at]) + b"\x00" * chance.randint(1, 40) + bytes(data[at:])
    lines = text.split("\n")
    line = chance.randrange(len(lines))
    if kind == 6:
        del lines[line]
    elif kind == 7:
        lines.insert(line, lines[chance.randrange(len(lines))])
    elif kind == 8:
        lines[line] = chance.choice((" ", "  ", "\t", "        ")) + lines[line]
    elif kind == 9:
        chance.shuffle(lines)
    elif kind == 10:
        return "\r".join(lines).encode() if chance.random() < 0.5 else b""
    else:
        bomb = "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9) if n else 'x'}]\n" for n in range(9))
        return (bomb + text).encode()
    return "\n".join(lines).encode()


def mutated(file: str, data: bytes, chance: Random) -> tuple[str, bytes]:
    """What was done to a file, and the file then. Markdown keeps its body, unless that is what is changed."""
    text = data.decode("utf-8", "replace")
    if chance.random() < 0.3:
        return "raw", raw(text, chance)
    head, body = text, ""
    try:
        if file.endswith(".md"):
            parts = sources.matter(text, file)
            head, body = parts.yaml, parts.body
            if chance.random() < 0.2:
                return "body", f"---\n{head}---\n".encode() + raw(body, chance)
        value = yaml12.load(head, file)
        change = chance.choice(STRUCTURED)
        value = change(value, chance.choice(list(paths(value))), chance)
        written = json.dumps(value, indent=1, ensure_ascii=chance.random() < 0.5)
    except (ContentError, RecursionError, ValueError, TypeError, KeyError):
        return "raw", raw(text, chance)
    made = f"---\n{written}\n---\n{body}" if file.endswith(".md") else written
    return change.__name__, made.encode("utf-8", "surrogatepass")
