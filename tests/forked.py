"""Runs the command again and again without the second that Python needs to import it each time.

Reads requests as lines of JSON: the command's arguments, the folder it runs in, changes to its environment,
and after how many seconds it is to be killed. Each run has a process of its own, a fork of this one, as
fresh as `python -m smile`; with `--same` all runs share this process, as the builds of `smile serve` do.
"""

from __future__ import annotations

import importlib
import json
import os
import signal
import sys
import tempfile
import time
import traceback
from typing import IO, Any

_EARLY = ("cli", "build", "publish", "explain", "progress", "scaffold", "doors.foreign")


def main() -> None:
    """Answers each request with the exit status (negative: the signal that ended it) and what was printed."""
    from smile.cli import main as command

    for name in _EARLY:
        importlib.import_module(f"smile.{name}")
    same = "--same" in sys.argv[1:]
    answers, sys.stdout = os.fdopen(os.dup(1), "w"), sys.stderr
    for line in sys.stdin:
        asked = json.loads(line)
        with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
            if same:
                status = _run(command, asked, out, err)
            else:
                child = os.fork()
                if not child:
                    os.setpgid(0, 0)
                    os._exit(_run(command, asked, out, err))
                status = _wait(child, asked.get("kill"))
            texts = []
            for file in (out, err):
                file.seek(0)
                texts.append(file.read())
        answers.write(json.dumps([status, *texts]) + "\n")
        answers.flush()


def _run(command: Any, asked: dict[str, Any], out: IO[str], err: IO[str]) -> int:
    os.chdir(asked["cwd"])
    os.environ.update(asked["env"])
    kept, streams = (os.dup(1), os.dup(2)), (sys.stdout, sys.stderr)
    os.dup2(out.fileno(), 1)
    os.dup2(err.fileno(), 2)
    sys.stdout, sys.stderr = os.fdopen(1, "w", closefd=False), os.fdopen(2, "w", closefd=False)
    try:
        return int(command(asked["arguments"]))
    except SystemExit as error:
        return int(error.code or 0)
    except BaseException:
        traceback.print_exc()
        return 70
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        sys.stdout, sys.stderr = streams
        os.dup2(kept[0], 1)
        os.dup2(kept[1], 2)
        for name in asked["env"]:
            os.environ.pop(name, None)


def _wait(child: int, kill: float | None) -> int:
    if kill is not None:
        time.sleep(kill)
        os.kill(child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


if __name__ == "__main__":
    main()
