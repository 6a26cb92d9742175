"""Changes that people make to an estate, each chosen at random: some of them break it."""

from __future__ import annotations

import os
import shutil
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
            ("draft", "true"), ("draft", None), ("publish", "2027-02-03"), ("publish", "2020-02-03"), ("publish", None),
            ("expires", "2026-02-03"), ("expires", None), ("order", str(chance.randint(1, 9))), ("navigation", "false"),
            ("owner", "Team"), ("reviewed", "2026-01-02"), ("redirect_from", f"[/from-{chance.choice(WORDS)}]"),
            ("summary", "Another."), ("tags", "[a, b]"),
        ]
    )  # fmt: skip
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
def edit_a_microsite(root: Path, chance: Random) -> None:
    name, value = chance.choice(
        [
            ("title", chance.choice(WORDS).title()), ("order", str(chance.randint(1, 9))), ("order", None),
            ("audience", "staff"), ("audience", "public"), ("listed", "false"), ("listed", None), ("owner", "Team"),
            ("summary", "Said anew."), ("path", f"/{chance.choice(WORDS)}/"), ("path", None),
            ("navigation", "[index.md]"), ("navigation", None), ("plugins", "[guild]"),
        ]
    )  # fmt: skip
    folder = chance.choice(("guild", "guild/inner", "team", "channels"))
    field(root / "content" / folder / "microsite.yaml", name, value)


@move
def rename_a_microsite(root: Path, chance: Random) -> None:
    for one, other in (("team", "crew"), ("crew", "team")):
        if (root / "content" / one).is_dir() and not (root / "content" / other).exists():
            (root / "content" / one).rename(root / "content" / other)
            return


@move
def nest_or_unnest(root: Path, chance: Random) -> None:
    path = root / "content/main/deep/microsite.yaml"
    text = "title: Deep\npath: /deep/\n"
    write(root, {str(path.relative_to(root)): None if path.is_file() else text})
    write(root, {"content/main/deep/index.md": page("Deep", "Deep down.")})


@move
def remove_a_microsite(root: Path, chance: Random) -> None:
    shutil.rmtree(
        root / "content" / chance.choice(("guild/inner", "team", "channels", "extra")), ignore_errors=True
    )


@move
def make_a_microsite(root: Path, chance: Random) -> None:
    name = chance.choice(("team", "extra", "channels"))
    write(
        root,
        {
            f"content/{name}/microsite.yaml": f"title: {name.title()}\naudience: {chance.choice(('staff', 'public'))}\n"
        },
    )
    write(root, {f"content/{name}/index.md": page(name.title(), "Here.")})


@move
def edit_the_estate(root: Path, chance: Random) -> None:
    name, value = chance.choice(
        [
            ("name", chance.choice(WORDS)),
            ("wordmark", chance.choice(WORDS)),
            ("demonstration", None),
            ("demonstration", "For show."),
            ("repository", "https://example.org/other"),
            ("branch", "trunk"),
            ("source_folder", "estate"),
            ("headers", "{/x: {X-Y: z}}"),
            ("headers", None),
            ("footer_links", "[{title: Us, url: /about/}]"),
            ("redirects", "[{from: /go, to: /about/}]"),
            ("redirects", None),
            ("owner", "Others"),
            ("language", "cy"),
        ]
    )
    field(root / "content/estate.yaml", name, value)


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


@move
def edit_the_theme(root: Path, chance: Random) -> None:
    name, text = chance.choice(
        [
            (
                "templates/prose.html",
                '{% extends "page.html" %}{% block content %}<hr>{{ body }}{% endblock %}',
            ),
            ("templates/search.html", '{% extends "page.html" %}{% block content %}Find{% endblock %}'),
            ("assets/extra.css", f"p {{ margin: {chance.randint(1, 9)}px }}"),
            ("assets/more.svg", f"<svg>{chance.choice(WORDS)}</svg>"),
        ]
    )
    path = root / "theme" / name
    write(root, {f"theme/{name}": None if path.is_file() and chance.random() < 0.5 else text})


@move
def edit_a_plugin(root: Path, chance: Random) -> None:
    name = chance.choice(("words.py", "plugin.py", "templates/names.html", "templates/member.html"))
    path, word = root / "plugins/guild" / name, chance.choice(WORDS)
    if name == "words.py":
        path.write_text(f'GREETING = "{word}"\n', "utf-8")
    elif name == "plugin.py":
        swap(path, chance.choice(("All of them.", "A badge.", "One of us.")), f"{word.title()}.")
    else:
        swap(
            path, "<li>" if "names" in name else "<p>", f'<{"li" if "names" in name else "p"} class="{word}">'
        )


@move
def override_a_plugin_template(root: Path, chance: Random) -> None:
    path = root / "theme/templates/newsroom/newest.html"
    write(root, {str(path.relative_to(root)): None if path.is_file() else "<p>{{ headlines|length }}</p>\n"})


@move
def edit_what_is_restricted(root: Path, chance: Random) -> None:
    swap(root / "data/stakeholders.yaml", "Wavering", f"Wavering {chance.choice(WORDS)}")


def break_something(root: Path, chance: Random) -> None:
    name, text = chance.choice(
        [
            ("content/main/bad.md", "---\ntitle: [\n---\n"),
            ("content/main/bad.md", "---\nunknown: 1\n---\n"),
            ("content/main/bad.md", page("Bad", "[Nowhere](nowhere.md)")),
            ("data/members/bad.yaml", "nom: Bad\n"),
            ("content/main/bad.md", page("Bad", "Zorabel Winterquist")),
            ("data/channels/bad.yaml", "kind: blog\n"),
            ("theme/templates/prose.html", "{% extends 'page.html' %}{% block content %}{{ body "),
            ("plugins/guild/words.py", "GREETING = 1 / 0\n"),
            ("content/guild/microsite.yaml", "title: Guild\nplugins: [gild]\n"),
            ("content/main/bad.md", page("Bad", "```smile nothing\n```")),
            ("content/bad/microsite.yaml", "title: Bad\npath: /\n"),
        ]
    )
    write(root, {name: text})
