"""Rooms are loaded when they are asked for: plugins that note it when their code is run, and the real command."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import MINIMAL, Result, run, write

ROOM = """\
import os
from pathlib import Path

from smile.plugin import Fragment, Page, Plugin, block
from smile.records import Record, Text

with Path(os.environ["LOADED"]).open("a") as log:
    log.write("NAME\\n")


class Thing(Record):
    title: Text


class Room(Plugin):
    records = {"data/NAME/*.yaml": Thing}

    def derive(self, data, build):
        return [thing.title for thing in data[Thing]]

    def plan(self, model, site):
        yield Page("list/", "NAME/list.html", "List", "All of them.", {"titles": model}, ())

    @block("NAME-count")
    def count(self, model, site, asked):
        return Fragment("NAME/count.html", {"count": len(model)}, ())
"""
LIST = '{% extends "page.html" %}{% block content %}{{ titles | join(", ") }}{% endblock %}'


def room(name: str) -> dict[str, str]:
    return {
        f"plugins/{name}/plugin.py": ROOM.replace("NAME", name),
        f"plugins/{name}/templates/list.html": LIST,
        f"plugins/{name}/templates/count.html": "<p>{{ count }} of NAME</p>".replace("NAME", name),
    }


class House:
    """An estate with three rooms: one that a microsite uses, one with records, one that nobody asks for."""

    def __init__(self, folder: Path) -> None:
        self.log = folder / "loaded"
        files = {**MINIMAL, **room("used"), **room("held"), **room("spare")}
        files["content/one/microsite.yaml"] = "title: One\nsummary: Uses a room.\nplugins: [used]\n"
        files["content/one/index.md"] = "---\ntitle: One\nsummary: One.\n---\nText.\n"
        files["data/held/a.yaml"] = "title: A\n"
        self.root = write(folder / "estate", files)
        self.pythonpath = {"LOADED": str(self.log), "PYTHONDONTWRITEBYTECODE": ""}

    def build(self, out: str = "site", **more: str) -> tuple[Result, list[str]]:
        """What the command said, and the rooms that it loaded."""
        self.log.unlink(missing_ok=True)
        words = ("--estate", ".", "--out", out, "--no-search", "--jobs", "1", "--now", "2026-11-22")
        result = run(*words, cwd=self.root, env={**self.pythonpath, **more})
        return result, self.log.read_text().split() if self.log.exists() else []

    def good(self, out: str = "site", **more: str) -> list[str]:
        result, loaded = self.build(out, **more)
        assert result.status == 0, result.out + result.err
        return loaded

    def page(self, path: str, out: str = "site") -> str:
        return (self.root / out / "public" / path / "index.html").read_text("utf-8")

    def manifest(self, name: str) -> Path:
        return next((self.root / "plugins" / name / "__pycache__").glob("*.manifest"))


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def test_a_room_that_nobody_asks_for_is_loaded_once(house: House) -> None:
    assert sorted(house.good()) == ["held", "spare", "used"]
    assert sorted(house.good("elsewhere")) == ["held", "used"], "a build from nothing knows it, too"
    write(house.root, {"content/main/index.md": MINIMAL["content/main/index.md"] + "More.\n"})
    assert house.good() == [], "an edit of a text needs no room at all"
    write(house.root, {"data/held/b.yaml": "title: B\n"})
    assert house.good() == ["held"]
    write(house.root, {"content/one/index.md": "---\ntitle: One\nsummary: One.\n---\nAnother text.\n"})
    assert house.good() == ["used"]


def test_changed_code_is_loaded_again(house: House) -> None:
    house.good()
    code = room("spare")["plugins/spare/plugin.py"].replace('"spare-count"', '"spare-sum"')
    write(house.root, {"plugins/spare/plugin.py": code})
    assert "spare" in house.good()
    write(
        house.root,
        {"content/main/index.md": MINIMAL["content/main/index.md"] + "\n```smile spare-sum\n```\n"},
    )
    assert "spare" in house.good()
    assert "0 of spare" in house.page("")


@pytest.mark.parametrize("found", [b"", b"SMILE-1\n", b"nothing that was ever written here"])
def test_a_damaged_manifest_is_made_anew(house: House, found: bytes) -> None:
    house.good()
    house.manifest("spare").write_bytes(found)
    assert "spare" in house.good("elsewhere")
    assert "spare" not in house.good("again")


def test_a_block_of_a_room_without_records_is_drawn_when_it_is_asked_for(house: House) -> None:
    house.good()
    write(
        house.root,
        {"content/main/index.md": MINIMAL["content/main/index.md"] + "\n```smile spare-count\n```\n"},
    )
    assert house.good() == ["spare"]
    assert "0 of spare" in house.page("")
    write(house.root, {"data/spare/a.yaml": "title: A\n"})
    assert house.good() == ["spare"]
    assert "1 of spare" in house.page("")
    (house.root / "data/spare/a.yaml").unlink()
    house.good()
    assert "0 of spare" in house.page("")


def test_a_room_that_breaks_later_is_told(house: House) -> None:
    house.good()
    write(house.root, {"plugins/spare/plugin.py": "import nothing_of_this_name\n"})
    result, _ = house.build()
    assert result.status == 1
    assert "plugins/spare/plugin.py:1: error: the plugin cannot be loaded" in result.out


def test_a_model_that_cannot_be_derived_of_nothing_is_told_where_it_is_asked_for(house: House) -> None:
    code = room("spare")["plugins/spare/plugin.py"].replace("return [thing.title for", "return [1 // 0 for")
    write(house.root, {"plugins/spare/plugin.py": code.replace("in data[Thing]]", "in [1]]")})
    house.good()
    text = MINIMAL["content/main/index.md"] + "\n```smile spare-count\n```\n"
    write(house.root, {"content/main/index.md": text})
    result, _ = house.build()
    assert result.status == 1 and "ZeroDivisionError" in result.out
    assert "plugins/spare/plugin.py:" in result.out and "Traceback" not in result.out + result.err


def test_nothing_is_written_beside_code_where_python_may_not(house: House) -> None:
    assert "spare" in house.good(PYTHONDONTWRITEBYTECODE="1")
    assert not list(house.root.rglob("*.manifest"))
    assert "spare" in house.good("elsewhere", PYTHONDONTWRITEBYTECODE="1")
