"""The cloud of one Window: from posts to words with their weights, themes and trends. A pure function of its input."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from . import alike, change, rank, terms, weights
from .posts import Post
from .records import Window
from .shapes import Cloud, Item, Said, Word
from .words import Lexicon

_SHOWN = 280
"""How much of a post its excerpt shows, in characters."""


def make(window: Window, heard: Sequence[tuple[str, Sequence[Post]]], today: dt.date) -> Cloud:
    """The cloud of `window` at the end of `today`, from the posts of each source by its name."""
    end = window.until or today
    start = (end - dt.timedelta(days=window.days - 1)).isoformat()
    all_posts = sorted(_chosen(window, heard, end), key=lambda one: (one[1].when, one[0], one[1].id))
    lexicon = Lexicon()
    said = Said(all_posts, [lexicon.read(_whole(post)) for _, post in all_posts])
    said.first = alike.groups(said.texts, [post.url for _, post in said.posts])
    own = [index for index, first in enumerate(said.first) if index == first]
    now = [index for index in own if said.posts[index][1].when >= start]
    now_set = set(now)
    by_post, named = terms.of_posts(window, lexicon, said.texts, said.posts, own)
    counted = weights.count(said, by_post, own, now_set, terms.numbers(window.keep, lexicon))
    heavy = weights.weighed(window, counted, len(now), len(own) - len(now), lexicon)
    items, place = _items(window, said, start)
    words = _words(window, heavy, counted, by_post, now, lexicon, said, place, named)
    shares = weights.shares(heavy, [word.term for word in words])
    made = tuple(word.word for word in words)
    posts_of = {word.word.slug: word.posts for word in words}
    rising, falling = change.trends(
        window, end, said, now, own, by_post, {word.term: word.word for word in words}, lexicon
    )
    in_time = [index for index, (_, post) in enumerate(said.posts) if post.when >= start]
    counts = Counter(said.posts[index][0] for index in in_time)
    return Cloud(
        made, items, tuple(change.themes(made, posts_of)), rising, falling, len(now), len(in_time) - len(now), shares,
        tuple(sorted(counts.items())), change.over_time(window, end, [said.posts[index][1] for index in now]),
    )  # fmt: skip


def _whole(post: Post) -> str:
    return f"{post.title} , {post.text}" if post.title else post.text


def _chosen(
    window: Window, heard: Sequence[tuple[str, Sequence[Post]]], end: dt.date
) -> Iterable[tuple[str, Post]]:
    last = end.isoformat()
    only, never = _any(window.topics), _any(window.without)
    for name, posts in heard:
        for post in posts:
            whole = f"{post.title} {post.text}" if only or never else ""
            if (
                post.when[:10] <= last
                and (not only or only.search(whole))
                and not (never and never.search(whole))
            ):
                yield name, post


def _any(phrases: Sequence[str]) -> re.Pattern[str] | None:
    listed = "|".join(re.escape(phrase) for phrase in phrases)
    return re.compile(rf"(?<!\w)(?:{listed})(?!\w)", re.IGNORECASE) if phrases else None


def _items(window: Window, said: Said, start: str) -> tuple[tuple[Item, ...], dict[int, int]]:
    """The newest posts as pages show them, and by index of a post its place among them."""
    also: dict[int, list[str]] = {}
    for index, first in enumerate(said.first):
        name = said.posts[index][0]
        if index != first and name != said.posts[first][0]:
            also.setdefault(first, []).append(name)
    made: list[Item] = []
    place: dict[int, int] = {}
    for index in reversed(range(len(said.posts))):
        source, post = said.posts[index]
        if said.first[index] != index or post.when < start or len(made) >= window.posts:
            continue
        place[index] = len(made)
        title = post.title or _short(post.text, 90)
        body = _short(post.text, _SHOWN) if post.title else (post.text if len(post.text) > 90 else "")
        names = tuple(dict.fromkeys(also.get(index, ())))
        made.append(Item(source, title, body, post.url, post.when, names))
    return tuple(made), place


def _short(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1].rsplit(" ", 1)[0].rstrip(" ,;:.-") + "\u2026"


@dataclass(frozen=True, slots=True)
class _Chosen:
    term: terms.Term
    word: Word
    posts: frozenset[int]


def _words(
    window: Window, heavy: weights.Weights, counted: weights.Counted, by_post: dict[int, tuple[terms.Term, ...]],
    now: Sequence[int], lexicon: Lexicon, said: Said, place: dict[int, int], named: dict[terms.Term, str],
) -> list[_Chosen]:  # fmt: skip
    """The words of the cloud, heaviest first, each with its posts and its neighbours."""
    posts: dict[terms.Term, list[int]] = {term: [] for term in heavy}
    for index in now:
        for term in by_post[index]:
            if term in posts:
                posts[term].append(index)
    whole = {term: sum(heavy[term].values()) for term in heavy}
    order = sorted(heavy, key=lambda term: (-round(whole[term], 9), terms.form(term, lexicon)))
    sizes = dict(zip(order, rank.sizes([whole[term] for term in order]), strict=True))
    slugs = _slugs([terms.form(term, lexicon) for term in order])
    by_term = dict(zip(order, slugs, strict=True))
    sets = {term: frozenset(posts[term]) for term in order}
    written = cache(lambda index: lexicon.numbers(_whole(said.posts[index][1])))
    made = []
    for term in order:
        near = [(by_term[other], len(sets[term] & sets[other])) for other in order if other != term]
        near = sorted((one for one in near if one[1] >= 1), key=lambda one: (-one[1], one[0]))[:12]
        text = named.get(term) or terms.display(term, lexicon, map(written, posts[term][-40:]))
        shown = tuple(sorted(place[index] for index in posts[term] if index in place))
        word = Word(
            by_term[term], text, len(posts[term]), len(counted.now[term]), sizes[term], round(whole[term], 4),
            shown, tuple(near),
        )  # fmt: skip
        made.append(_Chosen(term, word, sets[term]))
    return made


def _slugs(forms: Sequence[str]) -> list[str]:
    """Names for addresses, no two alike; the same for a word whatever else is in the cloud, but for a clash."""
    made: list[str] = []
    for form in forms:
        plain = unicodedata.normalize("NFKD", form).encode("ascii", "ignore").decode()
        slug = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:60].strip("-")
        mark = hashlib.blake2b(form.encode(), digest_size=3).hexdigest()
        made.append(slug if slug and slug not in made else f"{slug or 'word'}-{mark}")
    return made
