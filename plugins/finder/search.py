"""The search itself: DuckDB ranks the accounts of a CSV or Parquet file that do not follow us."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

COLUMNS = {
    "handle": "VARCHAR",
    "platform": "VARCHAR",
    "bio": "VARCHAR",
    "followers": "BIGINT",
    "posts_per_week": "DOUBLE",
    "last_active": "DATE",
    "follows": "VARCHAR",
    "follows_us": "BOOLEAN",
}
"""The columns of a table of accounts. `follows` holds handles with a space between them."""
MEMORY = "400MB"


class TableError(Exception):
    """The table cannot be searched; one line says why."""


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for; `follows` are accounts whose followers count as interested."""

    topics: Sequence[str]
    follows: Sequence[str] = ()
    platforms: Sequence[str] = ()
    least_followers: int = 0
    active_since: dt.date | None = None
    most: int = 50


@dataclass(frozen=True, slots=True)
class Candidate:
    """An account that is relevant and does not follow us; the score ranks it, 0 to 100."""

    handle: str
    platform: str
    followers: int
    posts_per_week: float
    last_active: dt.date | None
    matched: str
    score: float


@dataclass(frozen=True, slots=True)
class Found:
    """The best candidates, how many there were in all, and how many accounts were looked at."""

    candidates: tuple[Candidate, ...]
    relevant: int
    looked_at: int


# Reach and activity on logarithmic scales, so that one giant does not hide a lively community: half each.
# One pass over the table: the best are kept as rows that are compared from the left, the smallest first.
_SQL = """
WITH accounts AS (
  SELECT handle, platform, bio, follows, last_active, coalesce(followers, 0) AS followers,
    coalesce(posts_per_week, 0) AS posts_per_week,
    NOT coalesce(follows_us, false) AND coalesce(followers, 0) >= $least
      AND ($since IS NULL OR last_active >= $since)
      AND (len($platforms) = 0 OR list_contains($platforms, lower(platform)))
      AND ({any}) AS fits
  FROM {source}
),
found AS MATERIALIZED (
  SELECT count(*) AS looked_at, count(*) FILTER (fits) AS relevant,
    min({{'score': -round(100 * (0.5 * least(1, ln(1 + followers) / ln(1e6))
          + 0.5 * least(1, ln(1 + posts_per_week) / ln(101))), 1),
        'followers': -followers, 'handle': handle, 'platform': platform, 'posts_per_week': posts_per_week,
        'last_active': last_active, 'bio': bio, 'follows': follows}}, $most) FILTER (fits) AS best
  FROM accounts
)
SELECT looked_at, relevant, handle, platform, -followers, posts_per_week, last_active,
  concat_ws(', ', {each}), abs(score)
FROM found LEFT JOIN (SELECT unnest(best, recursive := true) FROM found) ON true
ORDER BY score, followers, handle, platform
"""


def search(table: Path, asked: Query) -> Found:
    """The accounts of `table` that fit, the best first. TableError where it lacks a column or cannot be read."""
    import duckdb  # here: a build without a search does without

    tests, given = _tests(asked)
    given |= {
        "platforms": [name.casefold() for name in asked.platforms],
        "least": asked.least_followers,
        "since": asked.active_since,
        "most": asked.most,
        "path": str(table),
    }
    each = ", ".join(f"CASE WHEN {test} THEN ${name} END" for name, test in tests)
    sql = _SQL.format(source=_source(table), any=" OR ".join(test for _, test in tests), each=each)
    try:
        with duckdb.connect(config={"memory_limit": MEMORY, "threads": 2}) as base:
            asked_of = f"DESCRIBE SELECT * FROM {_source(table, False)}"
            columns = {row[0] for row in base.execute(asked_of, {"path": str(table)}).fetchall()}
            lacking = [name for name in COLUMNS if name not in columns]
            if lacking:
                raise TableError(f"the table has no column {', '.join(lacking)}")
            rows = base.execute(sql, given).fetchall()
    except duckdb.Error as error:
        raise TableError(str(error).split("\n")[0]) from None
    made = tuple(Candidate(*row[2:]) for row in rows if row[2] is not None)
    return Found(made, int(rows[0][1]), int(rows[0][0]))


def _source(table: Path, typed: bool = True) -> str:
    """How DuckDB reads the table; values in a CSV file that are not of their column's type are refused."""
    if table.suffix == ".parquet":
        return "read_parquet($path)"
    if not typed:
        return "read_csv($path, header = true, all_varchar = true)"
    types = ", ".join(f"'{name}': '{kind}'" for name, kind in COLUMNS.items())
    return f"read_csv($path, header = true, types = {{{types}}})"


def _tests(asked: Query) -> tuple[list[tuple[str, str]], dict[str, Any]]:
    """For each topic and each account that may be followed: the name of its parameter, and the condition in SQL.

    A search for the letters comes first: the pattern, which wants whole words, runs only where those stand.
    """
    tests: list[tuple[str, str]] = []
    given: dict[str, Any] = {}
    for at, word in enumerate(asked.topics):
        plain = " ".join(word.casefold().split())
        given |= {f"t{at}": plain, f"p{at}": rf"(^|[^\pL\pN]){re.escape(plain)}($|[^\pL\pN])"}
        bio = "lower(bio)"
        tests.append((f"t{at}", f"(contains({bio}, $t{at}) AND regexp_matches({bio}, $p{at}))"))
    for at, name in enumerate(asked.follows):
        plain = name.casefold().removeprefix("@")
        given |= {f"f{at}": plain, f"w{at}": f" {plain} "}
        tests.append((f"f{at}", f"contains(' ' || lower(follows) || ' ', $w{at})"))
    return tests, given
