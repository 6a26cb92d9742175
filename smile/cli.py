"""The command: it reads what was asked, calls the library, and puts what comes back into words."""

from __future__ import annotations

import argparse
import gc
import io
import os
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import smile
from smile import arguments
from smile.problems import ContentError, MachineError, Problem, fault, report
from smile.summary import counted, summary

if TYPE_CHECKING:
    from smile.build import Outcome
    from smile.commands import Command
    from smile.options import Options

DONE, CONTENT, USAGE, MACHINE, STOPPED = 0, 1, 2, 3, 130
"""Exit status: done; the content has problems; wrong usage; the machine lacks something; Ctrl-C."""
OWN = ("build", "check", "serve", "why", "uses", "fields", "new")
"""The generator's own commands; plugins bring others."""
BUILD = (
    "pydantic_core pydantic.types pydantic.main jinja2 smile.records smile.validate smile.settings smile.plugin "
    "smile.leaks smile.results smile.templates smile.worker smile.build"
).split()
"""What a build loads, in an order in which each part brings little more than itself."""


def main(given: Sequence[str] | None = None) -> int:
    """Runs the command and returns its exit status."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a console may not know every character
    words = list(sys.argv[1:] if given is None else given)
    if not words or (words[0].startswith("-") and words[0] not in ("-h", "--help", "--version")):
        words.insert(0, "build")
    asked = argparse.Namespace()
    try:
        asked = parser(_more(words)).parse_args(words)
        run: Callable[[argparse.Namespace], int] = asked.run
        if run not in (_build, _check):  # these end before there is garbage worth looking for
            gc.enable()
        return run(asked)
    except ContentError as error:
        return tell(error.problems, asked)
    except MachineError as error:
        print(f"smile: {error}", file=sys.stderr)
        return MACHINE
    except ValueError as error:
        print(f"smile: {error}", file=sys.stderr)
        return USAGE
    except KeyboardInterrupt:
        print("smile: stopped; the last good site is as it was", file=sys.stderr)
        return STOPPED
    except BrokenPipeError:
        return MACHINE
    except Exception as error:
        if os.environ.get("SMILE_TRACEBACK"):
            raise
        print(fault(error), file=sys.stderr)
        return MACHINE


def _more(words: Sequence[str]) -> list[Command]:
    """The commands of plugins, where one of them may be meant or all are to be listed: loading them takes a while."""
    if words[0] in OWN or words[0] == "--version":
        return []
    from smile import commands

    named, _ = arguments.estate().parse_known_args([word for word in words if word not in ("-h", "--help")])
    return commands.offered(named.estate.resolve(), OWN)


def parser(more: Sequence[Command] = ()) -> argparse.ArgumentParser:
    """Everything that the command understands; `more` are the commands of plugins."""
    whole = argparse.ArgumentParser(prog="smile", description=smile.__doc__)
    whole.add_argument("--version", action="version", version=f"smile {smile.__version__}")
    verbs = whole.add_subparsers(required=True, metavar="COMMAND")
    common = arguments.common()
    build = verbs.add_parser(
        "build", parents=[common], help="build everything (what happens when no command is given)"
    )
    build.set_defaults(run=_build)
    check = verbs.add_parser("check", parents=[common], help="look for problems, write nothing")
    check.set_defaults(run=_check)
    serve = verbs.add_parser(
        "serve", parents=[common], help="build, serve on this machine, and build again what changes"
    )
    serve.add_argument(
        "--port", type=int, default=8000, help="port of the public site; the others follow (8000)"
    )
    serve.set_defaults(run=_serve)
    why = verbs.add_parser("why", parents=[common], help="what a page was made from")
    why.add_argument("url", metavar="URL", help="the page: /channels/ceo-blog/")
    why.set_defaults(run=_why)
    uses = verbs.add_parser("uses", parents=[common], help="which pages a file reaches")
    uses.add_argument("file", metavar="FILE", help="the file: data/channels/ceo-blog.yaml")
    uses.set_defaults(run=_uses)
    fields = verbs.add_parser("fields", parents=[arguments.estate()], help="what a file or a block may say")
    fields.add_argument("what", metavar="WHAT", nargs="?", help="a file or a block; all kinds when left out")
    fields.add_argument(
        "--write", metavar="FILE", type=Path, nargs="+", help="refresh the tables in these files"
    )
    fields.set_defaults(run=_fields)
    new = verbs.add_parser("new", help="begin a microsite or an estate")
    kinds = new.add_subparsers(required=True, metavar="KIND")
    microsite = kinds.add_parser("microsite", parents=[common], help="a microsite from the generic template")
    microsite.add_argument(
        "slug", metavar="SLUG", help="its name in addresses: lower-case letters, digits, hyphens"
    )
    microsite.add_argument("--title", help="what it is called; from SLUG when left out")
    microsite.set_defaults(run=_new_microsite)
    estate = kinds.add_parser("estate", help="an estate for an organisation")
    estate.add_argument(
        "folder", metavar="DIR", type=Path, help="a folder that does not exist yet, or is empty"
    )
    estate.add_argument("--name", help="what the organisation is called")
    estate.set_defaults(run=_new_estate)
    for command in more:
        made = verbs.add_parser(command.name, parents=[common], help=command.help)
        command.arguments(made)
        made.set_defaults(run=partial(_plugged, command))
    return whole


def _plugged(command: Command, asked: argparse.Namespace) -> int:
    return command.run(asked, options(asked))


def options(asked: argparse.Namespace, check: bool = False) -> Options:
    """The options of a build, from the command line. ValueError for what cannot be."""
    from smile import clock
    from smile.audience import Audience
    from smile.options import Options, cluster_of

    root = asked.estate.resolve()
    if not root.is_dir():
        raise ValueError(f"there is no folder {asked.estate}")
    if asked.jobs < 1:
        raise ValueError(f"--jobs must be 1 or more, not {asked.jobs}")
    cluster_of(asked.executor)
    try:
        now = clock.now(root, asked.now)
    except ValueError:
        raise ValueError(
            f'--now: {asked.now!r} is not a day such as 2026-11-30, a time, or "today"'
        ) from None
    names = (
        asked.audience
        or os.environ.get("SMILE_AUDIENCE", "").split()
        or [audience.name for audience in Audience]
    )
    unknown = [name for name in names if name not in Audience.__members__]
    if unknown:
        raise ValueError(f"SMILE_AUDIENCE: {unknown[0]!r} is not public, staff or restricted")
    audiences = tuple(sorted({Audience[name] for name in names}))
    out = (asked.out or root / "site").resolve()
    search = asked.search and not check
    return Options(root, out, now, asked.drafts, audiences, asked.jobs, search, check, asked.executor)


def tell(problems: list[Problem], asked: argparse.Namespace) -> int:
    """Prints problems in the format that was asked for; the exit status that they give."""
    style = getattr(asked, "format", "text")
    found = problems
    print(report(found, style))
    if style == "text":
        files = len({problem.file for problem in found})
        print(
            f"\n{counted(len(found), 'problem')} in {counted(files, 'file')}. Nothing was published.",
            file=sys.stderr,
        )
    return CONTENT


def _build(asked: argparse.Namespace) -> int:
    from smile import same

    chosen = options(asked)
    with same.begun(chosen) as begun:
        begun.meanwhile(BUILD)
        if begun.pages is not None:
            if not asked.quiet and asked.format == "text":
                print(f"Nothing changed: {counted(begun.pages, 'page')} as they were.")
            return DONE
        from smile import build, progress  # only now: loading them takes longer than all of the above

        with progress.shown(asked.quiet or asked.format != "text") as step:
            outcome = build.build(chosen, step, begun)
    _warn(outcome, asked)
    if not asked.quiet and asked.format == "text":
        print(summary(outcome, chosen))
    return DONE


def _check(asked: argparse.Namespace) -> int:
    from smile import build, progress

    chosen = options(asked, check=True)
    with progress.shown(asked.quiet or asked.format != "text") as step:
        outcome = build.build(chosen, step)
    _warn(outcome, asked)
    if not asked.quiet and asked.format == "text":
        print(f"No problems. {counted(outcome.pages, 'page')} checked in {outcome.seconds:.1f} s.")
    return DONE


def _warn(outcome: Outcome, asked: argparse.Namespace) -> None:
    if outcome.warnings or asked.format == "json":
        print(report(outcome.warnings, asked.format))


def _serve(asked: argparse.Namespace) -> int:
    from smile import serve

    return serve.serve(options(asked), asked.port)


def _why(asked: argparse.Namespace) -> int:
    from smile import explain

    print(explain.why(options(asked), asked.url))
    return DONE


def _uses(asked: argparse.Namespace) -> int:
    from smile import explain

    print(explain.uses(options(asked), asked.file))
    return DONE


def _fields(asked: argparse.Namespace) -> int:
    from smile import fields

    print(fields.answer(asked.estate.resolve(), asked.what, asked.write or ()))
    return DONE


def _new_microsite(asked: argparse.Namespace) -> int:
    from smile import scaffold

    print(scaffold.microsite(asked.estate.resolve(), asked.slug, asked.title))
    return DONE


def _new_estate(asked: argparse.Namespace) -> int:
    from smile import scaffold

    print(scaffold.estate(asked.folder, asked.name))
    return DONE
