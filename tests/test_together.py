"""Pages that plugins plan together, and records kept in parts: what stands is what a clean build gives.

Parts are made small here, so that few files have many.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from random import Random

import pytest

from benchmarks import register, stakeholders
from tests.estates import environment, tree
from tests.support import MINIMAL, Result, write

SMALL = """\
import sys
from smile import reading
reading.LENGTH = 4
from smile.cli import main
sys.exit(main(sys.argv[1:]))
"""
ROOM = """\
from smile.plugin import Page, Pages, Plugin
from smile.records import Record, Text


class Thing(Record):
    title: Text
    beside: Text = "nothing"


class Things(Plugin):
    records = {"data/things/*.yaml": Thing}

    def derive(self, data, build):
        return [(part.key, list(part.records)) for part in data.parts(Thing)]

    def plan(self, model, site):
        yield Page("all/", "things/thing.html", f"All {len(model)}", "All.", {"thing": None}, ())
        for key, things in model:
            yield Pages(key, [f"{one.id}/" for one in things], lambda things=things: [
                Page(f"{one.id}/", "things/thing.html", one.title, "One.", {"thing": one}, [one],
                     parent=site.url("all/"))
                for one in things
            ])
        yield Page("thing-03/below/", "things/thing.html", "Below", "Below a thing.", {"thing": None}, ())
"""
TEMPLATE = """\
{% extends "page.html" %}
{% block content %}<p>{{ thing.title if thing else "none" }}, beside {{ thing.beside if thing }}</p>{% endblock %}
"""
THINGS = {
    **MINIMAL,
    "plugins/things/plugin.py": ROOM,
    "plugins/things/templates/thing.html": TEMPLATE,
    "content/things/microsite.yaml": "title: Things\nsummary: Of data.\nplugins: [things]\n",
    "content/things/index.md": "---\ntitle: Things\nsummary: All.\n---\nText.\n",
    **{f"data/things/thing-{number:02}.yaml": f"title: Thing {number}\n" for number in range(24)},
}
Move = Callable[[Path, Random], None]


def build(root: Path, out: Path, jobs: int = 1) -> Result:
    words = (
        "--estate",
        str(root),
        "--out",
        str(out),
        "--no-search",
        "--now",
        "2026-11-25",
        "--jobs",
        str(jobs),
    )
    done = subprocess.run(
        [sys.executable, "-c", SMALL, "build", *words], env=environment(), capture_output=True, text=True, check=False
    )  # fmt: skip
    return Result(done.returncode, done.stdout, done.stderr)


def good(root: Path, out: Path, jobs: int = 1) -> Result:
    result = build(root, out, jobs)
    assert result.status == 0, result.out + result.err
    return result


def same_as_clean(root: Path) -> Result:
    """Builds what is there, and from nothing; the two are the same. Gives what the first one said."""
    result = good(root, root.parent / "kept")
    shutil.rmtree(root.parent / "clean", ignore_errors=True)
    good(root, root.parent / "clean")
    kept, clean = tree(root.parent / "kept"), tree(root.parent / "clean")
    assert {name for name in kept.keys() | clean.keys() if kept.get(name) != clean.get(name)} == set()
    return result


def put(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text, path
    path.write_text(text.replace(old, new), "utf-8")


def test_one_edit_writes_one_page(tmp_path: Path) -> None:
    root = write(tmp_path / "estate", THINGS)
    same_as_clean(root)
    put(root / "data/things/thing-07.yaml", "Thing 7", "Seven")
    assert ": 1 file written" in same_as_clean(root).out
    write(root, {"data/things/thing-065.yaml": "title: Between\n"})
    assert ": 2 files written" in same_as_clean(root).out, "its page, and the sitemap"
    (root / "data/things/thing-00.yaml").unlink()
    same_as_clean(root)


def test_what_stands_above_and_around_changes(tmp_path: Path) -> None:
    """A title in the way to the pages, one of them that is above another, the frame, the template, the code."""
    root = write(tmp_path / "estate", THINGS)
    same_as_clean(root)
    put(root / "plugins/things/plugin.py", 'f"All {len(model)}"', 'f"Every one of {len(model)}"')
    same_as_clean(root)
    put(root / "data/things/thing-03.yaml", "Thing 3", "Three")
    assert ": 2 files written" in same_as_clean(root).out, "its page, and the one below"
    for file, old, new in (
        ("content/things/index.md", "title: Things", "title: Of things"),
        ("content/things/microsite.yaml", "plugins:", "owner: Somebody\nplugins:"),
        ("content/estate.yaml", "wordmark: Example estate", "wordmark: Another"),
        ("plugins/things/templates/thing.html", ", beside", ", next to"),
    ):
        put(root / file, old, new)
        same_as_clean(root)
    (root / "content/main/more.md").write_text("---\ntitle: More\nsummary: More.\n---\nMore.\n", "utf-8")
    same_as_clean(root)


def test_a_menu_may_name_one_of_them(tmp_path: Path) -> None:
    root = write(tmp_path / "estate", THINGS)
    same_as_clean(root)
    put(root / "content/things/microsite.yaml", "plugins:", "navigation: [index.md, thing-05/]\nplugins:")
    same_as_clean(root)
    put(root / "data/things/thing-05.yaml", "Thing 5", "Five")
    same_as_clean(root)
    assert b">Five</a>" in tree(tmp_path / "kept")["public/things/thing-09/index.html"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[one],\n", "None,\n", "has to name records"),
        ("[one],\n", "[one], navigation=True,\n", "in the menu"),
        ("for one in things\n", "for one in things[1:]\n", "other pages than"),
        ("for one in things\n", "for one in things if 1 / 0\n", "ZeroDivisionError"),
    ],
)
def test_what_may_not_be_planned_together_is_told(old: str, new: str, said: str, tmp_path: Path) -> None:
    root = write(tmp_path / "estate", THINGS)
    put(root / "plugins/things/plugin.py", old, new)
    result = build(root, tmp_path / "kept")
    assert result.status == 1 and "plugins/things/plugin.py" in result.out and said in result.out
    assert "Traceback" not in result.out + result.err


def test_two_pages_at_one_address_are_told(tmp_path: Path) -> None:
    root = write(tmp_path / "estate", THINGS)
    good(root, tmp_path / "kept")
    text = "---\ntitle: Mine\nsummary: Mine.\n---\nMine.\n"
    (root / "content/things/thing-04.md").write_text(text, "utf-8")
    result = build(root, tmp_path / "kept")
    assert result.status == 1 and "[page.address]" in result.out and "thing-04.md" in result.out


def test_what_was_asked_of_private_texts_is_asked_again(tmp_path: Path) -> None:
    """A plugin that asks whether a text is private: what decides is in no key."""
    told = {
        "plugins/things/plugin.py": ROOM.replace('"One."', '"Held." if site.private(one.beside) else "Free."')
        .replace("beside: Text", "beside: Text")
        .replace('{"thing": one}', '{"thing": None}'),
        "plugins/hush/plugin.py": "from typing import ClassVar\nfrom smile.plugin import Plugin\n"
        "from smile.records import Audience, Record, Text\n\n\nclass Hushed(Record):\n"
        "    audience: ClassVar[Audience] = Audience.staff\n    words: Text\n\n\n"
        'class Hush(Plugin):\n    records = {"data/hush/*.yaml": Hushed}\n',
        "data/hush/one.yaml": "words: Wavering after the tramway\n",
        "data/things/thing-02.yaml": "title: Two\nbeside: Quite another text\n",
    }
    root = write(tmp_path / "estate", {**THINGS, **told})
    same_as_clean(root)
    page = "public/things/thing-02/index.html"
    assert b"Free." in tree(tmp_path / "kept")[page]
    put(root / "data/hush/one.yaml", "Wavering after the tramway", "Quite another text")
    same_as_clean(root)
    assert b"Held." in tree(tmp_path / "kept")[page]


def test_what_is_kept_of_records_may_be_damaged(tmp_path: Path) -> None:
    root = write(tmp_path / "estate", THINGS)
    same_as_clean(root)
    for path in (tmp_path / "kept/.smile/models/things.records").glob("*"):
        path.write_bytes(path.read_bytes()[:-3])
        put(root / "data/things/thing-11.yaml", "title: ", "title: Another ")
        same_as_clean(root)


def test_copies_plan_their_own(tmp_path: Path) -> None:
    many = {f"data/things/more-{number:03}.yaml": f"title: More {number}\n" for number in range(700)}
    root = write(tmp_path / "estate", {**THINGS, **many})
    good(root, tmp_path / "many", 3)
    same_as_clean(root)
    assert tree(tmp_path / "many") == tree(tmp_path / "clean")
    put(root / "data/things/more-123.yaml", "More 123", "Another")
    assert ": 1 file written" in good(root, tmp_path / "many", 3).out
    same_as_clean(root)
    assert tree(tmp_path / "many") == tree(tmp_path / "clean")


# what is kept of the two large registers


def items(root: Path) -> list[Path]:
    return sorted((root / "data/leap/items").rglob("*.yaml"))


def another_title(root: Path, chance: Random) -> None:
    path = chance.choice(items(root))
    path.write_text(
        f"title: Changed {chance.random()}\n" + path.read_text("utf-8").partition("\n")[2], "utf-8"
    )


def another_topic(root: Path, chance: Random) -> None:
    path = chance.choice(items(root))
    text = path.read_text("utf-8")
    old = text.partition("topic: ")[2][:2]
    put(path, f"topic: {old}\n", f"topic: t{chance.randrange(8)}\n")


def open_again(root: Path, chance: Random) -> None:
    path = chance.choice(items(root))
    path.write_text(path.read_text("utf-8").partition("answer:")[0], "utf-8")


def gone(root: Path, chance: Random) -> None:
    found = items(root)
    named = {line for path in found for line in path.read_text("utf-8").splitlines() if "same_as" in line}
    free = [path for path in found if not any(path.stem in line for line in named)]
    chance.choice(free).unlink()


def new_item(root: Path, chance: Random) -> None:
    """Some with more digits than others, and some in another folder than their year's."""
    name, text = register.item(chance.choice((900, 12_000, 99_995)) + chance.randrange(50), chance)
    if chance.random() < 0.5:
        name = name.replace("/items/", "/items/other/")
    write(root, {name: text})


def same_as(root: Path, chance: Random) -> None:
    one, other = chance.sample(items(root), 2)
    text = one.read_text("utf-8")
    one.write_text("".join(line for line in text.splitlines(True) if "same_as" not in line), "utf-8")
    with one.open("a", encoding="utf-8") as file:
        file.write(f"same_as: [{other.stem}]\n")


def of_a_partner(root: Path, chance: Random) -> None:
    name = chance.choice(("one", "two"))
    partner = f"data/leap/partners/{name}.yaml"
    named = f"name: Partner {chance.randrange(5)}\nsummary: Helps people.\npurpose: To help.\n"
    text = named + "proposed: 2024-01-10\nopportunities: [research]\n"
    write(root, {partner: text})
    path = chance.choice(items(root))
    if "partner:" not in path.read_text("utf-8"):
        with path.open("a", encoding="utf-8") as file:
            file.write(f"partner: {name}\n")


def another_setting(root: Path, chance: Random) -> None:
    old = (root / "data/leap/settings.yaml").read_text("utf-8").splitlines()[:2]
    words = [*old, "common_words: 0", "alike: 90", f"page_length: {chance.choice((5, 6))}"]
    text = "\n".join(words).replace("Topic 3", f"Topic {chance.choice('3X')}")
    write(root, {"data/leap/settings.yaml": text + "\n"})


LEAP: tuple[Move, ...] = (
    another_title, another_title, another_topic, open_again, gone, new_item, new_item, same_as, of_a_partner,
    another_setting,
)  # fmt: skip


def forums(root: Path) -> list[Path]:
    return sorted((root / "data/stakeholders").rglob("*.yaml"))


def another_note(root: Path, chance: Random) -> None:
    put(chance.choice(forums(root)), "Was met in", f"Was met {chance.randrange(2, 99)} times, Was met in")


def another_name(root: Path, chance: Random) -> None:
    put(chance.choice(forums(root)), "name: ", f"name: {chance.choice('ABC')} ")


def another_tie(root: Path, chance: Random) -> None:
    path, other = chance.choice(forums(root)), chance.choice(forums(root)).read_text("utf-8")
    id = other.partition("- id: ")[2].partition("\n")[0]
    text = path.read_text("utf-8")
    old = text.partition("connections: ")[2].partition("\n")[0]
    put(path, f"connections: {old}", f"connections: [{id}]")


def another_score(root: Path, chance: Random) -> None:
    path = chance.choice(forums(root))
    with_end = path.read_text("utf-8").partition("by: Lead")
    path.write_text(f"{with_end[0]}by: Lead {chance.randrange(99)}{with_end[2]}", "utf-8")


def another_circle(root: Path, chance: Random) -> None:
    id = chance.choice(forums(root)).read_text("utf-8").partition("- id: ")[2].partition("\n")[0]
    text = f"groups:\n  - {{id: ring, name: Ring {chance.randrange(9)}, members: [{id}]}}\n"
    write(root, {"data/stakeholders/rings.yml.d/ring.yaml": text})


def another_call(root: Path, chance: Random) -> None:
    put(root / "data/chase/interactions/log.yaml", "Call ", f"Call {chance.randrange(9)}")


def another_message(root: Path, chance: Random) -> None:
    put(root / "data/chase/messages/winter.yaml", "Ring ", f"Ring {chance.randrange(9)} times and ")


STAKEHOLDERS: tuple[Move, ...] = (
    another_note, another_note, another_name, another_tie, another_score, another_call, another_message
)  # fmt: skip


def played(root: Path, files: Mapping[str, str], moves: tuple[Move, ...], seed: int, steps: int) -> None:
    chance = Random(seed)
    write(root, files)
    same_as_clean(root)
    for _ in range(steps):
        done = [chance.choice(moves) for _ in range(chance.choice((1, 1, 2)))]
        for move in done:
            move(root, chance)
        same_as_clean(root)


@pytest.mark.parametrize("seed", [1, 2])
def test_edits_of_the_register_of_leap(seed: int, tmp_path: Path) -> None:
    staff = {
        "content/estate.yaml": register.ESTATE.replace(
            "}}", '}, staff: {url: "https://staff.example.org", title: Staff}}'
        ),
        "content/inside/microsite.yaml": "title: Staff\nsummary: S.\npath: /\naudience: staff\nplugins: [leap]\n",
        "content/inside/index.md": "---\ntitle: Staff\nsummary: S.\n---\nText.\n",
    }
    played(tmp_path / "estate", {**dict(register.estate(60)), **staff}, LEAP, seed, 9)


@pytest.mark.parametrize("seed", [1, 2])
def test_edits_of_the_register_of_stakeholders(seed: int, tmp_path: Path) -> None:
    played(tmp_path / "estate", dict(stakeholders.estate(100)), STAKEHOLDERS, seed, 9)
