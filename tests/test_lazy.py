"""What a plugin hands over as `Lazy`: made where its key is new, written where its bytes are, and never less safe."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.estates import tree
from tests.support import Result, run, write
from tests.things import things

METHODS = """\
def derive(self, data, build):
    return data[Thing]

def plan(self, model, site):
    def made(what):
        with open(LOG, "a") as file:
            print(what, file=file)
        %s
        return what

    key = digest_of([str(one.size // 10) for one in model])
    shown = Lazy(key, lambda: {"thing": {"size": sum(one.size // 100 for one in model), "what": made("page")}})
    yield Page("all/", "things/thing.html", "All", "All things.", shown, navigation=True)
    yield File("all.txt", Lazy(key, lambda: made("file")), model)
"""


class Estate:
    """An estate whose plugin takes down what it makes."""

    def __init__(self, folder: Path, extra: str = "pass") -> None:
        self.folder, self.log = folder, folder / "log"
        methods = METHODS.replace("LOG", repr(str(self.log))) % extra
        files = things(methods, "<p>{{ thing.size }} {{ thing.what }}</p>")
        plugin = files["plugins/things/plugin.py"]
        files["plugins/things/plugin.py"] = (
            plugin.replace("import Page, Plugin", "import File, Lazy, Page, Plugin")
            + "\n\nfrom smile.scan import digest_of\n"
        )
        self.root = write(folder / "estate", files)
        self.set(1)

    def set(self, size: int) -> None:
        write(self.root, {"data/things/one.yaml": f"title: One\nsize: {size}\n"})

    def build(self, out: str = "site") -> Result:
        words = ("--out", str(self.folder / out), "--no-search", "--now", "2026-11-22")
        return run("build", "--estate", str(self.root), *words, cwd=self.root)

    def made(self) -> list[str]:
        """What was made since somebody last asked, by a build that leaves what one from nothing does."""
        self.log.write_text("", "utf-8")
        result = self.build()
        assert result.status == 0, result.out + result.err
        found = self.log.read_text("utf-8").split()
        assert self.build("clean").status == 0
        assert tree(self.folder / "site" / "public") == tree(self.folder / "clean" / "public")
        return found

    @property
    def page(self) -> Path:
        return self.folder / "site/public/things/all/index.html"


def test_it_is_made_where_its_key_is_new(tmp_path: Path) -> None:
    estate = Estate(tmp_path)
    assert estate.made() == ["file", "page"]
    assert '<a href="/things/all/">All</a>' in (estate.page.parent.parent / "index.html").read_text().replace(
        "href=/things/all/", 'href="/things/all/"'
    )
    estate.set(2)
    assert estate.made() == [], "the key is the same"
    before = estate.page.stat().st_ino
    estate.set(20)
    assert estate.made() == ["file", "page"] and estate.page.stat().st_ino == before, "but not what it says"
    estate.set(21)
    assert estate.made() == []
    estate.set(200)
    assert estate.made() == ["file", "page"] and "<p>2 page</p>" in estate.page.read_text("utf-8")


def test_other_code_makes_it_again(tmp_path: Path) -> None:
    estate = Estate(tmp_path)
    estate.made()
    plugin = estate.root / "plugins/things/plugin.py"
    plugin.write_text(plugin.read_text("utf-8").replace("return what", "return what.upper()"), "utf-8")
    assert estate.made() == ["file", "page"] and "PAGE" in estate.page.read_text("utf-8")


def test_what_others_wrote_is_looked_at_in_each_build(tmp_path: Path) -> None:
    estate = Estate(tmp_path, "site.private(what)")
    estate.made()
    write(estate.root, {"content/things/more.md": "---\ntitle: More\nsummary: More.\n---\nText.\n"})
    assert "page" in estate.made()


@pytest.mark.parametrize(
    ("extra", "said"),
    [
        ("raise RuntimeError('a fault')", ("plugins/things/plugin.py", "a fault")),
        ("return what == 'page' and 7", ("plugins/things/plugin.py", "bool", "text or bytes")),
        (
            "return Secret() if what == 'page' else what",
            ("[leak.record]", "a restricted record was handed to"),
        ),
    ],
)
def test_what_cannot_be_made_or_shown_is_told(extra: str, said: tuple[str, ...], tmp_path: Path) -> None:
    estate = Estate(tmp_path, extra)
    plugin = estate.root / "plugins/things/plugin.py"
    secret = "class Secret(Record):\n    audience = Audience.restricted\n\n\nclass Things"
    text = plugin.read_text("utf-8").replace("class Things", secret)
    text = text.replace("import Record, Text", "import Audience, Record, Text")
    plugin.write_text(text, "utf-8")
    result = estate.build()
    assert result.status == 1 and all(word in result.out for word in said), result.out + result.err
    assert "Traceback" not in result.out + result.err
