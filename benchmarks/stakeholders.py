"""`python -m benchmarks.stakeholders`: a register of 20,000 stakeholders, and the account finder.

Prints ratios of one run, in wall seconds and in those of the processor: a cold build against the flat estate of as
many pages (see README.md) and against a tenth of the register, builds after nothing and after one record changed
against the cold one, and the same change against an edit of the flat estate. The finder: seconds and memory over a
table of 1,000,000 accounts, CSV and Parquet.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from collections.abc import Iterator

import duckdb

import smile
from benchmarks import built, measure
from benchmarks.alike import middle, race
from benchmarks.built import Built
from benchmarks.install import ROOT, WORK

PEOPLE = 4
"""People in each organisation."""
ESTATE = """\
name: Example estate
summary: An estate for a measurement.
owner: Example organisation
wordmark: Example wordmark
audiences:
  public: {url: "https://www.example.org", title: Example}
  restricted: {url: "https://restricted.example.org", title: Example for few}
"""
PAGE = "---\ntitle: Home\nsummary: The way in.\n---\nWelcome.\n"
TRACKER = """\
name: Matrix
summary: Where each stands.
across: {id: support, label: Support, to: 12, low: opposed, high: supportive}
up: {id: influence, label: Influence, to: 7, low: least, high: most}
quadrants: {low_low: Watch, high_low: Warm, low_high: Win over, high_high: Close, first: low_high}
"""
MESSAGES = """\
name: Winter
summary: What we say.
messages:
  - {id: winter-open, text: Care goes on all winter long.}
  - {id: winter-ring, text: Ring before you come., under: winter-open}
overrides:
  - {for: companies, texts: {winter-ring: Let your staff ring first.}}
"""
LIST = "name: Local\npurpose: Plans.\nproximities: [local]\nsays: winter-open\n"
SYLLABLES = "am ber quil tol fen shaw mer dun wick os ier gar cat tan fold har bram".split()
GROUPS = (
    "patients-carers-families", "health-and-care-partners", "media-and-opinion-formers", "companies",
    "elected-representatives", "third-sector",
)  # fmt: skip


def word(number: int) -> str:
    """A made-up name of a place, another for each number below 17 to the power of 4."""
    parts = []
    for _ in range(4):
        number, at = divmod(number, len(SYLLABLES))
        parts.append(SYLLABLES[at])
    return "".join(parts).capitalize()


def organisation(number: int, whole: int) -> str:
    """One organisation with its people, as a file: two ties, two judgements; `whole` is how many there are."""
    score = f"{{support: {number % 12 + 1}, influence: {number % 7 + 1}}}"
    before = f"{{support: {number % 11 + 1}, influence: {number % 7 + 1}}}"
    place = word(number)
    lines = [
        "example: true\norganisations:",
        f"  - id: forum-of-{place.lower()}\n    name: Forum of {place}",
        f"    group: {GROUPS[number % 6]}\n    proximity: {('local', 'regional')[number % 2]}",
        f"    summary: Speaks for people in {place}.",
        f"    connections: [{forum(number * 7 + 1, whole)}, {forum(number + 13, whole)}]",
        "    assessments:",
        f"      - {{tracker: matrix, date: 2026-01-05, scores: {before}, by: Lead, reason: A visit to {place}.}}",
        f"      - {{tracker: matrix, date: 2026-06-05, scores: {score}, by: Lead, reason: A letter from {place}.}}",
        "    people:",
    ]
    for at in range(PEOPLE):
        name = word(number * PEOPLE + at)
        lines += [
            f"      - id: {name.lower()}-{place.lower()}",
            f"        name: {name} {place}",
            "        role: Member\n        lawful_basis: public task\n        review: 2031-01-31",
            f"        notes: Was met in {place}, at the house of {name}.",
        ]
    return "\n".join(lines) + "\n"


def forum(number: int, whole: int) -> str:
    """The id of an organisation."""
    return f"forum-of-{word(number % whole).lower()}"


def estate(stakeholders: int) -> Iterator[tuple[str, str]]:
    """The files of an estate with so many organisations and people."""
    whole = stakeholders // (PEOPLE + 1)
    yield "content/estate.yaml", ESTATE
    for name, audience in (("main", "public"), ("inside", "restricted")):
        plugins = "plugins: [stakeholders]\n" if audience == "restricted" else ""
        yield (
            f"content/{name}/microsite.yaml",
            (f"title: {name}\nsummary: Example.\npath: /\naudience: {audience}\n{plugins}"),
        )
        yield f"content/{name}/index.md", PAGE
    yield "data/chase/trackers/matrix.yaml", TRACKER
    yield "data/chase/messages/winter.yaml", MESSAGES
    yield "data/chase/lists/local.yaml", LIST
    yield (
        "data/chase/interactions/log.yaml",
        "".join(
            f"- {{date: 2026-03-0{at % 9 + 1}, kind: call, with: [{forum(at * 5, whole)}],"
            f" summary: Call {at}., by: Lead}}\n"
            for at in range(whole // 5)
        ),
    )
    for at in range(whole):
        yield f"data/stakeholders/{at % 100}/{at}.yaml", organisation(at, whole)


def register(stakeholders: int, runs: int, seconds: bool) -> None:
    """Builds of a tenth of the register and of all of it, and of the flat estate with as many pages."""
    cold: dict[int, measure.Sample] = {}
    pages: dict[int, int] = {}
    for count in (stakeholders // 10, stakeholders):
        made = Built("stakeholders", estate(count))
        cold[count] = made.build()
        pages[count] = made.pages("restricted")
    same = middle([made.build() for _ in range(runs)])
    changed = "data/stakeholders/7/7.yaml"
    text = (made.folder / changed).read_text("utf-8")
    times = [
        made.edited(changed, text.replace("at the house of", f"{turn} times at the house of"))
        for turn in range(runs)
    ]
    one = middle(times)
    raced = race(made.cold, pages[stakeholders], runs)
    peak = made.cold(watch=True).peak or 0
    small, whole = stakeholders // 10, raced.cold
    growth = (cold[stakeholders].wall / cold[small].wall) / (pages[stakeholders] / pages[small])
    print(f"{stakeholders:,} stakeholders, {pages[stakeholders]:,} pages, SMILE {smile.__version__}")
    print(raced.told(first_one_changed=times[0], one_changed=one))
    print(f"growth from {small:,} stakeholders, where 1 is linear: {growth:.2f}")
    print(f"nothing changed, against the cold build: {measure.ratio(same, whole)}")
    print(f"one changed, against the cold build: {measure.ratio(one, whole)}")
    print(f"one changed, against one edit of the flat estate: {measure.ratio(one, raced.edit)}")
    print(f"memory of a cold build: {peak / 1e6:.0f} MB")
    if seconds:
        walls = (whole.wall, same.wall, one.wall, raced.flat.wall)
        print("seconds: cold {:.1f}, nothing {:.2f}, one {:.2f}, flat {:.1f}".format(*walls))


def finder(accounts: int, runs: int) -> None:
    """The command over both kinds of table."""
    folder = WORK / "finder"
    folder.mkdir(parents=True, exist_ok=True)
    made = f"""
        SELECT 'handle' || i AS handle, CASE i % 3 WHEN 0 THEN 'x' ELSE 'bluesky' END AS platform,
            CASE WHEN i % 100 = 0 THEN 'Cares for carers and for gardens'
                ELSE 'Writes of towns and trains ' || i END AS bio,
            (i * 7919) % 100000 AS followers, i % 50 AS posts_per_week,
            DATE '2026-01-01' + CAST(i % 300 AS INTEGER) AS last_active,
            'someone' || i % 1000 AS follows, i % 7 = 0 AS follows_us
        FROM range({accounts}) numbers(i)"""
    for kind in ("parquet", "csv"):
        table = folder / f"accounts.{kind}"
        duckdb.sql(f"COPY ({made}) TO '{table}'")
        command = (sys.executable, "-m", "smile", "missing", str(table), "--topic", "carers")
        environment = {"PYTHONPATH": str(ROOT)}
        walls = [measure.run(command, folder, environment).wall for _ in range(runs)]
        peak = measure.run(command, folder, environment, watch=True).peak or 0
        print(f"{kind}: {accounts:,} accounts, {statistics.median(walls):.2f} s, {peak / 1e6:.0f} MB")


def main() -> None:
    """Exit status as `built.asked` says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stakeholders", type=int, default=20_000, help="0 for none")
    parser.add_argument("--accounts", type=int, default=1_000_000, help="0 for none")
    asked = built.asked(parser)
    if asked.accounts:
        finder(asked.accounts, asked.runs)
    if asked.stakeholders:
        register(asked.stakeholders, asked.runs, asked.seconds)


if __name__ == "__main__":
    main()
