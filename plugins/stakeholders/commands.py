"""Commands of the register: a mailing list as a CSV file, logged; and a spreadsheet brought in."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from smile import loading
from smile.commands import Command
from smile.options import Options
from smile.plugin import Build
from smile.problems import ContentError
from smile.scan import scan

from . import lists, trackers
from .plugin import Stakeholders
from .register import Register


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "list", metavar="LIST", help="the name of a file in data/chase/lists/, without its ending"
    )
    parser.add_argument("--to", type=Path, required=True, help="the CSV file to write")
    parser.add_argument("--purpose", required=True, help="what the export is for: it goes into the log")
    parser.add_argument("--by", required=True, help="who exports, by role: it goes into the log")
    parser.add_argument(
        "--for", dest="form", choices=sorted(lists.FORMS), default="mail-merge", help="the program"
    )


def register(options: Options) -> Register:
    """The register of the estate, read now. ContentError with what is wrong in it."""
    plugin = Stakeholders()
    loaded = loading.load(options.root, sorted(scan(options.root, "data")), plugin.records, {})
    if loaded.problems:
        raise ContentError(loaded.problems)
    return plugin.derive(loaded.records(), Build(options.now, root=options.root))


def _run(asked: argparse.Namespace, options: Options) -> int:
    of = register(options)
    chosen = next((one for one in of.lists if one.id == asked.list), None)
    if chosen is None:
        raise ValueError(
            f"there is no list {asked.list}; there are " + (", ".join(one.id for one in of.lists) or "none")
        )
    if chosen.retired:
        raise ValueError(f"the list {asked.list} is used no more: its file says `retired: true`")
    target = asked.to.resolve()
    if _shared(target, options):
        raise ValueError(
            f"{asked.to} would be published or committed: choose a place outside the estate and any repository"
        )
    found = lists.members(of, chosen, trackers.standing(of))
    found = lists.reachable(found, asked.form)
    text, rows = lists.table(found, asked.form), len(found)
    log = _log(options.root)
    log.parent.mkdir(parents=True, exist_ok=True)
    entry = {
        "date": options.now.date().isoformat(),
        "mailing_list": chosen.id,
        "purpose": asked.purpose,
        "by": asked.by,
        "form": asked.form,
        "members": rows,
    }
    lines = [
        f"{'- ' if not at else '  '}{name}: {_yaml(value)}\n"
        for at, (name, value) in enumerate(entry.items())
    ]
    with log.open("a", encoding="utf-8", newline="\n") as file:  # first the log: no file goes out without it
        file.writelines(lines)
    target.write_text(text, "utf-8-sig", newline="")
    print(f"{rows:,} people written to {asked.to}. The export is logged in {log.relative_to(options.root)}.")
    return 0


def _shared(target: Path, options: Options) -> bool:
    """Whether a file would lie in the estate, in a built site, or where Git would take it up."""
    inside = (options.root, options.out)
    if any(target.is_relative_to(folder.resolve()) for folder in inside):
        return True
    return any((folder / ".git").exists() for folder in target.parents)


def _log(root: Path) -> Path:
    """The log beside the real records, where there are any."""
    restricted = root / "data" / "restricted"
    return (restricted if restricted.is_dir() else root / "data") / "chase" / "exports.yaml"


def _yaml(value: object) -> str:
    plain = isinstance(value, int) or (isinstance(value, str) and value[:2] == "20" and len(value) == 10)
    return str(value) if plain else json.dumps(value, ensure_ascii=False)


def _import_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("sheet", metavar="FILE", type=Path, help="a spreadsheet, CSV or XLSX")
    parser.add_argument(
        "--write", action="store_true", help="writes what is new; without it, it is only shown"
    )


def _import(asked: argparse.Namespace, options: Options) -> int:
    from . import import_words, importing, merging, sheet  # what they need takes a while to load

    if not asked.sheet.is_file():
        raise ValueError(f"there is no file {asked.sheet}")
    rows, of = sheet.read(asked.sheet), register(options)
    made = importing.plan(rows, of, asked.sheet)
    day = options.now.date()
    files, by_hand = merging.written(made, of, options.root, asked.sheet.name, day)
    print("\n".join(import_words.report(made, rows)))
    if by_hand:
        print("\nTo put in by hand\n  " + "\n  ".join(by_hand))
    if not asked.write:
        print("\nNothing was written. To write what is added, use --write.")
        return 0
    for name, text in files.items():
        (options.root / name).parent.mkdir(parents=True, exist_ok=True)
        (options.root / name).write_text(text, "utf-8", newline="\n")
    register(options)  # what was written has to load
    print(
        "\n" + "\n".join(f"Written: {name}" for name in sorted(files))
        if files
        else "\nThere was nothing to write."
    )
    return 0


COMMANDS = [
    Command("export-list", "write a mailing list as CSV, and log it", _run, _arguments),
    Command("import-stakeholders", "show or write what a spreadsheet adds", _import, _import_arguments),
]
