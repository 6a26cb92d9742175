"""Events: pages, calendars to subscribe to, and awareness weeks that bring what belongs to them together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from smile.plugin import (
    Build,
    Feed,
    File,
    Fragment,
    Page,
    Parameters,
    Planned,
    Plugin,
    Records,
    Site,
    block,
)
from smile.problems import ContentError, Problem, nearest
from smile.records import View

from .calendars import calendar
from .records import Event, Week

SHOWN = 6
"""How many events the block shows."""


@dataclass(frozen=True, slots=True)
class Diary:
    """The events that are due, in order of time, and the weeks with what belongs to each."""

    events: tuple[Event, ...]
    upcoming: int
    """How many of them, counted from the end, are not over."""
    weeks: tuple[Week, ...]
    news: Any
    podcast: Any


class Dated(View):
    """A line of a list: an event, an item or an episode."""

    title: str
    url: str
    summary: str


class Events(Plugin):
    records = {"data/events/*.md": Event, "data/weeks/*.yaml": Week}
    needs = ("newsroom", "podcast")

    def derive(self, data: Records, build: Build) -> Diary:
        found = list(_problems(data[Event], data[Week], build))
        if found:
            raise ContentError(found)
        due = [event for event in data[Event] if event.due(build.now, build.drafts)]
        due.sort(key=lambda event: (event.last, event.start, event.from_time or "", event.id))
        ahead = sum(event.last >= build.now.date() for event in due)
        news, podcast = build.models["newsroom"], build.models["podcast"]
        return Diary(tuple(due), ahead, tuple(data[Week]), news, podcast)

    def address(self, record: Event) -> str:
        return f"{record.id}/"

    def plan(self, model: Diary, site: Site) -> Iterator[Planned]:
        split = len(model.events) - model.upcoming
        past, ahead = model.events[:split], model.events[split:]
        categories = sorted({event.category for event in model.events})
        yield Page(
            path="all/",
            template="events/all.html",
            title="All events",
            summary="What is coming, what has been, and calendars to subscribe to.",
            context={
                "ahead": [_dated(event, site) for event in ahead],
                "past": [_dated(event, site) for event in reversed(past)],
                "weeks": [{"title": week.title, "url": site.url(f"week/{week.id}/")} for week in model.weeks],
                "calendars": [
                    {"title": name, "url": site.url(f"category/{name}.ics")} for name in categories
                ],
                "whole": site.url("events.ics"),
            },
            made_from=[*model.events, *model.weeks],
            navigation=True,
            kind="index",
            feeds=[Feed(site.url("events.ics"), f"{site.title}: calendar", "text/calendar")],
        )
        yield File("events.ics", calendar(model.events, site.title, site), model.events)
        for name in categories:
            chosen = [event for event in model.events if event.category == name]
            yield File(f"category/{name}.ics", calendar(chosen, f"{site.title}: {name}", site), chosen)
        for event in model.events:
            yield _page(event, model, site)
            yield File(f"{event.id}/event.ics", calendar([event], event.title, site), [event])
        for week in model.weeks:
            yield _week(week, model, site)

    @block("upcoming-events")
    def upcoming(self, model: Diary, site: Site, asked: Parameters) -> Fragment:
        at = next((card.url for card in site.neighbours if "events" in card.plugins), "/events/")
        ahead = model.events[len(model.events) - model.upcoming :]
        cards = [
            {"title": event.title, "url": f"{at}{event.id}/", "summary": event.summary, "start": event.start,
             "end": event.last, "cancelled": event.cancelled}
            for event in ahead[:SHOWN]
        ]  # fmt: skip
        return Fragment("events/upcoming.html", {"events": cards}, ahead)


def _page(event: Event, model: Diary, site: Site) -> Page:
    week = next((week for week in model.weeks if week.id == event.week), None)
    return Page(
        path=f"{event.id}/",
        template="events/event.html",
        title=event.title,
        summary=event.summary,
        context={
            "event": event,
            "week": {"title": week.title, "url": site.url(f"week/{week.id}/")} if week else None,
            "ics": site.url(f"{event.id}/event.ics"),
        },
        made_from=[event],
        owner=event.owner,
    )


def _week(week: Week, model: Diary, site: Site) -> Page:
    at = {name: card.url for card in site.neighbours for name in card.plugins}
    events = [event for event in model.events if event.week == week.id]
    told = [one.episode for one in model.podcast.episodes if one.episode.week == week.id]
    items = [item for item in model.news.items if week.tag and week.tag in item.tags]
    groups = [
        ("Events", [_dated(event, site) for event in events]),
        ("Podcast", _linked(told, at.get("podcast"), lambda one: f"{one.id}/")),
        ("News", _linked(items, at.get("newsroom"), lambda one: f"{one.year}/{one.id}/")),
    ]
    return Page(
        path=f"week/{week.id}/",
        template="events/week.html",
        title=week.title,
        summary=week.summary,
        context={"week": week, "groups": [group for group in groups if group[1]]},
        made_from=[week, *events, *told, *items],
        parent=site.url("all/"),
        kind="index",
    )


def _dated(event: Event, site: Site) -> dict[str, object]:
    return {
        "title": event.title,
        "url": site.url(f"{event.id}/"),
        "summary": event.summary,
        "start": event.start,
        "end": event.last,
        "cancelled": event.cancelled,
    }


def _linked(records: Sequence[Any], at: str | None, path: Any) -> list[Dated]:
    """Links to pages of another room; none where no microsite of this audience holds it."""
    return [Dated.of(one, url=at + path(one)) for one in records] if at else []


def _problems(events: Sequence[Event], weeks: Sequence[Week], build: Build) -> Iterator[Problem]:
    known = [week.id for week in weeks]
    seen: dict[str, Event] = {}
    for event in events:
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", event.id) or event.id in ("all", "week", "category"):
            message, expected = "the name of the file cannot be used in an address", "a name like-this"
            yield _at(build, event, "", "name", message, event.id, expected, "rename the file")
        first = seen.setdefault(event.uid, event)
        if first is not event:
            expected = f"another than {first.source.file}"
            message = "two events have the same `uid`"
            yield _at(build, event, "uid", "uid", message, event.uid, expected, "correct one of them")
        if (event.from_time is None) != (event.to_time is None):
            message, expected = "`from` and `to` go together", "both, or neither for whole days"
            yield _at(build, event, "from", "times", message, "one of them", expected, "add the other")
        elif event.last < event.start or (event.ends and event.begins and event.ends <= event.begins):
            message, found = "the event ends before it begins", f"{event.start} to {event.last}"
            yield _at(build, event, "end", "times", message, found, "an end after the start", "correct one")
        if event.week and event.week not in known:
            close = nearest(event.week, known)
            hint = f"did you mean `{close}`?" if close else "add it to data/weeks/"
            expected = "one of " + ", ".join(known)
            yield _at(
                build, event, "week", "week", "there is no such awareness week", event.week, expected, hint
            )


def _at(
    build: Build, event: Event, field: str, code: str, message: str, found: str, expected: str, hint: str
) -> Problem:
    file, line, _ = build.place(event, field) if field else (*event.source, 0)
    return Problem(file, line, 0, f"events.{code}", message, found, expected, hint)
