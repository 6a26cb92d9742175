"""`smile new`: what it makes builds, and what it must not touch is refused."""

from __future__ import annotations

from html import unescape
from pathlib import Path

import pytest

from smile import yaml12
from tests.support import estate, inside

MADE = ("index.md", "about.md", "taking-part.md", "questions.md", "microsite.yaml")
AWKWARD = """The "Quiet": Trust's #1 \\ garden"""


def everything(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, with what is in it."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def builds(folder: Path) -> Path:
    """Checks and builds an estate, neither of which may say a word of warning; its public site."""
    checked = inside("check", "--estate", str(folder), "--jobs", "1", cwd=folder)
    assert checked.status == 0 and checked.out.startswith("No problems."), checked
    built = inside("build", "--estate", str(folder), "--jobs", "1", "--no-search", cwd=folder)
    assert built.status == 0 and "warning" not in built.out + built.err, built
    return folder / "site" / "public"


def new_microsite(folder: Path, slug: str, *more: str) -> tuple[int, str]:
    result = inside("new", "microsite", slug, "--estate", str(folder), *more, cwd=folder)
    assert "Traceback" not in result.err
    return result.status, result.out if result.status == 0 else result.err


def test_a_new_microsite_builds(tmp_path: Path) -> None:
    folder = estate(tmp_path)
    status, said = new_microsite(folder, "quiet-garden")
    assert status == 0 and said.startswith("Made the microsite Quiet garden:\n")
    assert {path.name for path in (folder / "content" / "quiet-garden").iterdir()} == set(MADE)
    assert all(f"  content/quiet-garden/{name}\n" in said for name in MADE)
    public = builds(folder)
    for page in ("", "about/", "taking-part/", "questions/"):
        text = (public / "quiet-garden" / page / "index.html").read_text("utf-8")
        assert "Quiet garden" in text and "[[" not in text
    assert "/quiet-garden/" in (public / "index.html").read_text("utf-8"), "the list of all sites has it"


@pytest.mark.parametrize(
    "slug", ["Quiet-Garden", "quiet garden", "quiet_garden", "quiet--garden", "-x", "x-", "../x", "é", ""]
)
def test_a_slug_that_cannot_be_in_an_address_is_refused(tmp_path: Path, slug: str) -> None:
    folder = estate(tmp_path)
    before = everything(tmp_path)
    result = inside("new", "microsite", f"--estate={folder}", "--", slug, cwd=folder)
    assert result.status == 2 and "cannot be in an address" in result.err
    assert everything(tmp_path) == before


def test_a_slug_that_is_taken_is_refused(tmp_path: Path) -> None:
    folder = estate(tmp_path)
    before = everything(tmp_path)
    assert new_microsite(folder, "main") == (2, "smile: content/main is there already\n")
    assert everything(tmp_path) == before


def test_a_microsite_needs_an_estate(tmp_path: Path) -> None:
    status, said = new_microsite(tmp_path, "quiet-garden")
    assert status == 3 and "is not an estate: it has no content/estate.yaml" in said
    assert everything(tmp_path) == {}


def test_a_new_estate_builds_and_takes_a_microsite(tmp_path: Path) -> None:
    folder = tmp_path / "far" / "trust"
    result = inside("new", "estate", str(folder), cwd=tmp_path)
    assert result.status == 0 and f"Build it with: smile build --estate {folder}" in result.out
    public = builds(folder)
    for page in ("", "about/", "accessibility/", "privacy/", "example/", "example/questions/"):
        text = (public / page / "index.html").read_text("utf-8")
        assert "Example organisation" in text and "[[" not in text
    assert (folder / "site" / "staff" / "index.html").is_file()
    assert new_microsite(folder, "quiet-garden")[0] == 0
    assert (builds(folder) / "quiet-garden" / "index.html").is_file()


def test_a_new_estate_may_fill_an_empty_folder_but_no_other(tmp_path: Path) -> None:
    folder = tmp_path / "trust"
    folder.mkdir()
    assert inside("new", "estate", "trust", cwd=tmp_path).status == 0
    before = everything(tmp_path)
    result = inside("new", "estate", "trust", "--name", "Another", cwd=tmp_path)
    assert (result.status, result.err) == (2, "smile: trust is there already, and is not empty\n")
    assert everything(tmp_path) == before


def test_a_new_estate_does_not_replace_a_file(tmp_path: Path) -> None:
    (tmp_path / "trust").write_text("mine", encoding="utf-8")
    assert inside("new", "estate", "trust", cwd=tmp_path).status == 2
    assert everything(tmp_path) == {"trust": b"mine"}


def test_a_name_may_have_any_character(tmp_path: Path) -> None:
    folder = tmp_path / "trust"
    assert inside("new", "estate", "trust", "--name", AWKWARD, cwd=tmp_path).status == 0
    said = yaml_of(folder / "content" / "estate.yaml")
    assert said["owner"] == said["wordmark"] == AWKWARD
    assert said["name"] == f"{AWKWARD} communications"
    assert new_microsite(folder, "garden", "--title", AWKWARD)[0] == 0
    assert yaml_of(folder / "content" / "garden" / "microsite.yaml")["title"] == AWKWARD
    public = builds(folder)
    for page in ("index.html", "garden/index.html"):
        assert shown(AWKWARD) in shown((public / page).read_text("utf-8"))


def yaml_of(path: Path) -> dict[str, str]:
    """What a YAML file says."""
    said: dict[str, str] = yaml12.load(path.read_text("utf-8"), path.name)
    return said


def shown(text: str) -> str:
    """A text as a reader sees it: without the spelling of HTML, and whatever the shape of the quotation marks."""
    return unescape(text).translate(str.maketrans("“”‘’", "\"\"''"))
