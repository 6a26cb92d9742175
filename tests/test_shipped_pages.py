"""What holds for every page of the shipped estate. The handbook, which has a shell of its own, is not among them."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
import yaml

from tests.shipped import Page, Shipped
from tests.shipped import shipped as once
from tests.support import ROOT

AUDIENCES = ("public", "staff", "restricted")
SETTINGS = yaml.safe_load((ROOT / "content/estate.yaml").read_text("utf-8"))


@pytest.fixture
def shipped() -> Shipped:
    return once()


def wrong(shipped: Shipped, site: str, check: Callable[[Page], bool]) -> list[str]:
    """The pages of a site that do not pass `check`."""
    found = [page for name, page in shipped.everything() if name == site]
    assert len(found) > 4
    return [page.url for page in found if not check(page)]


def test_every_channel_is_within_three_clicks_of_the_home_page(shipped: Shipped) -> None:
    found, reached = shipped.sites["public"], {"/"}
    for _ in range(3):
        reached |= {link for url in reached for link in found[url].links() if link in found}
    channels = {f"/channels/{path.stem}/" for path in (ROOT / "data/channels").glob("*.yaml")}
    assert len(channels) > 10 and channels <= reached


@pytest.mark.parametrize("audience", AUDIENCES)
def test_every_page_has_its_language_title_heading_and_main_part(shipped: Shipped, audience: str) -> None:
    def whole(page: Page) -> bool:
        once_each = all(len(page.all(name)) == 1 for name in ("html", "title", "main", "h1"))
        return (
            once_each
            and page.inner["title"].strip() != ""
            and page.all("html")[0].get("lang") == SETTINGS["language"]
        )

    assert wrong(shipped, audience, whole) == []


def test_public_pages_have_titles_of_their_own(shipped: Shipped) -> None:
    titles = [page.inner["title"] for name, page in shipped.everything() if name == "public"]
    assert sorted(titles) == sorted(set(titles))


@pytest.mark.parametrize("audience", AUDIENCES)
def test_every_element_is_closed_in_order_and_every_id_is_one_elements(
    shipped: Shipped, audience: str
) -> None:
    def sound(page: Page) -> bool:
        ids = [tag["id"] for _, tag in page.tags if "id" in tag]
        return page.crossed == [] and len(ids) == len(set(ids))

    assert wrong(shipped, audience, sound) == []


PYTHON = re.compile(r"Undefined|<function|\{\{|\{%|datetime\.|PartialDate|\(\)|\bNone,|object at 0x")
"""What a template shows that was given a wrong value, or none."""


@pytest.mark.parametrize("audience", AUDIENCES)
def test_no_page_shows_a_value_of_python_or_leads_nowhere(shipped: Shipped, audience: str) -> None:
    def clean(page: Page) -> bool:
        targets = [tag.get(name, "#") for _, tag in page.tags for name in ("href", "src")]
        return not PYTHON.search(page.prose.replace("None, for film", "")) and all(targets)

    assert wrong(shipped, audience, clean) == []


def test_what_the_estates_blocks_say(shipped: Shipped) -> None:
    def said(site: str, words: str) -> list[str]:
        return [page.url for page in shipped.sites[site].values() if words in page.text]

    assert said("public", "3 are above the NHS average, 12 are at it and 5 are below it.")
    assert said("public", "does not say which measure has 12 steps") == []
    assert said("restricted", "does not say which measure has 12 steps")
    assert said("restricted", "173 organisations")


@pytest.mark.parametrize("audience", AUDIENCES)
def test_no_page_has_script_or_style_within_it(shipped: Shipped, audience: str) -> None:
    def strict(page: Page) -> bool:
        data = ("application/json", "application/ld+json")
        scripts = [tag for tag in page.all("script") if "src" not in tag and tag.get("type") not in data]
        handlers = [name for _, tag in page.tags for name in tag if name == "style" or name.startswith("on")]
        return not scripts and not handlers and not page.all("style") and not page.all("base")

    assert wrong(shipped, audience, strict) == []


@pytest.mark.parametrize("audience", AUDIENCES)
def test_no_page_loads_anything_from_another_host(shipped: Shipped, audience: str) -> None:
    loading = {"stylesheet", "icon", "preload", "modulepreload", "prefetch", "preconnect", "manifest"}

    def own(page: Page) -> bool:
        asked: list[str] = []
        for name, tag in page.tags:
            if name in ("script", "img", "iframe", "frame", "embed", "source", "object", "input"):
                asked += [tag.get("src") or "", tag.get("data") or ""]
                asked += [part.split()[0] for part in (tag.get("srcset") or "").split(",") if part.strip()]
            if name == "link" and loading & set((tag.get("rel") or "").split()):
                asked.append(tag.get("href") or "")
            if name in ("use", "image"):
                asked += [tag.get("href") or "", tag.get("xlink:href") or ""]
        hosts = {urlsplit(address).netloc for address in asked}
        return hosts == {""} and any(address.startswith("/assets/") for address in asked)

    assert wrong(shipped, audience, own) == []


def test_no_style_sheet_loads_anything_from_another_host(shipped: Shipped) -> None:
    sheets = [*(shipped.out / "public/assets").rglob("*.css")]
    assert sheets
    for sheet in sheets:
        text = sheet.read_text("utf-8")
        assert not re.search(r"@import|url\(\s*[\"']?(?:[a-z]+:)?//", text), sheet.name


@pytest.mark.parametrize("audience", AUDIENCES)
def test_every_page_says_that_it_is_a_demonstration(shipped: Shipped, audience: str) -> None:
    notice = " ".join(SETTINGS["demonstration"].split())
    assert wrong(shipped, audience, lambda page: notice in page.text) == []


def test_every_public_page_says_where_help_in_a_crisis_is(shipped: Shipped) -> None:
    advice = [line for entry in SETTINGS["crisis"] for line in (entry["title"], entry["text"])]
    lines = {entry["link"] for entry in SETTINGS["crisis"]}

    def told(page: Page) -> bool:
        panel = [tag for _, tag in page.tags if tag.get("id") == "crisis"]
        links = {tag.get("href") for tag in page.all("a")}
        return len(panel) == 1 and all(text in page.text for text in advice) and {"#crisis", *lines} <= links

    assert advice and wrong(shipped, "public", told) == []


@pytest.mark.parametrize("audience", AUDIENCES)
def test_every_picture_has_a_text_instead(shipped: Shipped, audience: str) -> None:
    assert wrong(shipped, audience, lambda page: all("alt" in tag for tag in page.all("img"))) == []


@pytest.mark.parametrize("audience", ["staff", "restricted"])
def test_every_page_that_is_not_public_says_noindex(shipped: Shipped, audience: str) -> None:
    assert wrong(shipped, audience, Page.noindex) == []


@pytest.mark.parametrize("audience", AUDIENCES)
def test_edit_links_lead_to_files_of_the_repository(shipped: Shipped, audience: str) -> None:
    start = f"{SETTINGS['repository']}/edit/{SETTINGS['branch']}/"
    links = [tag.get("href") or "" for page in shipped.sites[audience].values() for tag in page.all("a")]
    files = {link.removeprefix(start) for link in links if "/edit/" in link}
    assert len(files) > 3
    assert [file for file in sorted(files) if not (ROOT / file).is_file()] == []


def test_pages_written_by_people_can_be_edited(shipped: Shipped) -> None:
    start = f"{SETTINGS['repository']}/edit/{SETTINGS['branch']}/"
    for url, file in {
        "/about/": "content/main/about.md",
        "/channels/ceo-blog/": "data/channels/ceo-blog.yaml",
        "/newsroom/": "content/newsroom/index.md",
    }.items():
        assert start + file in {tag.get("href") for tag in shipped.sites["public"][url].all("a")}
