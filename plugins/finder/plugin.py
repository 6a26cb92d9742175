"""The account finder: who talks about a topic on social networks and does not follow us. Restricted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from smile.plugin import Build, Page, Planned, Plugin, Records, Site
from smile.problems import ContentError, Problem, nearest
from smile.records import Audience, Record

from .records import Accounts, Search
from .search import Found, Query, TableError, search

_KEPT: dict[str, type[Record]] = {
    "finder/*.yaml": Search,
    "finder/accounts/*.csv": Accounts,
    "finder/accounts/*.parquet": Accounts,
}


@dataclass(frozen=True, slots=True)
class Result:
    """A search and what it found."""

    search: Search
    table: Accounts
    found: Found


class Finder(Plugin):
    audience = Audience.restricted
    records = {
        **{f"data/{pattern}": kind for pattern, kind in _KEPT.items()},
        **{f"data/restricted/{pattern}": kind for pattern, kind in _KEPT.items()},
    }

    def derive(self, data: Records, build: Build) -> tuple[Result, ...]:
        tables = {table.id: table for table in data[Accounts]}
        made, problems = [], []
        for asked in sorted(data[Search], key=lambda one: one.name):
            table = tables.get(asked.table)
            if table is None:
                message, close = "there is no table of accounts of this name", nearest(asked.table, tables)
                hint = f"did you mean `{close}`?" if close else "put it into data/finder/accounts/"
                place = build.place(asked, "table")
                problems.append(Problem(*place, "finder.table", message, asked.table, "", hint))
                continue
            try:
                made.append(Result(asked, table, search(build.path(table), query(asked))))
            except TableError as error:
                expected = (
                    "handle, platform, bio, followers, posts_per_week, last_active, follows, follows_us"
                )
                problem = Problem(table.source.file, 1, 0, "finder.columns", str(error), "", expected)
                problems.append(problem)
        if problems:
            raise ContentError(problems)
        return tuple(made)

    def plan(self, model: tuple[Result, ...], site: Site) -> Iterator[Planned]:
        cards = [
            {
                "title": one.search.name,
                "url": site.url(f"missing/{one.search.id}/"),
                "summary": one.search.purpose,
            }
            for one in model
        ]
        summary = "Accounts that talk about what we do, and do not follow us yet."
        yield Page("missing/", "finder/searches.html", "Find the missing", summary, {"cards": cards}, None,
                   navigation=True, kind="index")  # fmt: skip
        for one in model:
            context = {"search": one.search, "found": one.found}
            made_from = [one.search, one.table]
            yield Page(f"missing/{one.search.id}/", "finder/search.html", one.search.name, one.search.purpose,
                       context, made_from, kind="index")  # fmt: skip


def query(asked: Search) -> Query:
    """What a record asks for."""
    return Query(
        asked.topics, asked.follows, asked.platforms, asked.least_followers, asked.active_since, asked.most
    )
