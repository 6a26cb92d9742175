"""What the types alone cannot refuse: what does not fit together, and what a directory would turn down."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from pathlib import Path
from uuid import UUID, uuid5

from smile.places import within
from smile.problems import Problem, nearest

from .categories import CATEGORIES, known
from .records import Cover, Episode, Recording, Show

_ASCII = re.compile(r"[A-Za-z0-9._-]+")

_SPACE = UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
"""Of podcast guids: https://podcasting2.org/docs/podcast-namespace/tags/guid"""


def guid_of(feed: str) -> str:
    """The guid of a show by the first address of its feed: of it, neither the scheme nor slashes at the end count."""
    return str(uuid5(_SPACE, feed.partition("://")[2].rstrip("/")))


class Checks:
    """Looks at the show and at every episode, due or not. `root` is the estate's folder, to find lines in."""

    def __init__(self, root: Path, files: Container[str]) -> None:
        self.root, self.files = root, files

    def problems(
        self,
        shows: Sequence[Show],
        covers: Sequence[Cover],
        episodes: Sequence[Episode],
        found: Sequence[Recording],
        weeks: Sequence[str],
    ) -> Iterator[Problem]:
        """Everything that is wrong."""
        for show in shows:
            yield from self._show(show, covers)
        if episodes and not shows:
            expected = "data/podcast/show.yaml"
            yield Problem(episodes[0].source.file, 1, 0, "podcast.show", "episodes need a show", "", expected)
        for recording in found:
            name = recording.source.file.rsplit("/", 1)[-1]
            if not _ASCII.fullmatch(name):
                message, expected = "directories refuse this file name", "plain letters, digits, - and _"
                yield Problem(
                    recording.source.file, 0, 0, "podcast.name", message, name, expected, "rename the file"
                )
        seen: dict[tuple[str, str], Episode] = {}
        for episode in episodes:
            yield from self._episode(episode)
            yield from self._week(episode, weeks)
            for field, value in (("guid", episode.guid), ("audio", episode.audio)):
                first = seen.setdefault((field, value), episode) if value else episode
                if first is not episode:
                    message = f"two episodes have the same `{field}`"
                    expected = f"another than {first.source.file}"
                    yield self._at(episode, field, "twice", message, value or "", expected, "correct one")

    def _show(self, show: Show, covers: Sequence[Cover]) -> Iterator[Problem]:
        category = show.category
        if not known(category.name, category.within):
            wrong = category.within if category.name in CATEGORIES and category.within else category.name
            choice = CATEGORIES.get(category.name) or tuple(CATEGORIES)
            close = nearest(wrong, choice)
            hint = f"did you mean `{close}`?" if close else "choose from the list, with capitals as they are"
            expected = "one of " + ", ".join(choice)
            yield self._at(show, "category", "category", "Apple has no such category", wrong, expected, hint)
        yield from self._guid(show)
        if len(show.summary.encode()) > 4000:
            found = f"{len(show.summary.encode()):,} bytes"
            yield self._at(
                show,
                "summary",
                "summary",
                "the summary is too long",
                found,
                "at most 4,000 bytes",
                "shorten it",
            )
        if len(covers) != 1:
            message, expected = "the show needs one cover", "data/podcast/cover.png or cover.jpg"
            found = ", ".join(cover.source.file for cover in covers) or "none"
            yield Problem(show.source.file, 1, 0, "podcast.cover", message, found, expected, "add it")

    def _guid(self, show: Show) -> Iterator[Problem]:
        if show.first_feed:
            right = guid_of(show.first_feed)
            if show.guid != right and not show.guid_kept:
                message, hint = "`guid` is not that of `first_feed`", "correct one, or say `guid_kept: true`"
                yield self._at(show, "guid", "guid", message, show.guid, right, hint)
        elif not show.guid_kept:
            message, expected = "nothing says where `guid` comes from", "`first_feed`, or `guid_kept: true`"
            hint = "add the first address of the feed; it says what `guid` should be"
            yield self._at(show, "guid", "guid", message, show.guid, expected, hint)

    def _week(self, episode: Episode, weeks: Sequence[str]) -> Iterator[Problem]:
        if episode.week and episode.week not in weeks:
            close = nearest(episode.week, weeks)
            hint = f"did you mean `{close}`?" if close else "add it to data/weeks/"
            message, expected = "there is no such awareness week", "one of " + ", ".join(weeks)
            yield self._at(episode, "week", "week", message, episode.week, expected, hint)

    def _episode(self, episode: Episode) -> Iterator[Problem]:
        folder = episode.source.file.rpartition("/")[0] + "/"
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", episode.id):
            expected = "a name like-this"
            message = "the name of the file cannot be used in an address"
            yield Problem(
                episode.source.file, 1, 0, "podcast.name", message, episode.id, expected, "rename it"
            )
        if episode.audio:
            yield from self._audio(episode, folder)
        if episode.transcript and folder + episode.transcript not in self.files:
            message = "the transcript is not there"
            expected = f"a WebVTT file in {folder}"
            yield self._at(
                episode, "transcript", "transcript", message, episode.transcript, expected, "add the file"
            )
        starts = [chapter.start for chapter in episode.chapters]
        if starts != sorted(set(starts)) or (starts and starts[0] != 0):
            message, expected = "the chapters are not in order", "starts that rise from 0"
            found = ", ".join(f"{start:g}" for start in starts)
            yield self._at(episode, "chapters", "chapters", message, found, expected, "correct `start`")
        if episode.publish and episode.expires and episode.expires <= episode.publish:
            message, expected = "the episode expires before it appears", f"a day after {episode.publish}"
            yield self._at(
                episode, "expires", "expires", message, str(episode.expires), expected, "correct `expires`"
            )

    def _audio(self, episode: Episode, folder: str) -> Iterator[Problem]:
        audio = episode.audio or ""
        if not episode.guid:
            message, expected = "an episode with a recording needs a `guid`", "a text that never changes"
            yield self._at(episode, "audio", "guid", message, "", expected, "add `guid`")
        if not episode.transcript:
            message = "an episode with a recording needs a transcript"
            hint = "add `transcript`, the name of a WebVTT file beside it"
            yield self._at(episode, "audio", "transcript", message, "", "`transcript`", hint)
        if audio.startswith(("http://", "https://")):
            if not audio.isascii() or " " in audio:
                message, expected = "directories refuse this address", "plain letters, others as %C3%A9"
                yield self._at(episode, "audio", "name", message, audio, expected, "change the address")
            for field in ("length", "duration", "type"):
                if not getattr(episode, field):
                    message = f"a recording elsewhere needs `{field}`"
                    yield self._at(
                        episode, "audio", field, message, "", f"`{field}`", "look it up and add it"
                    )
        elif folder + audio not in self.files:
            expected = f"an MP3 or M4A file in {folder}"
            yield self._at(
                episode, "audio", "audio", "the recording is not there", audio, expected, "add the file"
            )

    def _at(
        self,
        record: Show | Episode,
        field: str,
        code: str,
        message: str,
        found: str,
        expected: str,
        hint: str,
    ) -> Problem:
        file, first = record.source
        line, _ = within(self.root, file, first, (field,), key=True)
        return Problem(file, line, 0, f"podcast.{code}", message, found, expected, hint)
