"""What people answered: one file a self-assessment, or tables of many; and the organisations they answered for."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, ClassVar

from smile.binaries import Binary
from smile.problems import ContentError, Problem
from smile.records import Audience, Date, Record, Shareable, Slug, Text

NEEDED = ("organisation", "date", "team", "person", "indicator", "level")
"""The columns of a table of answers: a row is one person's answer to one indicator. Others are left alone."""

Tally = tuple[str, int, str, str, str, int, int]
"""Organisation, year, team, indicator, level, how many answers, and the first row (from 1) that gives one."""


class Organisation(Record):
    """An organisation whose people answered: data/assessment/organisations.yaml holds a list of them."""

    name: Slug
    """What files of answers call it."""
    title: Text
    """What pages call it."""
    kind: Text
    """What sort of organisation it is: a comparison is made among those of one kind as well."""
    example: bool = False
    """True for an example, which pages say."""


class SelfAssessment(Record):
    """What one person answered, without a name: data/assessment/answers/NAME.yaml."""

    audience: ClassVar[Audience] = Audience.staff

    model: Annotated[Slug, Shareable]
    """The model that was answered."""
    version: Annotated[Text, Shareable]
    """The version of that model."""
    organisation: Annotated[Slug, Shareable]
    """Which organisation it is about, as in organisations.yaml."""
    date: Annotated[Date, Shareable]
    """When it was answered."""
    team: Annotated[Slug, Shareable] = "not-told"
    """Which team the person works in."""
    role_group: Annotated[Text, Shareable] = "Not told"
    """What kind of role the person has, never a name."""
    answers: Annotated[dict[Slug, Annotated[Text, Shareable]], Shareable]
    """The level of each indicator of the model, or the model's word for "don't know"."""
    evidence: dict[Slug, Text] = {}
    """Where it can be seen, by indicator: an address or the name of a document."""
    example: bool = False
    """True for an example, which pages say."""


class AnswerTable(Binary):
    """A table of many answers, as CSV or Parquet: data/assessment/answers/NAME.csv."""

    audience: ClassVar[Audience] = Audience.staff

    people: Annotated[tuple[tuple[str, int, str, int], ...], Shareable]
    """How many people answered: organisation, year, team, people."""
    tallies: Annotated[tuple[Tally, ...], Shareable]
    """How many gave each answer."""

    @classmethod
    def examine(cls, path: Path, file: str) -> dict[str, Any]:
        import duckdb  # only where there is a table: it takes a while to load

        with duckdb.connect(config={"threads": 2, "autoinstall_known_extensions": False}) as base:
            try:
                if path.suffix == ".parquet":
                    base.read_parquet(str(path)).create_view("raw")
                else:
                    base.read_csv(str(path), all_varchar=True, header=True).create_view("raw")
                names = [row[0] for row in base.execute("describe raw").fetchall()]
                missing = [name for name in NEEDED if name not in names]
                if missing:
                    raise ContentError([_unreadable(file, "no column " + ", ".join(missing))])
                base.execute(_READ)
                return {
                    "people": tuple(base.execute(_PEOPLE).fetchall()),
                    "tallies": tuple(base.execute(_TALLIES).fetchall()),
                }
            except duckdb.Error as error:
                raise ContentError([_unreadable(file, str(error))]) from None


_READ = """create temp table answer as select organisation::varchar as organisation,
year(date::date)::integer as year, coalesce(team::varchar, 'not-told') as team, person::varchar as person,
indicator::varchar as indicator, level::varchar as level, row_number() over () as line from raw"""
_PEOPLE = """select organisation, year, team, count(distinct person)::integer from answer
group by all order by all"""
_TALLIES = """select organisation, year, team, indicator, level, count(*)::integer, min(line)::integer from answer
group by all order by all"""


def _unreadable(file: str, reason: str) -> Problem:
    expected = "the columns " + ", ".join(NEEDED)
    hint = "write a row for each answer, with dates such as 2026-11-30"
    return Problem(
        file,
        1,
        0,
        "assessment.table",
        "the table cannot be read",
        reason.splitlines()[0][:200],
        expected,
        hint,
    )
