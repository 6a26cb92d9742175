"""What follows from the show and its episodes: which are due, their sound, transcripts and order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

from smile.plugin import Site
from smile.records import Linked, View

from .records import Cover, Episode, Person, Recording, Show, Transcript, WeekName
from .transcripts import Cue, cues


@dataclass(frozen=True, slots=True)
class Sound:
    """The recording of an episode: `file` where it lies in the estate, else an address."""

    url: str
    length: int
    seconds: int
    type: str
    file: Recording | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """An episode with what goes with it."""

    episode: Episode
    sound: Sound | None = None
    transcript: Transcript | None = None
    cues: tuple[Cue, ...] = ()


@dataclass(frozen=True, slots=True)
class Podcast:
    """The show, the episodes that are due, newest first, and the cover."""

    show: Show | None
    cover: Cover | None
    episodes: tuple[Told, ...]
    hub: str | None = None
    weeks: Mapping[str, WeekName] = field(default_factory=dict)
    """By id, the awareness weeks that episodes may mark."""

    @property
    def undescribed(self) -> int:
        """How many episodes were published that no file describes."""
        described = sum(not told.episode.example for told in self.episodes)
        return max(0, (self.show.published or 0) - described) if self.show else 0

    @property
    def heard(self) -> tuple[Told, ...]:
        """The episodes that have a recording and a day: those of the feed."""
        return tuple(told for told in self.episodes if told.sound and told.episode.date)

    def players(self, channel: str, count: int, site: Site) -> list[Player]:
        """The newest `count` episodes of a channel, for its page; none where this audience has no podcast."""
        if not any("podcast" in card.plugins for card in site.neighbours):
            return []
        marked = [one for one in self.episodes if channel in one.episode.channels]
        return [player(one, home(site)) for one in marked[:count]]


class Player(View):
    """An episode as pages show it: with its player, where there is a recording."""

    title: str
    url: str
    summary: str
    date: dt.date | None
    audio: str = ""
    kind: str = ""
    size: str = ""
    time: str = ""


def home(site: Site) -> str:
    """Where the podcast stands, seen from any page of the same audience."""
    return next((card.url for card in site.neighbours if "podcast" in card.plugins), "/podcast/")


def week(podcast: Podcast, told: Told, site: Site) -> Linked | None:
    """The page of the awareness week that an episode marks, where this audience has it."""
    at = next((card.url for card in site.neighbours if "events" in card.plugins), None)
    named = podcast.weeks.get(told.episode.week or "")
    return Linked.of(named, url=f"{at}week/{named.id}/") if named and at else None


def player(told: Told, at: str) -> Player:
    """An episode of the podcast that stands at the site path `at`."""
    url, sound = f"{at}{told.episode.id}/", told.sound
    if sound is None:
        return Player.of(told.episode, url=url, audio="", kind="")
    audio = at + audio_path(told) if sound.file else sound.url
    size = _size(sound.length)
    return Player.of(
        told.episode, url=url, audio=audio, kind=sound.type, size=size, time=clock(sound.seconds)
    )


def _size(length: int) -> str:
    """A size as people read it: 43 KB, 12.5 MB."""
    return f"{length / 1_000_000:.1f} MB" if length >= 1_000_000 else f"{-(-length // 1000)} KB"


def audio_path(told: Told) -> str:
    """The path of a recording below the podcast's own."""
    assert told.sound is not None and told.sound.file is not None
    return "audio/" + quote(told.sound.file.source.file.rsplit("/", 1)[-1])


def clock(seconds: float) -> str:
    """A length of time: 1:05, or 1:02:03."""
    hours, rest = divmod(int(seconds), 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60}:{rest % 60:02}"


def people(told: Told, show: Show) -> tuple[Person, ...]:
    """Who is heard: those of the episode take the place of those of the show."""
    return told.episode.people or show.people


def said(told: Told) -> list[tuple[str, list[Cue]]]:
    """What is said, by chapter: its title and its cues. One part without a title where there are no chapters."""
    parts = told.episode.chapters
    if not parts:
        return [("", list(told.cues))] if told.cues else []
    ends = [part.start for part in parts[1:]] + [float("inf")]
    made = [
        (part.title, [cue for cue in told.cues if part.start <= cue.start < end])
        for part, end in zip(parts, ends, strict=True)
    ]
    return [(title, found) for title, found in made if found]


def told(
    episodes: Sequence[Episode],
    recordings: Mapping[str, Recording],
    transcripts: Mapping[str, Transcript],
) -> tuple[Told, ...]:
    """The episodes with what goes with them, newest first; those without a day follow."""
    ordered = sorted(episodes, key=_age)
    return tuple(_told(episode, recordings, transcripts) for episode in ordered)


def _age(episode: Episode) -> tuple[int, int, str]:
    day = episode.date.toordinal() if episode.date else 0
    return (-day, -(episode.number or 0), episode.source.file)


def _told(
    episode: Episode, recordings: Mapping[str, Recording], transcripts: Mapping[str, Transcript]
) -> Told:
    folder = episode.source.file.rpartition("/")[0] + "/"
    words = transcripts.get(folder + episode.transcript) if episode.transcript else None
    said = tuple(cues(words.text, words.source.file)) if words else ()
    if not episode.audio:
        return Told(episode, None, words, said)
    file = recordings.get(folder + episode.audio)
    if file is not None:
        type = "audio/x-m4a" if episode.audio.endswith(".m4a") else "audio/mpeg"
        return Told(episode, Sound("", file.size, file.seconds, type, file), words, said)
    sound = Sound(episode.audio, episode.length or 0, episode.duration or 0, episode.type or "audio/mpeg")
    return Told(episode, sound, words, said)
