"""The rooms of plugins/: what they derive and plan, as pure functions of records."""

from __future__ import annotations

import datetime as dt
import io
import json
import pickle
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar
from xml.etree import ElementTree as ET

import feedparser  # type: ignore[import-untyped]
import pytest
import yaml
from pydantic import ValidationError

from plugins.assessment.plugin import Assessment
from plugins.assessment.plugin import Chosen as AssessmentChosen
from plugins.assessment.records import LEVELS, Description, PublishedAssessment
from plugins.channels.plugin import Channels, Summary
from plugins.channels.plugin import Listing as ChannelListing
from plugins.channels.records import Channel
from plugins.estate.plugin import EstateWide
from plugins.estate.plugin import Listing as EstateListing
from plugins.estate.records import CitedDocument
from plugins.newsroom.model import News
from plugins.newsroom.plugin import Newest, Newsroom
from plugins.newsroom.records import ChannelName, Item
from smile.feeds import Entry, FeedInfo, at_midnight, atom, json_feed
from smile.plugin import Build, Card, File, Page, Parameters, Planned, Plugin, Records, Site
from smile.problems import ContentError
from smile.records import Audience, Document, Linked, Record, Source, Sourced
from smile.rss import rss

ROOT = Path(__file__).resolve().parent.parent
NOW = dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)
R = TypeVar("R", bound=Record)


def made(kind: type[R], file: str, values: Mapping[str, Any], body: str = "", line: int = 1) -> R:
    """A record as the loader makes it."""
    record = kind.model_validate_json(json.dumps(dict(values)), strict=True, by_alias=True, by_name=False)
    if isinstance(record, Document):
        return record.with_body(Source(file, line), body, 8)
    return record.with_source(Source(file, line))


def records(*everything: Record) -> Records:
    by_type: dict[type[Record], list[Record]] = {}
    for record in everything:
        by_type.setdefault(type(record), []).append(record)
    return Records(by_type)


def site(slug: str, path: str = "", audience: Audience = Audience.public, cards: Sequence[Card] = ()) -> Site:
    build = Build(NOW, name="Example estate")
    at = path or f"/{slug}/"
    return Site(slug, slug.capitalize(), at, audience, "https://www.example.org", build, tuple(cards))


def pages(plugin: Plugin, model: Any, of: Site) -> dict[str, Page]:
    """The pages of a plan by their paths, each with a context that can be pickled and holds no function."""
    found = {one.path: one for one in plugin.plan(model, of) if isinstance(one, Page)}
    for page in found.values():
        pickle.dumps(dict(page.context))
    return found


def files(planned: Iterable[Planned]) -> dict[str, bytes]:
    found = [one for one in planned if isinstance(one, File)]
    return {
        one.path: one.content if isinstance(one.content, bytes) else one.content.encode() for one in found
    }


def linked(link: Linked) -> tuple[str, str]:
    """Title and address of a link that says which record it leads to."""
    assert link.source.file
    return (link.title, link.url)


def problem_codes(error: pytest.ExceptionInfo[ContentError]) -> list[str]:
    return [problem.code for problem in error.value.problems]


# --- newsroom


def item(name: str, date: str, channels: Sequence[str] = (), **more: Any) -> Item:
    values = {
        "title": name.capitalize(),
        "summary": f"About {name}.",
        "date": date,
        "channels": list(channels),
    }
    return made(Item, f"content/newsroom/items/{date[:4]}/{name}.md", values | more, f"Text of {name}.")


def channel_name(id: str, name: str) -> ChannelName:
    return made(ChannelName, f"data/channels/{id}.yaml", {"name": name, "kind": "blog", "anything": [1]})


def newsroom(*items: Item, drafts: bool = False) -> News:
    names = (channel_name("ceo-blog", "CEO Blog"), channel_name("twitter", "Twitter"))
    return Newsroom().derive(records(*items, *names), Build(NOW, drafts))


ITEMS = (
    item("older", "2018-07", ["twitter"]),
    item("launch", "2019-02-07", ["ceo-blog", "twitter"], author="Chief Executive", tags=["podcast"]),
    item("month", "2019-02", ["ceo-blog"]),
    item("draft", "2019-05", ["ceo-blog"], draft=True),
    item("later", "2026-12-01", ["ceo-blog"], publish="2026-12-01"),
    item("gone", "2019-01", ["ceo-blog"], expires="2026-11-22"),
)


def test_newsroom_lists_what_is_due_newest_first() -> None:
    model = newsroom(*ITEMS)
    assert [one.id for one in model.items] == ["launch", "month", "older"]
    assert [(year.year, len(year.items)) for year in model.years] == [(2019, 2), (2018, 1)]
    assert {id: [one.id for one in topic.items] for id, topic in model.topics.items()} == {
        "ceo-blog": ["launch", "month"],
        "twitter": ["launch", "older"],
    }
    assert [one.id for one in newsroom(*ITEMS, drafts=True).items] == [
        "later",
        "draft",
        "launch",
        "month",
        "older",
    ]


def test_newsroom_plans_items_years_channels_and_feeds() -> None:
    of, model = site("newsroom"), newsroom(*ITEMS)
    planned = pages(Newsroom(), model, of)
    assert set(planned) == {
        "2019/launch/",
        "2019/month/",
        "2018/older/",
        "all/",
        "2019/",
        "2018/",
        "channel/ceo-blog/",
        "channel/twitter/",
        "tag/podcast/",
    }
    launch, month = planned["2019/launch/"], planned["2019/month/"]
    assert linked(launch.context["previous"]) == ("Month", "/newsroom/2019/month/")
    assert launch.context["next"] is None
    assert launch.published == dt.date(2019, 2, 7) and month.published is None
    assert linked(launch.context["channels"][0]) == ("CEO Blog", "/newsroom/channel/ceo-blog/")
    assert planned["channel/ceo-blog/"].title == "News for CEO Blog"
    assert [feed.path for feed in planned["channel/ceo-blog/"].feeds] == [
        f"/newsroom/channel/ceo-blog/{name}" for name in ("feed.xml", "rss.xml", "feed.json")
    ]
    assert planned["channel/ceo-blog/"].parent == "/newsroom/all/"
    assert "/" not in planned and "" not in planned
    written = files(Newsroom().plan(model, of))
    places = ("", "channel/ceo-blog/", "channel/twitter/", "tag/podcast/", "daily/", "weekly/")
    forms = ("feed.xml", "rss.xml", "feed.json")
    assert set(written) == {place + form for place in places for form in forms}


def test_items_that_are_not_due_are_in_no_byte() -> None:
    model = newsroom(*ITEMS)
    everything = pickle.dumps(
        [dict(page.context) for page in pages(Newsroom(), model, site("newsroom")).values()]
    )
    everything += b"".join(files(Newsroom().plan(model, site("newsroom"))).values())
    for word in (b"About draft", b"About later", b"About gone"):
        assert word not in everything
    assert b"About launch" in everything


def test_newest_items_by_channel_and_count() -> None:
    plugin, model = Newsroom(), newsroom(*ITEMS)
    home = site("main", "/", cards=[Card("newsroom", "Newsroom", "", "/news/", 1, "public")])
    fragment = plugin.newest(model, home, Newest(count=2))
    assert [one.url for one in fragment.context["headlines"]] == ["/news/2019/launch/", "/news/2019/month/"]
    assert fragment.made_from == model.items[:2]
    only = plugin.newest(model, home, Newest(channel="twitter"))
    assert [one.title for one in only.context["headlines"]] == ["Launch", "Older"]
    with pytest.raises(ContentError) as error:
        plugin.newest(model, home, Newest(channel="twiter"))
    assert error.value.problems[0].hint == "did you mean `twitter`?" and error.value.problems[0].file == ""
    assert Newest().count == 5


def stray(path: str, date: str = "2019-02") -> Item:
    """An item in a file that it should not be in."""
    return made(Item, f"content/newsroom/items/{path}.md", {"title": "X", "summary": "X.", "date": date})


@pytest.mark.parametrize(
    ("items", "code"),
    [
        ([item("one", "2019-02", ["ceo-blogs"])], "newsroom.channels"),
        ([item("one", "2019-02", ["ceo-blogs"], draft=True)], "newsroom.channels"),
        ([stray("2018/x")], "newsroom.year"),
        ([stray("My item")], "newsroom.name"),
        ([item("one", "2019-02"), stray("a/one", "2019-03")], "newsroom.twice"),
        ([item("one", "2019-02", publish="2026-12-01", expires="2026-12-01")], "newsroom.expires"),
    ],
)
def test_newsroom_refuses(items: list[Item], code: str) -> None:
    with pytest.raises(ContentError) as error:
        newsroom(*items)
    assert problem_codes(error) == [code]
    assert error.value.problems[0].file == items[-1].source.file


def test_newsroom_without_a_register_of_channels_takes_any() -> None:
    model = Newsroom().derive(records(item("one", "2019-02", ["anything"])), Build(NOW))
    assert model.topics["anything"].name == "anything"


def test_an_item_needs_a_summary_and_a_real_date() -> None:
    for values in ({"title": "X", "date": "2019-02"}, {"title": "X", "summary": "X.", "date": "2019-02-31"}):
        with pytest.raises(ValidationError):
            made(Item, "content/newsroom/items/2019/x.md", values)


# --- feeds

NAMESPACE = "{http://www.w3.org/2005/Atom}"


def test_the_newsrooms_atom_feed_is_what_rfc_4287_asks_for() -> None:
    data = files(Newsroom().plan(newsroom(*ITEMS), site("newsroom")))["feed.xml"]
    root = ET.fromstring(data)
    assert root.tag == NAMESPACE + "feed"
    for name in ("id", "title", "updated"):
        assert len(root.findall(NAMESPACE + name)) == 1
    assert root.findtext(NAMESPACE + "updated") == "2019-02-07T00:00:00Z"
    links = {link.get("rel"): link.get("href") for link in root.findall(NAMESPACE + "link")}
    assert links == {
        "self": "https://www.example.org/newsroom/feed.xml",
        "alternate": "https://www.example.org/newsroom/all/",
    }
    assert root.findtext(f"{NAMESPACE}author/{NAMESPACE}name") == "Example estate"
    entries = root.findall(NAMESPACE + "entry")
    assert len(entries) == 3
    for entry in entries:
        for name in ("id", "title", "updated"):
            assert len(entry.findall(NAMESPACE + name)) == 1
        assert (entry.findtext(NAMESPACE + "id") or "").startswith("https://www.example.org/newsroom/20")
        assert [link.get("rel") for link in entry.findall(NAMESPACE + "link")] == ["alternate"]


def test_feedparser_reads_what_was_written() -> None:
    data = files(Newsroom().plan(newsroom(*ITEMS), site("newsroom")))["channel/ceo-blog/feed.xml"]
    feed = feedparser.parse(io.BytesIO(data))
    assert not feed.bozo and feed.version == "atom10"
    assert [entry.title for entry in feed.entries] == ["Launch", "Month"]
    assert feed.entries[0].link == "https://www.example.org/newsroom/2019/launch/"
    assert feed.entries[0].author == "Chief Executive"
    assert [tag.term for tag in feed.entries[0].tags] == ["podcast"]


def test_the_json_feed_is_version_1_1() -> None:
    data = json.loads(files(Newsroom().plan(newsroom(*ITEMS), site("newsroom")))["feed.json"])
    assert data["version"] == "https://jsonfeed.org/version/1.1"
    assert data["feed_url"] == "https://www.example.org/newsroom/feed.json"
    assert [one["id"] for one in data["items"]] == [one["url"] for one in data["items"]]
    assert all(
        isinstance(one["id"], str) and ("content_text" in one or "content_html" in one)
        for one in data["items"]
    )


INFO = FeedInfo("T & <b>", "https://example.org/feed.xml", "https://example.org/", "A")


def test_feeds_escape_what_they_are_given_and_drop_what_xml_cannot_hold() -> None:
    url, moment = "https://example.org/1", at_midnight(dt.date(2019, 2, 7))
    entry = Entry(url, url, "<i>&\x0b\ud800", moment, summary="a ]]> b", html="<p>x & y</p>", tags=('a"b',))
    feed = feedparser.parse(io.BytesIO(atom(INFO, [entry])))
    assert not feed.bozo
    root = ET.fromstring(atom(INFO, [entry]))
    assert root.findtext(f"{NAMESPACE}entry/{NAMESPACE}title") == "<i>&"
    assert root.findtext(f"{NAMESPACE}entry/{NAMESPACE}content") == "<p>x & y</p>"
    assert json.loads(json_feed(INFO, [entry]))["items"][0]["content_html"] == "<p>x & y</p>"


def test_an_rss_description_is_text_to_those_who_take_it_for_html() -> None:
    url, moment = "https://example.org/1", at_midnight(dt.date(2019, 2, 7))
    entry = Entry(url, url, "One", moment, summary="<script>bad()</script> & more", html="<p>x</p>")
    item = ET.fromstring(rss(INFO, [entry])).find("channel/item")
    assert item is not None
    assert item.findtext("description") == "&lt;script&gt;bad()&lt;/script&gt; &amp; more"
    assert item.findtext("{http://purl.org/rss/1.0/modules/content/}encoded") == "<p>x</p>"


def test_feeds_read_no_clock() -> None:
    assert atom(INFO, []) == atom(INFO, [])
    assert ET.fromstring(atom(INFO, [])).findtext(NAMESPACE + "updated") == "1970-01-01T00:00:00Z"


def test_feeds_refuse_what_would_not_be_valid() -> None:
    moment = at_midnight(dt.date(2019, 2, 7))
    good = Entry("https://example.org/1", "https://example.org/1", "One", moment)
    for wrong in (
        [good, good],
        [Entry("/1", "https://example.org/1", "One", moment)],
        [Entry("https://example.org/1", "https://example.org/1", "One", dt.datetime(2019, 2, 7))],
    ):
        for write in (atom, json_feed):
            with pytest.raises(ValueError):
                write(INFO, wrong)


# --- channels


def channel(id: str, **more: Any) -> Channel:
    values = {
        "name": id.replace("-", " ").capitalize(),
        "summary": "What it is.",
        "kind": "blog",
        "status": "live",
    }
    return made(Channel, f"data/channels/{id}.yaml", values | more)


def test_channel_pages_show_their_newest_items_and_relations() -> None:
    plugin = Channels()
    model = plugin.derive(
        records(
            channel("ceo-blog", related=["twitter"], audience=["Staff"]), channel("twitter", kind="social")
        ),
        Build(NOW, models={"newsroom": newsroom(*ITEMS)}),
    )
    planned = pages(plugin, model, site("channels"))
    assert set(planned) == {"ceo-blog/", "twitter/"}
    blog = planned["ceo-blog/"]
    assert [one.title for one in blog.context["headlines"]] == ["Launch", "Month"]
    assert all(
        isinstance(one, Sourced) and one.source.file.endswith(".md") for one in blog.context["headlines"]
    )
    assert blog.context["more"] == "/newsroom/channel/ceo-blog/"
    assert [linked(one) for one in blog.context["related"]] == [("Twitter", "/channels/twitter/")]
    assert [feed.path for feed in blog.feeds] == ["/newsroom/channel/ceo-blog/feed.xml"]
    assert blog.made_from == [model.channels["ceo-blog"]]


def test_channels_stand_without_a_newsroom() -> None:
    model = Channels().derive(records(channel("ceo-blog")), Build(NOW))
    page = pages(Channels(), model, site("channels"))["ceo-blog/"]
    assert page.context["headlines"] == [] and page.context["more"] is None and page.feeds == []


def test_the_list_of_channels_is_grouped_and_chosen() -> None:
    plugin = Channels()
    model = plugin.derive(
        records(
            channel("b", kind="social", status="not yet used"),
            channel("a", kind="social"),
            channel("c", status="new"),
        ),
        Build(NOW),
    )
    of = site("main", "/")

    def shown(**asked: Any) -> list[tuple[str, list[str]]]:
        groups = plugin.listing(model, of, ChannelListing(**asked)).context["groups"]
        return [(group["title"], [card["url"] for card in group["cards"]]) for group in groups]

    assert shown() == [
        ("Live", ["/channels/a/"]),
        ("New", ["/channels/c/"]),
        ("Not yet used", ["/channels/b/"]),
    ]
    assert shown(group="kind") == [
        ("Blogs", ["/channels/c/"]),
        ("Social media", ["/channels/a/", "/channels/b/"]),
    ]
    assert shown(group="none", kind="social", status="live") == [("", ["/channels/a/"])]
    assert shown(status="draft") == []


def test_channels_refuse_relations_that_lead_nowhere() -> None:
    with pytest.raises(ContentError) as error:
        Channels().derive(
            records(channel("ceo-blog", related=["ceo-blog", "newsrond"]), channel("newsround")), Build(NOW)
        )
    assert problem_codes(error) == ["channels.related", "channels.related"]
    assert {problem.hint for problem in error.value.problems} == {"leave it out", "did you mean `newsround`?"}
    assert {problem.file for problem in error.value.problems} == {"data/channels/ceo-blog.yaml"}


def test_the_summary_of_an_unknown_channel_is_an_error() -> None:
    model = Channels().derive(records(channel("ceo-blog")), Build(NOW))
    shown = Channels().summary(model, site("main", "/"), Summary(channel="ceo-blog"))
    assert shown.context["url"] == "/channels/ceo-blog/"
    with pytest.raises(ContentError) as error:
        Channels().summary(model, site("main", "/"), Summary(channel="ceo-blgo"))
    assert problem_codes(error) == ["channels.unknown"]


# --- estate


def test_microsites_are_listed_without_the_home() -> None:
    cards = [
        Card("main", "Home", "", "/", None, "public"),
        Card("leap", "LEAP", "About it.", "/leap/", 1, "public"),
        Card("old", "Old", "", "/old/", None, "public"),
    ]
    of = site("main", "/", cards=cards)
    model = EstateWide().derive(records(), Build(NOW))

    def urls(**asked: Any) -> list[str]:
        return [
            card["url"]
            for card in EstateWide().microsites(model, of, EstateListing(**asked)).context["cards"]
        ]

    assert urls() == ["/leap/"]
    assert urls(all=True) == ["/leap/", "/old/"]


def test_the_shipped_sources_name_each_document_once() -> None:
    values = yaml.safe_load((ROOT / "data/sources.yaml").read_text("utf-8"))
    documents = [made(CitedDocument, "data/sources.yaml", one, line=at) for at, one in enumerate(values, 1)]
    model = EstateWide().derive(records(*documents), Build(NOW))
    assert [one.document for one in model.documents] == [
        "review-2019", "toolkit-2016", "smile-2014", "engagement-strategy", "involvement-blog",
    ]  # fmt: skip
    assert EstateWide().sources(model, site("main", "/"), Parameters()).made_from == model.documents
    again = made(CitedDocument, "data/sources.yaml", values[0], line=99)
    with pytest.raises(ContentError) as error:
        EstateWide().derive(records(*documents, again), Build(NOW))
    assert [(problem.line, problem.code) for problem in error.value.problems] == [(99, "estate.sources")]


# --- assessment

# Id, Combined, NHS average, comparison and target, as the 2019 review prints them (lines 4031-4888). A line
# that is not indented is the dimension itself.
TABLE = """
channels-and-communities: Good, Good, At, Optimal
  broadcaster-or-communitarian: Good, Reasonable, Above, Optimal
  channels-and-communities-involvement: Adequate, Reasonable, Below, Optimal
  mobile-integration: Reasonable, Adequate, Above, Optimal
  stakeholder-understanding: Reasonable, Adequate, Above, Optimal
  use-of-channels: Adequate, Adequate, At, Optimal
content: Good, Adequate, Above, Optimal
  frequency-of-reviewing-and-updating: Adequate, Reasonable, Below, Optimal
  intellectual-and-social-capital: Reasonable, Reasonable, At, Optimal
  range-of-content-formats: Adequate, Adequate, At, Optimal
  re-use-of-traditional-material: Adequate, Adequate, At, Optimal
  social-content-creation: Adequate, Adequate, At, Optimal
leadership-and-policy: Adequate, Adequate, At, Optimal
  board-engagement: Reasonable, Reasonable, At, Optimal
  inclusion-in-mainstream-leadership-responsibilities: Sub-optimal, Adequate, Below, Optimal
  integrated-communications-listening-engagement-and-improvement: Adequate, Adequate, At, Optimal
  social-media-strategy-framework: Adequate, Adequate, At, Optimal
  strategic-alignment: Adequate, Adequate, At, Optimal
organisation-and-culture: Adequate, Good, Below, Optimal
  organisational-engagement: Reasonable, Reasonable, At, Optimal
  performance-management-and-monitoring: Sub-optimal, Adequate, Below, Reasonable
  roles-and-skills-definition: Sub-optimal, Good, Below, Optimal
  service-improvement-cycle: Adequate, Adequate, At, Optimal
  voice-of-the-customer-user: Reasonable, Reasonable, At, Optimal
""".strip().splitlines()
DIMENSIONS = [line.partition(":")[0] for line in TABLE if line[0] != " "]


def values_of_2019() -> dict[str, Any]:
    dimensions: list[dict[str, Any]] = []
    for line in TABLE:
        id, _, rest = line.strip().partition(": ")
        combined, nhs, comparison, target = rest.split(", ")
        levels = {"combined": combined, "nhs": nhs, "comparison": f"{comparison} Average", "target": target}
        if line[0] == " ":
            dimensions[-1]["indicators"].append({"id": id, "name": id, **levels})
        else:
            dimensions.append({"id": id, "name": id, "printed": levels, "indicators": []})
    return {"organisation": "Example Trust", "date": "2019-07", "source": "Printed", "dimensions": dimensions}


def assessment_of_2019(file: str = "data/assessment/published-2019.yaml") -> PublishedAssessment:
    return made(PublishedAssessment, file, values_of_2019())


def descriptions() -> list[Description]:
    return [
        made(Description, f"data/assessment/{path.name}", one, line=at)
        for path in sorted((ROOT / "data/assessment").glob("descriptions*.yaml"))
        for at, one in enumerate(yaml.load(path.read_text("utf-8"), yaml.BaseLoader), 1)
    ]


def test_the_levels_of_2019_add_up_to_45_49_and_98() -> None:
    (result,) = Assessment().derive(records(assessment_of_2019()), Build(NOW)).results
    totals = result.totals
    assert (totals.organisation, totals.benchmark, totals.target, totals.most) == (45, 49, 98, 100)
    assert (result.tally.above, result.tally.at, result.tally.below) == (3, 12, 5)
    assert [one.totals.organisation for one in result.dimensions] == [14, 11, 10, 10]
    assert [one.totals.benchmark for one in result.dimensions] == [12, 12, 11, 14]
    assert [one.totals.target for one in result.dimensions] == [25, 25, 25, 23]
    compared = [one.totals.comparison for one in result.dimensions]
    assert compared == ["Above Average", "Below Average", "Below Average", "Below Average"]


def test_the_shipped_results_are_the_printed_ones() -> None:
    values = yaml.load((ROOT / "data/assessment/published-2019.yaml").read_text("utf-8"), yaml.BaseLoader)
    shipped = made(PublishedAssessment, "data/assessment/published-2019.yaml", values)
    expected = assessment_of_2019()
    for ours, printed in zip(shipped.dimensions, expected.dimensions, strict=True):
        assert ours.printed == printed.printed
        for one, other in zip(ours.indicators, printed.indicators, strict=True):
            assert one.model_dump(exclude={"name", "note"}) == other.model_dump(exclude={"name", "note"})


def test_ratings_that_cannot_follow_from_their_levels_are_named() -> None:
    (result,) = Assessment().derive(records(assessment_of_2019()), Build(NOW)).results
    doubts = {one.id: one.doubts for one in result.dimensions}
    assert doubts["channels-and-communities"] == (
        "The rating printed for the NHS average, Good, is higher than its highest indicator, Reasonable.",
    )
    assert doubts["content"] == (
        "The rating printed for the Trust, Good, is higher than its highest indicator, Reasonable.",
        "The Trust is rated above the NHS average, but is ahead of it on no indicator.",
    )
    assert doubts["leadership-and-policy"] == () and doubts["organisation-and-culture"] == ()


def test_a_comparison_must_fit_its_levels() -> None:
    values = values_of_2019()
    values["dimensions"][1]["indicators"][0]["comparison"] = "Above Average"
    values["dimensions"][1]["indicators"][1]["nhs"] = "Resonable"
    with pytest.raises(ContentError) as error:
        Assessment().derive(
            records(made(PublishedAssessment, "data/assessment/published-2019.yaml", values)), Build(NOW)
        )
    assert problem_codes(error) == ["assessment.comparison", "assessment.level"]
    first, second = error.value.problems
    assert first.message == "the comparison of Adequate with Reasonable is Below Average"
    assert second.hint == "did you mean `Reasonable`?"


def test_every_level_is_described_and_the_two_that_are_published_say_so() -> None:
    (result,) = Assessment().derive(records(assessment_of_2019(), *descriptions()), Build(NOW)).results
    for dimension in result.dimensions:
        for one in dimension.indicators:
            assert [level for level, _ in one.ladder] == list(reversed(LEVELS))
            assert all(text for _, text in one.ladder)
            published = {level for level, text in one.ladder if text and text.basis == "published"}
            assert published == {one.indicator.combined, one.indicator.target}
    assert sum(one.gap for dimension in result.dimensions for one in dimension.indicators) == 98 - 45


def test_assessment_pages_table_and_downloads() -> None:
    plugin, of = Assessment(), site("assessment")
    older = made(
        PublishedAssessment, "data/assessment/published-2016.yaml", values_of_2019() | {"date": "2016-05"}
    )
    model = plugin.derive(records(assessment_of_2019(), older), Build(NOW))
    planned = pages(plugin, model, of)
    assert set(planned) == {
        *(f"{id}/" for id in DIMENSIONS),
        *(f"published-2016/{id}/" for id in DIMENSIONS),
        "compare/",
        "compare/published-2016/published-2019/",
    }
    assert planned["content/"].context["previous"]["url"] == "/assessment/channels-and-communities/"
    assert planned["content/"].navigation and not planned["published-2016/content/"].navigation
    written = files(plugin.plan(model, of))
    assert len(written["published-2019.csv"].splitlines()) == 21
    computed = json.loads(written["published-2019.json"])["computed"]
    assert (computed["organisation"], computed["benchmark"], computed["target"]) == (45, 49, 98)
    table = plugin.table(model, of, AssessmentChosen())
    assert table.context["result"] is model.results[0]
    assert table.context["urls"]["content"] == "/assessment/content/"
    with pytest.raises(ContentError) as error:
        plugin.table(model, of, AssessmentChosen(assessment="published-2020"))
    assert problem_codes(error) == ["assessment.unknown"]


def test_assessment_refuses_names_used_twice_and_descriptions_of_nothing() -> None:
    twice = made(PublishedAssessment, "data/assessment/published-2.yaml", values_of_2019())
    lost = made(
        Description,
        "data/assessment/descriptions.yaml",
        {"indicator": "use-of-chanels", "level": "Good", "text": "X."},
    )
    with pytest.raises(ContentError) as error:
        Assessment().derive(
            records(assessment_of_2019(), twice, lost, descriptions()[0], descriptions()[0]), Build(NOW)
        )
    assert sorted(problem_codes(error)) == [
        "assessment.date",
        "assessment.description",
        "assessment.indicator",
    ]
    assert "did you mean `use-of-channels`?" in {problem.hint for problem in error.value.problems}
    values = values_of_2019()
    values["dimensions"][0]["id"] = "content"
    with pytest.raises(ContentError) as error:
        Assessment().derive(
            records(made(PublishedAssessment, "data/assessment/published-2019.yaml", values)), Build(NOW)
        )
    assert problem_codes(error) == ["assessment.id"]
