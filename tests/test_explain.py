"""`smile why` and `smile uses`: what a page was made from, and what a file reaches."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.shipped import Shipped
from tests.shipped import shipped as once
from tests.support import MINIMAL, NOW, Result, estate, inside, write

BLOG = "data/channels/ceo-blog.yaml"


@pytest.fixture
def shipped() -> Shipped:
    return once()


def asked(folder: Path, *words: str) -> Result:
    return inside(*words, "--now", NOW, "--jobs", "1", "--no-search", cwd=folder)


def groups(text: str) -> dict[str, list[str]]:
    """The answer of `why` by its headings."""
    parts = [part.splitlines() for part in text.strip().split("\n\n")]
    return {part[0]: [line.strip() for line in part[1:]] for part in parts}


def listed(text: str) -> list[tuple[str, str]]:
    """The answer of `uses`: site and address of what is reached."""
    return [(line.split()[0], line.split()[1]) for line in text.splitlines()[1:]]


# --- the shipped estate


def test_why_names_records_settings_templates_and_plugin(shipped: Shipped) -> None:
    result = inside(*shipped.arguments("why", "/channels/ceo-blog/"), cwd=shipped.out)
    assert result.status == 0 and result.err == ""
    found = groups(result.out)
    assert next(iter(found)) == "/channels/ceo-blog/ on the public site: CEO Blog"
    assert found["Content and records"][0] == BLOG
    assert found["Settings"] == ["content/estate.yaml", "content/channels/microsite.yaml"]
    assert {
        "plugins/channels/templates/channel.html",
        "theme/templates/page.html",
        "theme/templates/shell.html",
    } <= set(found["Templates"])
    assert "plugins/channels" in found["Plugins"]
    assert "content/newsroom/microsite.yaml" in found["Header, menus and footer"]


@pytest.mark.parametrize(
    "url", ["channels/ceo-blog", "/channels/ceo-blog", "https://smile.example.org/channels/ceo-blog/"]
)
def test_why_takes_an_address_as_people_write_it(shipped: Shipped, url: str) -> None:
    plain = inside(*shipped.arguments("why", "/channels/ceo-blog/"), cwd=shipped.out)
    assert inside(*shipped.arguments("why", url), cwd=shipped.out) == plain


def test_why_answers_for_an_address_on_several_sites(shipped: Shipped) -> None:
    result = inside(*shipped.arguments("why", "/"), cwd=shipped.out)
    assert result.status == 0
    heads = [line for line in result.out.splitlines() if line.startswith("/ on the ")]
    assert [head.split()[3] for head in heads] == ["restricted", "public", "staff"]


def test_uses_lists_the_page_of_a_channel_and_the_list_of_channels(shipped: Shipped) -> None:
    result = inside(*shipped.arguments("uses", BLOG), cwd=shipped.out)
    assert result.status == 0 and result.err == ""
    found = listed(result.out)
    assert result.out.splitlines()[0] == f"{BLOG} reaches {len(found)} pages or files:"
    assert {("public", "/channels/"), ("public", "/channels/ceo-blog/")} <= set(found)
    assert found == sorted(set(found))
    assert {audience for audience, _ in found} == {"public"}
    assert ("public", "/wellbeing-academy/") not in found


def test_why_and_uses_agree(shipped: Shipped) -> None:
    reached = listed(inside(*shipped.arguments("uses", BLOG), cwd=shipped.out).out)
    for url in ("/channels/", "/newsroom/channel/ceo-blog/feed.xml"):
        assert ("public", url) in reached
        assert BLOG in inside(*shipped.arguments("why", url), cwd=shipped.out).out.split()
    assert ("public", "/about/") not in reached
    assert BLOG not in inside(*shipped.arguments("why", "/about/"), cwd=shipped.out).out.split()


def test_uses_of_a_template_is_every_page_made_with_it(shipped: Shipped) -> None:
    found = listed(
        inside(*shipped.arguments("uses", "plugins/channels/templates/channel.html"), cwd=shipped.out).out
    )
    channels = sorted(path.stem for path in Path(__file__).parent.parent.glob("data/channels/*.yaml"))
    assert found == [("public", f"/channels/{slug}/") for slug in channels]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ("why", "/channels/ceo-blg/"),
            "nothing is at /channels/ceo-blg/; did you mean /channels/ceo-blog/?",
        ),
        (
            ("uses", "data/channels/ceo-blg.yaml"),
            f"there is no file data/channels/ceo-blg.yaml in the estate; did you mean {BLOG}?",
        ),
    ],
)
def test_what_is_not_there_ends_with_2_and_a_hint(
    shipped: Shipped, words: tuple[str, ...], said: str
) -> None:
    assert inside(*shipped.arguments(*words), cwd=shipped.out) == Result(2, "", f"smile: {said}\n")


@pytest.mark.parametrize("verb", ["why", "uses"])
def test_a_question_without_its_subject_is_wrong_usage(shipped: Shipped, verb: str) -> None:
    result = inside(*shipped.arguments(verb), cwd=shipped.out)
    assert result.status == 2 and "usage:" in result.err


# --- small estates


def test_the_answer_holds_for_what_is_there_now(tmp_path: Path) -> None:
    folder = estate(tmp_path)
    assert asked(folder, "why", "/later/").status == 2
    write(folder, {"content/main/later.md": "---\ntitle: Later\nsummary: New.\n---\nText.\n"})
    result = asked(folder, "why", "/later/")
    assert result.status == 0
    assert groups(result.out)["Content and records"] == ["content/main/later.md"]
    (folder / "content/main/later.md").unlink()
    assert asked(folder, "why", "/later/").status == 2
    assert asked(folder, "uses", "content/main/later.md").status == 2


def test_what_is_damaged_of_what_was_kept_is_made_again(tmp_path: Path) -> None:
    root = write(tmp_path / "estate", MINIMAL)
    words = ("/", "--estate", str(root), "--now", NOW)
    good = inside("why", *words, cwd=tmp_path)
    assert good.status == 0 and "content/main/index.md" in good.out
    for large in (root / "site" / ".smile" / "sites").glob("*-pages"):
        large.write_bytes(large.read_bytes()[:-1] + b"!")
    assert inside("why", *words, cwd=tmp_path) == good


def test_a_file_may_be_named_from_the_folder_one_is_in(tmp_path: Path) -> None:
    folder = estate(tmp_path)
    result = asked(folder / "content/main", "uses", "index.md", "--estate", "../..")
    assert result == asked(folder, "uses", "content/main/index.md")
    assert result.status == 0 and ("public", "/") in listed(result.out)


def test_a_file_that_no_page_leans_on_reaches_nothing(tmp_path: Path) -> None:
    folder = estate(tmp_path, {"notes.txt": "Mine.\n"})
    result = asked(folder, "uses", "notes.txt")
    assert result == Result(0, "notes.txt reaches nothing.\n", "")


def test_the_settings_of_the_estate_reach_every_page(tmp_path: Path) -> None:
    folder = estate(tmp_path, {"content/main/more.md": "---\ntitle: More\nsummary: More.\n---\nText.\n"})
    found = listed(asked(folder, "uses", "content/estate.yaml").out)
    assert {("public", "/"), ("public", "/more/"), ("public", "/404.html")} <= set(found)


@pytest.mark.parametrize("words", [("why", "/"), ("uses", "content/main/index.md")])
def test_an_estate_with_problems_is_told_and_gives_no_answer(tmp_path: Path, words: tuple[str, str]) -> None:
    folder = estate(tmp_path, {"content/main/index.md": "---\ntitle: 12\nsumary: Wrong.\n---\nText.\n"})
    result = asked(folder, *words)
    assert result.status == 1
    assert "content/main/index.md:3" in result.out and "Traceback" not in result.err
