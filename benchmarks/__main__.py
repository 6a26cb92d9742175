"""`python -m benchmarks`: measures SMILE and its peers, prints the ratios, writes RESULTS.md on request."""

from __future__ import annotations

import argparse
import os
import platform
import sys
from collections.abc import Sequence

from rich.console import Console

from benchmarks import chart, report
from benchmarks.aside import settle
from benchmarks.contenders import NAMES, PEERS, Contender, contender
from benchmarks.disk import file_system
from benchmarks.install import ASKED, HERE, WORK, BenchError
from benchmarks.pages import FEWEST
from benchmarks.race import Row, race
from benchmarks.results import Results

LARGEST = 100_000


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the benchmarks; exit status 0: done, 2: wrong usage, 3: the machine lacks something."""
    asked = _parser().parse_args(arguments)
    console = Console(stderr=True)
    if not hasattr(os, "wait4"):
        console.print("The benchmarks need Linux or macOS: nothing else tells what a process tree took.")
        return 3
    machine = _machine()
    names = [name for name in NAMES if name in asked.peers or (name == "smile" and not asked.without_smile)]
    try:
        contenders = []
        for name in names:
            console.print(f"Preparing {name}", style="dim")
            contenders.append(contender(name))
        settle(lambda text: console.print(text, style="dim"))
        results = Results(_rows(asked, contenders, console), contenders, machine, _command(arguments))
    except BenchError as error:
        console.print(str(error), style="red", markup=False, highlight=False, soft_wrap=True)
        return 3
    out = Console()
    report.show(results, out)
    if asked.seconds:
        report.show_seconds(results, out)
    if asked.write:
        picture, text = f"{asked.write}.svg", f"{asked.write}.md"
        (HERE / picture).write_text(chart.svg(results, results.charted), encoding="utf-8")
        (HERE / text).write_text(report.markdown(results, picture), encoding="utf-8")
        console.print(f"Written: benchmarks/{text} and benchmarks/{picture}")
    return 0


def _rows(asked: argparse.Namespace, contenders: Sequence[Contender], console: Console) -> list[Row]:
    rows: list[Row] = []
    for pages in _sizes(asked, contenders):
        taking_part = [item for item in contenders if asked.full or item.limit >= pages]
        if taking_part:
            with console.status("") as status:
                rows += race(pages, taking_part, asked.runs, asked.search, status.update)
    return rows


def _sizes(asked: argparse.Namespace, contenders: Sequence[Contender]) -> list[int]:
    """The sizes to measure: those asked for, and the limit of each contender too slow for all of them."""
    sizes = {*asked.pages, *((LARGEST,) if asked.growth else ())}
    if not asked.full:
        sizes |= {item.limit for item in contenders if item.limit < max(asked.pages)}
    return sorted(sizes)


def _machine() -> dict[str, str]:
    load = os.getloadavg()[0]
    return {
        "Machine": f"{os.cpu_count()} cores, {platform.system()}, {platform.machine()}",
        "File system": file_system(WORK),
        "Python": platform.python_version(),
        "Load of the machine before the run": f"{load:.1f}",
    }


def _command(arguments: Sequence[str] | None) -> str:
    where = [f"{ASKED}=DIR"] if ASKED in os.environ else []
    return " ".join([*where, "python3 build.py bench", *(sys.argv[1:] if arguments is None else arguments)])


def _numbers(text: str) -> list[int]:
    numbers = [int(part) for part in text.replace("_", "").split(",")]
    if min(numbers) < FEWEST:
        raise argparse.ArgumentTypeError(f"at least {FEWEST} pages, to fill twenty microsites")
    return numbers


def _names(text: str) -> list[str]:
    names = [] if text == "none" else text.split(",")
    unknown = [name for name in names if name not in PEERS]
    if unknown:
        raise argparse.ArgumentTypeError(f"there is no {unknown[0]}: choose from {', '.join(PEERS)}, or none")
    return names


def _runs(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError("a whole number from 1")
    return int(text)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "build.py bench", description="Measures SMILE and its peers on the same pages."
    )
    add = parser.add_argument
    add(
        "--pages",
        type=_numbers,
        default=[1_000, 10_000],
        metavar="N,N",
        help="sizes of the estate (default 1000,10000)",
    )
    add(
        "--peers",
        type=_names,
        default=list(PEERS),
        metavar="NAMES",
        help=f"of {', '.join(PEERS)}; or none (default all)",
    )
    add(
        "--runs",
        type=_runs,
        default=5,
        metavar="N",
        help="rounds to time after the one that warms up (default 5)",
    )
    add(
        "--search",
        action="store_true",
        help="also the search index: Pagefind over each finished tree, alone and in the sum",
    )
    add("--growth", action="store_true", help="also 100,000 pages, by who can do it in reasonable time")
    add("--full", action="store_true", help="every contender at every size, however long it takes")
    add("--without-smile", action="store_true", help="the peers alone")
    add("--seconds", action="store_true", help="also print seconds and MB")
    add(
        "--write",
        nargs="?",
        const="RESULTS",
        metavar="NAME",
        help="write NAME.md and NAME.svg (RESULTS where no name is given)",
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
