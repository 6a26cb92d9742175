"""The command in this process, which starts many times faster than one of its own."""

from __future__ import annotations

import contextlib
import io
import os
import signal
import traceback
from pathlib import Path

from trust.built import NOW


class _TooLong(BaseException):
    """A case that does not end; nothing on the way may catch it."""


def inside(*arguments: str | Path, limit: float = 0) -> tuple[int, str, str]:
    """The command in this process: its status, and what it printed. Status 70 for an exception, 71 for no end.

    `limit` is in seconds of the processor, and ten times that on the wall; without one it may take its time.
    """
    from smile import cli

    def stop(*_: object) -> None:
        raise _TooLong

    out, err = io.StringIO(), io.StringIO()
    os.environ["SMILE_TRACEBACK"] = "1"
    before = [signal.signal(each, stop) for each in (signal.SIGPROF, signal.SIGALRM)]
    signal.setitimer(signal.ITIMER_PROF, limit)
    signal.setitimer(signal.ITIMER_REAL, 10 * limit)
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            status = cli.main([*map(str, arguments), "--now", NOW])
    except SystemExit as left:
        status = int(left.code or 0)
    except _TooLong:
        status = 71
    except Exception:
        err.write(traceback.format_exc())
        status = 70
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGPROF, before[0])
        signal.signal(signal.SIGALRM, before[1])
        os.environ.pop("SMILE_TRACEBACK", None)
    return status, out.getvalue(), err.getvalue()
