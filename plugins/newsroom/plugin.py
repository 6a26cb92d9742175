"""The newsroom: each item written once, listed by year and by channel, and offered as feeds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import Field

from smile.feeds import FeedSettings
from smile.plugin import Build, Fragment, Page, Parameters, Planned, Plugin, Records, Site, block
from smile.problems import ContentError, Problem, nearest
from smile.records import Linked, Slug, Source

from .checks import problems
from .model import (
    Headline,
    News,
    Topic,
    channel_path,
    headline,
    item_path,
    manner_path,
    news,
    slug,
    tag_path,
)
from .records import ChannelName, Item
from .syndication import digested, files, followed, offered


class Newest(Parameters):
    """What `newest-items` may be told."""

    channel: Slug | None = None
    """Only items marked with this channel."""
    count: int = Field(default=5, ge=1, le=500)
    """How many items at most."""


class Newsroom(Plugin):
    records = {
        "content/newsroom/items/**/*.md": Item,
        "data/channels/*.yaml": ChannelName,
        "data/feeds.yaml": FeedSettings,
    }

    def derive(self, data: Records, build: Build) -> News:
        found = list(problems(data[Item], data[ChannelName], build))
        if found:
            raise ContentError(found)
        hub = next((settings.hub for settings in data[FeedSettings]), None)
        return news(data[Item], data[ChannelName], build.now, build.drafts, hub)

    def address(self, record: Item) -> str:
        return item_path(record)

    def plan(self, model: News, site: Site) -> Iterator[Planned]:
        yield from _items(model, site)
        yield from _lists(model, site)
        yield from files(model, site)

    @block("newest-items", Newest)
    def newest(self, model: News, site: Site, asked: Newest) -> Fragment:
        if asked.channel and model.known and asked.channel not in model.known:
            close = nearest(asked.channel, model.known)
            expected, hint = "one of " + ", ".join(model.known), f"did you mean `{close}`?" if close else ""
            message = "there is no such channel"
            raise ContentError(
                [Problem("", 0, 0, "newsroom.channels", message, asked.channel, expected, hint)]
            )
        latest = model.latest(asked.channel, asked.count)
        return Fragment("newsroom/newest.html", {"headlines": latest.headlines(site)}, latest.items)


def _items(model: News, site: Site) -> Iterator[Page]:
    for index, item in enumerate(model.items):
        newer = model.items[index - 1] if index else None
        older = model.items[index + 1] if index + 1 < len(model.items) else None
        topics = [model.topics[channel] for channel in dict.fromkeys(item.channels)]
        context = {
            "item": item,
            "channels": [_topic(topic, site) for topic in topics],
            "tags": [
                {"title": tag, "url": site.url(tag_path(slug(tag)))} for tag in dict.fromkeys(item.tags)
            ],
            "previous": _link(older, site),
            "next": _link(newer, site),
        }
        yield Page(
            path=item_path(item),
            template="newsroom/item.html",
            title=item.title,
            summary=item.summary,
            context=context,
            made_from=[item],
            owner=item.owner,
            reviewed=item.reviewed,
            next_review=item.next_review,
            # of a month no day is known, so the template says the month
            published=item.date.first if item.date.exact else None,
            kind="article",
            feeds=offered(site)[:1],
        )


def _link(item: Item | None, site: Site) -> Linked | None:
    return Linked.of(item, url=site.url(item_path(item))) if item else None


def _topic(topic: Topic, site: Site) -> Linked:
    made = Linked(title=topic.name, url=site.url(channel_path(topic.id)))
    return made.with_source(topic.named.source) if topic.named else made


def _lists(model: News, site: Site) -> Iterator[Page]:
    shown = {item.source: headline(item, site.path) for item in model.items}
    years = [_count(str(year.year), f"{year.year}/", year.items, site) for year in model.years]
    by_name = sorted(model.topics.values(), key=lambda topic: topic.name.lower())
    named = [topic.named for topic in by_name if topic.named]
    topics = [_count(topic.name, channel_path(topic.id), topic.items, site) for topic in by_name]
    by_tag = sorted(model.tags.values(), key=lambda topic: topic.name.lower())
    tags = [_count(topic.name, tag_path(topic.id), topic.items, site) for topic in by_tag]
    groups = [
        {"title": str(year.year), "headlines": [shown[item.source] for item in year.items]}
        for year in model.years
    ]
    yield Page(
        path="all/",
        template="newsroom/all.html",
        title="All items",
        summary="Every item in the newsroom, newest first, and the ways to follow it.",
        context={"groups": groups, "years": years, "channels": topics, "tags": tags},
        made_from=[*model.items, *named],
        navigation=True,
        kind="index",
        feeds=(*offered(site), *digested(site)),
    )
    for year in model.years:
        yield Page(
            path=f"{year.year}/",
            template="newsroom/year.html",
            title=f"News from {year.year}",
            summary=f"Every item dated {year.year}, newest first.",
            context={
                "headlines": [shown[item.source] for item in year.items],
                "year": str(year.year),
                "years": years,
            },
            made_from=model.items,  # it links to the other years, with their counts
            kind="index",
            feeds=offered(site),
        )
    for topic in model.topics.values():
        yield from _channel(topic, shown, site)
    for tag in model.tags.values():
        yield Page(
            path=tag_path(tag.id),
            template="newsroom/channel.html",
            title=f"News about {tag.name}",
            summary=f"Every item about {tag.name}, newest first.",
            context={**_by_year(tag, shown), "name": tag.name, "manners": []},
            made_from=tag.items,
            parent=site.url("all/"),
            kind="index",
            feeds=followed(site, tag_path(tag.id), tag.name),
        )


def _by_year(topic: Topic, shown: Mapping[Source, Headline]) -> dict[str, Any]:
    years = [(str(year.year), [shown[item.source] for item in year.items]) for year in topic.years]
    return {"count": len(topic.items), "years": years}


def _channel(topic: Topic, shown: Mapping[Source, Headline], site: Site) -> Iterator[Page]:
    """The directory of a channel by year, and of a blog a page for each style."""
    path = channel_path(topic.id)
    named = [topic.named] if topic.named else []
    manners = [
        _count(manner.name, manner_path(topic.id, manner.id), manner.items, site) for manner in topic.manners
    ]
    yield Page(
        path=path,
        template="newsroom/channel.html",
        title=f"News for {topic.name}",
        summary=f"Every item marked for {topic.name}, newest first.",
        context={**_by_year(topic, shown), "name": topic.name, "manners": manners},
        made_from=[*topic.items, *named],
        parent=site.url("all/"),
        kind="index",
        feeds=followed(site, path, topic.name),
    )
    for manner in topic.manners:
        yield Page(
            path=manner_path(topic.id, manner.id),
            template="newsroom/manner.html",
            title=f"{topic.name}: {manner.name}",
            summary=f"Every item of {topic.name} under {manner.name.lower()}, newest first.",
            context={"headlines": [shown[item.source] for item in manner.items]},
            made_from=[*manner.items, *named],
            parent=site.url(path),
            kind="index",
            feeds=followed(site, path, topic.name),
        )


def _count(title: str, path: str, items: tuple[Item, ...], site: Site) -> dict[str, str | int]:
    return {"title": title, "url": site.url(path), "count": len(items)}
