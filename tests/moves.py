"""Changes that people make to the content of an estate, with chance."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from random import Random

from tests.estates import write
from tests.lively import CHANNEL, item, page

Move = Callable[[Path, Random], None]
MOVES: list[Move] = []

WORDS = ("amber", "birch", "cedar", "delta", "ember", "fjord")
PAGES = (
    "main/index.md",
    "main/about.md",
    "main/deep/er.md",
    "main/draft.md",
    "guild/index.md",
    "team/index.md",
)


def move(function: Move) -> Move:
    MOVES.append(function)
    return function


def swap(path: Path, old: str, new: str) -> None:
    """Replaces a text in a file, where there is one."""
    if path.is_file():
        path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")


def field(path: Path, name: str, value: str | None) -> None:
    """Sets, or takes away, a field of a YAML file or of a front matter."""
    if not path.is_file():
        return
    lines = [line for line in path.read_text("utf-8").splitlines() if not line.startswith(f"{name}:")]
    if value is not None:
        lines.insert(1 if lines[:1] == ["---"] else 0, f"{name}: {value}")
    path.write_text("\n".join(lines) + "\n", "utf-8")


def some(folder: Path, pattern: str, chance: Random) -> Path | None:
    found = sorted(folder.glob(pattern))
    return chance.choice(found) if found else None


@move
def edit_a_text(root: Path, chance: Random) -> None:
    path = root / "content" / chance.choice(PAGES)
    if path.is_file():
        path.write_text(path.read_text("utf-8") + f"\nMore {chance.choice(WORDS)}.\n", "utf-8")


@move
def edit_a_title(root: Path, chance: Random) -> None:
    field(root / "content" / chance.choice(PAGES), "title", chance.choice(WORDS).title())


@move
def edit_front_matter(root: Path, chance: Random) -> None:
    name, value = chance.choice(
        [
            ("draft", "true"),
            ("draft", None),
            ("publish", "2027-02-03"),
            ("publish", "2020-02-03"),
            ("publish", None),
            ("expires", "2026-02-03"),
            ("expires", None),
            ("order", str(chance.randint(1, 9))),
            ("navigation", "false"),
            ("owner", "Team"),
            ("reviewed", "2026-01-02"),
            ("redirect_from", f"[/from-{chance.choice(WORDS)}]"),
            ("summary", "Another."),
            ("tags", "[a, b]"),
        ]
    )
    field(root / "content" / chance.choice((*PAGES[1:4], "main/later.md", "main/over.md")), name, value)


@move
def make_a_page(root: Path, chance: Random) -> None:
    name = chance.choice(WORDS)
    folder = chance.choice(("main", "guild", "team", "guild/inner", "main/deep"))
    write(root, {f"content/{folder}/{name}.md": page(name.title(), f"New [self]({name}.md).")})


@move
def remove_a_page(root: Path, chance: Random) -> None:
    folder = chance.choice(("main", "guild", "team", "guild/inner", "main/deep"))
    path = some(root / "content" / folder, "*.md", chance)
    if path and path.name != "index.md":
        path.unlink()


@move
def rename_a_page(root: Path, chance: Random) -> None:
    path = some(root / "content" / chance.choice(("main", "main/deep", "guild")), "*.md", chance)
    if path and path.name not in ("index.md", "about.md"):
        path.rename(path.with_name(chance.choice(WORDS) + ".md"))


@move
def touch_everything(root: Path, chance: Random) -> None:
    for path in root.rglob("*"):
        if path.is_file() and "site" not in path.parts and chance.random() < 0.5:
            path.touch()


@move
def edit_and_keep_size_and_time(root: Path, chance: Random) -> None:
    """As a program does that puts times back."""
    for name, one, other in (
        ("content/main/notes.txt", "Notes", "Votes"),
        ("content/main/about.md", "## Us", "## Me"),
    ):
        path = root / name
        if path.is_file():
            info, text = path.stat(), path.read_text("utf-8")
            path.write_text(text.replace(one, other) if one in text else text.replace(other, one), "utf-8")
            os.utime(path, ns=(info.st_atime_ns, info.st_mtime_ns))


@move
def edit_an_item(root: Path, chance: Random) -> None:
    path = some(root / "content/newsroom/items", "*/*.md", chance)
    if path:
        date = f"{path.parent.name}-0{chance.randint(1, 9)}"
        path.write_text(
            item(chance.choice(WORDS), date, chance.choice(("post", "radio", "post, radio"))), "utf-8"
        )


@move
def make_or_remove_an_item(root: Path, chance: Random) -> None:
    path = root / "content/newsroom/items/2022" / f"{chance.choice(WORDS[:2])}.md"
    write(root, {str(path.relative_to(root)): None if path.is_file() else item("New", "2022-02-02")})


@move
def edit_a_channel(root: Path, chance: Random) -> None:
    name = chance.choice(("post", "radio", "third"))
    write(root, {f"data/channels/{name}.yaml": CHANNEL.format(chance.choice(WORDS).title())})


@move
def edit_a_member(root: Path, chance: Random) -> None:
    path = some(root / "data/members", "*.yaml", chance)
    if path:
        friend = chance.choice(("ann", "bob", "cas", "nobody"))
        skill = chance.choice(("knots", "maps"))
        path.write_text(f"name: {chance.choice(WORDS)}\nskill: {skill}\nfriend: {friend}\n", "utf-8")


@move
def make_or_remove_a_member(root: Path, chance: Random) -> None:
    path = root / "data/members" / f"{chance.choice(WORDS[:3])}.yaml"
    write(root, {str(path.relative_to(root)): None if path.is_file() else "name: Someone\n"})


@move
def edit_a_badge(root: Path, chance: Random) -> None:
    path = root / "content/guild/badges" / f"{chance.choice(('gold', 'blue'))}.yaml"
    gone = path.is_file() and chance.random() < 0.3
    write(root, {str(path.relative_to(root)): None if gone else f"title: {chance.choice(WORDS)}\n"})


@move
def edit_static_files(root: Path, chance: Random) -> None:
    name = chance.choice(("main/notes.txt", "guild/a.svg", "team/b.json"))
    text = "<svg/>" if name.endswith(".svg") else chance.choice(WORDS) * chance.randint(1, 3)
    write(root, {f"content/{name}": None if chance.random() < 0.3 else text})


@move
def file_becomes_folder(root: Path, chance: Random) -> None:
    """What stood at /thing is served at /thing/ now, and the other way round."""
    folder = root / "content/main"
    if (folder / "thing").is_file():
        (folder / "thing").unlink()
        write(root, {"content/main/thing.md": page("Thing", "A page.")})
    else:
        write(root, {"content/main/thing.md": None, "content/main/thing": "A file.\n"})
