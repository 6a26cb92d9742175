"""The cloud of one Window: from posts to words with their weights, themes and trends. A pure function of its input."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import unicodedata
from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from . import alike, rank, terms
from .posts import Post
from .records import Window
from .words import Lexicon

_SHOWN = 280
"""How much of a post its excerpt shows, in characters."""
_CHANCE = 3.84


@dataclass(frozen=True, slots=True)
class Word:
    """A word or phrase of the cloud."""

    slug: str
    text: str
    posts: int
    sources: int
    size: int
    weight: float
    shown: tuple[int, ...]
    """The posts that say it, as places in the list of those that are shown."""
    related: tuple[tuple[str, int], ...] = ()
    """Words that the same posts say: slug and number of posts."""


@dataclass(frozen=True, slots=True)
class Item:
    """A post as pages show it."""

    source: str
    title: str
    text: str
    url: str
    when: str
    also: tuple[str, ...] = ()
    """Who else said the same."""

    @property
    def day(self) -> dt.date:
        return dt.date.fromisoformat(self.when[:10])


@dataclass(frozen=True, slots=True)
class Trend:
    """A word that is said more, or less, than in the period before."""

    text: str
    slug: str | None
    now: int
    before: int


@dataclass(frozen=True, slots=True)
class Theme:
    """Words that go together."""

    title: str
    words: tuple[str, ...]
    posts: int


@dataclass(frozen=True, slots=True)
class Cloud:
    """All that a Window shows of what was said."""

    words: tuple[Word, ...] = ()
    items: tuple[Item, ...] = ()
    themes: tuple[Theme, ...] = ()
    rising: tuple[Trend, ...] = ()
    falling: tuple[Trend, ...] = ()
    total: int = 0
    """How many posts were counted, those that say the same once."""
    twice: int = 0
    shares: tuple[tuple[str, float], ...] = ()
    """By source, its part of the cloud, from 0 to 1."""
    counts: tuple[tuple[str, int], ...] = ()
    """By source, its posts in the time that the Window looks at."""


@dataclass(slots=True)
class _Said:
    """The posts of a Window, oldest first, and what each says."""

    posts: list[tuple[str, Post]]
    texts: list[array[int]] = field(default_factory=list)
    first: list[int] = field(default_factory=list)


def make(window: Window, heard: Sequence[tuple[str, Sequence[Post]]], today: dt.date) -> Cloud:
    """The cloud of `window` at the end of `today`, from the posts of each source by its name."""
    end = window.until or today
    start = end - dt.timedelta(days=window.days - 1)
    all_posts = sorted(_chosen(window, heard, end), key=lambda one: (one[1].when, one[0], one[1].id))
    lexicon = Lexicon()
    said = _Said(all_posts, [lexicon.read(_whole(post)) for _, post in all_posts])
    said.first = alike.groups(said.texts, [post.url for _, post in said.posts])
    own = [index for index, first in enumerate(said.first) if index == first]
    now = [index for index in own if said.posts[index][1].day >= start]
    now_set = set(now)
    by_post, named = terms.of_posts(window, lexicon, said.texts, said.posts, own)
    counted = _count(said, by_post, own, now_set, max(2, len(now) // 3000))
    weights = _weights(window, counted, len(now), len(own) - len(now), lexicon)
    items, place = _items(window, said, start)
    words = _words(window, weights, counted, by_post, now, lexicon, said, place, named)
    shares = _shares(weights, [word.term for word in words])
    made = tuple(word.word for word in words)
    posts_of = {word.word.slug: word.posts for word in words}
    rising, falling = _trends(
        window, end, said, now, own, by_post, {word.term: word.word for word in words}, lexicon
    )
    in_time = [index for index, (_, post) in enumerate(said.posts) if post.day >= start]
    counts = Counter(said.posts[index][0] for index in in_time)
    return Cloud(
        made, items, tuple(_themes(made, posts_of)), rising, falling, len(now), len(in_time) - len(now), shares,
        tuple(sorted(counts.items())),
    )  # fmt: skip


def _whole(post: Post) -> str:
    return f"{post.title} , {post.text}" if post.title else post.text


def _chosen(
    window: Window, heard: Sequence[tuple[str, Sequence[Post]]], end: dt.date
) -> Iterable[tuple[str, Post]]:
    only, never = _any(window.topics), _any(window.without)
    for name, posts in heard:
        for post in posts:
            whole = f"{post.title} {post.text}"
            if post.day <= end and (not only or only.search(whole)) and not (never and never.search(whole)):
                yield name, post


def _any(phrases: Sequence[str]) -> re.Pattern[str] | None:
    listed = "|".join(re.escape(phrase) for phrase in phrases)
    return re.compile(rf"(?<!\w)(?:{listed})(?!\w)", re.IGNORECASE) if phrases else None


@dataclass(slots=True)
class _Counted:
    now: dict[terms.Term, Counter[str]]
    """By term, in how many posts of each source it is."""
    before: Counter[terms.Term]


def _count(
    said: _Said, by_post: dict[int, tuple[terms.Term, ...]], own: Sequence[int],
    now: set[int], fewest: int,
) -> _Counted:  # fmt: skip
    by_source: dict[str, Counter[terms.Term]] = {}
    before: Counter[terms.Term] = Counter()
    for index in own:
        counter = by_source.setdefault(said.posts[index][0], Counter()) if index in now else before
        counter.update(by_post[index])
    whole: Counter[terms.Term] = Counter()
    for counter in by_source.values():
        whole.update(counter)
    made: dict[terms.Term, Counter[str]] = {}
    for source, counter in by_source.items():
        for term, count in counter.items():
            if whole[term] >= fewest:
                made.setdefault(term, Counter())[source] = count
    return _Counted(made, before)


Weights = dict[terms.Term, dict[str, float]]


def _weights(window: Window, counted: _Counted, now: int, before: int, lexicon: Lexicon) -> Weights:
    """By term and source, its weight in the cloud; the heaviest terms only, with no source too loud."""
    kept = terms.numbers(window.keep, lexicon)
    fewest = max(2, now // 3000)
    made: Weights = {}
    for term, by_source in counted.now.items():
        posts = by_source.total()
        if posts < (2 if term in kept else fewest):
            continue
        strange = rank.unusual(posts, now, counted.before[term], before, terms.everyday(term, lexicon))
        spread = 0.5 + min(len(by_source), 4) / 8
        made[term] = {source: count * strange * spread for source, count in by_source.items()}
    share = window.share / 100
    many = _heaviest(_levelled(made, share), lexicon, kept, window.words * 3)
    few = _heaviest(_levelled({term: made[term] for term in many}, share), lexicon, kept, window.words)
    return _levelled({term: made[term] for term in few}, share)


def _levelled(weights: Weights, share: float) -> Weights:
    factor = rank.level(weights.values(), share)
    return {
        term: {source: weight * factor[source] for source, weight in by_source.items()}
        for term, by_source in weights.items()
    }


def _heaviest(weights: Weights, lexicon: Lexicon, kept: set[terms.Term], most: int) -> list[terms.Term]:
    def order(term: terms.Term) -> tuple[bool, float, str]:
        return (term not in kept, -round(sum(weights[term].values()), 9), terms.form(term, lexicon))

    return sorted(weights, key=order)[:most]


def _shares(weights: Weights, chosen: Sequence[terms.Term]) -> tuple[tuple[str, float], ...]:
    made: Counter[str] = Counter()
    for term in chosen:
        for source, weight in weights[term].items():
            made[source] += weight  # type: ignore[assignment]
    whole = sum(made.values()) or 1
    return tuple(sorted((source, round(part / whole, 4)) for source, part in made.items()))


def _items(window: Window, said: _Said, start: dt.date) -> tuple[tuple[Item, ...], dict[int, int]]:
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
        if said.first[index] != index or post.day < start or len(made) >= window.posts:
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
    window: Window, weights: Weights, counted: _Counted, by_post: dict[int, tuple[terms.Term, ...]], now: Sequence[int],
    lexicon: Lexicon, said: _Said, place: dict[int, int], named: dict[terms.Term, str],
) -> list[_Chosen]:  # fmt: skip
    """The words of the cloud, heaviest first, each with its posts and its neighbours."""
    posts: dict[terms.Term, list[int]] = {term: [] for term in weights}
    for index in now:
        for term in by_post[index]:
            if term in posts:
                posts[term].append(index)
    whole = {term: sum(weights[term].values()) for term in weights}
    order = sorted(weights, key=lambda term: (-round(whole[term], 9), terms.form(term, lexicon)))
    sizes = dict(zip(order, rank.sizes([whole[term] for term in order]), strict=True))
    slugs = _slugs([terms.form(term, lexicon) for term in order])
    by_term = dict(zip(order, slugs, strict=True))
    sets = {term: frozenset(posts[term]) for term in order}
    made = []
    for term in order:
        near = [(by_term[other], len(sets[term] & sets[other])) for other in order if other != term]
        near = sorted((one for one in near if one[1] >= 1), key=lambda one: (-one[1], one[0]))[:12]
        text = named.get(term) or terms.display(
            term, lexicon, [_whole(said.posts[index][1]) for index in posts[term][-40:]]
        )
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


def _trends(
    window: Window, end: dt.date, said: _Said, now: Sequence[int], own: Sequence[int],
    by_post: dict[int, tuple[terms.Term, ...]], words: dict[terms.Term, Word], lexicon: Lexicon,
) -> tuple[tuple[Trend, ...], tuple[Trend, ...]]:  # fmt: skip
    """What is said more and less in the last period than in the one before it, where that is no chance."""
    turn = end - dt.timedelta(days=window.period)
    before = turn - dt.timedelta(days=window.period)
    last = [index for index in own if said.posts[index][1].day > turn]
    earlier = [index for index in own if before < said.posts[index][1].day <= turn]
    if not last or not earlier:
        return (), ()
    counts = [Counter(term for index in part for term in by_post[index]) for part in (last, earlier)]
    found: dict[bool, list[tuple[float, str, Trend]]] = {True: [], False: []}
    for term in sorted({*counts[0], *counts[1]}):
        more, less = counts[0][term], counts[1][term]
        chance = rank.surprise(more, len(last), less, len(earlier))
        if max(more, less) >= 3 and chance >= _CHANCE:
            up = more * len(earlier) > less * len(last)
            word = words.get(term)
            if word is None and up:
                continue
            text = word.text if word else terms.form(term, lexicon)
            found[up].append((-round(chance, 9), text, Trend(text, word.slug if word else None, more, less)))
    return tuple(
        tuple(trend for _, _, trend in sorted(found[up], key=lambda one: one[:2])[:8]) for up in (True, False)
    )  # type: ignore[return-value]


def _themes(words: Sequence[Word], posts: dict[str, frozenset[int]]) -> list[Theme]:
    """Groups of words whose posts overlap: the closest two are joined until none are close (average linkage)."""
    words = words[:60]
    parts = [[word.slug] for word in words]
    close = {
        (one.slug, two.slug): len(posts[one.slug] & posts[two.slug])
        / (len(posts[one.slug]) * len(posts[two.slug])) ** 0.5
        for one in words
        for two in words
        if one.slug != two.slug
    }

    def near(one: list[str], two: list[str]) -> float:
        whole: float = sum(close[left, right] for left in one for right in two)
        return whole / (len(one) * len(two))

    while len(parts) > 1:
        best, left, right = max(
            (round(near(parts[left], parts[right]), 9), -left, -right)
            for left in range(len(parts))
            for right in range(left + 1, len(parts))
        )
        if best < 0.3:
            break
        parts[-left] += parts[-right]
        del parts[-right]
    text = {word.slug: word.text for word in words}
    made = []
    for part in parts:
        whole = frozenset[int]().union(*(posts[slug] for slug in part))
        if len(part) > 1 and len(whole) > 1:
            name = f"{text[part[0]]} and {text[part[1]]}"
            made.append(Theme(name[0].upper() + name[1:], tuple(part), len(whole)))
    return sorted(made, key=lambda theme: (-theme.posts, theme.title))[:12]
