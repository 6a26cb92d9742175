"""The leak gate: private values are planted wherever something is published, and each must stop the build."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.estates import NOW, Result, build, built, forked, line_of, smile, tree, write
from tests.leak_cases import CONTACTS, HARMLESS, NAME, NAME_AT, VALUES, WAYS, Case, about, plant
from tests.leak_files import FORMATS
from tests.vault import FILES, PAGE


@pytest.fixture(scope="module")
def estate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An estate without a leak, built."""
    root = write(tmp_path_factory.mktemp("leaks"), FILES)
    built(root)
    return root


@pytest.fixture
def planted(estate: Path) -> Iterator[Path]:
    """The same, put right again after the test, with its sites as they were all the time."""
    before = tree(estate / "site")
    kept = estate.with_name("kept")
    shutil.copytree(estate, kept, ignore=shutil.ignore_patterns("site"))
    try:
        yield estate
        assert tree(estate / "site") == before
    finally:
        _put_back(kept, estate)


def _put_back(kept: Path, estate: Path) -> None:
    for name in ("content", "data", "plugins", "theme"):
        shutil.rmtree(estate / name, ignore_errors=True)
    shutil.copytree(kept, estate, dirs_exist_ok=True)
    shutil.rmtree(kept)


def stopped(root: Path, case: Case, *more: str) -> Result:
    """Builds what must not be built; asserts what is said of it."""
    result = build(root, "--format", "json", *more)
    assert result.status == 1, result.out + result.err
    said = [problem for problem in result.problems if case.private in problem["hint"]]
    assert said, result.out
    where = [problem["file"] + (f":{problem['line']}" if problem["line"] else "") for problem in said]
    assert case.file in where, result.out
    problem = said[where.index(case.file)]
    circle = "staff" if case.private.startswith("data/memos") else "restricted"
    assert problem["code"] == "leak.private" and problem["severity"] == "error"
    assert re.fullmatch(
        re.escape(case.url)
        + rf"\S*( and \d+ more)? would show a {circle} text to the {case.audience} audience",
        problem["message"],
    ), problem["message"]
    assert case.secret.casefold() not in (result.out + result.err).casefold()
    return result


@pytest.mark.parametrize("name", VALUES)
def test_every_private_value_is_found(planted: Path, name: str) -> None:
    value, private = VALUES[name]
    write(planted, about(f"They said: {value}"))
    stopped(planted, Case({}, "content/main/about.md:7", private, value))


@pytest.mark.parametrize("name", [*WAYS, *FORMATS])
def test_every_way_out_is_watched(planted: Path, name: str) -> None:
    case = WAYS.get(name) or FORMATS[name]
    write(planted, case.files)
    stopped(planted, case)


def test_a_leak_is_told_in_words(planted: Path) -> None:
    write(planted, about(f"We met {NAME} there."))
    result = smile("--estate", planted, "--no-search", "--now", NOW, "--quiet")
    assert (result.status, result.err) == (1, "\n1 problem in 1 file. Nothing was published.\n")
    assert result.out == (
        "content/main/about.md:7:8: error: "
        "/about/ would show a restricted text to the public audience [leak.private]\n"
        "    found:    zo********\n"
        f"    try:      take it out: it is private in {NAME_AT}\n"
    )


def test_check_finds_what_a_build_finds(planted: Path) -> None:
    write(planted, about("The harbour lights affair"))
    result = forked()("check", "--estate", planted, "--now", NOW, "--format", "json")
    assert result.status == 1 and [problem["line"] for problem in result.problems] == [7]


def test_one_audience_alone_knows_the_secrets_of_all(planted: Path) -> None:
    write(planted, about("The harbour lights affair"))
    other = planted.with_name("alone")
    result = build(planted, "--audience", "public", "--out", other, "--format", "json")
    assert result.status == 1 and result.problems[0]["code"] == "leak.private"


@pytest.mark.parametrize("kind", CONTACTS)
def test_contacts_that_nobody_published_are_found(planted: Path, kind: str) -> None:
    body, number = CONTACTS[kind]
    write(planted, about(body))
    result = build(planted, "--format", "json")
    assert result.status == 1
    (problem,) = result.problems
    said = kind.split(" in a")[0].removeprefix("escaped ").replace("number in", "telephone number in")
    said = "telephone number" if said == "number" else said
    article = "a" if said[0] == "t" else "an"
    assert (problem["code"], problem["message"]) == (
        "leak.contact",
        f"/about/ would show {article} {said} to the public",
    )
    assert (problem["file"], problem["line"]) == ("content/main/about.md", 7)
    assert number not in result.out
    assert ("published_contacts" in problem["hint"]) == (said != "NHS number")


def test_a_record_handed_to_a_public_page_is_refused(planted: Path) -> None:
    plugin = str(FILES["plugins/vault/plugin.py"]).replace(
        '{"text": copied}', '{"text": copied, "case": model[Case][0]}'
    )
    write(planted, {**plant("x", "planted/", "context"), "plugins/vault/plugin.py": plugin})
    result = build(planted, "--format", "json")
    assert result.status == 1
    (problem,) = result.problems
    assert (problem["file"], problem["line"], problem["code"]) == ("data/cases/one.yaml", 1, "leak.record")


def test_what_may_be_shown_is_shown(tmp_path: Path) -> None:
    body = "\n\n".join(HARMLESS.values())
    write(tmp_path, FILES)
    published = str(FILES["content/estate.yaml"]).replace("01632 960500", '01632 960500, "01632 960777"')
    write(tmp_path, {**about(body + "\n\nCall 01632 960 777."), "content/estate.yaml": published})
    write(tmp_path, {"content/closed/index.md": f"---\ntitle: Closed\n---\nAsk {NAME}, Sundermere.\n"})
    write(
        tmp_path,
        {"content/inside/index.md": "---\ntitle: Staff\n---\nThe canteen closes early. a.b@example.net\n"},
    )
    site = built(tmp_path)
    assert NAME in (site / "restricted" / "index.html").read_text("utf-8")
    assert NAME in (site / "restricted" / "organisations" / "quillhaven-forum" / "index.html").read_text(
        "utf-8"
    )
    assert "canteen closes early" in (site / "staff" / "index.html").read_text("utf-8")
    assert "01632 960 777" in (site / "public" / "about" / "index.html").read_text("utf-8")


def test_pages_built_earlier_are_looked_at_again_when_something_becomes_private(estate: Path) -> None:
    new = "- text: We are here\n"
    before = tree(estate / "site")
    write(estate, {"data/memos.yaml": str(FILES["data/memos.yaml"]) + new})
    where = Case({}, "content/main/about.md:7", "data/memos.yaml:2, field text", "We are here")
    stopped(estate, where)
    stopped(estate, where)  # as long as it is there
    assert tree(estate / "site") == before
    write(estate, {"data/memos.yaml": FILES["data/memos.yaml"]})
    assert build(estate).status == 0 and tree(estate / "site") == before


FILTER = '<p data-pagefind-filter="who">Zorabel <i data-pagefind-ignore>or</i> Winterquist</p>'
HALVES = "<p>Zorabel <span data-pagefind-ignore>and others, who met</span> Winterquist</p>"


def test_search_indexes_are_watched(tmp_path: Path) -> None:
    """What a page shows apart stands together in its index."""
    page = {"plugins/vault/templates/page.html": PAGE % HALVES}
    write(tmp_path, {**FILES, **plant("x", "planted/", "page"), **page, "data/stakeholders.yaml": None})
    searched = ("build", "--estate", tmp_path, "--now", NOW, "--jobs", "2", "--format", "json")
    assert forked()(*searched).status == 0
    before = tree(tmp_path / "site")
    # private only now, when the index is there already
    write(tmp_path, {"data/stakeholders.yaml": FILES["data/stakeholders.yaml"]})
    for _ in "twice":
        result = forked()(*searched)
        assert result.status == 1, result.out
        (problem,) = result.problems
        assert problem["message"].startswith("/pagefind/fragment/") and NAME_AT in problem["hint"]
        assert problem["file"] == "data/plants.yaml" and NAME not in result.out
        assert tree(tmp_path / "site") == before
    shutil.rmtree(tmp_path / "site")  # and in one that is made from nothing
    assert forked()(*searched).status == 1
    assert not (tmp_path / "site" / "public").exists()


def test_a_filter_of_the_search_is_watched(tmp_path: Path) -> None:
    page = PAGE % FILTER
    write(tmp_path, {**FILES, **plant("x", "planted/", "page"), "plugins/vault/templates/page.html": page})
    result = forked()("build", "--estate", tmp_path, "--now", NOW, "--jobs", "2", "--format", "json")
    assert result.status == 1 and all(NAME_AT in problem["hint"] for problem in result.problems)


def test_no_secret_is_printed_of_a_record_that_is_wrong_in_another_way(planted: Path) -> None:
    """A leak in the address of a page, with a broken link beside it."""
    write(planted, {**about(f"[Gone](gone.md) {NAME}"), **plant("x", "quillhaven-forum/", "page")})
    result = build(planted, "--format", "json")
    assert result.status == 1 and {problem["code"] for problem in result.problems} == {
        "leak.private",
        "link.broken",
    }
    assert NAME not in result.out
    assert line_of(planted, "data/plants.yaml", "quillhaven-forum") in {
        problem["line"] for problem in result.problems
    }
