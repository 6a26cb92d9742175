"""Self-assessments, many of them: what combining them takes beside reading them. Run: python -m benchmarks.assessments

A table of 1,000,000 answers is combined from CSV and from Parquet, each in a process of its own. Then 60,000 files
(400 people, 30 organisations, 5 years) are made up and read once; combining them is told in times of reading. On a
machine that does other things as well, look at the seconds of processors.
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
import resource
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml

from plugins.assessment.aggregate import aggregate, count
from plugins.assessment.answers import AnswerTable, SelfAssessment
from plugins.assessment.framework import Framework
from smile import validate

ROOT = Path(__file__).resolve().parent.parent


def framework() -> Framework:
    """The shipped model."""
    return Framework.model_validate(yaml.safe_load((ROOT / "data/assessment/model.yaml").read_text("utf-8")))


def write_files(model: Framework, folder: Path, people: int, organisations: int, years: int) -> int:
    """Writes a file for each person, organisation and year, and says how many they are."""
    chance = random.Random(1)
    number = 0
    for year in range(2021, 2021 + years):
        for place in range(organisations):
            for _ in range(people):
                answers = "".join(
                    f"  {one.id}: {chance.choice(model.levels)!r}\n" for one in model.indicators
                )
                (folder / f"{number}.yaml").write_text(
                    f"model: {model.name}\nversion: {model.version!r}\norganisation: org-{place}\n"
                    f"date: {dt.date(year, 5, 1)}\nteam: team-{number % 9}\nanswers:\n{answers}",
                    "utf-8",
                )
                number += 1
    return number


def write_table(model: Framework, path: Path, rows: int) -> None:
    """Writes a CSV of `rows` answers."""
    chance = random.Random(1)
    each = len(model.indicators)
    with path.open("w", encoding="utf-8") as file:
        file.write("organisation,date,team,role_group,person,indicator,level\n")
        for row in range(rows):
            person = row // each
            file.write(
                f"org-{person % 30},{2021 + person % 5}-05-01,team-{person % 9},nurse,p{person},"
                f"{model.indicators[row % each].id},{chance.choice(model.levels)}\n"
            )


def one_table(path: Path) -> None:
    """Combines one table, and prints seconds, those of the processor, and the most memory it held, in MB."""
    started, busy = time.perf_counter(), time.process_time()
    found = aggregate(framework(), count([], [AnswerTable.read(path, path.name)]))
    taken, busy = time.perf_counter() - started, time.process_time() - busy
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{path.suffix[1:]}: {taken:.2f} s ({busy:.2f} s of processors), {memory:.0f} MB, {len(found.groups):,} groups"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=400, help="in each organisation and year")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--table", type=Path, help="combine this table alone")
    asked = parser.parse_args()
    if asked.table:
        return one_table(asked.table)
    import duckdb

    model = framework()
    with TemporaryDirectory() as name:
        csv = Path(name) / "answers.csv"
        write_table(model, csv, asked.rows)
        duckdb.read_csv(str(csv)).write_parquet(str(csv.with_suffix(".parquet")))
        for path in (csv, csv.with_suffix(".parquet")):
            subprocess.run(
                [sys.executable, "-m", "benchmarks.assessments", "--table", path], cwd=ROOT, check=True
            )
    with TemporaryDirectory() as name:
        folder = Path(name)
        number = write_files(model, folder, asked.people, 30, 5)
        started = time.perf_counter()
        people = [
            one
            for file in range(number)
            for one in validate.records(
                SelfAssessment, (folder / f"{file}.yaml").read_bytes(), f"{file}.yaml"
            )
        ]
        read = time.perf_counter() - started
        started = time.perf_counter()
        found = aggregate(model, count(people, []))
        combined = time.perf_counter() - started
        print(
            f"{number:,} files: combining takes {combined / read:.3f} of reading ({len(found.groups):,} groups)"
        )
    return None


if __name__ == "__main__":
    main()
