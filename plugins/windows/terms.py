"""What each post says, as terms: words and phrases, plurals and abbreviations taken together."""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain

from .posts import Post
from .records import Window
from .vocabulary import EVERYDAY, STOP
from .words import BREAK, Lexicon, folding, phrases

RARE = 1000
"""What fewer than one post in so many says is no part of a cloud, nor a phrase."""
Term = tuple[int, ...]
"""The numbers of a word or of the words of a phrase."""

_SPELLED = re.compile(r"((?:[A-Za-z'-]+ ){1,7})\(([A-Z][A-Za-z&]{1,6}?)s?\)")


def numbers(said: Iterable[str], lexicon: Lexicon) -> set[Term]:
    """Words and phrases of a definition as terms."""
    return {term for text in said if (term := tuple(number for number in lexicon.read(text) if number))}


def everyday(term: Term, lexicon: Lexicon) -> bool:
    return len(term) == 1 and lexicon.forms[term[0]] in EVERYDAY


def form(term: Term, lexicon: Lexicon) -> str:
    """A term in its plain form."""
    return " ".join(lexicon.forms[number] for number in term)


def of_posts(
    window: Window, lexicon: Lexicon, texts: list[array[int]], posts: Sequence[tuple[str, Post]], own: Sequence[int]
) -> tuple[dict[int, tuple[Term, ...]], dict[Term, str]]:  # fmt: skip
    """By post, of those in `own`, the terms it says, each once; and the names that terms are given."""
    forced = numbers(
        [*window.keep, *window.merge, *(way for ways in window.merge.values() for way in ways)], lexicon
    )
    short = _spelled(posts, own)
    forced |= numbers([*short, *short.values()], lexicon)
    chosen = [texts[index] for index in own]
    counts = Counter(chain.from_iterable(chosen))
    fold = folding(lexicon, counts)
    if fold:
        for index in own:
            if not fold.keys().isdisjoint(texts[index]):
                texts[index] = array("I", [fold.get(number, number) for number in texts[index]])
        chosen = [texts[index] for index in own]
        for lose, keep in fold.items():
            counts[keep] += counts.pop(lose)
    stop = frozenset(
        number for number, word in enumerate(lexicon.forms) if word in STOP or len(word) < 2 or word.isdigit()
    )
    found = phrases(chosen, counts, stop | {BREAK}, max(3, len(own) // RARE))
    runs = {tuple(fold.get(number, number) for number in term) for term in forced if len(term) > 1} | set(
        found
    )
    aliases, named = _aliases(window, short, lexicon, fold)
    never = {tuple(fold.get(n, n) for n in term) for term in numbers(window.stop, lexicon)}
    kept = {tuple(fold.get(n, n) for n in term) for term in numbers(window.keep, lexicon)}
    names = {
        name: {tuple(fold.get(n, n) for n in term) for term in numbers([name], lexicon)}
        for name in {one[0] for one in posts}
    }
    starts: dict[int, list[Term]] = {}
    for run in sorted(runs, key=lambda run: (-len(run), run)):
        starts.setdefault(run[0], []).append(run)
    pairs = {run[:2] for run in runs}
    allowed = {number for number, count in counts.items() if count > 1 and number not in stop}
    allowed |= {term[0] for term in kept if len(term) == 1}
    single: dict[int, Term] = {number: (number,) for number in allowed}
    made: dict[int, tuple[Term, ...]] = {}
    for index in own:
        text = texts[index]
        begun = [at for at, pair in enumerate(zip(text, text[1:], strict=False)) if pair in pairs]
        found_here, rest = _said(text, starts, begun) if begun else (set[Term](), text)
        said = found_here.union([single[number] for number in allowed.intersection(rest)])
        if aliases:
            said = {aliases.get(term, term) for term in said}
        made[index] = tuple(said - never - names[posts[index][0]])
    return made, named


def _said(
    text: array[int], starts: dict[int, list[Term]], begun: Sequence[int]
) -> tuple[set[Term], array[int]]:
    """The phrases of a text that begin at one of `begun`, the longest first; and the words outside them."""
    made: set[Term] = set()
    rest, end = array("I"), 0
    for at in begun:
        if at < end:
            continue
        for run in starts[text[at]]:
            if tuple(text[at : at + len(run)]) == run:
                made.add(run)
                rest += text[end:at]
                end = at + len(run)
                break
    return made, rest + text[end:] if made else text


def _spelled(posts: Sequence[tuple[str, Post]], own: Sequence[int]) -> dict[str, str]:
    """Abbreviations that a post spells out, "integrated care board (ICB)": the short form, and the long."""
    made: dict[str, Counter[str]] = {}
    for index in own:
        for field in posts[index][1][2:4]:
            if "(" not in field:
                continue
            for long, short in _SPELLED.findall(field):
                letters = [letter.lower() for letter in short if letter.isalpha()]
                words = [word for word in long.split() if word.lower() not in ("of", "the", "for", "and")]
                last = words[-len(letters) :]
                if len(last) == len(letters) > 1 and [word[0].lower() for word in last] == letters:
                    start = long.rindex(last[0]) if last[0] in long else 0
                    made.setdefault(short, Counter())[long[start:].strip().lower()] += 1
    return {short: min(longs, key=lambda long: (-longs[long], long)) for short, longs in sorted(made.items())}


def _aliases(
    window: Window, short: dict[str, str], lexicon: Lexicon, fold: dict[int, int]
) -> tuple[dict[Term, Term], dict[Term, str]]:
    """Which term counts as which other, and the names of those with one."""
    made: dict[Term, Term] = {}
    named: dict[Term, str] = {}
    pairs = [(name, ways) for name, ways in window.merge.items()]
    pairs += [(name, (long,)) for name, long in short.items() if name not in window.merge]
    for name, ways in pairs:
        to = tuple(fold.get(number, number) for number in lexicon.read(name) if number)
        if not to:
            continue
        named[to] = name
        for way in ways:
            term = tuple(fold.get(number, number) for number in lexicon.read(way) if number)
            if term and term != to:
                made[term] = to
    return made, named


def display(term: Term, lexicon: Lexicon, texts: Iterable[tuple[list[str], list[int]]]) -> str:
    """How a term is written most often; in lower case where a fifth of the posts does so."""
    ways: Counter[str] = Counter()
    wanted, first = len(term), term[0]
    for tokens, numbers in texts:
        at = numbers.index(first) if first in numbers else -1
        while at >= 0 and tuple(numbers[at : at + wanted]) != term:
            at = numbers.index(first, at + 1) if first in numbers[at + 1 :] else -1
        if at >= 0:
            ways[" ".join(tokens[at : at + wanted])] += 1
    if not ways:
        return form(term, lexicon)
    best = min(ways, key=lambda way: (-ways[way], way))
    small = best.lower()
    if best != small and ways[small] * 5 >= ways.total():
        return small
    return best
