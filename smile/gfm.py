"""cmarkgfm with less of a detour: one call for what needs none of GitHub's extensions, and memory that is given back.

cmarkgfm itself never frees a document that it parsed, nor the HTML it made: 17 KB for a page of average length.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Callable
from functools import cache
from typing import Any

from cmarkgfm import _cmark, cmark
from cmarkgfm.cmark import Options

_OPTIONS = Options.CMARK_OPT_FOOTNOTES | Options.CMARK_OPT_GITHUB_PRE_LANG
_EXTENSIONS = ("table", "autolink", "tagfilter", "strikethrough", "tasklist")
"""GitHub's, as https://github.github.com/gfm/ has them."""
_COLON = re.compile(r":(?:(?<=-:)|-|//)")
_BOX = re.compile(r"\[[ xX]\]")
_library, _ffi = _cmark.lib, _cmark.ffi


def to_html(text: str, raw: bool) -> str:
    """GitHub-flavoured Markdown as HTML; `raw` keeps the HTML that is in it."""
    data = text.encode()
    options = _OPTIONS | Options.CMARK_OPT_UNSAFE if raw else _OPTIONS
    if raw or _extends(text):
        return _extended(data, options)
    return _taken(_library.cmark_markdown_to_html(data, len(data), options))


def _extends(text: str) -> bool:
    """Whether a text may mean something to an extension: "&" may stand for any other sign."""
    if "|" in text or "~" in text or "@" in text or "&" in text or "www." in text:
        return True
    return (":" in text and _COLON.search(text) is not None) or (
        "[" in text and _BOX.search(text) is not None
    )


def _extended(data: bytes, options: int) -> str:
    free_node, _ = _free()
    parser = _library.cmark_parser_new(options)
    try:
        for extension in _extensions():
            _library.cmark_parser_attach_syntax_extension(parser, extension)
        _library.cmark_parser_feed(parser, data, len(data))
        root = _library.cmark_parser_finish(parser)
        made = _library.cmark_render_html(root, options, _library.cmark_parser_get_syntax_extensions(parser))
        free_node(_address(root))
        return _taken(made)
    finally:
        _library.cmark_parser_free(parser)


def _taken(made: Any) -> str:
    """The text at a pointer, whose memory is given back."""
    text: str = _ffi.string(made).decode()
    _free()[1](_address(made))
    return text


def _address(pointer: Any) -> int:
    return int(_ffi.cast("uintptr_t", pointer))


@cache
def _extensions() -> tuple[Any, ...]:
    cmark.core_extensions_ensure_registered()
    return tuple(cmark.find_syntax_extension(name) for name in _EXTENSIONS)


class _Allocator(ctypes.Structure):
    """cmark's `cmark_mem`."""

    _fields_ = (
        ("calloc", ctypes.c_void_p),
        ("realloc", ctypes.c_void_p),
        ("free", ctypes.PYFUNCTYPE(None, ctypes.c_void_p)),
    )


@cache
def _free() -> tuple[Callable[[int], object], Callable[[int], object]]:
    """What frees a document, and a text; cmarkgfm has no names for them. Nothing where its library hides them."""
    library = ctypes.PyDLL(_cmark.__file__)
    try:
        free_node, allocator = library.cmark_node_free, library.cmark_get_default_mem_allocator
    except AttributeError:
        return (lambda address: None), (lambda address: None)
    free_node.argtypes, free_node.restype = (ctypes.c_void_p,), None
    allocator.restype = ctypes.POINTER(_Allocator)
    return free_node, allocator().contents.free
