"""`python -m benchmarks.register`: a register of 20,000 suggestions, against the flat estate of as many pages.

Prints ratios of one run, in wall seconds and in those of the processor: a cold build against SMILE's own flat estate
(see README.md) and against Hugo's of the same, one new item, and one of the first year that is found late, against the
cold build; and the search for replies that are alike, whose growth should be that of the texts.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Iterator

import smile
from benchmarks import built, measure
from benchmarks.alike import race
from benchmarks.built import Built
from plugins.leap.likeness import alike, plain

SETTINGS = """\
topics: [{id: t0, title: Topic 0}, {id: t1, title: Topic 1}, {id: t2, title: Topic 2}, {id: t3, title: Topic 3},
  {id: t4, title: Topic 4}, {id: t5, title: Topic 5}, {id: t6, title: Topic 6}, {id: t7, title: Topic 7}]
common_words: 0
alike: 90
"""
ESTATE = """\
name: Register
summary: A register to measure.
owner: Benchmark
wordmark: Register
audiences: {public: {url: "https://www.example.org", title: Register}}
"""
YEARS = 5
"""Items are of so many years, from 2020 on."""
AUDIENCES = ("staff", "media", "employers", "voluntary-sector", "service-users-carers")
ROUTES = ("form", "e-mail", "letter", "event")


def item(number: int, chance: random.Random) -> tuple[str, str]:
    """The path and the text of one answered item; those of a year lie together."""
    year = 2020 + number % YEARS
    said, response, reason = (text(chance, length) for length in (25, 45, 20))
    no = number % 3 == 0
    outcome = "not-taken-forward" if no else "already-done"
    explanation = f"  explanation: {reason}\n" if no else ""
    return (
        f"data/leap/items/{year}/LEAP-{year}-{number + 1:05d}.yaml",
        f"title: {text(chance, 5)}\nreceived: {year}-03-02\nroute: {ROUTES[number % 4]}\n"
        f"audience: {AUDIENCES[number % 5]}\ntopic: t{number % 8}\nsaid: {said}\n"
        f"screened: {{on: {year}-03-03, by: Officer}}\n"
        f"judged: {{suggested: true, on: {year}-03-04, by: Officer}}\n"
        f"answer:\n  outcome: {outcome}\n  decided: {year}-03-10\n  by: Manager\n  response: {response}\n"
        f"{explanation}  sent: {year}-03-{12 + number % 17}\n",
    )


def text(chance: random.Random, length: int) -> str:
    """So many words, as frequent as words are: a few very common, most of them rare (Zipf's law)."""
    return "W" + " ".join(f"w{int(1.5 ** (chance.random() * 25))}" for _ in range(length))


def estate(count: int, seed: int = 2019) -> Iterator[tuple[str, str]]:
    """The files of an estate with a register of `count` items."""
    chance = random.Random(seed)
    yield "content/estate.yaml", ESTATE
    yield from built.HOME
    yield "content/leap/microsite.yaml", "title: Register\nsummary: A register.\nplugins: [leap]\n"
    yield (
        "content/leap/index.md",
        "---\ntitle: Register\nsummary: A register.\n---\n```smile leap-figures\n```\n",
    )
    yield "data/leap/settings.yaml", SETTINGS
    for number in range(count):
        yield item(number, chance)


def likeness(count: int) -> float:
    """Processor seconds to look through so many replies of 45 words, 25 of them from one stock text in each third."""
    chance = random.Random(count)
    stock = text(chance, 25)
    made = [f"{stock} {text(chance, 20)}" if number % 3 == 0 else text(chance, 45) for number in range(count)]
    begun = time.process_time()
    list(alike([plain(one) for one in made], 0.8))
    return time.process_time() - begun


def main() -> None:
    """Exit status as `built.asked` says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=20_000)
    asked = built.asked(parser)
    small, large = likeness(asked.items // 4), likeness(asked.items)
    print(
        f"replies alike: {asked.items:,} against {asked.items // 4:,}: {large / small:.1f} times as long (4 is linear)"
    )
    made = Built("register", estate(asked.items))
    made.build()  # it warms up, and edits follow it
    pages = made.pages("public")
    first = -(-asked.items // YEARS) * YEARS  # the next number of the first year; a new item is of the last
    new, second, late = (
        made.edited(*item(number, random.Random(number)))
        for number in (first + YEARS - 1, first + 2 * YEARS - 1, first)
    )
    raced = race(made.cold, pages, asked.runs)
    peak = made.cold(watch=True).peak or 0
    print(f"{asked.items:,} items, {pages:,} pages, SMILE {smile.__version__}")
    print(raced.told(first_new_item=new, second_new_item=second))
    print(f"one new item, against one edit of the flat estate: {measure.ratio(new, raced.edit)}")
    print(f"one new item, against the cold build: {measure.ratio(new, raced.cold)}")
    print(f"one item of the first year, against the cold build: {measure.ratio(late, raced.cold)}")
    print(f"memory of a cold build: {peak / 1e6:.0f} MB")
    if asked.seconds:
        print(
            f"processor seconds of the search {large:.1f}; seconds: cold {raced.cold.wall:.1f}, new item {new.wall:.1f}"
        )
        print(f"seconds of the flat estate: cold {raced.flat.wall:.1f}, edit {raced.edit.wall:.1f}")


if __name__ == "__main__":
    main()
