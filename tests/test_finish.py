"""What a finished site has beside its pages, and what is built when."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml

from tests.estates import tree
from tests.shipped import Shipped, pages
from tests.shipped import shipped as once
from tests.support import NOW, ROOT, estate, inside, write

AUDIENCES = ("public", "staff", "restricted")
BASES = {"public": "https://smile.example.org", "staff": "https://staff.smile.example.org",
         "restricted": "https://restricted.smile.example.org"}  # fmt: skip
SITEMAPS = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
SETTINGS = yaml.safe_load((ROOT / "content/estate.yaml").read_text("utf-8"))

MORE = {
    "content/main/about.md": "---\ntitle: About\nsummary: What this is.\nredirect_from: [/us/]\n---\nUs.\n",
    "content/main/quiet.md": "---\ntitle: Quiet\nsummary: Not in the menu.\nnavigation: false\n---\nQuiet.\n",
    "content/main/draft.md": "---\ntitle: Draft\nsummary: Not yet.\ndraft: true\n---\nUnripe.\n",
    "content/main/event.md": "---\ntitle: Event\nsummary: For some days.\n"
    "publish: 2026-12-01\nexpires: 2026-12-10\n---\nAn event.\n",
    "content/side/microsite.yaml": "title: Side\nsummary: Another microsite.\n",
    "content/side/index.md": "---\ntitle: Side\nsummary: Beside.\n---\nBeside.\n",
    "content/hidden/microsite.yaml": "title: Hidden\nsummary: In no list.\nlisted: false\n",
    "content/hidden/index.md": "---\ntitle: Hidden\nsummary: In no list.\n---\nHidden.\n",
}


@pytest.fixture
def shipped() -> Shipped:
    return once()


def built(folder: Path, *more: str, now: str = NOW) -> Path:
    """Builds a small estate; the folder of its sites."""
    result = inside("build", "--estate", str(folder), "--now", now, "--jobs", "1", *more, cwd=folder)
    assert result.status == 0, result.out + result.err
    return folder / "site"


def locations(path: Path, root: str) -> list[str]:
    """The addresses in a sitemap, or in an index of sitemaps, which its outermost element tells."""
    top = ElementTree.fromstring(path.read_bytes())
    assert top.tag == SITEMAPS + root
    return [found.text or "" for found in top.iter(SITEMAPS + "loc")]


def mapped(site: Path, base: str) -> list[str]:
    """What the sitemaps of a site list, as addresses from its root."""
    found = []
    for address in locations(site / "sitemap.xml", "sitemapindex"):
        assert address.startswith(base + "/")
        found += locations(site / address.removeprefix(base + "/"), "urlset")
    assert all(address.startswith(base + "/") for address in found)
    return [address.removeprefix(base) for address in found]


def headers(site: Path) -> dict[str, dict[str, str]]:
    """_headers by path."""
    rules: dict[str, dict[str, str]] = {}
    for line in (site / "_headers").read_text("utf-8").splitlines():
        if line.startswith("  "):
            name, _, value = line.strip().partition(": ")
            rules[list(rules)[-1]][name] = value
        else:
            rules[line] = {}
    return rules


# --- the files beside the pages


def test_public_sitemaps_list_exactly_the_pages_that_may_be_indexed(shipped: Shipped) -> None:
    listed = mapped(shipped.out / "public", BASES["public"])
    assert len(listed) == len(set(listed)) > 100
    assert set(listed) == {url for url, page in shipped.sites["public"].items() if not page.noindex()}


@pytest.mark.parametrize("audience", AUDIENCES)
def test_sitemaps_list_pages_that_are_there_and_all_but_the_generators_own(
    shipped: Shipped, audience: str
) -> None:
    listed = set(mapped(shipped.out / audience, BASES[audience]))
    left_out = {url for url in shipped.sites[audience] if url not in listed}
    assert listed <= shipped.sites[audience].keys()
    assert {"/404.html", "/search/"} <= left_out
    unlisted = {url for url in left_out if not url.endswith("404.html") and url != "/search/"}
    assert all(shipped.sites[audience][url].noindex() for url in unlisted)


def test_a_sitemap_leaves_out_what_is_not_listed(tmp_path: Path) -> None:
    site = built(estate(tmp_path, MORE), "--no-search") / "public"
    assert sorted(mapped(site, "https://www.example.org")) == ["/", "/about/", "/quiet/", "/side/"]
    assert (site / "hidden/index.html").is_file() and not (site / "hidden/sitemap.xml").exists()
    assert pages(site)["/hidden/"].noindex()


def test_robots_txt_welcomes_to_the_public_site_alone(shipped: Shipped) -> None:
    texts = {name: (shipped.out / name / "robots.txt").read_text("utf-8").split("\n") for name in AUDIENCES}
    assert {"Allow: /", f"Sitemap: {BASES['public']}/sitemap.xml"} <= set(texts["public"])
    assert "Disallow: /" not in texts["public"]
    for closed in ("staff", "restricted"):
        assert texts[closed] == ["User-agent: *", "Disallow: /", ""]


@pytest.mark.parametrize("audience", AUDIENCES)
def test_security_txt_has_a_contact_and_a_day_within_a_year(shipped: Shipped, audience: str) -> None:
    text = (shipped.out / audience / ".well-known/security.txt").read_text("utf-8")
    pairs = [line.split(": ", 1) for line in text.splitlines()]
    assert [value for name, value in pairs if name == "Contact"] == SETTINGS["security"]["contact"]
    (expires,) = [dt.datetime.fromisoformat(value) for name, value in pairs if name == "Expires"]
    now = dt.datetime.fromisoformat(NOW).replace(tzinfo=dt.UTC)
    assert now < expires < now + dt.timedelta(days=367)
    assert ["Canonical", f"{BASES[audience]}/.well-known/security.txt"] in pairs


@pytest.mark.parametrize("expires", ["2026-11-22", "2020-01-01", "2028-11-22"])
def test_a_security_txt_that_does_not_hold_stops_the_build(tmp_path: Path, expires: str) -> None:
    folder = estate(tmp_path)
    text = (folder / "content/estate.yaml").read_text("utf-8")
    more = f"security:\n  contact: [https://www.example.org/]\n  expires: {expires}\n"
    write(folder, {"content/estate.yaml": text + more})
    result = inside("build", "--now", NOW, "--jobs", "1", "--no-search", cwd=folder)
    assert result.status == 1 and "[security.expires]" in result.out
    assert not (folder / "site/public").exists()


@pytest.mark.parametrize("audience", AUDIENCES)
def test_headers_are_strict_on_every_site(shipped: Shipped, audience: str) -> None:
    rules = headers(shipped.out / audience)
    everywhere = rules["/*"]
    parts = [part.split() for part in everywhere["Content-Security-Policy"].split(";")]
    policy = {name: values for name, *values in parts}
    assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == ["'none'"]
    assert policy["style-src"] == policy["connect-src"] == policy["form-action"] == ["'self'"]
    assert policy["script-src"] == ["'self'", "'wasm-unsafe-eval'"]
    loose = {"'unsafe-inline'", "'unsafe-eval'", "*", "http:"}
    assert not loose & {value for values in policy.values() for value in values}
    assert everywhere["X-Content-Type-Options"] == "nosniff"
    assert "max-age=31536000" in everywhere["Strict-Transport-Security"]
    assert everywhere.get("X-Robots-Tag") == (None if audience == "public" else "noindex, nofollow")
    # frames for the pages of others say who may show them, and e-mails bring their styles: they allow no more
    for path in rules.keys() - {"/*"}:
        own = rules[path].get("Content-Security-Policy", "")
        if path.endswith("/email.html"):
            assert "script-src" not in own and own.count("'unsafe-inline'") == 1
            own = own.replace("style-src 'unsafe-inline'; ", "")
        assert not own or own.startswith("default-src 'none'") and not any(v in own for v in loose - {"*"})
    assert "immutable" in rules["/assets/*"]["Cache-Control"]


def test_redirects_are_those_of_the_estate(shipped: Shipped) -> None:
    lines = (shipped.out / "public/_redirects").read_text("utf-8").splitlines()
    asked = [f"{rule['from']} {rule['to']} {rule['status']}" for rule in SETTINGS["redirects"]]
    assert asked and set(asked) <= set(lines)
    for line in lines:
        assert line.split()[1] in shipped.sites["public"]
    for closed in ("staff", "restricted"):
        assert (shipped.out / closed / "_redirects").read_text("utf-8") == ""


def test_redirects_are_those_of_the_pages_too(tmp_path: Path) -> None:
    site = built(estate(tmp_path, MORE), "--no-search") / "public"
    lines = (site / "_redirects").read_text("utf-8").splitlines()
    assert [line.split() for line in lines] == [["/us/", "/about/", "301"]]


@pytest.mark.parametrize("audience", AUDIENCES)
def test_every_site_has_a_search_and_a_page_for_what_is_not_there(shipped: Shipped, audience: str) -> None:
    site = shipped.out / audience
    assert (site / "404.html").is_file() and (site / "search/index.html").is_file()
    indexes = json.loads((site / "search/indexes.json").read_text("utf-8"))
    bundles = sorted(path.parent for path in site.rglob("pagefind-entry.json"))
    assert bundles == sorted(site / index["bundle"].strip("/") for index in indexes) != []
    assert all(index["title"] and index["base"] in shipped.sites[audience] for index in indexes)


def test_without_search_there_is_no_index(tmp_path: Path) -> None:
    site = built(estate(tmp_path, MORE), "--no-search") / "public"
    assert json.loads((site / "search/indexes.json").read_text("utf-8")) == []
    assert not [*site.rglob("pagefind*")]


# --- the same again, and what is built when


def test_the_same_bytes_whenever_and_wherever(tmp_path: Path) -> None:
    one = estate(tmp_path / "one", MORE)
    other = tmp_path / "some where/else"
    shutil.copytree(one, other)
    first = tree(built(one))
    assert any(path.endswith("pagefind-entry.json") for path in first)
    assert tree(built(one)) == first
    assert tree(built(one, "--out", str(tmp_path / "again"))) == first
    assert tree(tmp_path / "again") == first
    assert tree(built(other, "--jobs", "2")) == first


@pytest.mark.parametrize(
    ("now", "drafts", "there"),
    [
        ("2026-11-30", (), set()),
        ("2026-12-01", (), {"/event/"}),
        ("2026-12-09T23:59:00", (), {"/event/"}),
        ("2026-12-10", (), set()),
        ("2026-11-30", ("--drafts",), {"/event/", "/draft/"}),
        ("2026-12-10", ("--drafts",), {"/draft/"}),
    ],
)
def test_drafts_and_dates(tmp_path: Path, now: str, drafts: tuple[str, ...], there: set[str]) -> None:
    site = built(estate(tmp_path, MORE), "--no-search", *drafts, now=now) / "public"
    assert pages(site).keys() & {"/event/", "/draft/"} == there
    assert {*mapped(site, "https://www.example.org")} & {"/event/", "/draft/"} <= there
    whole = b"".join(tree(site).values())
    assert (b"/event/" in whole, b"/draft/" in whole) == ("/event/" in there, "/draft/" in there)


def test_a_page_comes_on_its_day_and_goes_on_its_day(tmp_path: Path) -> None:
    folder = estate(tmp_path, MORE)
    before = tree(built(folder, "--no-search"))
    during = tree(built(folder, "--no-search", now="2026-12-01"))
    assert "public/event/index.html" in during.keys() - before.keys()
    assert tree(built(folder, "--no-search", now="2026-12-10")) == before


def test_what_is_taken_out_goes_with_its_folder_and_its_index(tmp_path: Path) -> None:
    folder = estate(tmp_path, MORE)
    site = built(folder) / "public"
    assert (site / "side/pagefind/pagefind-entry.json").is_file() and (site / "about/index.html").is_file()
    shutil.rmtree(folder / "content/side")
    (folder / "content/main/about.md").unlink()
    assert inside("build", "--now", NOW, "--jobs", "1", cwd=folder).status == 0
    assert not (site / "side").exists() and not (site / "about").exists()
    assert (site / "_redirects").read_text("utf-8") == ""
    assert sorted(mapped(site, "https://www.example.org")) == ["/", "/quiet/"]
    built(folder, "--out", str(tmp_path / "fresh"))
    assert tree(folder / "site") == tree(tmp_path / "fresh")


def test_examples_that_wait_or_are_drafts_are_nowhere_in_the_shipped_sites(shipped: Shipped) -> None:
    names = ("example-draft-item", "example-scheduled-notice")
    assert all([*(ROOT / "content/newsroom/items").rglob(f"{name}.md")] for name in names)
    for path, data in tree(shipped.out).items():
        if not path.startswith("staff/handbook/"):
            assert not any(name in path or name.encode() in data for name in names), path
