"""The results as tables: on the terminal, and as Markdown for RESULTS.md. Ratios, never seconds."""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.table import Table

from benchmarks.race import COLD
from benchmarks.results import EDIT_OVER_PYTHON, GOAL_PAGES, MEMORY, TITLES, Results

Rows = list[list[str]]


def figure(value: float | None) -> str:
    """A ratio with two or three digits that count; a dash where there is none."""
    if value is None:
        return "-"
    if value < 0.1:
        return f"{value:#.2g}"
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def ratios(results: Results, pages: int) -> tuple[list[str], Rows]:
    """One size: each contender against the base, then against the floor, and how far its runs lay apart."""
    scenarios = [*results.scenarios(pages), MEMORY]
    columns = {scenario: results.ratios(pages, scenario) for scenario in scenarios}
    head = ["", *(TITLES.get(scenario, scenario) for scenario in scenarios), "Times floor", "Runs", "Spread"]
    rows = []
    for item in results.contenders:
        row = results.row(pages, item.name, COLD)
        if row:
            spread = results.spread(pages, item.name)
            cells = [figure(columns[scenario].get(item.name)) for scenario in scenarios]
            rows.append(
                [item.title, *cells, figure(results.over_floor(pages, item.name)), str(len(row.walls)),
                 "-" if spread is None or len(row.walls) < 2 else f"{spread:.0%}"]
            )  # fmt: skip
    return head, rows


def against(results: Results) -> tuple[list[str], Rows]:
    """SMILE's time for each second of a peer's, at the largest size that both were measured at."""
    scenarios = [name for name in TITLES if any(name in results.scenarios(size) for size in results.sizes)]
    head, rows = ["SMILE against", "Pages", *(TITLES[name] for name in scenarios)], []
    for item in results.contenders:
        sizes = [size for size in results.sizes if results.share(size, item.name, COLD)]
        if item.name != "smile" and sizes:
            cells = [figure(results.share(sizes[-1], item.name, scenario)) for scenario in scenarios]
            rows.append([item.title, f"{sizes[-1]:,}", *cells])
    return head, rows


def growth(results: Results) -> tuple[list[str], Rows]:
    """How time and memory grow with the pages."""
    head = ["", "Pages", "Time for each time the pages", "Memory for each time the pages"]
    return head, [
        [results.title(name), f"{small:,} to {large:,}", figure(time), figure(memory)]
        for name, small, large, time, memory in results.growth()
    ]


def goals(results: Results) -> tuple[list[str], Rows]:
    """What the project wants to reach, and what this run gave."""
    head = [f"At {GOAL_PAGES:,} pages", "Goal", "Measured", ""]
    rows = [
        [
            f"{TITLES[goal.scenario]}, against {results.title(goal.peer)}",
            f"under {figure(goal.under)}",
            figure(reached),
            "reached" if reached < goal.under else "not reached",
        ]
        for goal, reached in results.goals()
    ]
    over = results.edit_over_python()
    if over is not None:
        word = "reached" if over < EDIT_OVER_PYTHON else "not reached"
        rows.append(
            [
                "One edit, beyond starting Python",
                f"under {EDIT_OVER_PYTHON} s",
                f"{over:.2f} s",
                word,
            ]
        )
    return head, rows


def sections(results: Results) -> list[tuple[str, str, tuple[list[str], Rows]]]:
    """All tables that hold something: title, explanation, table."""
    base = results.base.title
    found = [
        (
            f"{pages:,} pages",
            f"Medians, divided by {base}'s: 1 is as fast as {base}, less is faster.",
            ratios(results, pages),
        )
        for pages in results.sizes
    ]
    found.append(("SMILE and each peer", "SMILE's median divided by the peer's.", against(results)))
    found.append(("Goals", "Ratios to stay under.", goals(results)))
    found.append(("Growth", "Cold builds: 1 is linear, less is better.", growth(results)))
    return [section for section in found if section[2][1]]


def show(results: Results, console: Console) -> None:
    """Prints the tables."""
    for title, words, (head, rows) in sections(results):
        table = Table(title=f"{title}\n[dim]{words}[/dim]", box=box.SIMPLE_HEAD, title_justify="left")
        for index, name in enumerate(head):
            table.add_column(name, justify="right" if index else "left", no_wrap=not index)
        for row in rows:
            table.add_row(*row)
        console.print(table)


def show_seconds(results: Results, console: Console) -> None:
    """Prints the medians themselves, in seconds and MB: of use on this machine only."""
    table = Table(
        "Pages",
        "",
        "Scenario",
        "Wall",
        "Processor",
        "Memory",
        title="Seconds and MB, this machine only",
        box=box.SIMPLE_HEAD,
    )
    for row in results.rows:
        if row.walls:
            processor = sorted(row.processors)[len(row.processors) // 2]
            memory = f"{row.peak / 1e6:.0f}" if row.peak else "-"
            cells = (f"{row.pages:,}", results.title(row.contender), row.scenario)
            table.add_row(*cells, f"{row.wall:.2f}", f"{processor:.2f}", memory)
    console.print(table)


def markdown(results: Results, picture: str) -> str:
    """RESULTS.md: `picture` is the name of the chart's file."""
    words = [f"{name}: {value}" for name, value in results.machine.items()]
    versions = [f"{item.title} {item.version}".strip() for item in results.contenders]
    lines = [
        "# Results",
        "",
        "Written by the benchmarks themselves; [README.md](README.md) says what is measured and how. The "
        "ratios are of one run on one machine; another machine gives others.",
        "",
        *_list([*words, "Versions: " + ", ".join(versions), f"Command: `{results.command}`"]),
        "",
        f"![Each generator's times as ratios, at {results.charted:,} pages, as in the table]({picture})",
        "",
    ]
    for title, explanation, table in sections(results):
        lines += [f"## {title}", "", explanation, "", *_table(*table), ""]
    lines += [
        "## What to know about each",
        "",
        *_list([f"{item.title}: {item.note}" for item in results.contenders]),
    ]
    return "\n".join(lines) + "\n"


def _list(items: Sequence[str]) -> list[str]:
    return [f"- {item}" for item in items]


def _table(head: list[str], rows: Rows) -> list[str]:
    rule = ["---", *["---:"] * (len(head) - 1)]
    return [f"| {' | '.join(cells)} |" for cells in (head, rule, *rows)]
