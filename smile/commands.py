"""Commands that capabilities bring: `plugins/NAME/commands.py` holds them in a list called COMMANDS."""

from __future__ import annotations

import argparse
import importlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from smile.options import Options
from smile.problems import ContentError, Problem


@dataclass(frozen=True, slots=True)
class Command:
    """`python3 build.py NAME ...`: `run` gets what was asked and the options of a build, and gives the exit status.

    It may use the network and the clock, as a build may not. It raises what the library raises: ContentError,
    MachineError, and ValueError for wrong usage.
    """

    name: str
    help: str
    run: Callable[[argparse.Namespace, Options], int]
    arguments: Callable[[argparse.ArgumentParser], None] = lambda parser: None
    """Adds the command's own arguments; it has those of a build besides."""


def offered(root: Path, taken: Sequence[str]) -> list[Command]:
    """The commands of the plugins of the estate at `root`. ContentError for two of one name, or broken code.

    `taken` are the names of the generator's own commands.
    """
    from smile import bundled
    from smile.registry import Registry

    found: dict[str, str] = dict.fromkeys(taken, "the generator")
    made: list[Command] = []
    for name, room in sorted(Registry(bundled.plugins(root)).rooms.items()):
        if (room / "commands.py").is_file():
            for command in _load(name, room):
                if command.name in found:
                    message = f"two commands have this name: the other is of {found[command.name]}"
                    raise ContentError([_problem(name, "plugin.command", message, command.name)])
                found[command.name] = f"the plugin {name}"
                made.append(command)
    return made


def _load(name: str, room: Path) -> Iterator[Command]:
    from smile import registry

    try:
        module = importlib.import_module(f"smile_plugins.{name}.commands")
    except Exception as error:  # whatever the code of a plugin may raise
        raise ContentError([registry.broken(error, room, "cannot load its commands")]) from error
    commands = getattr(module, "COMMANDS", None)
    if not isinstance(commands, list | tuple) or not all(isinstance(one, Command) for one in commands):
        message = "the file must hold COMMANDS, a list of commands"
        raise ContentError([_problem(name, "plugin.commands", message, "")])
    yield from commands


def _problem(name: str, code: str, message: str, found: str) -> Problem:
    return Problem(f"plugins/{name}/commands.py", 1, 0, code, message, found)
