"""The doors for MkDocs and Pelican sites, with the real engines as child processes."""

from __future__ import annotations

import datetime as dt
import pickle
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Literal
from xml.etree import ElementTree as ET

import pytest

from smile.doors import DoorJob, DoorResult, ForeignPage, draw
from smile.doors.markup import plain, tags
from smile.doors.own import Moved, without_inline
from smile.problems import ContentError, MachineError

ROOT = Path(__file__).resolve().parent.parent
Place = tuple[str, int, int, str]
Files = Mapping[str, str | bytes]
NOW = dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)
MKDOCS = "site_name: Try\n"
PELICAN = 'PATH = "content"\nTIMEZONE = "Europe/London"\nSITENAME = "Try"\n'
POST = "Title: {title}\nDate: 2026-01-{day:02}\n{more}\nWords of {title}.\n"


def job(
    estate: Path, shell: Literal["shared", "own"] = "shared", drafts: bool = False, **more: str
) -> DoorJob:
    work = estate.parent / f"work-{len(list(estate.parent.iterdir()))}"
    work.mkdir()
    folder = estate / "content" / "try"
    base = "https://www.example.org"
    edit = more.get("edit", "")
    return DoorJob(estate, folder, ROOT / "theme", work, "Try", base, "/try/", shell, drafts, NOW, edit)


def estate(at: Path, files: Files) -> Path:
    for name, text in files.items():
        file = at / "estate" / "content" / "try" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return at / "estate"


def post(title: str, day: int = 1, more: str = "") -> str:
    return POST.format(title=title, day=day, more=more)


def by_path(made: DoorResult) -> dict[str, ForeignPage]:
    return {page.path: page for page in made.pages}


def refused(at: Path, files: Files, engine: str) -> list[Place]:
    """Where and what the errors are; that nothing was written into the content is seen to as well."""
    made = estate(at, files)
    before = {file: file.read_bytes() for file in made.rglob("*") if file.is_file()}
    with pytest.raises(ContentError) as caught:
        draw(job(made), engine)
    assert {file: file.read_bytes() for file in made.rglob("*") if file.is_file()} == before
    errors = [problem for problem in caught.value.problems if problem.severity == "error"]
    assert not any(str(at) in problem.text() for problem in errors)
    return [(each.file.removeprefix("content/try/"), each.line, each.column, each.code) for each in errors]


def cards(page: ForeignPage) -> list[str]:
    """The addresses that a page lists."""
    return re.findall(r'card__title"><a href="(.*?)"', page.body)


# What the engines' own quick-starts make


def test_mkdocs_quick_start_becomes_a_microsite(tmp_path: Path) -> None:
    folder = tmp_path / "estate" / "content" / "try"
    folder.parent.mkdir(parents=True)
    subprocess.run([sys.executable, "-m", "mkdocs", "new", str(folder)], check=True, capture_output=True)
    (folder / "microsite.yaml").write_text("title: Try\nengine: mkdocs\n", "utf-8")
    made = draw(job(tmp_path / "estate"), "mkdocs")
    (page,) = made.pages
    assert (page.path, page.title, page.navigation) == ("/", "Welcome to MkDocs", True)
    assert page.source == "content/try/docs/index.md"
    assert "<h1" not in page.body
    assert '<h2 id="commands">Commands</h2>' in page.body
    assert page.summary == "For full documentation visit mkdocs.org."
    assert (made.files, made.warnings) == ((), ())
    assert not (folder / "site").exists()


def test_pelican_quick_start_becomes_a_microsite(tmp_path: Path) -> None:
    folder = tmp_path / "estate" / "content" / "try"
    answers = "\n" * 4 + "n\nn\nEurope/London\n" + "n\n" * 10
    command = [sys.executable, "-m", "pelican.tools.pelican_quickstart", "-p", str(folder)]
    command += ["-t", "My blog", "-a", "The team", "-l", "en"]
    subprocess.run(command, input=answers, text=True, check=True, capture_output=True)
    (folder / "microsite.yaml").write_text("title: Try\nengine: pelican\n", "utf-8")
    (empty,) = draw(job(tmp_path / "estate"), "pelican").pages
    assert (empty.path, empty.kind, empty.title) == ("/", "index", "Try")
    (folder / "content" / "first.md").write_text(post("First & foremost", 7), "utf-8")
    made = draw(job(tmp_path / "estate"), "pelican")
    page = by_path(made)["/first-foremost/"]
    assert (page.title, page.kind, page.author) == ("First & foremost", "article", "The team")
    assert page.published == dt.date(2026, 1, 7)
    assert page.source == "content/try/content/first.md"
    assert 'href="/try/first-foremost/">First &amp; foremost</a>' in by_path(made)["/"].body
    assert [feed.path for feed in made.feeds] == ["/try/feed.xml", "/try/rss.xml"]
    assert not (folder / "output" / "index.html").exists()


# What they make of a site


ONE = """---
summary: In short.
reviewed: 2026-02-07
owner: Team
---
# First

## Part

# Second

| a | b |
| --- | ---: |
| 1 | 2 |

<p onclick="x()" style="color:red">x</p>
<script>alert(1)</script>
"""


def test_mkdocs_site_keeps_its_menu_and_gives_its_facts(tmp_path: Path) -> None:
    files: Files = {
        "mkdocs.yml": MKDOCS
        + "nav:\n  - Start: index.md\n  - More:\n      - more/index.md\n      - more/one.md\n"
        "  - Elsewhere: https://www.example.org/\n",
        "docs/index.md": "# Hello <em>you</em> &amp; me\n\n[1](more/one.md#part), [2](more/one.md#first)\n",
        "docs/more/index.md": "---\ntitle: All the rest\ntags: [a, b]\n---\n\nText.\n",
        "docs/more/one.md": ONE,
        "docs/left-out.md": "# Left out\n\n![A dot](dot.png)\n",
        "docs/dot.png": b"dot",
    }
    made = draw(job(estate(tmp_path, files)), "mkdocs")
    found = by_path(made)
    ordered = sorted(made.pages, key=lambda page: page.order)
    assert [(page.path, page.order, page.navigation, page.parent) for page in ordered] == [
        ("/", 0, True, None),
        ("/more/", 1, True, None),
        ("/more/one/", 2, True, "/more/"),
        ("/left-out/", 4, False, None),
    ]
    assert [(link.title, link.url, link.order) for link in made.links] == [
        ("Elsewhere", "https://www.example.org/", 3)
    ]
    assert (found["/"].title, found["/"].label) == ("Hello you & me", "Start")
    assert (found["/more/"].title, found["/more/"].tags) == ("All the rest", ("a", "b"))
    one = found["/more/one/"]
    assert (one.summary, one.reviewed, one.owner) == ("In short.", dt.date(2026, 2, 7), "Team")
    assert one.body.startswith('<span id="first"></span>\n')  # a link of the first page leads there
    assert re.findall(r"<h\d id=\"\w+\"", one.body) == ['<h3 id="part"', '<h2 id="second"'], (
        "one level down: it has a second h1"
    )
    assert '<td align="right">2</td>' in one.body
    assert [each.found for each in made.warnings] == ['onclick="x()"', 'style="color:red"', "<script>"]
    assert all(each.file == "content/try/docs/more/one.md" and each.line > 10 for each in made.warnings)
    assert not re.search("style=|onclick|<script", one.body)
    assert [file.path for file in made.files] == ["/dot.png"]
    assert pickle.loads(pickle.dumps(made)) == made


def test_site_features_run_from_the_working_folder(tmp_path: Path) -> None:
    """Relative paths of mkdocs.yml (docs_dir, hooks, INHERIT) hold although settings come by a pipe."""
    files: Files = {
        "mkdocs.yml": "INHERIT: base.yml\ndocs_dir: pages\n",
        "base.yml": MKDOCS
        + "hooks:\n  - hook.py\nplugins:\n  - search\ntheme:\n  name: mkdocs\n  locale: en\n",
        "hook.py": "def on_page_markdown(markdown, **_):\n    return markdown + 'by the hook'\n",
        "pages/index.md": "# Hi\n\ntext\n",
    }
    made = draw(job(estate(tmp_path, files)), "mkdocs")
    assert by_path(made)["/"].body == "<p>text\nby the hook</p>"
    assert made.files == (), "MkDocs' own search is not taken along"
    assert not list((tmp_path / "estate").rglob("__pycache__"))


@pytest.mark.parametrize(("drafts", "paths"), [(False, ["/"]), (True, ["/draft/", "/", "/later/"])])
def test_mkdocs_builds_what_is_due(tmp_path: Path, drafts: bool, paths: list[str]) -> None:
    files: Files = {
        "mkdocs.yml": MKDOCS + "draft_docs: |\n  drafts/\nexclude_docs: |\n  never.md\n",
        "docs/index.md": "---\npublish: 2026-11-22\n---\n# Hi\n",
        "docs/draft.md": "---\ndraft: true\n---\n# Draft\n",
        "docs/later.md": "---\npublish: 2026-11-23\n---\n# Later\n",
        "docs/over.md": "---\nexpires: 2026-11-22\n---\n# Over\n",
        "docs/never.md": "# Never\n",
    }
    assert [page.path for page in draw(job(estate(tmp_path, files), drafts=drafts), "mkdocs").pages] == paths


def test_replies_link_both_ways(tmp_path: Path) -> None:
    files: Files = {
        "pelicanconf.py": PELICAN,
        "content/a.md": post("A <b>claim</b>", 1),
        "content/b.md": post("An answer", 2, "Reply_to: a-claim\nTags: talk\n"),
        "content/c.rst": "Other\n#####\n\n:date: 2026-01-03\n:reply_to: a-claim\n:tags: talk, more\n\nOk.\n",
        "content/pages/about.md": "Title: About\n\n## Who\n\nUs, and [the claim]({filename}../a.md).\n",
        "content/images/a.png": b"dot",
    }
    found = by_path(made := draw(job(estate(tmp_path, files)), "pelican"))
    assert found["/an-answer/"].body.startswith(
        '<p class="reply">In reply to: <a href="/try/a-claim/">A claim</a></p>'
    )
    replies = re.findall(r'<p class="reply">Reply: <a href="(.*?)">', found["/a-claim/"].body)
    assert replies == ["/try/an-answer/", "/try/other/"]
    assert '<a href="/try/a-claim/">the claim</a>' in found["/about/"].body
    assert '<h2 id="who">Who</h2>' in found["/about/"].body
    assert (found["/about/"].navigation, found["/a-claim/"].navigation) == (True, False)
    assert found["/a-claim/"].parent == "/"
    listed = cards(found["/"])
    assert listed == ["/try/other/", "/try/an-answer/", "/try/a-claim/"]
    assert "7 January" not in found["/"].body and "3 January 2026" in found["/"].body
    assert {"/tag/talk/", "/tag/more/", "/category/misc/"} <= found.keys()
    assert '<h2 id="by-tag">By tag</h2>\n<ul><li><a href="/try/tag/more/">more</a></li>' in found["/"].body
    assert (found["/"].label, found["/tag/more/"].parent, found["/"].parent) == ("All posts", "/", None)
    assert [file.path for file in made.files] == ["/feed.xml", "/images/a.png", "/rss.xml"]
    feed = next(file for file in made.files if file.path == "/feed.xml").file
    entries = ET.parse(feed).getroot().findall("{*}entry/{*}link")
    assert [link.get("href") for link in entries] == [f"https://www.example.org{path}" for path in listed]


@pytest.mark.parametrize(
    ("drafts", "paths"), [(False, ["/first/"]), (True, ["/draft/", "/first/", "/later/"])]
)
def test_pelican_builds_what_is_due(tmp_path: Path, drafts: bool, paths: list[str]) -> None:
    files: Files = {
        "pelicanconf.py": PELICAN,
        "content/first.md": "Title: First\nDate: 2026-11-22 23:00\n\nText.\n",
        "content/later.md": "Title: Later\nDate: 2026-11-23\n\nText.\n",
        "content/draft.md": post("Draft", 1, "Status: draft\n"),
        "content/over.md": post("Over", 1, "Expires: 2026-11-22\n"),
    }
    made = draw(job(estate(tmp_path, files), drafts=drafts), "pelican")
    assert [page.path for page in made.pages if page.kind == "article"] == paths
    assert sorted(cards(by_path(made)["/"])) == ["/try" + path for path in paths]


# What is wrong


def test_mkdocs_problems_have_their_places(tmp_path: Path) -> None:
    files: Files = {
        "mkdocs.yml": MKDOCS + "nav:\n  - index.md\n  - Gone: gone.md\n",
        "docs/index.md": "# Hi\n\nA [a](nope.md), [b](a.md#nothing), [c](#here), [d](draft.md).\n",
        "docs/a.md": "# A\n\n![Picture](gone.png)\n",
        "docs/draft.md": "---\ndraft: true\n---\n# Draft\n",
    }
    assert refused(tmp_path, files, "mkdocs") == [
        ("docs/a.md", 3, 12, "mkdocs.link"),
        ("docs/index.md", 3, 7, "mkdocs.link"),
        ("docs/index.md", 3, 21, "mkdocs.anchor"),
        ("docs/index.md", 3, 40, "mkdocs.anchor"),
        ("docs/index.md", 3, 52, "mkdocs.link"),
        ("mkdocs.yml", 4, 11, "mkdocs.nav"),
    ]


def test_front_matter_is_checked_before_mkdocs_prints_it(tmp_path: Path) -> None:
    files: Files = {
        "mkdocs.yml": MKDOCS,
        "docs/colon.md": "---\ntitle: a: b\n---\n# Hi\n",
        "docs/date.md": "---\nreviewed: soon\n---\n# Hi\n",
        "docs/draft.md": "---\ndraft: yes\n---\n# Hi\n",
        "docs/latin.md": b"# Caf\xe9\n",
        "docs/list.md": "---\n- a\n---\n# Hi\n",
        "docs/open.md": "---\ntitle: x\n\ntext\n",
        "docs/rule.md": "---\n\nA rule, and no front matter.\n",
        "docs/twice.md": "---\ntitle: a\ntitle: b\n---\n",
    }
    assert refused(tmp_path, files, "mkdocs") == [
        ("docs/colon.md", 2, 9, "yaml.colon"),
        ("docs/date.md", 2, 11, "matter.date"),
        ("docs/draft.md", 2, 8, "matter.draft"),
        ("docs/latin.md", 1, 6, "file.encoding"),
        ("docs/list.md", 2, 1, "matter.fields"),
        ("docs/open.md", 1, 1, "matter.open"),
        ("docs/twice.md", 3, 1, "yaml.duplicate"),
    ]


PAGE = {"docs/index.md": "# Hi\n"}
TEMPLATE = {"docs/index.md": "---\ntemplate: home.html\n---\n# Hi\n"}
HOOK = {"hook.py": "def on_page_markdown(**_):\n    raise ValueError('boom')\n"}


@pytest.mark.parametrize(
    ("settings", "files", "expected"),
    [
        ("", {}, ("microsite.yaml", 1, 0, "mkdocs.config")),
        ("site_name: [\n", PAGE, ("mkdocs.yml", 1, 12, "yaml.bracket")),
        (MKDOCS + "docs_dir: gone\n", PAGE, ("mkdocs.yml", 2, 1, "mkdocs.docs_dir")),
        (MKDOCS + "docs_dir: .\n", PAGE, ("mkdocs.yml", 2, 1, "mkdocs.docs_dir")),
        ("use_directory_urls: true\n", PAGE, ("mkdocs.yml", 1, 0, "mkdocs.config")),
        (MKDOCS + "plugins:\n  - search\n  - nope\n", PAGE, ("mkdocs.yml", 4, 5, "mkdocs.config")),
        (MKDOCS + "INHERIT: gone.yml\n", PAGE, ("mkdocs.yml", 1, 0, "mkdocs.failed")),
        (MKDOCS, TEMPLATE, ("docs/index.md", 2, 1, "mkdocs.page")),
        (MKDOCS + "hooks: [hook.py]\n", PAGE | HOOK, ("docs/index.md", 1, 0, "mkdocs.page")),
    ],
)
def test_mkdocs_settings(tmp_path: Path, settings: str, files: Files, expected: Place) -> None:
    (tmp_path / "estate" / "content" / "try").mkdir(parents=True)
    assert refused(tmp_path, {**({"mkdocs.yml": settings} if settings else {}), **files}, "mkdocs") == [
        expected
    ]


def test_pelican_problems_are_all_told_at_once(tmp_path: Path) -> None:
    files: Files = {
        "pelicanconf.py": PELICAN,
        "content/bad-date.md": "Title: A\nDate: 2020-13-45\n\nText.\n",
        "content/first.md": post("Same", 1, "Slug: same\n"),
        "content/second.md": post("Same again", 2, "Slug: same\n"),
        "content/link.md": "Title: Link\nDate: 2020-01-01\n\nA [link]({filename}nope.md).\n",
        "content/no-date.md": "Title: B\n\nText.\n",
        "content/no-title.md": "Date: 2020-01-01\n\nText.\n",
        "content/only-a-tag.md": "Date: 2020-01-01\nTitle: <A>\n\nText.\n",
        "content/status.md": post("Status", 3, "Status: weird\n"),
        "content/text.rst": "Text\n####\n\n:date: 2020-01-01\n\n*open\n",
    }
    assert refused(tmp_path, files, "pelican") == [
        ("content/bad-date.md", 2, 1, "pelican.date"),
        ("content/link.md", 4, 20, "pelican.link"),
        ("content/no-date.md", 1, 0, "pelican.lacks"),
        ("content/no-title.md", 1, 0, "pelican.lacks"),
        ("content/only-a-tag.md", 2, 1, "pelican.slug"),
        ("content/second.md", 3, 1, "pelican.slug"),
        ("content/status.md", 3, 1, "pelican.status"),
        ("content/text.rst", 6, 0, "pelican.text"),
    ]


PAGE_A = {"content/pages/a.md": "Title: A\n\nText.\n"}
TWO_NAMES = {"content/x/a.md": "Title: B\nDate: 2030-01-01\n\n"}


@pytest.mark.parametrize(
    ("more", "files", "expected"),
    [
        ("Reply_to: nobody\n", {}, (3, 1, "pelican.reply")),
        ("Reply_to: a\n", {}, (3, 1, "pelican.reply")),
        ("Template: nope\n", {}, (3, 1, "pelican.template")),
        ("Slug: ../../up\n", {}, (3, 1, "pelican.outside")),
        ("save_as: old.html\n", {}, (1, 0, "pelican.save_as")),
        ("", PAGE_A, (1, 1, "pelican.clash")),
        ("", TWO_NAMES, (1, 0, "pelican.name")),
    ],
)
def test_pelican_posts(tmp_path: Path, more: str, files: Files, expected: tuple[int, int, str]) -> None:
    given = {"pelicanconf.py": PELICAN, "content/a.md": post("A", 1, more), **files}
    assert refused(tmp_path, given, "pelican") == [("content/a.md", *expected)]


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        (PELICAN + "PLUGINS = ['nope']\n", (4, 0, "pelican.plugin")),
        (PELICAN + "def (:\n", (4, 5, "pelican.config")),
        (PELICAN + "1 / 0\n", (4, 0, "pelican.says")),
        ("\nPATH = 'gone'\n", (2, 0, "pelican.path")),
    ],
)
def test_pelican_settings(tmp_path: Path, settings: str, expected: tuple[int, int, str]) -> None:
    files: Files = {"pelicanconf.py": settings, "content/a.md": post("A")}
    assert refused(tmp_path, files, "pelican") == [("pelicanconf.py", *expected)]


def test_problems_say_what_was_found_and_what_to_try(tmp_path: Path) -> None:
    files: Files = {
        "pelicanconf.py": PELICAN,
        "content/a.md": post("A claim"),
        "content/b.md": post("B", 2, "Reply_to: a-clam\n"),
    }
    with pytest.raises(ContentError) as caught:
        draw(job(estate(tmp_path, files)), "pelican")
    (problem,) = caught.value.problems
    assert (problem.found, problem.hint) == ("a-clam", "did you mean a-claim?")


def test_engine_that_is_not_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    made = estate(tmp_path, {"mkdocs.yml": MKDOCS, "docs/index.md": "# Hi\n"})
    with pytest.raises(MachineError, match="MkDocs is not installed, and content/try needs it"):
        draw(job(made), "mkdocs")


# The same input gives the same bytes


def bytes_of(made: DoorResult, folder: Path) -> object:
    files: Files = {file.path: file.file.read_bytes() for file in made.files}
    assert not any(str(folder).encode() in data for data in files.values())
    return made.pages, files, made.feeds, made.links


@pytest.mark.parametrize(
    ("engine", "shell", "site"),
    [
        ("mkdocs", "shared", "locality-restructure"),
        ("mkdocs", "own", "handbook"),
        ("pelican", "shared", "involvement-blog"),
    ],
)
def test_same_bytes_in_two_folders(
    tmp_path: Path, engine: str, shell: Literal["shared", "own"], site: str
) -> None:
    made = []
    for name in ("one", "another-and-longer"):
        shutil.copytree(ROOT / "content" / site, tmp_path / name / "estate" / "content" / "try")
        made.append(bytes_of(draw(job(tmp_path / name / "estate", shell), engine), tmp_path))
    assert made[0] == made[1]


# A shell of its own


def test_own_shell_has_nothing_inline(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "content" / "handbook", tmp_path / "estate" / "content" / "try")
    edit = "https://github.com/example/estate/edit/main/"
    made = draw(job(tmp_path / "estate", "own", edit=edit), "mkdocs")
    paths = {file.path for file in made.files}
    for page in made.pages:
        document = (page.html or b"").decode()
        for tag in tags(document):
            if tag.name == "script" and not tag.closes:
                assert tag.get("src") or tag.get("type") == "application/json"
            assert tag.name != "style" and tag.get("style") is None
            assert not any(name.startswith("on") for name, _ in tag.attributes)
        for moved in re.findall(r'="/try(/assets/moved/[^"]*)"', document):
            assert moved in paths
        linked = [
            tag.get("src") or tag.get("href") or ""
            for tag in tags(document)
            if tag.name in ("script", "link", "img")
        ]
        assert not [
            link
            for link in linked
            if link.startswith(("http:", "https:", "//")) and "www.example.org" not in link
        ]
    start = by_path(made)["/"]
    assert (start.title, start.source, start.body) == ("Handbook", "content/try/docs/index.md", "")
    assert f'href="{edit}content/try/docs/index.md"'.encode() in (start.html or b"")
    assert {"/search/search_index.json", "/assets/favicon.svg"} <= paths
    assert not {"/404.html", "/sitemap.xml.gz"} & paths


def test_pelican_keeps_its_own_shell(tmp_path: Path) -> None:
    files: Files = {
        "pelicanconf.py": PELICAN + "DEFAULT_PAGINATION = 1\n",
        "content/a.md": post("A"),
        "content/b.md": post("B", 2),
    }
    found = by_path(made := draw(job(estate(tmp_path, files), "own"), "pelican"))
    assert {"/", "/a/", "/b/", "/page/2/", "/archives/", "/tags/"} <= found.keys()
    assert found["/a/"].title == "A"
    assert b"https://www.example.org/try/theme/css/main.css" in (found["/a/"].html or b"")
    assert "/theme/css/main.css" in {file.path for file in made.files}


def test_inline_parts_move_in_order(tmp_path: Path) -> None:
    document = """<html><head><style media="print">a{background:url(a.png)}</style></head><body class="x">
<script>one < two</script><script type="module" async>three</script><script src="b.js"></script>
<script type="application/ld+json">{"a": 1}</script><style>b{}</style>
<svg viewBox="0 0 1 1"><path style="fill: red" d="M0"/></svg>
<p class="y" style="color: red; margin:0">x</p><p style="">z</p><button onclick="go()">go</button>
</body></html>"""
    moved = Moved(tmp_path / "moved", "/try/moved/")
    drawn = without_inline(document, "/try/page/", moved, "content/try/docs/page.md")
    sources = re.findall(r'<script(?: type="module")? src="/try/moved/(.*?)"></script>', drawn)
    assert [(tmp_path / "moved" / name).read_text("utf-8") for name in sources] == ["one < two", "three"]
    assert (
        '<script type="application/ld+json">{"a": 1}</script>' in drawn
        and '<script src="b.js"></script>' in drawn
    )
    styles = re.findall(
        r'<link rel="stylesheet" href="/try/moved/(.*?)"( media="print")?>', drawn.partition("</head>")[0]
    )
    texts = [(tmp_path / "moved" / name).read_text("utf-8") for name, _ in styles]
    assert texts[:2] == ['a{background:url("/try/page/a.png")}', "b{}"]
    assert [media for _, media in styles] == [' media="print"', "", ""]
    name = re.search(r'<p class="y (s-\w+)">x</p><p>z</p><button>go</button>', drawn)
    assert name and f".{name[1]}{{color: red!important;margin:0!important}}" in texts[2]
    assert re.search(r'<path d="M0" class="s-\w+"/></svg>', drawn)
    assert [problem.code for problem in moved.warnings] == ["door.handler"]
    assert without_inline(drawn, "/try/page/", moved, "") == drawn


def test_plain_words_of_markup() -> None:
    assert plain('A <em>b</em>\n&amp; c<a class="headerlink" href="#a">¶</a><!-- <b> -->') == "A b & c"
