"""The handbook and the README say what is true: their examples run, and nothing is left unexplained."""

from __future__ import annotations

import argparse
import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from smile import bundled, cli, docstrings, fields, validate
from smile.commands import offered
from smile.plugin import Plugin
from smile.problems import ContentError
from smile.prose import Prose
from smile.records import Record
from smile.registry import Registry
from smile.settings import Microsite
from tests.handbook import DOCS, PAGES, README, ROOT, Code, codes, commands, prose, quoted, smile, write

NOW = ("--now", "2026-11-22", "--jobs", "1", "--no-search")
PLUGIN = PAGES["plugins.md"]
NOT_CODES = ("css", "dumps_function", "html", "js", "py", "svg", "txt", "xml", "yaml", "yml")


@pytest.fixture(scope="session")
def starter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An estate as `smile new estate` makes it."""
    folder = tmp_path_factory.mktemp("starter") / "estate"
    made = smile("new", "estate", str(folder), cwd=ROOT)
    assert made.status == 0, made.err
    return folder


@pytest.fixture
def estate(starter: Path, tmp_path: Path) -> Path:
    """A copy of it to change."""
    return Path(shutil.copytree(starter, tmp_path / "estate"))


@pytest.fixture(scope="session")
def kinds() -> list[fields.Kind]:
    """Every kind of file that the shipped plugins read."""
    return fields.kinds(Registry(bundled.plugins(ROOT)).all())


@pytest.fixture(scope="session")
def blocks() -> list[fields.Kind]:
    """Every block that the shipped plugins offer."""
    return fields.blocks(Registry(bundled.plugins(ROOT)).blocks())


# The plugin of the page "Writing a plugin"


def awards(estate: Path, embedded: bool = True) -> Path:
    """The estate with all that the page says to write."""
    for code in codes(PLUGIN):
        if code.title:
            write(estate, code.title, code.text)
    (block,) = [code.text for code in codes(PLUGIN) if code.language == "markdown"]
    page = estate / "content" / "main" / "index.md"
    if embedded:
        page.write_text(page.read_text("utf-8") + "\n" + block, "utf-8")
    return estate


def test_the_plugin_of_the_handbook_makes_its_page_and_its_block(estate: Path) -> None:
    made = smile("build", *NOW, cwd=awards(estate))
    assert made.status == 0, made.out + made.err
    page = (estate / "site" / "public" / "awards" / "index.html").read_text("utf-8")
    assert "<h1>Awards</h1>" in page
    assert "<strong>0</strong> won so far" in page
    assert "<li>The ward garden, for Example Health Awards, green category: planned</li>" in page
    line = "<li>Example Health Awards, green category closes on 15 January 2027: The ward garden</li>"
    home = estate / "site" / "public" / "index.html"
    assert line in home.read_text("utf-8")
    told = smile("uses", "data/awards/ward-garden.yaml", *NOW, cwd=estate)
    assert sorted(row.split()[1] for row in told.out.splitlines()[1:]) == ["/", "/awards/"]
    write(estate, "data/awards/ward-garden.yaml", awarded("won"))
    assert smile("build", *NOW, cwd=estate).status == 0
    assert "<strong>1</strong> won so far" in (home.parent / "awards" / "index.html").read_text("utf-8")
    assert "<li>Nothing closes soon.</li>" in home.read_text("utf-8")


def awarded(result: str) -> str:
    """The record of the page with another result."""
    (record,) = [code.text for code in codes(PLUGIN) if code.title.startswith("data/")]
    return record + f"result: {result}\n"


def test_the_plugin_of_the_handbook_looks_at_the_day_and_refuses_what_is_wrong(estate: Path) -> None:
    awards(estate)
    later = smile("build", *NOW[2:], "--now", "2027-01-16", cwd=estate)
    assert later.status == 0
    assert "Nothing closes soon." in (estate / "site" / "public" / "index.html").read_text("utf-8")
    shutil.copy(estate / "data/awards/ward-garden.yaml", estate / "data/awards/again.yaml")
    twice = smile("check", *NOW, cwd=estate)
    assert twice.status == 1
    assert twice.out.splitlines() == [
        "data/awards/again.yaml:1: error: two files hold the same entry [awards.twice]",
        "",
        "data/awards/ward-garden.yaml:1: error: two files hold the same entry [awards.twice]",
    ]
    write(estate, "data/awards/again.yaml", awarded("lost"))
    wrong = smile("check", *NOW, cwd=estate)
    assert wrong.out.startswith("data/awards/again.yaml:4:9: error: `result` cannot be this [field.choice]")


def test_the_plugin_of_the_handbook_has_fields_that_explain_themselves(estate: Path) -> None:
    told = smile("fields", "data/awards/ward-garden.yaml", cwd=awards(estate))
    assert told.out.splitlines() == [
        "| field | write | meaning |",
        "| --- | --- | --- |",
        "| `project` | text (needed) | The work that is entered. |",
        "| `award` | text (needed) | The award and its category. |",
        "| `closes` | a day, as in `2026-11-30` (needed) | The last day to enter. |",
        "| `result` | one of `planned`, `entered`, `shortlisted`, `won`; `planned` when left out "
        "| How far it is. |",
    ]


def test_the_plugin_of_the_handbook_can_be_kept_among_staff(estate: Path) -> None:
    awards(estate)
    code = (estate / "plugins" / "awards" / "plugin.py").read_text("utf-8")
    code = code.replace("import Date,", "import Audience, Date,")
    code = code.replace('NAME.yaml."""\n', 'NAME.yaml."""\n\n    audience = Audience.staff\n')
    code = code.replace("(Plugin):\n", "(Plugin):\n    audience = Audience.staff\n")
    assert code.count("audience = Audience.staff") == 2
    write(estate, "plugins/awards/plugin.py", code)
    microsite = estate / "content" / "awards" / "microsite.yaml"
    microsite.write_text(microsite.read_text("utf-8") + "audience: staff\n", "utf-8")
    refused = smile("build", *NOW, cwd=estate)
    assert refused.status == 1
    assert "[leak.block]" in refused.out and "content/main/index.md" in refused.out
    write(estate, "content/main/index.md", "---\ntitle: Home\nsummary: Home.\n---\n\nOf the ward garden.\n")
    shown = smile("build", *NOW, cwd=estate)
    assert shown.status == 1
    assert "content/main/index.md:6:4: error: / would show a staff text to the public audience" in shown.out
    write(estate, "content/main/index.md", "---\ntitle: Home\nsummary: Home.\n---\n\nHello.\n")
    assert smile("build", *NOW, cwd=estate).status == 0
    assert "The ward garden" in (estate / "site" / "staff" / "awards" / "index.html").read_text("utf-8")


def test_the_plugin_of_the_handbook_is_short() -> None:
    (code,) = [code.text for code in codes(PLUGIN) if code.language == "python"]
    assert len(code.splitlines()) < 60
    assert max(map(len, code.splitlines())) <= 110


# The messages of the page "When something is wrong"

MISTAKES = [
    (broken, said)
    for broken, said in zip(
        codes(PAGES["running/errors.md"])[::2], codes(PAGES["running/errors.md"])[1::2], strict=True
    )
]


@pytest.mark.parametrize(
    ("broken", "said"), MISTAKES, ids=[said.text.split("[")[1][:10] for _, said in MISTAKES]
)
def test_the_errors_of_the_handbook_are_what_the_build_says(estate: Path, broken: Code, said: Code) -> None:
    write(estate, broken.title, broken.text)
    told = smile("build", *NOW, cwd=estate)
    assert told.status == 1
    assert told.out == said.text
    assert not (estate / "site" / "public").exists()


def test_three_mistakes_are_shown() -> None:
    assert len(MISTAKES) == 3


def test_each_beginning_of_a_code_is_explained() -> None:
    found = set()
    for path in [*(ROOT / "smile").glob("*.py"), *(ROOT / "smile" / "doors").glob("*.py")]:
        for first, second in re.findall(r'"([a-z]+)\.([a-z_-]+)"', path.read_text("utf-8")):
            if second not in NOT_CODES:
                found.add(f"{first}.")
    assert {"field.", "leak.", "yaml."} <= found | {"field."}
    assert found <= set(quoted(PAGES["running/errors.md"]))


# Everything is explained


def parsers(
    parser: argparse.ArgumentParser, words: str = ""
) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """Every command with its words, those inside others too."""
    yield words, parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, below in action.choices.items():
                yield from parsers(below, f"{words} {name}".strip())


def test_every_command_is_explained() -> None:
    explained = {
        line.split("`")[1] for line in PAGES["running/commands.md"].splitlines() if line.startswith("| `")
    }
    for words, parser in parsers(cli.parser(offered(ROOT, cli.OWN))):
        if words not in ("", "new"):
            places = [str(a.metavar) for a in parser._actions if not a.option_strings]
            assert " ".join([words, *places]) in explained


def test_every_option_is_explained() -> None:
    explained = {word for quote in quoted(PAGES["running/commands.md"]) for word in quote.split()}
    known = {
        option
        for _, parser in parsers(cli.parser(offered(ROOT, cli.OWN)))
        for a in parser._actions
        for option in a.option_strings
    }
    assert {option for option in known if option.startswith("--")} <= explained
    assert {word for word in explained if word.startswith("--")} <= known


def test_every_exit_status_is_explained() -> None:
    numbers = set(re.findall(r"^\| (\d+) \|", PAGES["running/commands.md"], re.MULTILINE))
    assert numbers == set(map(str, (cli.DONE, cli.CONTENT, cli.USAGE, cli.MACHINE, cli.STOPPED)))


def marked() -> set[str]:
    """What the tables of the handbook are of."""
    return {what for page in PAGES.values() for what in re.findall(r"<!-- fields: (.+?) -->", page)}


def test_every_kind_of_file_and_every_block_has_its_table(
    kinds: list[fields.Kind], blocks: list[fields.Kind]
) -> None:
    for kind in kinds:
        assert kind.names[0] in marked()
    assert "blocks" in marked()
    for block in blocks:
        assert f"`{block.names[0]}`" in PAGES["editing/blocks.md"]
        assert block.names[0] in marked() or not block.type.model_fields


def test_every_field_is_explained(kinds: list[fields.Kind], blocks: list[fields.Kind]) -> None:
    for kind in (*kinds, *blocks):
        for model in docstrings.models(kind.type).values():
            assert docstrings.fields(model).keys() == model.model_fields.keys()


def test_the_tables_of_fields_are_up_to_date(tmp_path: Path) -> None:
    copy = shutil.copytree(DOCS, tmp_path / "docs")
    told = smile("fields", "--write", *map(str, sorted(Path(copy).rglob("*.md"))), cwd=ROOT)
    assert (told.status, told.out) == (0, "The tables are up to date.\n")
    estate = Path(copy) / "editing" / "estate.md"
    estate.write_text(
        estate.read_text("utf-8").replace("| `name` | text (needed) |", "| `name` | anything |")
    )
    told = smile("fields", "--write", str(estate), cwd=ROOT)
    assert told.out == f"refreshed {estate}\n"
    assert estate.read_text("utf-8") == PAGES["editing/estate.md"]


def test_the_command_says_what_it_does_not_know() -> None:
    told = smile("fields", "content/estat.yaml", cwd=ROOT)
    assert (told.status, told.out) == (2, "")
    assert told.err == "smile: no plugin reads content/estat.yaml; did you mean content/estate.yaml?\n"
    listed = smile("fields", cwd=ROOT).out
    assert "| `data/channels/*.yaml` |" in listed and "| `newest-items` |" in listed


def test_every_part_of_the_contract_is_explained() -> None:
    told = {quote.split("(")[0] for quote in quoted(PLUGIN)}
    parts = {name for name in vars(Plugin) if not name.startswith("_")}
    assert {"records", "derive", "plan"} <= parts <= told


# What is shown is right


def test_every_command_that_is_named_is_understood() -> None:
    named = {
        (name, words) for name, page in {"README.md": README, **PAGES}.items() for words in commands(page)
    }
    assert {"", "test", "serve", "check"} <= {words for name, words in named if name == "README.md"}
    for _, words in named:
        arguments = [word.lower() if word == "COMMAND" else word for word in shlex.split(words)]
        if not arguments or arguments[0] in ("command", "test", "bench", "trust") or "--help" in arguments:
            continue
        full = ["build", *arguments] if arguments[0].startswith("-") else arguments
        assert callable(cli.parser(offered(ROOT, cli.OWN)).parse_args(full).run)


def test_the_files_that_the_readme_names_are_there() -> None:
    names = [
        quote
        for quote in quoted(README)
        if re.fullmatch(r"[\w./-]+", quote) and ("/" in quote or "." in quote)
    ]
    links = [link for link in re.findall(r"\]\(([^)#]+)", prose(README)) if not link.startswith("http")]
    given = [word for words in commands(README) for word in words.split() if word.endswith(".yaml")]
    assert len(names) > 15 and len(links) > 5 and len(given) > 1
    for name in {*names, *links, *given}:
        assert (ROOT / name).exists() or name.startswith("site/") or any(ROOT.glob(f"content/*/{name}")), name


def test_the_code_that_the_handbook_names_is_there() -> None:
    folders = ("smile", "plugins", "theme", "hosting", "requirements", ".github", "tests", "starters")
    named = {
        quote
        for page in PAGES.values()
        for quote in quoted(page)
        if quote.split("/")[0] in folders and "/" in quote
    }
    assert {"smile/plugin.py", "hosting/staff/netlify.toml"} <= named
    for name in named - {"theme/templates/"}:
        assert (ROOT / name).exists(), name


def examples() -> Iterator[tuple[str, str]]:
    """The whole files that the handbook shows, save those that are wrong on purpose: path and text."""
    for name, page in PAGES.items():
        for code in codes(page) if name not in ("running/errors.md", "plugins.md", "engines.md") else []:
            if code.title:
                yield code.title, code.text


@pytest.mark.parametrize(("path", "text"), list(examples()))
def test_the_files_that_the_handbook_shows_are_right(path: str, text: str, kinds: list[fields.Kind]) -> None:
    (kind, *_) = [kind for kind in kinds if kind.fits(path)]
    assert issubclass(kind.type, Record)
    assert len(validate.records(kind.type, text.encode(), path)) == 1


def test_the_files_that_the_readme_shows_are_right(kinds: list[fields.Kind]) -> None:
    shown = [code.text for code in codes(README) if code.language in ("markdown", "yaml")]
    types: list[type[Record]] = [Prose]
    for name in ("data/channels/x.yaml", "content/newsroom/items/2026/x.md"):
        types += [kind.type for kind in kinds if kind.fits(name) and issubclass(kind.type, Record)][:1]
    types.append(Microsite)
    for kind, text in zip(types, shown, strict=True):
        assert len(validate.records(kind, text.encode(), "x.md")) == 1
    with pytest.raises(ContentError):
        validate.records(Microsite, (shown[3] + "titel: x\n").encode(), "x.yaml")


def test_the_pages_are_short_and_in_the_menu() -> None:
    menu = yaml.safe_dump(yaml.safe_load((DOCS.parent / "mkdocs.yml").read_text("utf-8"))["nav"])
    for name, page in PAGES.items():
        prose = re.sub(r"^\|.*$", "", page.split("---\n", 2)[2], flags=re.MULTILINE)  # tables are looked up
        words = re.findall(r"[^\W_][\w'./-]*", prose)
        assert len(words) < 900, name
        assert re.search(rf"(^|\s){re.escape(name)}\s", menu), name
