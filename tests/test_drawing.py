"""What makes drawing a page cheap gives the same as the slow way: escaping, Markdown, white space, links."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import markupsafe
import pytest
from cmarkgfm import github_flavored_markdown_to_html
from cmarkgfm.cmark import Options
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import DictLoader, Environment
from markupsafe import Markup

from smile import gfm
from smile.jinja import escaped, to_json
from smile.links import references
from smile.templates import Templates
from smile.tight import Tight

_ROOT = Path(__file__).parent.parent
_OPTIONS = Options.CMARK_OPT_FOOTNOTES | Options.CMARK_OPT_VALIDATE_UTF8

_VALUES = st.one_of(st.text(), st.text().map(Markup), st.integers(), st.booleans(), st.none(), st.floats())
_MARKDOWN = st.lists(
    st.sampled_from(
        "a|b c|\n|\n\n|# |- |* |1. |---|===|-|:|:-|-:|a\n:-|[|]|(|)|[ ]|[x]|[^1]|[^1]: |`|```\n|    |\t|\\|**|_|~~|"
        "![|](/x)|<|>|> |@|b@c.org|www.d.org|www.|http://e.org|://|&#64;|&amp;|é|f&commat;g.org|<b>|<title>|<!--".split(
            "|"
        )
        + ["|", "| a | b |\n| - | - |\n"]
    ),
    max_size=14,
).map("".join)
_HTML = st.lists(
    st.sampled_from(
        [" ", "\n", "  \n ", "a", "b c", "1 < 2 ", "<p>", "</p>", "<div class='x  y'>", "</div>", "<ul>", "<li>"]
        + ["</li>", "</ul>", "<span>", "</span>", "<strong>", "</strong>", '<a href="/b" \n  class="c d" >', "</a>"]
        + ["<!-- no -->", "<br>", "<pre> a\n  b </pre>", "<textarea> c\n </textarea>", "<script>d  +  d</script>"]
        + ['<h2 id="e">', "</h2>", '<img alt="f  g" >']
    ),
    max_size=16,
)  # fmt: skip


@given(_VALUES)
def test_what_templates_put_out_is_escaped_as_ever(value: object) -> None:
    assert escaped(value) == str(markupsafe.escape(value))


@given(st.text())
def test_json_in_a_page_can_end_no_element(text: str) -> None:
    assert not set("<>&'") & set(to_json(text))
    assert not set("<>&'") & set(to_json({"a": [text]}))


@given(_MARKDOWN)
def test_markdown_is_what_cmarkgfm_gives(text: str) -> None:
    assert gfm.to_html(text, False) == github_flavored_markdown_to_html(text, _OPTIONS)


def test_markdown_of_every_page_is_what_cmarkgfm_gives() -> None:
    for path in (_ROOT / "content").rglob("*.md"):
        text = path.read_text("utf-8")
        assert gfm.to_html(text, False) == github_flavored_markdown_to_html(text, _OPTIONS), path


def _rendered(folder: Path, template: str) -> str:
    room = folder / "x" / "templates"
    room.mkdir(parents=True, exist_ok=True)
    (room / "page.html").write_text(template, encoding="utf-8")
    return Templates([_ROOT / "theme"], [folder]).render("x/page.html", {"one": "one"})


@pytest.mark.parametrize(
    ("template", "tight"),
    [
        ("<div>\n  <p>a  b</p>\n  <p>c</p>\n</div>\n", "<div><p>a b</p><p>c</p></div>"),
        ("<p>a <strong>b</strong> <em>c</em> \n d</p>", "<p>a <strong>b</strong> <em>c</em>\nd</p>"),
        ("<p>a</p> <!-- no --> <p>b</p>", "<p>a</p><p>b</p>"),
        ("a <!-- no --> b", "a b"),
        ("<pre>\n a  b\n</pre>\n<p>", "<pre>\n a  b\n</pre><p>"),
        ("<textarea>\n a  b </textarea>", "<textarea>\n a  b </textarea>"),
        ("<script>a  = '<p>  </p>'</script>", "<script>a  = '<p>  </p>'</script>"),
        ('<a  href="/b"\n  title="c  d" >e</a>', '<a href=/b title="c  d">e</a>'),
        ('<p class="{{ one }}  two">{{ one }} {{ one }}</p>', '<p class="one  two">one one</p>'),
        ("<p>{{ one }}\n</p>\n{{ one }}", "<p>one</p>one"),
        ("<p>1 < 2  and it's</p>  <p>", "<p>1 < 2 and it's</p><p>"),
        ("<h{{ 2 }}>a</h{{ 2 }}> \n b", "<h2>a</h2>\nb"),
    ],
)
def test_templates_lose_the_white_space_that_no_browser_shows(
    tmp_path: Path, template: str, tight: str
) -> None:
    assert _rendered(tmp_path, template) == tight


class _Shown(HTMLParser):
    """What a browser shows: lines, with tags that stand in a line; white space counts in `pre` and such alone."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.lines: list[str] = [""]
        self.kept = 0
        self.feed(page)
        self.close()
        self.end()

    def end(self) -> None:
        self.lines[-1] = " ".join(self.lines[-1].split())
        self.lines.append("")

    def tag(self, name: str, what: str) -> None:
        if name in ("p", "div", "ul", "li", "br", "h2", "pre"):
            self.end()
        self.lines[-1] += f"<{what}>".replace(" ", "_").replace("\n", "_")
        if name in ("p", "div", "ul", "li", "br", "h2", "pre"):
            self.end()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tag(tag, f"{tag}{attrs}")
        self.kept += tag in ("pre", "textarea", "script")

    def handle_endtag(self, tag: str) -> None:
        self.kept -= tag in ("pre", "textarea", "script")
        self.tag(tag, f"/{tag}")

    def handle_data(self, data: str) -> None:
        self.lines[-1] += repr(data).replace(" ", "_") if self.kept else data


@given(_HTML)
def test_what_templates_lose_no_browser_shows(pieces: list[str]) -> None:
    page = "".join(pieces)
    made = (
        Environment(loader=DictLoader({"a.html": page}), extensions=[Tight]).get_template("a.html").render()
    )
    assert len(made) <= len(page)
    assert _Shown(made).lines == _Shown(page).lines


def test_a_template_that_is_no_html_keeps_its_white_space(tmp_path: Path) -> None:
    room = tmp_path / "x" / "templates"
    room.mkdir(parents=True)
    (room / "mail.txt").write_text("a\n\n  b", encoding="utf-8")
    assert Templates([_ROOT / "theme"], [tmp_path]).render("x/mail.txt", {}) == "a\n\n  b"


@pytest.mark.parametrize(
    ("page", "links", "ids"),
    [
        ('<a href="/a">', ["/a"], []),
        ("<a\n\thref='/a'><a href=/b>", ["/a", "/b"], []),
        ('<a href=" /a?b=c&amp;d=e#f "><a href="/a?b=c&#38;d=e#f">', ["/a?b=c&d=e#f"], []),
        ('<a href="">', [""], []),
        ("<p id=\"a\"><p id=b><p\nid='c'>", [], ["a", "b", "c"]),
        (
            '<img src="/a" srcset="/b 1x, /c?d=e 2x"><video poster=/f src=/g>',
            ["/a", "/f", "/g", "/b", "/c?d=e"],
            [],
        ),
        ('<object data="/a"><form action="/b"><form method="post" action="/c">', ["/a", "/b"], []),
        ('<p data-href="/a" data-id="b" xid="c" class="d">e=f "href=g"', [], []),
        ("<p>a =<a title='href=/b' href=\"/it's\">", ["/it's"], []),
    ],
)
def test_a_page_refers_to_what_its_attributes_name(page: str, links: list[str], ids: list[str]) -> None:
    assert references(page) == (tuple(links), tuple(ids))


def test_a_form_that_posts_can_be_linked_to_and_links_nowhere() -> None:
    page = (
        '<form id="ask" class=a action="/forms/ask/send" method="post"><a href="/privacy/">Privacy</a></form>'
    )
    assert references(page) == (("/privacy/",), ("ask",))
    assert references(page.replace(' method="post"', "")) == (("/forms/ask/send", "/privacy/"), ("ask",))
