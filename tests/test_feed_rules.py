"""Every feed of the shipped estate keeps the rules of its kind; and each rule can fail."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import yaml

from tests import feed_rules, podcast_rules
from tests.feed_rules import CHECKERS, absolute
from tests.podcast_rules import podcast
from tests.shipped import Shipped, address
from tests.shipped import shipped as built
from tests.support import ROOT

AUDIENCES = yaml.safe_load((ROOT / "content/estate.yaml").read_text("utf-8"))["audiences"]
HOME = "https://www.example.org"
SHOW = f"{HOME}/podcast/feed.xml"


@pytest.fixture(scope="module")
def shipped() -> Shipped:
    return built()


def kind(path: Path) -> str | None:
    """Which kind of feed a file is; None for any other file."""
    start = path.read_bytes()[:400] if path.suffix in (".xml", ".json") else b""
    if path.suffix in (".ics", ".opml"):
        return path.suffix[1:]
    if b"<rss" in start:
        return "rss"
    if b"<feed" in start:
        return "atom"
    return "json" if b"https://jsonfeed.org/version/" in start else None


def feeds(shipped: Shipped) -> dict[str, tuple[str, bytes]]:
    """Every feed of every site by its whole address: its kind and its bytes."""
    found: dict[str, tuple[str, bytes]] = {}
    for audience, settings in AUDIENCES.items():
        tree = shipped.out / audience
        for path in sorted(tree.rglob("*")):
            if path.is_file() and (which := kind(path)):
                found[settings["url"] + address(tree, path)] = which, path.read_bytes()
    return found


def reader(shipped: Shipped) -> Callable[[str], bytes | None]:
    """Gives what the public site serves at an address of its own; a missing file fails the test."""
    base = AUDIENCES["public"]["url"]

    def read(url: str) -> bytes | None:
        return (shipped.out / "public" / url[len(base) + 1 :]).read_bytes() if url.startswith(base) else None

    return read


def test_every_feed_of_the_shipped_estate_keeps_the_rules(shipped: Shipped) -> None:
    found = feeds(shipped)
    counts = {which: sum(which == one for one, _ in found.values()) for which in CHECKERS}
    assert min(counts.values()) > 1 and sum(counts.values()) > 150, counts
    broken = {at: CHECKERS[which](data, at) for at, (which, data) in found.items()}
    assert {at: rules for at, rules in broken.items() if rules} == {}
    shows = [at for at, (which, data) in found.items() if which == "rss" and b"<enclosure" in data]
    assert [podcast(found[at][1], at, reader(shipped)) for at in shows] == [[]]


def test_every_page_leads_to_feeds_that_are_there_and_each_feed_has_a_page(shipped: Shipped) -> None:
    offered: set[str] = set()
    for audience, page in shipped.everything():
        for link in page.all("link"):
            if link.get("rel") == "alternate" and link.get("type") in (
                "application/rss+xml", "application/atom+xml", "application/feed+json", "text/calendar",
            ):  # fmt: skip
                href = link.get("href") or ""
                offered.add(href if absolute(href) else AUDIENCES[audience]["url"] + href)
    found = {at for at, (which, _) in feeds(shipped).items() if which in ("rss", "atom", "json")}
    assert {at for at in offered if not at.endswith(".ics")} - found == set()
    assert folders(found) - folders(offered) == set()


def folders(urls: Iterable[str]) -> set[str]:
    """The forms of one feed lie in one folder."""
    return {url.rpartition("/")[0] for url in urls}


def test_the_list_of_all_feeds_names_each_once(shipped: Shipped) -> None:
    found = feeds(shipped)
    for settings in AUDIENCES.values():
        whole = found.get(settings["url"] + "/feeds.opml", ("", b"<opml/>"))[1]
        listed = [one.get("xmlUrl") or "" for one in ET.fromstring(whole).iter("outline") if one.get("type")]
        own = {
            at
            for at, (which, _) in found.items()
            if which in ("rss", "atom") and at.startswith(settings["url"])
        }
        assert set(listed) <= own and len(listed) == len(folders(listed))
        assert folders(listed) == folders(own)


def test_a_front_page_offers_the_feeds_of_its_menu(shipped: Shipped) -> None:
    for url in ("/newsroom/", "/podcast/", "/leap/", "/involvement-blog/"):
        links = shipped.sites["public"][url].all("link")
        assert [one for one in links if one.get("type") in ("application/rss+xml", "application/atom+xml")], (
            url
        )


RSS = f"""\
<?xml version='1.0' encoding='utf-8'?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"
xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel><title>News</title><link>{HOME}/</link><description>All.</description><language>en-GB</language>
<lastBuildDate>Sun, 22 Nov 2026 00:00:00 +0000</lastBuildDate>
<atom:link rel="self" type="application/rss+xml" href="{HOME}/rss.xml"/>
<item><title>One</title><link>{HOME}/1/</link><guid isPermaLink="true">{HOME}/1/</guid>
<pubDate>Sun, 22 Nov 2026 00:00:00 +0000</pubDate><category>a</category><description>First.</description>
<content:encoded>&lt;p&gt;See &lt;a href="{HOME}/2/"&gt;two&lt;/a&gt;&lt;/p&gt;</content:encoded>
<enclosure url="{HOME}/1.mp3" length="10" type="audio/mpeg"/></item>
<item><title>Two</title><guid isPermaLink="false">two</guid><description>Second.</description>
<enclosure url="{HOME}/2.mp3" length="10" type="audio/mpeg"/></item>
</channel></rss>
"""
ATOM = f"""\
<?xml version='1.0' encoding='utf-8'?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>News</title><id>{HOME}/feed.xml</id>
<link rel="self" href="{HOME}/feed.xml"/><link rel="alternate" href="{HOME}/"/>
<updated>2026-11-22T00:00:00Z</updated><author><name>Us</name></author>
<entry><title>One</title><id>{HOME}/1/</id><link rel="alternate" type="text/html" href="{HOME}/1/"/>
<updated>2026-11-22T00:00:00Z</updated><published>2026-11-22T00:00:00Z</published><category term="a"/>
<summary>First.</summary>
<content type="html">&lt;p&gt;&lt;a href="{HOME}/2/"&gt;two&lt;/a&gt;&lt;/p&gt;</content></entry>
<entry><title>Two</title><id>tag:example.org,2026:two</id><link href="{HOME}/2/"/>
<updated>2026-11-21T00:00:00+01:00</updated></entry></feed>
"""
JSON = (
    f'{{"version": "https://jsonfeed.org/version/1.1", "title": "News", "home_page_url": "{HOME}/", '
    f'"feed_url": "{HOME}/feed.json", "authors": [{{"name": "Us"}}], "items": ['
    f'{{"id": "one", "url": "{HOME}/1/", "content_html": "<p>First.</p>", "tags": ["a"], '
    '"date_published": "2026-11-22T00:00:00Z"}, {"id": "two", "content_text": "Second."}]}\n'
)
OPML = f"""\
<?xml version='1.0' encoding='utf-8'?>
<opml version="2.0"><head><title>Feeds</title></head><body><outline text="News">
<outline type="rss" text="All" xmlUrl="{HOME}/rss.xml"/></outline></body></opml>
"""
ICS = "\r\n".join(
    (
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Example//EN", "REFRESH-INTERVAL;VALUE=DURATION:PT12H",
        "BEGIN:VEVENT", "UID:one", "DTSTAMP:20261101T000000Z", "DTSTART:20270407T170000Z", "DTEND:20270407T183000Z",
        r"SUMMARY:Tea\, and talk\; a \\ and a \n", "STATUS:CONFIRMED", f"URL:{HOME}/one/", "END:VEVENT",
        "BEGIN:VEVENT", "UID:two", "DTSTAMP:20261101T000000Z", "DTSTART;VALUE=DATE:20270202",
        "DTEND;VALUE=DATE:20270203", "SUMMARY:Day", "END:VEVENT", "END:VCALENDAR", "",
    )
)  # fmt: skip
GOOD = {"rss": (RSS, "rss.xml"), "atom": (ATOM, "feed.xml"), "json": (JSON, "feed.json"), "opml": (OPML, "f.opml"),
        "ics": (ICS, "events.ics")}  # fmt: skip
ENTRY = '<link rel="alternate" type="text/html" href="https://www.example.org/1/"/>'

# what kind of feed, what is replaced in a good one, by what, and the rule that this breaks
WRONG: list[tuple[str, str, str, str]] = [
    ("rss", " encoding='utf-8'", "", "EncodingNotDeclared"),
    ("rss", "<rss", '<!DOCTYPE rss SYSTEM "x.dtd"><rss', "ContainsSystemEntity"),
    ("rss", "</channel>", "", "SAXError"),
    ("rss", 'version="2.0"', 'version="0.91"', "UndefinedFeed"),
    ("rss", "<description>All.</description>", "", "MissingElement"),
    ("rss", "<title>One</title>", "<title>One</title><title>Uno</title>", "DuplicateElement"),
    ("rss", "<category>a</category>", "<tag>a</tag>", "UndefinedElement"),
    ("rss", "<category>a</category>", "<category> </category>", "NotBlank"),
    ("rss", f"<link>{HOME}/1/</link>", "<link>/1/</link>", "InvalidFullLink"),
    ("rss", f"<link>{HOME}/</link>", "<link>/</link>", "InvalidFullLink"),
    ("rss", "en-GB", "English", "InvalidLanguage"),
    ("rss", 'rel="self"', 'rel="hub"', "MissingAtomSelfLink"),
    ("rss", "<item><title>One", f'<atom:link rel="self" href="{HOME}/x"/><item><title>One', "DuplicateAtomLink"),
    ("rss", f'href="{HOME}/rss.xml"', f'href="{HOME}/feed.xml"', "SelfDoesntMatchLocation"),
    ("rss", "application/rss+xml", "text/xml", "InvalidMIMEAttribute"),
    ("rss", "<item><title>One", '<atom:link rel="hub" href="/hub"/><item><title>One', "InvalidURIAttribute"),
    ("rss", '<guid isPermaLink="false">two', f'<guid isPermaLink="true">{HOME}/1/', "DuplicateValue"),
    ("rss", "/2.mp3", "/1.mp3", "DuplicateEnclosure"),
    ("rss", "<title>Two</title>", "", "ItemMustContainTitleOrDescription"),
    ("rss", "<title>Two</title>", "<title>&lt;b&gt;Two&lt;/b&gt;</title>", "ContainsHTML"),
    ("rss", '<guid isPermaLink="false">two</guid>', "", "MissingGuid"),
    ("rss", '<guid isPermaLink="false">', "<guid>", "InvalidHttpGUID"),
    ("rss", "<category>a</category>", "<author>Site editor</author>", "InvalidContact"),
    ("rss", "<pubDate>Sun, 22 Nov 2026", "<pubDate>2026-11-22", "InvalidRFC2822Date"),
    ("rss", "<pubDate>Sun,", "<pubDate>Mon,", "IncorrectDOW"),
    ("rss", f'url="{HOME}/1.mp3"', 'url="/1.mp3"', "InvalidURLAttribute"),
    ("rss", 'length="10" type="audio/mpeg"/></item>\n<item>', 'length="0" type="audio/mpeg"/></item>\n<item>',
     "InvalidIntegerAttribute"),
    ("rss", f'href="{HOME}/2/"&gt;', 'href="/2/"&gt;', "ContainsRelRef"),
    ("rss", "First.", "&lt;script&gt;", "SecurityRisk"),
    ("rss", "First.", "&lt;p style='color:red'&gt;", "DangerousStyleAttr"),
    ("atom", " encoding='utf-8'", "", "EncodingNotDeclared"),
    ("atom", "2005/Atom", "2004/Atom", "UndefinedFeed"),
    ("atom", "</feed>", "", "SAXError"),
    ("atom", 'rel="self"', 'rel="related"', "MissingSelf"),
    ("atom", 'rel="self" href="https://www.example.org/feed.xml"', 'rel="self" href="https://www.example.org/x"',
     "SelfDoesntMatchLocation"),
    ("atom", "<author><name>Us</name></author>", "", "MissingAuthor"),
    ("atom", "tag:example.org,2026:two", f"{HOME}/1/", "DuplicateIds"),
    ("atom", "tag:example.org,2026:two", "two", "InvalidFullLink"),
    ("atom", ENTRY, "", "MissingAlternateLink"),
    ("atom", ENTRY, ENTRY + ENTRY, "DuplicateAtomLink"),
    ("atom", ENTRY, ENTRY.replace(HOME, ""), "InvalidURIAttribute"),
    ("atom", "<title>One</title>", "", "MissingElement"),
    ("atom", "<title>One</title>", "<title>One</title><title>Uno</title>", "DuplicateElement"),
    ("atom", "<published>2026-11-22T00:00:00Z", "<published>2026-11-22", "InvalidRFC3339Date"),
    ("atom", "<updated>2026-11-21T", "<updated>2026-11-31T", "InvalidRFC3339Date"),
    ("atom", 'type="html"', 'type="text/html"', "InvalidTextType"),
    ("atom", "First.", "First &lt;b&gt;", "ContainsHTML"),
    ("atom", 'term="a"', 'term=""', "MissingAttribute"),
    ("atom", f'href="{HOME}/2/"&gt;', 'href="/2/"&gt;', "ContainsRelRef"),
    ("atom", "&lt;p&gt;", "&lt;p onclick='x'&gt;", "SecurityRisk"),
    ("atom", "&lt;p&gt;", "&lt;p style='x'&gt;", "DangerousStyleAttr"),
    ("json", '"items": [', '"items": [,', "NotJSON"),
    ("json", JSON.strip(), "[]", "NotAnObject"),
    ("json", "version/1.1", "version/1", "Version"),
    ("json", '"title": "News"', '"title": ""', "Title"),
    ("json", "/feed.json", "/other.json", "FeedURL"),
    ("json", f'"home_page_url": "{HOME}/"', '"home_page_url": "/"', "HomePage"),
    ("json", '{"name": "Us"}', "{}", "Authors"),
    ("json", '"items": [', '"things": [', "Items"),
    ("json", '"id": "two"', '"id": 2', "ItemId"),
    ("json", '"id": "two"', '"id": "one"', "ItemIdTwice"),
    ("json", '"content_text"', '"summary"', "ItemContent"),
    ("json", f'"url": "{HOME}/1/"', '"url": "/1/"', "ItemURL"),
    ("json", "2026-11-22T00:00:00Z", "2026-11-22", "ItemDate"),
    ("json", '["a"]', "[1]", "ItemTags"),
    ("json", "<p>", "<img src='/a.png'>", "ContainsRelRef"),
    ("json", "<p>", "<script>", "SecurityRisk"),
    ("json", "<p>", "<p style='x'>", "DangerousStyleAttr"),
    ("opml", 'version="2.0"', 'version="1.0"', "UndefinedFeed"),
    ("opml", "<title>Feeds</title>", "", "MissingElement"),
    ("opml", re.search("<outline.*</outline>", OPML, re.DOTALL)[0], "", "MissingOutline"),  # type: ignore[index]
    ("opml", 'text="All"', 'title="All"', "MissingText"),
    ("opml", 'xmlUrl="https://www.example.org', 'xmlUrl="', "MissingXmlURL"),
    ("opml", 'type="rss"', 'type="atom"', "InvalidOutlineType"),
    ("ics", "\r\n", "\n", "LineEnds"),
    ("ics", "SUMMARY:Day", "SUMMARY:" + 70 * "D", "LineTooLong"),
    ("ics", "END:VCALENDAR", "", "NoCalendar"),
    ("ics", "VERSION:2.0\r\n", "", "VersionAndProduct"),
    ("ics", ";VALUE=DURATION", "", "RefreshInterval"),
    ("ics", "UID:two", "UID:one", "UidTwice"),
    ("ics", "UID:two\r\n", "", "NoUid"),
    ("ics", "DTSTAMP:20261101T000000Z", "DTSTAMP:20261101", "Stamp"),
    ("ics", "DTSTART;VALUE=DATE:", "DTSTART:", "Start"),
    ("ics", "DTEND;VALUE=DATE:20270203", "DTEND;VALUE=DATE:20270202", "End"),
    ("ics", r"Tea\,", "Tea,", "Escaping"),
    ("ics", r"talk\;", "talk;", "Escaping"),
    ("ics", r"\\ and", r"\x and", "Escaping"),
    ("ics", "CONFIRMED", "SURE", "Status"),
    ("ics", f"URL:{HOME}/", "URL:/", "EventURL"),
]  # fmt: skip


@pytest.mark.parametrize("which", GOOD)
def test_a_good_feed_breaks_no_rule(which: str) -> None:
    text, name = GOOD[which]
    assert CHECKERS[which](text.encode(), f"{HOME}/{name}") == []


@pytest.mark.parametrize(
    ("which", "old", "new", "rule"), WRONG, ids=[f"{n} {one[0]} {one[3]}" for n, one in enumerate(WRONG)]
)
def test_each_rule_can_fail(which: str, old: str, new: str, rule: str) -> None:
    text, name = GOOD[which]
    assert old in text
    changed = text.replace(old, new) if which == "ics" else text.replace(old, new, 1)
    if rule == "ItemMustContainTitleOrDescription":
        changed = changed.replace("<description>Second.</description>", "")
    found = CHECKERS[which](changed.encode(), f"{HOME}/{name}")
    assert rule in found and len(set(found)) <= 2, found


PODCAST = f"""\
<?xml version='1.0' encoding='utf-8'?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"
xmlns:podcast="https://podcastindex.org/namespace/1.0">
<channel><title>Show</title><link>{HOME}/podcast/</link><description>All.</description><language>en-GB</language>
<atom:link rel="self" type="application/rss+xml" href="{SHOW}"/>
<itunes:image href="{HOME}/cover.png"/><itunes:category text="Education"/><itunes:explicit>false</itunes:explicit>
<itunes:type>episodic</itunes:type><podcast:guid>917393e3-1b1e-5cef-ace4-edaa54e1f810</podcast:guid>
<podcast:locked>yes</podcast:locked><podcast:medium>podcast</podcast:medium>
<podcast:funding url="{HOME}/give/">Give</podcast:funding>
<item><title>One</title><guid isPermaLink="false">one</guid><description>First.</description>
<enclosure url="{HOME}/1.mp3" length="5" type="audio/mpeg"/><itunes:duration>4</itunes:duration>
<itunes:explicit>false</itunes:explicit><itunes:episodeType>full</itunes:episodeType>
<itunes:season>1</itunes:season><itunes:episode>2</itunes:episode>
<podcast:transcript url="{HOME}/1.vtt" type="text/vtt"/>
<podcast:chapters url="{HOME}/1.json" type="application/json+chapters"/>
<podcast:person role="host" group="cast">Host</podcast:person></item></channel></rss>
"""
FILES = {
    f"{HOME}/1.mp3": b"sound",
    f"{HOME}/1.vtt": b"WEBVTT\n",
    f"{HOME}/1.json": b'{"version": "1.2.0", "chapters": [{"startTime": 0}, {"startTime": 4}]}',
}
UNFIT: list[tuple[str, str, str]] = [
    ("<description>All.", "<description>" + 4001 * "a", "ShowDescription"),
    ("<language>en-GB</language>", "", "ShowLanguage"),
    (f'href="{HOME}/cover.png"', 'href="/cover.png"', "ShowImage"),
    ('text="Education"', 'text=""', "ShowCategory"),
    ("<itunes:explicit>false", "<itunes:explicit>no", "Explicit"),
    ("episodic", "daily", "ShowType"),
    ("917393e3-", "", "ShowGuid"),
    (">yes<", ">true<", "Locked"),
    ("<podcast:medium>podcast", "<podcast:medium>radio", "Medium"),
    (f'url="{HOME}/give/"', 'url="give"', "Funding"),
    ('type="audio/mpeg"', 'type="audio/ogg"', "Enclosure"),
    ("/1.mp3", "/caf\u00e9.mp3", "EnclosureName"),
    ('length="5"', 'length="6"', "EnclosureLength"),
    (">4</itunes:duration>", ">0:04</itunes:duration>", "Duration"),
    (">full<", ">whole<", "EpisodeType"),
    ("<itunes:season>1", "<itunes:season>0", "EpisodeNumber"),
    (f'<podcast:transcript url="{HOME}/1.vtt" type="text/vtt"/>', "", "TranscriptMissing"),
    ('type="text/vtt"', 'type="text/plain"', "TranscriptType"),
    (f'url="{HOME}/1.vtt"', f'url="{HOME}/1.mp3"', "Transcript"),
    ("application/json+chapters", "application/json", "ChaptersType"),
    ("/1.json", "/2.json", "Chapters"),
    (' role="host"', "", "Person"),
]


def serve(url: str) -> bytes | None:
    wrong = {f"{HOME}/2.json": FILES[f"{HOME}/1.json"].replace(b": 4", b": 0")}
    return {**FILES, **wrong}.get(url)


def test_a_good_podcast_breaks_no_rule() -> None:
    assert podcast(PODCAST.encode(), SHOW, serve) == []


@pytest.mark.parametrize(("old", "new", "rule"), UNFIT, ids=[rule for _, _, rule in UNFIT])
def test_each_rule_of_directories_can_fail(old: str, new: str, rule: str) -> None:
    assert old in PODCAST
    assert rule in podcast(PODCAST.replace(old, new, 1).encode(), SHOW, serve)


@pytest.mark.parametrize(
    ("module", "shown"),
    [(feed_rules, {rule for *_, rule in WRONG}), (podcast_rules, {rule for *_, rule in UNFIT})],
    ids=["feeds", "podcasts"],
)
def test_no_rule_is_without_a_wrong_feed(module: object, shown: set[str]) -> None:
    source = Path(getattr(module, "__file__")).read_text("utf-8")  # noqa: B009
    rules = set(re.findall(r'(?:yield|append\(|, |\[|else) ?"([A-Z]+[a-z][A-Za-z]*)"', source))
    assert rules - shown == set() and len(rules) > 20
