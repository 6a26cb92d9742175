"""The podcast: a page an episode with player and transcript, and the feed that directories take."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import Field

from smile.feeds import FeedSettings
from smile.plugin import (
    Build,
    File,
    Fragment,
    Headers,
    Page,
    Parameters,
    Planned,
    Plugin,
    Records,
    Site,
    block,
)
from smile.problems import ContentError, Problem, nearest
from smile.records import Slug, Text

from .checks import Checks
from .model import Podcast, Told, audio_path, clock, home, people, player, said, told, week
from .records import Cover, Episode, Recording, Show, Transcript, WeekName
from .syndication import chapters_json, cover_path, feed, offered


class Players(Parameters):
    """What `podcast-player` may be told: which episodes."""

    episode: Slug | None = None
    """The id of one episode."""
    channel: Slug | None = None
    """Only episodes marked with this channel."""
    team: Text | None = None
    """Only episodes that feature this team."""
    week: Slug | None = None
    """Only episodes that mark this awareness week."""
    count: int = Field(default=3, ge=1, le=100)
    """How many at most."""


class PodcastPlugin(Plugin):
    records = {
        "data/podcast/show.yaml": Show,
        "data/podcast/episodes/*.md": Episode,
        "data/podcast/episodes/*.mp3": Recording,
        "data/podcast/episodes/*.m4a": Recording,
        "data/podcast/episodes/*.vtt": Transcript,
        "data/podcast/cover.png": Cover,
        "data/podcast/cover.jpg": Cover,
        "data/weeks/*.yaml": WeekName,
        "data/feeds.yaml": FeedSettings,
    }

    def derive(self, data: Records, build: Build) -> Podcast:
        recordings = {one.source.file: one for one in data[Recording]}
        transcripts = {one.source.file: one for one in data[Transcript]}
        assert build.root is not None
        weeks = {week.id: week for week in data[WeekName]}
        checks = Checks(build.root, {*recordings, *transcripts})
        found = list(checks.problems(data[Show], data[Cover], data[Episode], data[Recording], sorted(weeks)))
        if found:
            raise ContentError(found)
        due = [episode for episode in data[Episode] if episode.due(build.now, build.drafts)]
        show, cover = next(iter(data[Show]), None), next(iter(data[Cover]), None)
        hub = next((settings.hub for settings in data[FeedSettings]), None)
        return Podcast(show, cover, told(due, recordings, transcripts), hub, weeks)

    def address(self, record: Any) -> str:
        return f"{record.id}/"

    def plan(self, model: Podcast, site: Site) -> Iterator[Planned]:
        if model.show is None:
            return
        # players that run in a browser fetch recordings, transcripts and chapters from other sites
        yield Headers("*", {"Access-Control-Allow-Origin": "*"})
        for index, one in enumerate(model.episodes):
            yield from _episode(model, index, one, site)
        yield _all(model, site)
        heard = [one.episode for one in model.heard]
        if model.cover is not None:
            yield File(cover_path(model), model.cover, [model.cover])
            yield File("feed.xml", feed(model, site), [model.show, model.cover, *heard])

    @block("podcast-player", Players)
    def players(self, model: Podcast, site: Site, asked: Players) -> Fragment:
        ids = [one.episode.id for one in model.episodes]
        if asked.episode and asked.episode not in ids:
            close = nearest(asked.episode, ids)
            hint = f"did you mean `{close}`?" if close else "see the files in data/podcast/episodes/"
            problem = Problem(
                "", 0, 0, "podcast.episode", "there is no such episode", asked.episode, "an id", hint
            )
            raise ContentError([problem])
        chosen = [one for one in model.episodes if _asked(one.episode, asked)][: asked.count]
        shown = [player(one, home(site)) for one in chosen]
        return Fragment("podcast/players.html", {"episodes": shown}, [one.episode for one in chosen])


def _asked(episode: Episode, asked: Players) -> bool:
    return (
        asked.episode in (None, episode.id)
        and (asked.channel is None or asked.channel in episode.channels)
        and asked.team in (None, episode.team)
        and asked.week in (None, episode.week)
    )


def _all(model: Podcast, site: Site) -> Page:
    assert model.show is not None
    return Page(
        path="all/",
        template="podcast/all.html",
        title="All episodes",
        summary="Every episode, newest first, with its player and transcript.",
        context={
            "episodes": [player(one, site.path) for one in model.episodes],
            "undescribed": model.undescribed,
            "cover": site.url(cover_path(model)),
            "show": model.show,
        },
        made_from=[model.show, *(one.episode for one in model.episodes)],
        navigation=True,
        kind="index",
        feeds=offered(site, model),
    )


def _episode(model: Podcast, index: int, one: Told, site: Site) -> Iterator[Planned]:
    assert model.show is not None
    episode, path = one.episode, f"{one.episode.id}/"
    newer = model.episodes[index - 1] if index else None
    older = model.episodes[index + 1] if index + 1 < len(model.episodes) else None
    context = {
        "episode": episode,
        "player": player(one, site.path),
        "people": people(one, model.show),
        "chapters": [(clock(part.start), part.title, part.start) for part in episode.chapters],
        "said": [
            (title, [(clock(cue.start), cue.voice, cue.text) for cue in cues]) for title, cues in said(one)
        ],
        "week": week(model, one, site),
        "previous": player(older, site.path) if older else None,
        "next": player(newer, site.path) if newer else None,
    }
    yield Page(
        path=path,
        template="podcast/episode.html",
        title=episode.title,
        summary=episode.summary,
        context=context,
        made_from=[episode],
        owner=episode.owner,
        reviewed=episode.reviewed,
        next_review=episode.next_review,
        published=episode.date,
        kind="article",
        feeds=offered(site, model),
    )
    if one.sound and one.sound.file:
        yield File(audio_path(one), one.sound.file, [one.sound.file])
    if one.transcript:
        yield File(path + "transcript.vtt", one.transcript, [one.transcript])
    if episode.chapters:
        yield File(path + "chapters.json", chapters_json(one), [episode])
