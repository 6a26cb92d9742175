"""Makes the lock files anew: `python3 requirements/refresh.py`, and `--upgrade` for newer versions.

Without `--upgrade`, what is pinned stays unless a list (requirements/*.in, package.json) no longer allows it.
Needs the network, npm, and uv (which `python3 build.py test` installs).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
LOCKS = ("run", "dask", "dev", "bench", "node")  # in this order: dask and dev keep to what run pins

COMPILE = (
    *("pip", "compile", "--quiet", "--universal", "--generate-hashes", "--python-version", "3.11"),
    *("--fork-strategy", "fewest", "--no-emit-index-url", "--no-emit-find-links"),
    *("--custom-compile-command", "python3 requirements/refresh.py"),
)


def find(name: str) -> str:
    """A program of .venv or of the machine."""
    paths = [os.path.join(ROOT, ".venv", "Scripts" if os.name == "nt" else "bin"), os.environ.get("PATH", "")]
    found = shutil.which(name, path=os.pathsep.join(paths))
    if not found:
        sys.exit(f"refresh.py: {name} is not installed: run `python3 build.py test` first, which installs uv")
    return found


def main(upgrade: bool) -> None:
    """Compile each Python lock, then npm's. Stops at the first that cannot be."""
    uv, npm = find("uv"), find("npm")
    env = dict(os.environ)
    # uv does not read pip's settings
    if "PIP_INDEX_URL" in env:
        env.setdefault("UV_DEFAULT_INDEX", env["PIP_INDEX_URL"])
    for name in LOCKS:
        more = ["--upgrade"] if upgrade else []
        subprocess.run(
            [uv, *COMPILE, *more, "-o", f"{name}.txt", f"{name}.in"], cwd=HERE, env=env, check=True
        )
        print(f"requirements/{name}.txt")
    task = "update" if upgrade else "install"
    subprocess.run([npm, task, "--package-lock-only", "--ignore-scripts"], cwd=ROOT, check=True)
    print("package-lock.json")


if __name__ == "__main__":
    try:
        main("--upgrade" in sys.argv[1:])
    except subprocess.CalledProcessError as error:
        sys.exit(f"refresh.py: {os.path.basename(error.cmd[0])} ended with {error.returncode}")
