"""python -m smile"""

import gc
import sys

gc.set_threshold(
    100_000, 20, 100
)  # what is loaded stays: looking for garbage in it took a tenth of the start

from smile.cli import main  # noqa: E402

if __name__ == "__main__":
    sys.exit(main())
