"""How the build of a newsroom with a podcast grows: `.venv/bin/python -m benchmarks.dated`.

Prints ratios of processor time in one run: twice and four times as much content against the smallest estate, and a
build after one changed item against a cold one. The largest estate holds 2,000 items and 500 episodes.
"""

from __future__ import annotations

import resource
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent
NOW = "2026-11-22"
SIZES = ((500, 125), (1000, 250), (2000, 500))
"""Items and episodes."""
_ESTATE = """\
name: Example
summary: An estate to time.
owner: Example
wordmark: Example
audiences: {public: {url: "https://www.example.org", title: Example}}
"""
_TEXT = (
    "A paragraph of plain words with [a link](/newsroom/all/) in it, as long as such paragraphs are.\n\n" * 12
)


def make(root: Path, items: int, episodes: int) -> None:
    """Writes an estate with that many items and episodes; every fourth episode has a recording of its own."""
    _write(root, "content/estate.yaml", _ESTATE)
    for name, path in (("main", "/"), ("newsroom", "/newsroom/"), ("podcast", "/podcast/")):
        plugins = "" if name == "main" else f"plugins: [{name}]\n"
        _write(root, f"content/{name}/microsite.yaml", f"title: {name}\nsummary: S.\npath: {path}\n{plugins}")
        _write(root, f"content/{name}/index.md", f"---\ntitle: {name}\nsummary: S.\n---\nText.\n")
    for number in range(items):
        year, month, day = 2016 + number % 10, 1 + number % 12, 1 + number % 28
        head = f"title: Item {number}\nsummary: About {number}.\ndate: {year}-{month:02}-{day:02}\n"
        head += f"tags: [subject {number % 20}]\nchannels: [channel-{number % 16}]\n"
        _write(root, f"content/newsroom/items/{year}/item-{number}.md", f"---\n{head}---\n{_TEXT}")
    shipped = ROOT / "data/podcast"
    show = (shipped / "show.yaml").read_text("utf-8")
    _write(root, "data/podcast/show.yaml", show)
    shutil.copy(shipped / "cover.png", root / "data/podcast/cover.png")
    sound = (shipped / "episodes/self-managed-relaxation.mp3").read_bytes()
    for number in range(episodes):
        head = f"title: Episode {number}\nsummary: About {number}.\ndate: 2025-01-{1 + number % 28:02}\n"
        if number % 4 == 0:
            head += f"guid: episode-{number}\naudio: e{number}.mp3\ntranscript: e{number}.vtt\n"
            (root / "data/podcast/episodes").mkdir(parents=True, exist_ok=True)
            (root / f"data/podcast/episodes/e{number}.mp3").write_bytes(sound + number.to_bytes(4, "big"))
            vtt = f"WEBVTT\n\n00:00:00.000 --> 00:00:04.000\nWords of {number}.\n"
            _write(root, f"data/podcast/episodes/e{number}.vtt", vtt)
        _write(root, f"data/podcast/episodes/episode-{number}.md", f"---\n{head}---\n{_TEXT}")


def timed(root: Path) -> float:
    """The seconds of processors that one build takes: other programs do not lengthen them much."""
    command = [sys.executable, "-m", "smile", "build", "--now", NOW, "--no-search", "--quiet"]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([*command, "--estate", str(root)], cwd=ROOT, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    base: float | None = None
    print("items episodes  cold/smallest  nothing changed/cold  one item changed/cold")
    for items, episodes in SIZES:
        with TemporaryDirectory() as folder:
            root = Path(folder)
            make(root, items, episodes)
            cold, same = timed(root), timed(root)
            changed = root / "content/newsroom/items/2016/item-0.md"
            changed.write_text(changed.read_text("utf-8") + "One more line.\n", "utf-8")
            one = timed(root)
        base = base or cold
        print(f"{items:5} {episodes:8}  {cold / base:13.2f}  {same / cold:20.2f}  {one / cold:21.2f}")


def _write(root: Path, name: str, text: str) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
