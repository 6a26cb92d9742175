"""The command `missing`: one search over a table of accounts, without a record of it."""

from __future__ import annotations

import argparse
import datetime as dt
import json
from pathlib import Path

from smile.commands import Command
from smile.options import Options

from .search import Query, TableError, search


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("table", metavar="FILE", type=Path, help="a table of accounts, CSV or Parquet")
    parser.add_argument("--topic", action="append", default=[], help="a word or words that the bio holds")
    parser.add_argument("--follows", action="append", default=[], help="an account that they follow")
    parser.add_argument("--platform", action="append", default=[], help="only accounts on this platform")
    parser.add_argument("--followers", type=int, default=0, help="only accounts with as many followers")
    parser.add_argument("--since", type=dt.date.fromisoformat, help="only accounts that were active since")
    parser.add_argument("--most", type=int, default=50, help="how many are listed; 50 when left out")
    parser.add_argument("--json", action="store_true", help="prints what is found as JSON")


def _run(asked: argparse.Namespace, options: Options) -> int:
    if not asked.topic and not asked.follows:
        raise ValueError("say what to look for: --topic or --follows")
    if not asked.table.is_file():
        raise ValueError(f"there is no file {asked.table}")
    given = Query(asked.topic, asked.follows, asked.platform, asked.followers, asked.since, asked.most)
    try:
        found = search(asked.table, given)
    except TableError as error:
        raise ValueError(f"{asked.table}: {error}") from None
    if asked.json:
        rows = [{"handle": one.handle, "platform": one.platform, "followers": one.followers, "score": one.score}
                for one in found.candidates]  # fmt: skip
        print(json.dumps(rows, indent=2))
        return 0
    print(f"{found.relevant:,} of {found.looked_at:,} accounts are relevant and do not follow us.")
    for place, one in enumerate(found.candidates, 1):
        print(
            f"{place:>4}  {one.score:>5}  {one.followers:>10,}  {one.handle} ({one.platform}): {one.matched}"
        )
    return 0


COMMANDS = [Command("missing", "find accounts on a topic that do not follow us", _run, _arguments)]
