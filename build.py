"""The one command: makes what SMILE needs where it is missing, then runs SMILE.

`python3 build.py` builds everything; `python3 build.py --help` lists the rest.
This file alone is written for any Python, 2.7 too, so that an old one can be told what to do.
"""

import os
import sys

if sys.version_info < (3, 11):  # noqa: UP036 (ruff takes the oldest Python to be the one supported)
    sys.stderr.write(
        "build.py: SMILE needs Python 3.11 or later and this is " + sys.version.split()[0] + ". Get one from "
        "https://www.python.org/downloads/ and run: python3.11 build.py\n"
    )
    sys.exit(3)

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from requirements.bootstrap import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
