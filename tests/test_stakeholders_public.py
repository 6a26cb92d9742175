"""What of stakeholders is public, what other capabilities know of them, and what stays private all the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from smile import manifests
from smile.order import in_order
from smile.plugin import Plugin
from smile.registry import Registry
from tests.estates import Files, build, built, line_of, write
from tests.test_stakeholders import ESTATE, loaded

OFFICES = """\
organisations:
  - id: brackenholm-council
    name: Brackenholm Council
    group: elected-representatives
    proximity: local
    summary: Wavering on the bell tower.
    support: Lukewarm about bells.
    contact: {email: clerk@brackenholm.example.org, phone: 01632 960111}
    public:
      office: Parish council
      area: Brackenholm
      meets: On Mondays
      email: clerk@brackenholm.example.org
      website: https://brackenholm.example.org
      checked: 2026-10-01
    people:
      - id: ysolde-marchbank
        name: Ysolde Marchbank
        lawful_basis: public task
        review: 2031-01-01
        public: {office: Councillor, checked: 2026-10-01}
      - {id: tobias-private, name: Tobias Hiddenbury, lawful_basis: public task, review: 2031-01-01}
"""
SPOKEN = "title: Spoken\nsummary: Who speaks.\naudience: public\npath: /spoken/\nplugins: [stakeholders]\n"
HOME = "---\ntitle: Home\nsummary: Home.\n---\n```smile representatives\n```\n```smile leap-partners-by-kind\n```\n"
FILES: Files = {
    **ESTATE,
    "data/stakeholders/offices.yaml": OFFICES,
    "content/spoken/microsite.yaml": SPOKEN,
    "content/spoken/index.md": "---\ntitle: Spoken\nsummary: Who speaks.\n---\n[All](/spoken/all/)\n",
    "content/main/index.md": HOME,
}
PARTNER = """\
name: Marrowdene Union
summary: Bell ringers of the dene.
opportunities: [awards]
purpose: To ring together.
proposed: 2026-01-01
signed: {trust: 2026-02-01, partner: 2026-02-01}
"""
ITEM = """\
title: A quieter bell
received: 2026-03-02
route: partner
audience: voluntary-sector
topic: general
said: Please ring later.
screened: {on: 2026-03-03, by: Editor}
partner: union
"""
WINDOW = """\
title: Bells
summary: Bells.
purpose: To hear.
sources: [{name: Gazette, posts: bells.csv}]
until: 2026-11-20
"""
POSTS = (
    "date,title,text,link\n"
    "2026-11-19,Bells,Tower bells rang for the Marrowdene  UNION today,https://gazette.example.org/1\n"
    "2026-11-18,Others,The Marrowdene Unionists met,https://gazette.example.org/2\n"
    "2026-11-17,Handles,Thanks to @dene.bells for the tune,https://gazette.example.org/3\n"
)


def page(root: Path, path: str) -> str:
    return (root / "site" / path / "index.html").read_text("utf-8")


def with_joins(given: str = "leap: union") -> Files:
    text = ESTATE["data/stakeholders/local/one.yaml"]
    assert isinstance(text, str)
    account = "accounts: [{platform: x, handle: dene.bells, checked: 2026-01-01}]"
    more = f"    {given}\n    open_name: true\n    {account}\n    added:"
    return {
        **FILES,
        "data/stakeholders/local/one.yaml": text.replace("    added:", more, 1),
        "data/leap/partners/union.yaml": PARTNER,
        "data/leap/items/2026/LEAP-2026-0001.yaml": ITEM,
        "data/leap/settings.yaml": "topics: [{id: general, title: General}]\n",
        "data/windows/bells.yaml": WINDOW,
        "data/windows/posts/bells.csv": POSTS,
        "content/leap/microsite.yaml": "title: LEAP\nsummary: LEAP.\npath: /leap/\nplugins: [leap]\n",
        "content/leap/index.md": "---\ntitle: LEAP\nsummary: LEAP.\n---\nHello.\n",
        "content/windows/microsite.yaml": "title: Windows\nsummary: W.\npath: /windows/\nplugins: [windows]\n",
        "content/windows/index.md": "---\ntitle: Windows\nsummary: W.\n---\nHello.\n",
    }


def test_a_public_office_has_a_page_and_nothing_else_is_on_it(tmp_path: Path) -> None:
    built(write(tmp_path, FILES))
    body, person = (
        page(tmp_path, "public/spoken/brackenholm-council"),
        page(tmp_path, "public/spoken/ysolde-marchbank"),
    )
    for words in (
        "Brackenholm Council",
        "On Mondays",
        "clerk@brackenholm.example.org",
        "/spoken/ysolde-marchbank/",
    ):
        assert words in body
    assert "Ysolde Marchbank" in person and "/spoken/brackenholm-council/" in person
    everything = "".join(path.read_text("utf-8") for path in (tmp_path / "site/public").rglob("*.html"))
    for words in ("Tobias", "Wavering", "Lukewarm", "01632 960111", "lawful", "Win over"):
        assert words not in everything
    assert {path.name for path in (tmp_path / "site/public/spoken").iterdir() if path.is_dir()} == {
        "all", "brackenholm-council", "ysolde-marchbank",
    }  # fmt: skip
    assert "href=/spoken/brackenholm-council/" in page(tmp_path, "public").replace('"', "")


@pytest.mark.parametrize(("group", "status"), [("elected-representatives", 0), ("companies", 1)])
def test_only_a_public_office_has_a_public_page(tmp_path: Path, group: str, status: int) -> None:
    text = OFFICES.replace("elected-representatives", group)
    result = build(write(tmp_path, {**FILES, "data/stakeholders/offices.yaml": text}), "--format", "json")
    assert result.status == status
    if status:
        first, second = result.problems
        assert (first["code"], first["found"]) == ("stakeholders.public", "companies")
        assert first["line"] == line_of(tmp_path, "data/stakeholders/offices.yaml", "office: Parish")


def test_what_they_said_through_leap_and_where_windows_name_them(tmp_path: Path) -> None:
    built(write(tmp_path, with_joins()))
    shown = page(tmp_path, "restricted/organisations/marrowdene-union")
    assert "What they said through LEAP" in shown and "LEAP-2026-0001: A quieter bell" in shown
    assert "https://www.example.org/leap/LEAP-2026-0001/" in shown
    assert "https://www.example.org/leap/partners/union/" in shown
    assert "https://www.example.org/windows/bells/" in shown
    assert "gazette.example.org/1" in shown and "gazette.example.org/3" in shown
    assert "gazette.example.org/2" not in shown  # a longer word is another word
    kinds = page(tmp_path, "public")
    assert "/leap/partners/union/" in kinds and "Third sector and community groups" in kinds
    other = page(tmp_path, "restricted/people/quennell-ashdrake")
    assert "through LEAP" not in other and "in Windows" not in other


def test_an_agreement_that_is_not_there_or_is_claimed_twice_is_refused(tmp_path: Path) -> None:
    write(tmp_path, with_joins("leap: unoin"))
    result = build(tmp_path, "--format", "json")
    (problem,) = [one for one in result.problems if one["code"] == "stakeholders.reference"]
    assert (problem["found"], problem["hint"]) == ("unoin", "did you mean `union`?")
    assert problem["line"] == line_of(tmp_path, "data/stakeholders/local/one.yaml", "leap: unoin")
    twice = OFFICES.replace("    support:", "    leap: union\n    support:")
    write(tmp_path, {**with_joins(), "data/stakeholders/offices.yaml": twice})
    assert [one["code"] for one in build(tmp_path, "--format", "json").problems] == ["stakeholders.leap"]


def test_a_name_is_private_until_the_record_says_that_it_is_not(tmp_path: Path) -> None:
    named = "---\ntitle: Home\nsummary: Home.\n---\nThe Marrowdene Union rings.\n"
    write(tmp_path, {**ESTATE, "content/main/index.md": named})
    stopped = build(tmp_path, "--format", "json")
    assert [one["code"] for one in stopped.problems] == ["leak.private"]
    text = ESTATE["data/stakeholders/local/one.yaml"]
    assert isinstance(text, str)
    write(
        tmp_path,
        {"data/stakeholders/local/one.yaml": text.replace("    added:", "    open_name: true\n    added:")},
    )
    assert "Marrowdene Union" in page(built(tmp_path).parent, "public")
    write(tmp_path, {"content/main/index.md": named.replace("Marrowdene Union", "chair Quennell Ashdrake")})
    assert build(tmp_path).status == 1


FRAMEWORK = "name: Winter\nsummary: Said.\nmessages: [{id: open, text: Care goes on for all.}]\noverrides:\n"


def test_for_whom_words_are_is_private_and_the_name_of_a_group_is_not(tmp_path: Path) -> None:
    """An id stands in a framework as well as in the register: neither may be shown. A group is a common word."""
    said, override = "---\ntitle: Home\nsummary: Home.\n---\nWe write to {}.\n", FRAMEWORK
    for whom in ("companies", "marrowdene-union"):
        override += f"  - {{for: {whom}, texts: {{open: Said to {whom} alone.}}}}\n"
    write(tmp_path, {**ESTATE, "data/chase/messages/winter.yaml": override})
    write(tmp_path, {"content/main/index.md": said.format("companies")})
    built(tmp_path)
    write(tmp_path, {"content/main/index.md": said.format("marrowdene-union")})
    stopped = build(tmp_path, "--format", "json")
    assert stopped.status == 1 and {one["code"] for one in stopped.problems} == {"leak.private"}


@pytest.mark.parametrize("name", ["leap", "windows"])
def test_without_another_capability_all_else_is_the_same(tmp_path: Path, name: str) -> None:
    files = {path: text for path, text in with_joins().items() if f"/{name}/" not in path}
    if name == "leap":
        one = files["data/stakeholders/local/one.yaml"]
        assert isinstance(one, str)
        files["data/stakeholders/local/one.yaml"] = one.replace("    leap: union\n", "")
        files["content/main/index.md"] = HOME.partition("```smile leap")[0]
    built(write(tmp_path, files))
    shown = page(tmp_path, "restricted/organisations/marrowdene-union")
    assert "Biography" in shown and ("through LEAP" in shown) == (name != "leap")
    assert ("in Windows" in shown) == (name != "windows")


def test_the_register_needs_no_other_capability() -> None:
    class Alone(Plugin):
        name = "alone"
        uses = ("leap", "windows")

    class Windows(Plugin):
        name = "windows"

    alone, windows, nobody = manifests.of(Alone()), manifests.of(Windows()), Registry(())
    assert in_order([alone], (), nobody) == [alone]
    assert in_order([alone, windows], (), nobody) == [windows, alone]
    assert (
        loaded({"data/stakeholders/offices.yaml": OFFICES}).partners == {}
    )  # derived without any other model


def test_a_staff_site_holds_neither_the_public_pages_nor_the_others(tmp_path: Path) -> None:
    staff = SPOKEN.replace("audience: public", "audience: staff").replace("/spoken/", "/told/")
    files = {
        **FILES,
        "content/told/microsite.yaml": staff,
        "content/told/index.md": "---\ntitle: Told\n---\nTold.\n",
    }
    stopped = build(write(tmp_path, files), "--format", "json")
    assert stopped.status == 1
    assert [(one["code"], one["file"]) for one in stopped.problems] == [
        ("stakeholders.audience", "content/told/microsite.yaml")
    ]
