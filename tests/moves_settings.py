"""Changes to settings, themes and plugins; and some that break an estate."""

from __future__ import annotations

import shutil
from pathlib import Path
from random import Random

from tests.estates import write
from tests.lively import page
from tests.moves import WORDS, field, move, swap


@move
def edit_a_microsite(root: Path, chance: Random) -> None:
    name, value = chance.choice(
        [
            ("title", chance.choice(WORDS).title()),
            ("order", str(chance.randint(1, 9))),
            ("order", None),
            ("audience", "staff"),
            ("audience", "public"),
            ("listed", "false"),
            ("listed", None),
            ("owner", "Team"),
            ("summary", "Said anew."),
            ("path", f"/{chance.choice(WORDS)}/"),
            ("path", None),
            ("navigation", "[index.md]"),
            ("navigation", None),
            ("plugins", "[guild]"),
        ]
    )
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
    audience = chance.choice(("staff", "public"))
    write(root, {f"content/{name}/microsite.yaml": f"title: {name.title()}\naudience: {audience}\n"})
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
