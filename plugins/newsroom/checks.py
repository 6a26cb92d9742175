"""What the items' types alone cannot refuse: names, years and channels that do not fit together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from smile.plugin import Build
from smile.problems import Problem, nearest

from .records import BLOG, ChannelName, Item

Found = tuple[Problem, Item, tuple[str | int, ...]]
"""A problem, the item that it is about, and the steps to the place in its front matter."""
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_FOLDER = re.compile(r"/(\d{4})/[^/]+$")


def problems(items: Sequence[Item], names: Iterable[ChannelName], build: Build) -> Iterator[Problem]:
    """All problems of all items, due or not: a draft should not break the day it is published."""
    for problem, item, steps in _found(items, tuple(names)):
        _, line, column = build.place(item, *steps) if steps else (*item.source, 0)
        yield problem._replace(line=line, column=column)


def _found(items: Sequence[Item], names: Sequence[ChannelName]) -> Iterator[Found]:
    known = sorted(channel.id for channel in names)
    blogs = [channel.id for channel in names if channel.kind == BLOG]
    seen: dict[tuple[int, str], Item] = {}
    for item in items:
        yield from _name(item)
        yield from _channels(item, known)
        yield from _style(item, blogs) if known else ()
        yield from _dates(item)
        first = seen.setdefault((item.year, item.id), item)
        if first is not item:
            message = f"another item of {item.year} has the same name"
            expected = f"a name other than {first.source.file}"
            yield _problem(item, "twice", message, item.source.file, expected, "rename one of the two files")


def _name(item: Item) -> Iterator[Found]:
    if not _SLUG.fullmatch(item.id):
        message, expected = "the name of the file cannot be used in an address", "a name like-this"
        yield _problem(item, "name", message, item.id, expected, "rename the file")
    folder = _FOLDER.search(item.source.file)
    if folder and int(folder[1]) != item.year:
        message, hint = "the item lies in the folder of another year", f"move the file to {item.year}/"
        yield _problem(
            item, "year", message, item.date, f"a date in {folder[1]}", f"change the date, or {hint}", "date"
        )


def _channels(item: Item, known: Sequence[str]) -> Iterator[Found]:
    # an estate that keeps no register of channels may mark its items as it likes
    for index, channel in enumerate(item.channels if known else ()):
        if channel not in known:
            close = nearest(channel, known)
            hint = f"did you mean `{close}`?" if close else "add the channel to data/channels/"
            expected = "one of " + ", ".join(known)
            yield _problem(
                item, "channels", "there is no such channel", channel, expected, hint, "channels", index
            )


def _style(item: Item, blogs: Sequence[str]) -> Iterator[Found]:
    if (item.style or item.guest_editor) and not set(item.channels) & set(blogs):
        message, found = "only items of a blog have a style or a guest editor", ", ".join(item.channels)
        expected = "one of " + ", ".join(blogs) if blogs else "a channel of the kind `blog`"
        hint = "add a blog to `channels`, or take `style` and `guest_editor` out"
        field = "style" if item.style else "guest_editor"
        yield _problem(item, "style", message, found, expected, hint, field)


def _dates(item: Item) -> Iterator[Found]:
    if item.publish and item.expires and item.expires <= item.publish:
        message, hint = "the item expires before it appears", "correct `publish` or `expires`"
        yield _problem(
            item, "expires", message, str(item.expires), f"a day after {item.publish}", hint, "expires"
        )


def _problem(
    item: Item, code: str, message: str, found: str, expected: str, hint: str, *steps: str | int
) -> Found:
    return Problem(item.source.file, 0, 0, f"newsroom.{code}", message, found, expected, hint), item, steps
