"""The short way through plain YAML reads what the whole parser reads, or nothing at all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from smile import plain_yaml, sources, yaml12, yaml_tree
from smile.problems import ContentError
from tests.support import ROOT

FILE = "data/example.yaml"
PIECES = (
    "a", "b", "title", "no", "null", "12", "0x1F", "1.5", "2026-11-30", "x y", "it's", "a: b", "a:", ":", "#", " #c",
    "- ", "-", "'q'", '"q"', '"', "\\", "[a, b]", "[]", "[", "]", "{a: b}", "{a: {b: 1}, c: 2}", "{a: b, a: c}", "{",
    "}", ",", "&x", "*x", "!t", "|", "|-", ">", "?", "%", "@", "`", "<<", "~", "é", "£5", "–", "\t", "\x85", "\u2028",
    "\ufeff", "\x07", "---", "...", "(a)", "/a/", "http://a.b/c", "12:30", "C#", " ",
)  # fmt: skip
KEYS = ("a", "b", "title", "a-b", "x_1", "true", "12", "'k'", '"k"', "k k")


def slow(text: str) -> Any:
    """What the whole parser reads; None for what it refuses."""
    try:
        return yaml_tree.parsed(text, FILE, 1)
    except ContentError:
        return None


def same(text: str) -> bool:
    """Whether the short way was open; if so, it led to the same."""
    found = plain_yaml.read(text, yaml12.scalar)
    if found is plain_yaml.NOT:
        return False
    whole = slow(text)
    assert repr(found) == repr(whole), text  # 1, 1.0 and True are not the same
    return True


INLINE = (
    "a", "x y", "12", "no", "2026-11-30", "12:30", "http://a.b/c", "(a)", '"q: #"', '""', "[a, b]", "[]", "é b", "it's",
    "'a: \\n'", "''", "['q', \"r\"]",
    "{a: b}", "{a: {b: 1}, c: 2}", '{"a": b, a-b: "c"}', "[{a: b}, c]", "1.5", "a, b", "C++", "a [b] {c}", "a & b",
)  # fmt: skip


@st.composite
def fields(draw: st.DrawFn, depth: int = 0) -> list[str]:
    """The lines of a plain file, or of a part of one."""
    lines: list[str] = []
    for key in draw(
        st.lists(st.sampled_from(("a", "b", "title", "x_1", "a-b")), min_size=1, max_size=3, unique=True)
    ):
        kind = draw(
            st.sampled_from(("inline", "inline", "text", "list", "none", *(("group", "many") * (depth < 3))))
        )
        lines += draw(st.sampled_from(([], [], [], [""], ["# said"])))
        inline = st.lists(st.sampled_from(INLINE), min_size=1, max_size=3)
        if kind == "inline":
            lines.append(f"{key}: {draw(inline)[0]}")
        elif kind == "text":
            texts = ("a", "", "  b", "- c", "# d", "e: f")
            lines += [
                f"{key}: |",
                "  a",
                *(text and f"  {text}" for text in draw(st.lists(st.sampled_from(texts)))),
            ]
        else:
            inner: list[str] = []
            if kind == "list":
                inner = [f"- {value}" for value in draw(inline)]
            elif kind == "group":
                inner = draw(fields(depth + 1))
            elif kind == "many":
                for _ in range(draw(st.integers(1, 2))):
                    first, *rest = [one for one in draw(fields(depth + 1)) if one[:1] not in ("", "#")] or [
                        "a: b"
                    ]
                    inner += [f"- {first}", *(one and f"  {one}" for one in rest)]
            deeper = not inner or inner[0][:1] != "-" or draw(st.booleans())
            lines += [f"{key}:", *(("  " if deeper and one else "") + one for one in inner)]
    return lines


@st.composite
def nearly(draw: st.DrawFn) -> str:
    """A plain file, mostly with a few things in it that do not belong there."""
    text = "\n".join(draw(fields())) + "\n"
    for piece in draw(st.lists(st.sampled_from(PIECES), max_size=2)):
        at = draw(st.integers(0, len(text)))
        text = text[:at] + piece + text[at + draw(st.sampled_from((0, 0, 1, 2))) :]
    return text


@given(nearly())
@settings(max_examples=4_000, deadline=None)
@example("a:\n  - b\n- c\n")
@example("a: |\n  b\n- c\n")
@example("a: b\n  c\n")
@example("a:\n  - b\n  -c\n")
@example("a: |\n  b\n \n  c\n")
@example("a: |\n\n  b\n")
@example("a: [b, {c: d}]\n")
@example("a: [b c:, d]\n")
@example("a:\n- b\n\n# c\nd: e\n")
@example("a:\n  b: c\n# d\n  e: f\n")
@example("a: |\n  b\n# c\n\nd: e\n")
def test_what_is_read_is_what_the_whole_parser_reads(text: str) -> None:
    same(text)


@given(st.recursive(
    st.sampled_from(("text", "a: colon", "- hyphen", "# hash", "no", "12", "", "two\nlines\n", "é", "x" * 90)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=3),
    max_leaves=12,
).filter(lambda value: isinstance(value, dict)))  # fmt: skip
@settings(max_examples=600, deadline=None)
def test_what_another_program_wrote_is_read_the_same(value: dict[str, Any]) -> None:
    import yaml

    for style in (False, None):
        same(yaml.safe_dump(value, allow_unicode=True, default_flow_style=style, sort_keys=False))
        same(yaml.safe_dump(value, default_style='"', allow_unicode=True, width=1_000, indent=2))


@pytest.mark.parametrize(
    "text",
    [
        "title: How to visit\nsummary: When you can visit, and how to find us.\n",
        'title: "A: b"\ndate: 2026-11-20\nchannels: [main-website, newsround]\n',
        "# Said first\nname: Team podcast\n\nkind: podcast\nsteps:\n  - one\n  - two\nnote: |\n  One.\n\n  Two.\n",
        "steps:\n- one\n- two\nnone:\n",
        "people:\n  - id: x\n    name: X\n    asked: {on: 2026-03-03, by: Officer, of: {a: 1}}\n  - id: y\n",
        "answer:\n  outcome: done\n  more:\n    - a\n",
        "summary: Wörter – mit £5\n",
    ],
)
def test_plain_files_take_the_short_way(text: str) -> None:
    assert same(text)


@pytest.mark.parametrize(
    "text",
    ["", "a", "a: b", "- a\n", "a: 'b''c'\n", "a: >\n  b\n", "a: &x b\n", "a: b # c\n", "a:\tb\n", "a: b\na: c\n",
     "a: " + "b" * 100_001 + "\n", "a:\n" + "".join("  " * depth + "a:\n" for depth in range(1, 12))],
)  # fmt: skip
def test_the_rest_is_left_to_the_whole_parser(text: str) -> None:
    assert plain_yaml.read(text, yaml12.scalar) is plain_yaml.NOT


def test_the_files_of_the_estate_take_the_short_way() -> None:
    texts = [sources.matter(path.read_text("utf-8"), path.name).yaml for path in pages(ROOT / "content")]
    texts += [path.read_text("utf-8") for path in (ROOT / "data/channels").glob("*.yaml")]
    short = [text for text in texts if same(text)]
    assert len(short) > 0.9 * len(texts) > 100


def pages(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*.md") if path.read_text("utf-8").startswith("---\n")]
