"""Everything CI checks, one after the other, then a summary. Run it as `python3 build.py test`.

With arguments it runs pytest alone and hands them on: `python3 build.py test tests/test_wheel.py -k theme`.
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / ".smile" / "tests.xml"
TYPED = ("smile", "plugins", "intake", "benchmarks", "requirements", "trust", "build.py", "tests/run_all.py")


def main(arguments: list[str]) -> int:
    """Run the checks; 0 if all passed, 1 if any did not."""
    python = [sys.executable, "-m"]
    if arguments:
        return subprocess.run([*python, "pytest", *arguments], cwd=ROOT).returncode
    typed = [path for path in TYPED if (ROOT / path).exists()]
    RESULTS.unlink(missing_ok=True)
    checks = {
        "Style (ruff)": [*python, "ruff", "check", "."],
        "Format (ruff)": [*python, "ruff", "format", "--check", "."],
        "Types (mypy)": [*python, "mypy", "--strict", *typed],
        "Tests (pytest)": [*python, "pytest", "-n", "auto", "--dist", "loadfile", f"--junitxml={RESULTS}"],
    }
    lines, failed = [], False
    for name, command in checks.items():
        print(f"\n== {name}: {' '.join(command[2:])}", flush=True)
        begun = time.monotonic()
        passed = subprocess.run(command, cwd=ROOT).returncode == 0
        note = ""
        if command[2] == "pytest":
            note, whole = counted(RESULTS)
            passed = passed and whole
        failed = failed or not passed
        lines.append(f"{'passed' if passed else 'FAILED'}  {name}{note}, {time.monotonic() - begun:.0f} s")
    print("\n" + "\n".join(lines))
    print("A check failed." if failed else "Everything passed.")
    return 1 if failed else 0


def counted(results: Path) -> tuple[str, bool]:
    """How many tests ran, in words, and whether none was skipped: a test that does not run is no test."""
    if not results.exists():
        return ": no result", False
    suites = ElementTree.parse(results).getroot().iter("testsuite")
    total = dict.fromkeys(("tests", "failures", "errors", "skipped"), 0)
    for suite in suites:
        for kind in total:
            total[kind] += int(suite.get(kind, "0"))
    bad = total["failures"] + total["errors"]
    return f": {total['tests']} tests, {bad} failed, {total['skipped']} skipped", not total["skipped"]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
