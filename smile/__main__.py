"""python -m smile"""

import atexit
import gc
import os
import sys
import threading
from typing import NoReturn

gc.disable()  # what is loaded stays: looking for garbage in it took a tenth of the start. Commands that last do look

from smile.cli import MACHINE, main  # noqa: E402


def run() -> NoReturn:
    """Runs the command, and ends the process."""
    gc.set_threshold(100_000, 20, 100)
    leave(main())


def leave(status: int) -> NoReturn:
    """Ends the process without taking down what it made, object by object: the system is faster at that."""
    if threading.active_count() > 1:
        sys.exit(status)  # somebody is still at work
    atexit._run_exitfuncs()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:  # whoever read it has gone
        status = status or MACHINE
    os._exit(status)


if __name__ == "__main__":
    run()
