"""What people answered: one file a self-assessment, or tables of many; and the organisations they answered for."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, ClassVar, NamedTuple

from smile.binaries import Binary
from smile.problems import ContentError, Problem
from smile.records import Audience, Date, Record, Shareable, Slug, Text

NEEDED = ("organisation", "date", "team", "person", "indicator", "level")
"""The columns of a table of answers: a row is one person's answer to one indicator. Others are left alone."""

NOT_TOLD = "Not told"
"""The role group of those who did not say theirs."""

OPTIONAL = {"model": "", "version": "", "role_group": NOT_TOLD}
"""Columns that a table may have, and what stands for them where it does not: the first model and its version."""


class Answered(NamedTuple):
    """Whose answers are counted together."""

    model: str
    """"" for the first model."""
    version: str
    """"" for the version that the model has."""
    organisation: str
    year: int
    team: str
    role: str

    @property
    def cell(self) -> tuple[int, str, str, str]:
        """The group without the model."""
        return self.year, self.organisation, self.team, self.role


Tally = tuple[Answered, str, str, int, int]
"""Who, indicator, level, how many answers, and the first row (from 1) that gives one."""


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
    team: Annotated[Text, Shareable] = "not-told"
    """Which team the person works in."""
    role_group: Annotated[Text, Shareable] = NOT_TOLD
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

    people: Annotated[tuple[tuple[Answered, int], ...], Shareable]
    """How many people answered, by group."""
    tallies: Annotated[tuple[Tally, ...], Shareable]
    """How many gave each answer."""
    latest: Annotated[tuple[str, int], Shareable]
    """The latest day (2026-11-30), and the first row (from 1) that has it; "" and 0 for a table without rows."""
    twice: Annotated[tuple[str, int], Shareable]
    """A person with two answers to one indicator in one year, and the row of the second; "" and 0 for none."""

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
                more = {
                    name: f"coalesce({name}::varchar, '{other}')" if name in names else f"'{other}'"
                    for name, other in OPTIONAL.items()
                }
                base.execute(_READ.format(**more))
                people = base.execute(_PEOPLE).fetchall()
                tallies = base.execute(_TALLIES).fetchall()
                differ = base.execute(_ALL_DIFFER).fetchone()
                twice = None if differ and differ[0] else base.execute(_TWICE).fetchone()
                return {
                    "people": tuple((Answered(*row[:6]), row[6]) for row in people),
                    "tallies": tuple((Answered(*row[:6]), *row[6:]) for row in tallies),
                    "latest": base.execute(_LATEST).fetchone() or ("", 0),
                    "twice": twice or ("", 0),
                }
            except duckdb.Error as error:
                raise ContentError([_unreadable(file, str(error))]) from None


_GROUP = "model, version, organisation, year, team, role"
_READ = """create temp table answer as select {model} as model, {version} as version,
organisation::varchar as organisation, date::date as date, year(date::date)::integer as year,
coalesce(team::varchar, 'not-told') as team, {role_group} as role, person::varchar as person,
indicator::varchar as indicator, level::varchar as level, row_number() over () as line from raw"""
_PEOPLE = f"""select {_GROUP}, count(distinct person)::integer from answer group by all order by all"""
_TALLIES = f"""select {_GROUP}, indicator, level, count(*)::integer, min(line)::integer from answer
group by all order by all"""
_LATEST = """select strftime(date, '%Y-%m-%d'), min(line)::integer from answer
where date = (select max(date) from answer) group by all"""
# where all fingerprints differ, all answers do: only otherwise is it worth the memory to look at the answers
_ALL_DIFFER = (
    """select count(*) = count(distinct hash(model, organisation, year, person, indicator)) from answer"""
)
_TWICE = """select any_value(person), list_sort(list(line))[2]::integer as again from answer
group by model, organisation, year, person, indicator having count(*) > 1 order by again limit 1"""


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
