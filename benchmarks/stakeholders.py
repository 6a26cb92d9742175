"""`python -m benchmarks.stakeholders [ACCOUNTS] [STAKEHOLDERS]`: the account finder, and a large register.

The finder: seconds and memory of `missing` over a table of accounts (1,000,000 when left out), CSV and Parquet.
The register (20,000 stakeholders when left out): builds of one estate, cold, with nothing changed, and with one
record changed, the last two as parts of the first. Close other programs first.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb

ROOT = Path(__file__).resolve().parent.parent
NOW = "2026-11-22"
ESTATE = """\
name: Example estate
summary: An estate for a measurement.
owner: Example organisation
wordmark: Example wordmark
audiences:
  public: {url: "https://www.example.org", title: Example}
  restricted: {url: "https://restricted.example.org", title: Example for few}
"""
PAGE = "---\ntitle: Home\nsummary: The way in.\n---\nWelcome.\n"


def command(*words: str | Path) -> tuple[float, float]:
    """Seconds that the command took, and the most memory that any process of it had so far, in megabytes."""
    start = time.perf_counter()
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    line = [sys.executable, "-m", "smile", *map(str, words)]
    done = subprocess.run(line, cwd=ROOT, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(done.stdout + done.stderr)
    return time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def finder(folder: Path, accounts: int) -> None:
    """The command over both kinds of table."""
    made = f"""
        SELECT 'handle' || i AS handle, CASE i % 3 WHEN 0 THEN 'x' ELSE 'bluesky' END AS platform,
            CASE WHEN i % 100 = 0 THEN 'Cares for carers and for gardens'
                ELSE 'Writes of towns and trains ' || i END AS bio,
            (i * 7919) % 100000 AS followers, i % 50 AS posts_per_week,
            DATE '2026-01-01' + CAST(i % 300 AS INTEGER) AS last_active,
            'someone' || i % 1000 AS follows, i % 7 = 0 AS follows_us
        FROM range({accounts}) numbers(i)"""
    for kind in ("parquet", "csv"):
        table = folder / f"accounts.{kind}"
        duckdb.sql(f"COPY ({made}) TO '{table}'")
        seconds, memory = command("missing", table, "--topic", "carers")
        print(f"{kind}: {accounts:,} accounts, {seconds:.2f} s, {memory:.0f} MB at the most so far")


def organisation(number: int, people: int) -> str:
    """One organisation with its people, as a file."""
    lines = [
        "example: true\norganisations:",
        f"  - id: org-{number}",
        f"    name: Example body {number}",
        "    group: third-sector\n    proximity: local",
        f"    summary: Speaks for village number {number}.\n    people:",
    ]
    for at in range(people):
        lines += [
            f"      - id: person-{number}-{at}",
            f"        name: Person {at} of place {number}",
            "        role: Member\n        lawful_basis: public task\n        review: 2031-01-31",
            f"        notes: Was met in village {number} as guest {at}.",
        ]
    return "\n".join(lines) + "\n"


def register(folder: Path, stakeholders: int) -> None:
    """Three builds of an estate with a large register."""
    groups = stakeholders // 5
    files = {f"data/stakeholders/{at % 100}/{at}.yaml": organisation(at, 4) for at in range(groups)}
    for name, path, audience in (("main", "/", "public"), ("inside", "/", "restricted")):
        plugins = "plugins: [stakeholders]\n" if audience == "restricted" else ""
        settings = f"title: {name}\nsummary: Example.\npath: {path}\naudience: {audience}\n{plugins}"
        files |= {f"content/{name}/microsite.yaml": settings, f"content/{name}/index.md": PAGE}
    files["content/estate.yaml"] = ESTATE
    for at, text in files.items():
        (folder / at).parent.mkdir(parents=True, exist_ok=True)
        (folder / at).write_text(text, "utf-8")
    build = ("build", "--estate", folder, "--now", NOW, "--no-search")
    cold, memory = command(*build)
    print(f"{stakeholders:,} stakeholders: cold {cold:.1f} s, {memory:.0f} MB at the most so far")
    same, _ = command(*build)
    print(f"nothing changed: {same:.1f} s, {same / cold:.3f} of cold")
    changed = folder / "data/stakeholders/7/7.yaml"
    changed.write_text(changed.read_text("utf-8").replace("as guest 1", "as host 1"), "utf-8")
    one, _ = command(*build)
    print(f"one changed: {one:.1f} s, {one / cold:.3f} of cold")


def main(words: list[str]) -> int:
    accounts, stakeholders = [*map(int, words), *(1_000_000, 20_000)[len(words) :]]
    with tempfile.TemporaryDirectory() as folder:
        finder(Path(folder), accounts)
        register(Path(folder) / "estate", stakeholders)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
