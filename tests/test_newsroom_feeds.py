"""The newsroom's feeds, the podcast's, calendars, e-newsletters and ping, made by the real command."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import parse_qs
from xml.etree import ElementTree as ET

import feedparser
import pytest
from icalendar import Calendar
from PIL import Image

from tests.support import MINIMAL, ROOT, Result, estate, inside

ITUNES = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"
PODCAST = "{https://podcastindex.org/namespace/1.0}"
AUDIO = (ROOT / "data/podcast/episodes/self-managed-relaxation.mp3").read_bytes()
SHOW = """\
title: Example show
summary: An example.
guid: 917393e3-1b1e-5cef-ace4-edaa54e1f810
first_feed: https://mp3s.nashownotes.com/pc20rss.xml
author: Example team
contact: pod@example.org
category: {name: Health & Fitness, within: Mental Health}
funding: {url: "https://www.example.org/give/", title: Give}
"""
EPISODE = """\
---
title: First
summary: The first one.
date: 2026-11-02
number: 1
season: 1
guid: first
audio: first.mp3
transcript: first.vtt
chapters: [{start: 0, title: Hello}, {start: 4, title: Bye}]
people: [{name: Example host}]
---
Notes with [a link](/podcast/).
"""
VTT = "WEBVTT\n\n00:00:00.000 --> 00:00:04.000\n<v Example host>Hello there.\n"
SITES = {
    f"content/{name}/microsite.yaml": f"title: {name.capitalize()}\nsummary: S.\nplugins: [{name}]\n"
    for name in ("newsroom", "podcast", "events", "newsletters", "subscribe")
}
INDEX = {
    f"content/{name}/index.md": f"---\ntitle: {name.capitalize()}\nsummary: S.\n---\nText.\n"
    for name in ("newsroom", "podcast", "events", "newsletters", "subscribe")
}


def item(name: str, date: str, more: str = "") -> dict[str, str | bytes]:
    text = f"---\ntitle: {name}\nsummary: About {name}.\ndate: {date}\n{more}---\nText with [all](/newsroom/all/).\n"
    return {f"content/newsroom/items/{date[:4]}/{name}.md": text}


def event(name: str, uid: int, more: str) -> dict[str, str | bytes]:
    text = f"---\ntitle: {name}\nsummary: S.\nuid: 00000000-0000-4000-8000-{uid:012}\ncategory: talks\n"
    return {f"data/events/{name}.md": text + f"changed: 2026-11-01\n{more}---\nText.\n"}


FILES: dict[str, str | bytes] = {
    **SITES,
    **INDEX,
    "content/estate.yaml": MINIMAL["content/estate.yaml"] + "published_contacts: [pod@example.org]\n",
    **item("alpha", "2026-03-29", "tags: [ward, Ward]\n"),
    **item("beta", "2026-03-30"),
    **item("gamma", "2026-10-25"),
    **item("delta", "2026-11-22"),
    **item("month", '"2026-10"'),
    "data/podcast/show.yaml": SHOW,
    "data/podcast/cover.png": (ROOT / "data/podcast/cover.png").read_bytes(),
    "data/podcast/episodes/first.md": EPISODE,
    "data/podcast/episodes/first.mp3": AUDIO,
    "data/podcast/episodes/first.vtt": VTT,
    **event("evening", 1, 'start: 2027-04-07\nfrom: "18:00"\nto: "19:30"\n'),
    **event("days", 2, "start: 2027-02-02\nend: 2027-02-03\n"),
    "data/newsletters/one.yaml": "title: One\nnewsletter: News\nchannel: news\ndate: 2026-11-01\n"
    "preview: P <b>\nintro: Hello & welcome.\nitems: [2026/alpha, 2026/beta]\n",
}
FILES = {path.replace('"', ""): text for path, text in FILES.items()}


def build(root: Path, now: str = "2026-11-22", *more: str) -> Result:
    return inside("build", "--now", now, "--jobs", "1", "--no-search", *more, cwd=root)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = estate(tmp_path_factory.mktemp("feeds"), FILES)
    done = build(made)
    assert done.status == 0, done.out + done.err
    return made


def public(root: Path, path: str) -> bytes:
    return (root / "site/public" / path).read_bytes()


def titles(root: Path, path: str) -> list[tuple[str, str]]:
    feed = feedparser.parse(public(root, path))
    assert not feed.bozo
    return [(entry.id, entry.published) for entry in feed.entries]


def test_every_form_of_a_feed_says_the_same_with_the_whole_text(root: Path) -> None:
    for place, count in (("", 5), ("tag/ward/", 1)):
        rss = feedparser.parse(public(root, f"newsroom/{place}rss.xml"))
        atom = feedparser.parse(public(root, f"newsroom/{place}feed.xml"))
        whole = json.loads(public(root, f"newsroom/{place}feed.json"))
        assert not rss.bozo and rss.version == "rss20" and whole["version"].endswith("/version/1.1")
        ids = [entry.id for entry in rss.entries]
        assert ids == [entry.id for entry in atom.entries] == [entry["id"] for entry in whole["items"]]
        assert len(ids) == count
        full = 'href="https://www.example.org/newsroom/all/"'
        assert all(full in entry.content[0].value for entry in [*rss.entries, *atom.entries])
        assert all(full in entry["content_html"] for entry in whole["items"])


def test_digests_close_at_midnight_in_london_also_where_the_clocks_change(root: Path) -> None:
    base = "tag:www.example.org,2026:newsroom"
    assert titles(root, "newsroom/daily/rss.xml") == [
        (f"{base}/daily/2026-10-25", "Mon, 26 Oct 2026 00:00:00 +0000"),  # winter time since that morning
        (f"{base}/daily/2026-03-30", "Mon, 30 Mar 2026 23:00:00 +0000"),
        (f"{base}/daily/2026-03-29", "Sun, 29 Mar 2026 23:00:00 +0000"),  # summer time since that morning
    ]
    assert titles(root, "newsroom/weekly/rss.xml") == [
        (f"{base}/weekly/2026-W43", "Mon, 26 Oct 2026 00:00:00 +0000"),  # a week of 169 hours
        (f"{base}/weekly/2026-W14", "Sun, 05 Apr 2026 23:00:00 +0000"),
        (f"{base}/weekly/2026-W13", "Sun, 29 Mar 2026 23:00:00 +0000"),  # and one of 167
    ]


def test_a_digest_comes_when_its_period_is_over_and_then_stays_as_it_is(tmp_path: Path) -> None:
    root = estate(tmp_path, FILES)
    seen = []
    for now in ("2026-11-22T23:59", "2026-11-23T00:00", "2026-12-24"):
        assert build(root, now).status == 0
        seen.append(public(root, "newsroom/daily/rss.xml"))
    assert b"2026-11-22" not in seen[0] and b"daily/2026-11-22" in seen[1] and seen[1] == seen[2]


def test_the_podcast_feed_holds_what_apple_asks_for(root: Path) -> None:
    channel = ET.fromstring(public(root, "podcast/feed.xml"))[0]
    for name in ("title", "link", "description", "language", f"{ITUNES}author", f"{PODCAST}guid"):
        assert channel.findtext(name)
    assert channel.findtext(f"{ITUNES}explicit") == "false" and channel.findtext(f"{PODCAST}locked") == "yes"
    image = channel.find(f"{ITUNES}image")
    assert image is not None
    public(root, image.attrib["href"].removeprefix("https://www.example.org/"))
    category = channel.find(f"{ITUNES}category/{ITUNES}category")
    assert category is not None and category.get("text") == "Mental Health"
    (entry,) = channel.findall("item")
    enclosure = entry.find("enclosure")
    assert enclosure is not None
    assert enclosure.attrib["length"] == str(len(AUDIO))
    assert public(root, enclosure.attrib["url"].removeprefix("https://www.example.org/")) == AUDIO
    assert 3 < int(entry.findtext(f"{ITUNES}duration") or 0) < 15
    assert json.loads(public(root, "podcast/first/chapters.json"))["chapters"][1]["startTime"] == 4
    assert "Hello there." in public(root, "podcast/first/index.html").decode()


def test_podcast_partytime_sees_every_tag(root: Path) -> None:
    script = (
        "import('podcast-partytime').then(p => console.log(JSON.stringify("
        "p.parseFeed(require('fs').readFileSync(process.argv[1], 'utf8')))))"
    )
    feed = root / "site/public/podcast/feed.xml"
    done = subprocess.run(
        ["node", "-e", script, str(feed)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    told = json.loads(done.stdout)
    assert told["guid"] == "917393e3-1b1e-5cef-ace4-edaa54e1f810" and told["medium"] == "podcast"
    assert told["locked"] is True and told["podcastOwner"] == "pod@example.org"
    assert {
        "guid", "medium", "locked", "funding", "person", "transcript", "chapters", "season", "episode",
    } <= {name.rpartition(":")[2] for many in told["pc20support"].values() for name in many}  # fmt: skip
    assert told["podcastFunding"] == [{"message": "Give", "url": "https://www.example.org/give/"}]
    (entry,) = told["items"]
    assert entry["podcastTranscripts"][0]["type"] == "text/vtt" and entry["podcastChapters"]["url"]
    assert entry["podcastPeople"][0]["name"] == "Example host"
    assert entry["podcastSeason"]["number"] == 1 and entry["podcastEpisode"]["number"] == 1


def test_calendars_are_read_back(root: Path) -> None:
    whole = Calendar.from_ical(public(root, "events/events.ics"))
    days, evening = whole.walk("VEVENT")
    assert days["dtstart"].dt == dt.date(2027, 2, 2) and days["dtend"].dt == dt.date(2027, 2, 4)
    assert evening["dtstart"].dt == dt.datetime(2027, 4, 7, 17, tzinfo=dt.UTC)  # 18:00 of summer time
    assert str(evening["uid"]).endswith("0001")
    assert public(root, "events/category/talks.ics").count(b"BEGIN:VEVENT") == 2
    assert public(root, "events/evening/event.ics").count(b"BEGIN:VEVENT") == 1


def test_an_edition_is_an_e_mail_of_its_items(root: Path) -> None:
    html, text = (
        public(root, "newsletters/one/email.html"),
        public(root, "newsletters/one/email.txt").decode(),
    )
    assert len(html) < 102_000 and b"<script" not in html and b"googleapis" not in html
    assert b'lang="en"' in html and b"P &lt;b&gt;" in html and b"<unsubscribe>" in html
    for name in ("alpha", "beta"):
        url = f"https://www.example.org/newsroom/2026/{name}/"
        assert url.encode() in html and url in text
    assert "Hello & welcome." in text and "[unsubscribe]" in text


def test_front_pages_list_what_is_coming_and_the_newest_editions(tmp_path: Path) -> None:
    front = {
        f"content/{name}/index.md": f"---\ntitle: T\nsummary: S.\n---\n```smile {block}\n```\n"
        for name, block in (("events", "upcoming-events"), ("newsletters", "newest-editions"))
    }
    root = estate(tmp_path, {**FILES, **front})
    done = build(root, "2027-03-01")
    assert done.status == 0, done.out + done.err
    page = public(root, "events/index.html").decode()
    assert "/events/evening/" in page and "/events/days/" not in page  # those are over
    assert "/newsletters/one/" in public(root, "newsletters/index.html").decode()


def test_the_same_files_give_the_same_bytes(root: Path, tmp_path: Path) -> None:
    assert build(root, "2026-11-22", "--out", str(tmp_path)).status == 0
    for file in (root / "site/public").rglob("*"):
        if file.suffix in (".xml", ".json", ".ics", ".opml") or file.name.startswith("email."):
            again = tmp_path / "public" / file.relative_to(root / "site/public")
            assert again.read_bytes() == file.read_bytes(), file


def test_the_list_of_feeds_names_only_feeds_that_are_there(root: Path) -> None:
    outlines = ET.fromstring(public(root, "feeds.opml")).findall("body/outline/outline")
    assert [outline.get("text") for outline in outlines] == [
        "Newsroom: all items", "Newsroom: what is new, each day", "Newsroom: what is new, each week",
        "Newsroom: ward", "Example show (podcast)",
    ]  # fmt: skip
    for outline in outlines:
        assert outline.get("type") == "rss" and outline.get("text")
        public(root, outline.attrib["xmlUrl"].removeprefix("https://www.example.org/"))


def _channel(name: str, kind: str = "report") -> str:
    return f"name: {name}\nsummary: S.\nkind: {kind}\nstatus: live\n"


BLOG: dict[str, str | bytes] = {
    "data/channels/blog.yaml": _channel("The blog", "blog"),
    "data/channels/brief.yaml": _channel("The brief"),
    "data/channels/one.yaml": _channel("One"),
    "data/channels/two.yaml": _channel("Two"),
    **item("old", "2025-03-01", "channels: [brief, blog]\nstyle: wider NHS\n"),
    **item("focus", "2026-03-01", "channels: [blog]\nstyle: focus on\nguest_editor: Medical Director\n"),
    **item("plain", "2026-04-01", "channels: [blog, brief, one, two]\n"),
}


def test_a_blog_has_lists_by_style_and_each_channel_its_past_editions_by_year(tmp_path: Path) -> None:
    root = estate(tmp_path, {**SITES, **INDEX, **BLOG})
    for name in ("podcast", "newsletters", "events", "subscribe"):
        (root / f"content/{name}/microsite.yaml").unlink()
    done = build(root)
    assert done.status == 0, done.out + done.err

    def links(path: str) -> list[str]:
        main = public(root, f"newsroom/channel/{path}index.html").decode().partition("<main")[2]
        return re.findall(r'href="?(/newsroom/(?:channel/blog/style|20)[^">]*)', main)

    style = "/newsroom/channel/blog/style/"
    assert [link for link in links("blog/") if link.startswith(style)] == [
        f"{style}focus-on/", f"{style}wider-nhs/", f"{style}guest-editors/"
    ]  # fmt: skip
    assert links("blog/style/focus-on/") == ["/newsroom/2026/focus/"] == links("blog/style/guest-editors/")
    assert links("blog/style/wider-nhs/") == ["/newsroom/2025/old/"]
    assert links("brief/") == ["/newsroom/2026/plain/", "/newsroom/2025/old/"]  # no blog: no styles
    page = public(root, "newsroom/channel/brief/index.html").decode()
    assert page.index("#from-2026") < page.index("#from-2025") < page.index("plain/")
    assert (
        "Guest editor: Medical Director, focus on" in public(root, "newsroom/2026/focus/index.html").decode()
    )


def test_an_item_in_four_channels_has_one_canonical_address(tmp_path: Path) -> None:
    root = estate(tmp_path, {**SITES, **INDEX, **BLOG})
    for name in ("podcast", "newsletters", "events", "subscribe"):
        (root / f"content/{name}/microsite.yaml").unlink()
    assert build(root).status == 0
    canonical = "https://www.example.org/newsroom/2026/plain/"
    said = re.compile(r'<link[^>]*rel="?canonical"?[^>]*>')
    holders = [
        file
        for file in (root / "site/public").rglob("*.html")
        if any(f"{canonical}" in tag for tag in said.findall(file.read_text("utf-8")))
    ]
    assert holders == [root / "site/public/newsroom/2026/plain/index.html"]
    for channel in ("blog", "brief", "one", "two"):
        for name in ("rss.xml", "feed.xml"):
            feed = feedparser.parse(public(root, f"newsroom/channel/{channel}/{name}"))
            assert {(e.id, e.link) for e in feed.entries if e.title == "plain"} == {(canonical, canonical)}
    maps = "".join(file.read_text("utf-8") for file in (root / "site/public").rglob("*sitemap*.xml"))
    assert maps.count(f"<loc>{canonical}</loc>") == 1


def test_an_episode_plays_on_the_page_of_its_channel_and_leads_to_its_week(tmp_path: Path) -> None:
    more = {
        **FILES,
        "content/channels/microsite.yaml": "title: Channels\nsummary: S.\nplugins: [channels]\n",
        "content/channels/index.md": "---\ntitle: Channels\nsummary: S.\n---\nText.\n",
        "data/channels/news.yaml": _channel("News"),
        "data/channels/show.yaml": _channel("Show", "podcast"),
        "data/weeks/calm.yaml": "title: Calm week\nsummary: S.\n",
        "data/podcast/episodes/first.md": EPISODE.replace("number: 1\n", "week: calm\nchannels: [show]\n"),
    }
    root = estate(tmp_path, more)
    done = build(root)
    assert done.status == 0, done.out + done.err
    audio = "/podcast/audio/first.mp3"
    page = public(root, "channels/show/index.html").decode()
    assert "<audio" in page and audio in page and "/podcast/first/" in page
    assert "<audio" not in public(root, "channels/news/index.html").decode()
    assert "/events/week/calm/" in public(root, "podcast/first/index.html").decode()
    assert "/podcast/first/" in public(root, "events/week/calm/index.html").decode()


class Hub(BaseHTTPRequestHandler):
    told: list[str] = []
    status = 204

    def do_POST(self) -> None:
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        assert form["hub.mode"] == ["publish"]
        Hub.told += form["hub.url"]
        self.send_response(Hub.status)
        self.end_headers()

    def log_message(self, *of: object) -> None:
        pass


@pytest.fixture
def hub() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Hub)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    Hub.told, Hub.status = [], 204
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def test_ping_tells_the_hub_what_changed_and_tries_again_what_failed(tmp_path: Path, hub: str) -> None:
    root = estate(tmp_path, {**FILES, "data/feeds.yaml": f"hub: {hub}\n"})
    assert build(root).status == 0
    Hub.status = 500
    failed = inside("ping", cwd=root)
    assert failed.status == 3 and "answered 500" in failed.err
    Hub.told, Hub.status = [], 204
    assert inside("ping", cwd=root).status == 0
    assert "https://www.example.org/podcast/feed.xml" in Hub.told and len(Hub.told) == 13
    Hub.told = []
    assert "nothing new" in inside("ping", cwd=root).out and Hub.told == []
    for path, text in item("epsilon", "2026-11-22").items():
        (root / path).write_bytes(text.encode() if isinstance(text, str) else text)
    assert build(root).status == 0
    assert inside("ping", cwd=root).status == 0
    assert sorted(url.rpartition("/")[2] for url in Hub.told) == ["feed.json", "feed.xml", "rss.xml"]


def square(width: int, height: int = 0, mode: str = "RGB") -> bytes:
    made = io.BytesIO()
    Image.new(mode, (width, height or width)).save(made, "PNG")
    return made.getvalue()


SILENT = EPISODE.replace("transcript: first.vtt\n", "")
WRONG = {
    "category": ("data/podcast/show.yaml", SHOW.replace("Mental Health", "mental health"), 7, "podcast.category"),
    "size of the cover": ("data/podcast/cover.png", square(1399), 0, "podcast.cover"),
    "shape of the cover": ("data/podcast/cover.png", square(1400, 1500), 0, "podcast.cover"),
    "colours of the cover": ("data/podcast/cover.png", square(1400, mode="L"), 0, "podcast.cover"),
    "guid of the show": ("data/podcast/show.yaml", SHOW.replace("917393e3", "917393e4"), 3, "podcast.guid"),
    "no origin": ("data/podcast/show.yaml", re.sub("first_feed.*\n", "", SHOW), 3, "podcast.guid"),
    "enclosure": ("data/podcast/episodes/second.md", EPISODE.replace("guid: first", "guid: second"), 8,
                  "podcast.twice"),
    "week": ("data/podcast/episodes/first.md", EPISODE.replace("number: 1\n", "week: nwo\n"), 5, "podcast.week"),
    "cover": ("data/podcast/cover.png", b"no picture", 0, "podcast.cover"),
    "transcript": ("data/podcast/episodes/first.md", SILENT, 8, "podcast.transcript"),
    "cue": ("data/podcast/episodes/first.vtt", VTT.replace("04.000", "00.000"), 3, "podcast.transcript"),
    "guid": ("data/podcast/episodes/second.md", EPISODE, 7, "podcast.twice"),
    "name": ("data/podcast/episodes/caf\u00e9.mp3", AUDIO, 0, "podcast.name"),
    "recording": ("data/podcast/episodes/first.mp3", b"no sound", 0, "podcast.recording"),
    "event": ("data/events/evening.md", "---\ntitle: E\nsummary: S.\nuid: 00000000-0000-4000-8000-000000000001\n"
              "category: talks\nchanged: 2026-11-01\nstart: 2027-04-07\nend: 2027-04-06\n---\n", 8, "events.times"),
    "edition": ("data/newsletters/one.yaml", "title: One\nnewsletter: N\nchannel: n\ndate: 2026-11-01\npreview: P\n"
                "intro: I\nitems: [2026/alfa]\n", 7, "newsletters.item"),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_told_at_its_line(case: str, tmp_path: Path) -> None:
    file, content, line, code = WRONG[case]
    root = estate(tmp_path, {**FILES, file: content})
    done = inside("check", "--now", "2026-11-22", "--format", "json", cwd=root)
    assert done.status == 1
    assert (file, line, code) in {(one["file"], one["line"], one["code"]) for one in json.loads(done.out)}
