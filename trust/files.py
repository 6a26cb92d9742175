"""No name, address or link leads out of the estate, and nothing that is private to the project is published."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from trust.built import NOW, WORK, Built, command
from trust.outcome import Fault, Outcome
from trust.planting import Garden, copied
from trust.rooms import rooms
from trust.specimens import Leaf, specimens

SECRET = "SECRET-OUTSIDE-THE-ESTATE-zq9x"
PATHS = (
    "../outside.txt",
    "../../outside.txt",
    "../" * 12 + "outside.txt",
    "/etc/passwd",
    "..\\outside.txt",
    "%2e%2e/outside.txt",
    "%2e%2e%2foutside.txt",
    "....//outside.txt",
    "./../outside.txt",
    "file:///etc/passwd",
    "link.txt",
    "x\x00../outside.txt",
    "~/outside.txt",
    "C:\\outside.txt",
    "//outside.txt",
)
WORDS = frozenset(
    "file path url logo cover audio transcript picture image post from to link redirect_from navigation drawn_at id "
    "slug feed href source table".split()
)
"""Fields whose name says that they may become a path."""
PRIVATE = (".git", ".env", ".smile", ".venv", "node_modules", "__pycache__", ".intake", ".DS_Store")
ENDINGS = (
    ".py",
    ".pyc",
    ".yaml",
    ".yml",
    ".toml",
    ".sql",
    ".db",
    ".sqlite",
    ".key",
    ".pem",
    ".bak",
    ".swp",
    ".log",
)


def check(built: Built, whole: bool) -> Outcome:
    """Paths that climb, in every field that may become one; links out of the tree; files of the project."""
    outcome = Outcome("Secure: paths and files")
    small = next(room for room in rooms(built.root) if room.name == "podcast")
    root = _copy(built.root if whole else small.root)
    try:
        _climb(built.root if whole else small.root, root, outcome, whole)
        _links(root, outcome)
        _hidden(root, outcome)
    finally:
        shutil.rmtree(root.parent, ignore_errors=True)
    for audience, path in built.files():
        outcome.count("files")
        parts = path.relative_to(built.tree(audience)).parts
        if path.is_symlink() or any(part in PRIVATE for part in parts) or path.suffix in ENDINGS:
            outcome.faults.append(
                Fault("files.private", f"{audience} /{'/'.join(parts)}", "this is not for readers")
            )
    return outcome


def _copy(root: Path) -> Path:
    """A copy of the estate, with a secret beside it."""
    at = WORK / "climbing"
    shutil.rmtree(at, ignore_errors=True)
    copied(root, at / "estate")
    (at / "outside.txt").write_text(SECRET, "utf-8")
    (at / "outside").mkdir()
    (at / "outside" / "page.md").write_text(
        f"---\ntitle: Outside\nsummary: Outside.\n---\n{SECRET}\n", "utf-8"
    )
    return at / "estate"


def _climb(origin: Path, root: Path, outcome: Outcome, whole: bool) -> None:
    """Puts each path into every field that may become one: the rules refuse it, or the build keeps inside."""
    for path in PATHS if whole else PATHS[:1]:
        made = specimens(root, path)
        for one in made:
            one.leaves = [leaf for leaf in one.leaves if _may_lead(leaf)]
        grown = Garden(root, made, small=not whole)
        outcome.count("paths tried", len(grown.fields))
        try:
            grown.grow(lambda number, path=path: path)  # type: ignore[misc]
        except RuntimeError as error:
            outcome.faults.append(Fault("paths.crash", repr(path), str(error)))
        outcome.count("refused", grown.refusals)
        outcome.faults += _through(root, repr(path))
        for one in made:
            (root / one.file).write_bytes((origin / one.file).read_bytes())


def _may_lead(leaf: Leaf) -> bool:
    return any({str(step), str(step).rstrip("s")} & WORDS for step in leaf)


def _links(root: Path, outcome: Outcome) -> None:
    """Symbolic links to a file, a folder and a page outside: each is refused, by its name."""
    for name, target in {
        "content/main/link.md": "../../../outside/page.md",
        "content/main/link.txt": "../../../outside.txt",
        "content/linked": "../../outside",
        "data/forms/link.yaml": "/etc/passwd",
    }.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).symlink_to(target)
        done = command("build", "--estate", root, "--now", NOW, "--no-search")
        (root / name).unlink()
        outcome.count("links tried")
        if done.returncode != 1 or f"{name}: error:" not in done.stdout or "[file.link]" not in done.stdout:
            outcome.faults.append(Fault("links.followed", name, done.stdout[-200:] or "the build went well"))
        outcome.faults += _through(root, name)


def _hidden(root: Path, outcome: Outcome) -> None:
    """Files that editors, systems and Git leave in a folder are not published, nor are programs' own."""
    names = (
        ".env",
        ".git/config",
        ".DS_Store",
        "page.md~",
        ".page.md.swp",
        "node_modules/x.js",
        "__pycache__/x.pyc",
    )
    for name in names:
        path = root / "content/main" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(SECRET, "utf-8")
        outcome.count("hidden files")
    command("build", "--estate", root, "--now", NOW, "--no-search")
    outcome.faults += _through(root, "hidden files")


def _through(root: Path, where: str) -> Iterator[Fault]:
    """The secret in a file of any tree, or anything written beside the estate."""
    for path in (root / "site").rglob("*"):
        if path.is_file() and ".smile" not in path.parts and _holds(path):
            yield Fault(
                "paths.through", where, f"{path.relative_to(root)} shows what lies outside the estate"
            )
    beside = {path.name for path in root.parent.iterdir()} - {"estate", "outside.txt", "outside"}
    if beside:
        yield Fault("paths.written", where, f"something was written outside the estate: {sorted(beside)}")


def _holds(path: Path) -> bool:
    data = path.read_bytes()
    return SECRET.encode() in data or b"root:x:0" in data
