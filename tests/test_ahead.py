"""What a model takes for granted: the same words and bytes, and nothing published if it does not hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.register import estate as register
from tests.estates import tree
from tests.support import Result, run, write
from tests.things import things

METHODS = """\
def derive(self, data, build):
    titles = [(one.key, lambda one=one: [each.title for each in one.records]) for one in data.parts(Thing)]
    parts = build.each(titles)
    if not build.sure(lambda: all(10 / one.size > 1 for one in data[Thing])):
        large = [one for one in data[Thing] if one.size > 9]
        raise ContentError(Problem(*build.place(one, "size"), "things.size", "too large") for one in large)
    return data[Thing], sorted(title for part in parts for title in part)

def plan(self, model, site):
    for thing in model[0]:
        shown = {"all": len(model[1]), "thing": thing}
        yield Page(f"{thing.id}/", "things/thing.html", thing.title, "A thing.", shown, [thing])
"""
THINGS = 420
"""More than one process has at once."""


def estate(folder: Path) -> Path:
    files = things(METHODS, "<p>{{ thing.size }} of {{ all }}</p>")
    files["data/things/odd.yaml"] = "title: Odd\nsize: 3\n"
    for number in range(THINGS):
        files[f"data/things/thing-{number:03}.yaml"] = f"title: Thing {number}\nsize: 5\n"
    return write(folder / "estate", files)


def build(root: Path, out: str, *more: str) -> Result:
    words = ("--out", str(root.parent / out), "--no-search", "--now", "2026-11-22", *more)
    return run("build", "--estate", str(root), *words, cwd=root)


@pytest.mark.parametrize(
    ("size", "said"),
    [
        (12, "data/things/odd.yaml:2:7: error: too large [things.size]"),
        (0, "cannot derive what follows from its records"),
    ],
)
def test_what_does_not_hold_is_told_as_if_it_had_been_known(size: int, said: str, tmp_path: Path) -> None:
    root = estate(tmp_path)
    assert build(root, "many", "--jobs", "3").status == 0
    before = tree(tmp_path / "many")
    write(root, {"data/things/odd.yaml": f"title: Odd\nsize: {size}\n"})
    one, many = build(root, "one", "--jobs", "1"), build(root, "many", "--jobs", "3")
    assert one == many and one.status == 1 and said in one.out
    assert build(root, "many", "--jobs", "3") == many, (
        "a model that nobody was sure of is not taken for a good one"
    )
    assert tree(tmp_path / "many") == before
    write(root, {"data/things/odd.yaml": "title: Odd\nsize: 4\n"})
    assert build(root, "many", "--jobs", "3").status == 0
    assert build(root, "new", "--jobs", "1").status == 0
    assert tree(tmp_path / "many") == tree(tmp_path / "new")


def test_what_is_wrong_with_records_hides_what_drawing_would_tell(tmp_path: Path) -> None:
    root = estate(tmp_path)
    write(
        root,
        {
            "data/things/odd.yaml": "title: Odd\nsize: 12\n",
            "data/things/thing-003.yaml": "title: T\nsize: 7\n",
        },
    )
    one, many = build(root, "one", "--jobs", "1"), build(root, "many", "--jobs", "3")
    assert one == many and "[things.size]" in one.out and "thing.html" not in one.out
    write(root, {"data/things/odd.yaml": "title: Odd\nsize: 3\n"})
    many = build(root, "many", "--jobs", "3")
    assert many.status == 1 and "thing.html:3: error:" in many.out


def test_a_register_has_the_same_pages_and_the_same_problems_on_any_number_of_cores(tmp_path: Path) -> None:
    root = write(tmp_path / "estate", dict(register(600)))
    assert build(root, "many", "--jobs", "3").status == build(root, "one", "--jobs", "1").status == 0
    assert tree(tmp_path / "many") == tree(tmp_path / "one")
    before = tree(tmp_path / "many")
    file = root / "data/leap/items/2021/LEAP-2021-00002.yaml"
    other = (root / "data/leap/items/2023/LEAP-2023-00004.yaml").read_text("utf-8")
    response = next(line for line in other.splitlines() if "  response:" in line)
    own = next(line for line in file.read_text("utf-8").splitlines() if "  response:" in line)
    file.write_text(file.read_text("utf-8").replace(own, response), "utf-8")
    wrong = root / "data/stakeholders.yaml"
    write(root, {"data/stakeholders.yaml": "people: [{id: a, name: Ann, connections: [nobody]}]\n"})
    for out in ("many", "cold"):
        found = build(root, out, "--jobs", "3")
        assert found == build(root, f"{out}-one", "--jobs", "1") and found.status == 1
        assert "[leap.alike]" in found.out and "[field.missing]" in found.out, "all that is wrong, at once"
    wrong.unlink()
    found = build(root, "many", "--jobs", "3")
    assert found.status == 1 and "[leap.alike]" in found.out and "LEAP-2021-00002.yaml" in found.out
    assert tree(tmp_path / "many") == before
