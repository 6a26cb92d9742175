"""E-newsletters as they leave for the sender: what Campaign Monitor and mailboxes ask, and how a browser shows them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By

from tests.shipped import shipped
from tests.test_windows_browser import browser, listening

__all__ = ["browser"]
GMAIL = 102_000
NOT_SENT = {"script", "form", "input", "iframe", "object", "embed", "video", "audio", "link", "base", "svg"}
"""Elements that mailboxes and senders take out."""


class Mail(HTMLParser):
    """The elements of an e-mail, with those around each."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None], tuple[str, ...]]] = []
        self.open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs), tuple(self.open)))
        if tag not in ("br", "hr", "img", "meta", "link", "input", "base"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.open:
            while self.open.pop() != tag:
                pass


def broken(html: str) -> set[str]:
    """What keeps an e-mail from being imported by its address and shown as it was meant."""
    mail = Mail(html)
    names = [tag for tag, _, _ in mail.tags]
    found: set[str] = set()
    if not html.lower().startswith("<!doctype html") or "charset=utf-8" not in html.lower():
        found.add("document")
    if len(html.encode()) >= GMAIL:
        found.add("size")
    if set(names) & NOT_SENT or re.search(r"\son[a-z]+=|@import|javascript:", html):
        found.add("element")
    # Campaign Monitor puts a link of its own in the place of this element, and sends nothing without it
    leaving = [around for tag, _, around in mail.tags if tag == "unsubscribe"]
    if len(leaving) != 1 or "a" in leaving[0]:
        found.add("unsubscribe")
    for tag, given, _ in mail.tags:
        for name in ("href", "src", "background"):
            url = urlsplit(given.get(name) or "") if name in given else None
            if url is not None and not (
                url.scheme in ("http", "https", "mailto") and (url.netloc or url.path)
            ):
                found.add("address")
        if tag == "img" and not {"alt", "width"} <= given.keys():
            found.add("picture")
        if tag == "table" and given.get("role") != "presentation":
            found.add("table")
        if tag == "html" and not given.get("lang"):
            found.add("language")
    if not {"title", "h1", "h2"} <= set(names):
        found.add("headings")
    return found


def mails(name: str = "email.html") -> list[Path]:
    return sorted((shipped().out / "public").rglob(name))


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    server = listening(shipped().out / "public")
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()


def test_every_edition_can_be_imported_by_its_address() -> None:
    assert len(mails()) >= 3
    assert {path.parent.name: broken(path.read_text("utf-8")) for path in mails()} == {
        path.parent.name: set() for path in mails()
    }


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("<!doctype html>", "", "document"),
        ("</body>", "x" * GMAIL + "</body>", "size"),
        ("</body>", "<script></script></body>", "element"),
        ("</body>", '<p onclick="x">x</p></body>', "element"),
        ("<unsubscribe>", "<p>", "unsubscribe"),
        ("<unsubscribe>", '<a href="https://example.org/"><unsubscribe>', "unsubscribe"),
        ('href="https://smile.example.org', 'href="', "address"),
        ("</body>", '<img src="https://example.org/a.png"></body>', "picture"),
        ('role="presentation"', "", "table"),
        (' lang="en"', "", "language"),
        ("<h1", "<p", "headings"),
    ],
)
def test_each_rule_can_fail(old: str, new: str, rule: str) -> None:
    html = mails()[0].read_text("utf-8")
    assert old in html
    assert rule in broken(html.replace(old, new))


def test_the_plain_text_says_the_same_in_short_lines() -> None:
    for path in mails():
        text = path.with_suffix(".txt").read_text("utf-8")
        html = path.read_text("utf-8")
        assert text.count("[unsubscribe]") == 1 and "<" not in text
        links = set(re.findall(r'href="(https?://[^"]*)"', html))
        assert links and all(link in text for link in links)
        assert all(len(line) <= 72 or "http" in line for line in text.splitlines())


def test_a_browser_shows_it_as_a_mailbox_does(site: str, browser: webdriver.Chrome) -> None:
    path = mails()[0].relative_to(shipped().out / "public").as_posix()
    browser.get(f"{site}/{path}")
    heading = browser.find_element(By.CSS_SELECTOR, "h1")
    assert heading.value_of_css_property("font-size") == "28px"
    bar = browser.execute_script(  # type: ignore[no-untyped-call]
        "return [...document.querySelectorAll('table, td, div')].some("
        "one => getComputedStyle(one).backgroundColor === 'rgb(0, 94, 184)')"
    )
    assert bar, "the blue bar at the top"
    logged = [entry["message"] for entry in browser.get_log("browser")]  # type: ignore[no-untyped-call]
    assert not [line for line in logged if "Content Security Policy" in line], logged
