"""`take`, which makes an item of the register of what the form brought."""

from __future__ import annotations

import argparse
from pathlib import Path

from smile import validate, yaml12
from smile.commands import Command
from smile.options import Options
from smile.scan import scan

from . import take as taking
from .records import Settings

SETTINGS = "data/leap/settings.yaml"


def take(asked: argparse.Namespace, options: Options) -> int:
    """Writes the item and notes it in the submission; ValueError for what cannot become one."""
    root: Path = options.root
    held = root / SETTINGS
    settings = validate.single(Settings, held.read_bytes(), SETTINGS) if held.is_file() else None
    if settings is None or settings.form is None:
        raise ValueError(f"{SETTINGS} names no `form` whose answers become items")
    name = asked.submission.removesuffix(".yaml").rpartition("/")[2]
    path = root / "data" / "inbox" / settings.form / f"{name}.yaml"
    file = path.relative_to(root).as_posix()
    if not path.is_file():
        raise ValueError(f"there is no submission {file}")
    found = yaml12.load(path.read_text("utf-8"), file)
    answers = found.get("answers") or {}
    if found.get("decided"):
        raise ValueError(f"{file} was moved on already: {found['decided']}")
    said = asked.said or answers.get("said")
    if not said:
        raise ValueError(
            "the person did not agree that their words are published: say with --said, in yours, what it is about"
        )
    missing = [name for name in ("audience", "topic") if name not in answers]
    if missing:
        raise ValueError(
            f"{file} has no answer to `{missing[0]}`: it was sent with an older version of the form"
        )
    known = [Path(one).stem for one in scan(root, "data/leap/items")]
    id = taking.next_id(int(str(found["received"])[:4]), [*known, *settings.withdrawn])
    made = f"data/leap/items/{id[5:9]}/{id}.yaml"
    (root / made).parent.mkdir(parents=True, exist_ok=True)
    text = taking.item(str(found["received"]), answers, said, name, bool(found.get("example")))
    (root / made).write_text(text, "utf-8")
    taking.decided(path, made)
    print(f"{made}: give it a title, screen it, then judge whether it suggests something specific")
    return 0


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "submission", metavar="SUBMISSION", help="a file of data/inbox, or its reference number"
    )
    parser.add_argument(
        "--said", metavar="TEXT", help="what was said in your words, where theirs are not released"
    )


COMMANDS = [Command("take", "make an item of the LEAP register of what the form brought", take, _arguments)]
