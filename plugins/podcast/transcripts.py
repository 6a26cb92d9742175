"""WebVTT (https://www.w3.org/TR/webvtt1/) as far as transcripts use it: cues with times and voices."""

from __future__ import annotations

import re
from dataclasses import dataclass

from smile.problems import ContentError, Problem

_TIMES = re.compile(r"(?:(\d{2,}):)?(\d\d):(\d\d\.\d{3}) --> (?:(\d{2,}):)?(\d\d):(\d\d\.\d{3})(?: .*)?")
_VOICE = re.compile(r"<v(?:\.[^ >]+)? ([^>]+)>")
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class Cue:
    """What is said from `start` to `end` (seconds), and by whom, where that is told."""

    start: float
    end: float
    text: str
    voice: str | None = None


def cues(text: str, file: str) -> list[Cue]:
    """The cues of a transcript. ContentError at the line of what is not WebVTT, or not in order of time."""
    lines = text.removeprefix("\ufeff").split("\n")
    if not re.match(r"WEBVTT([ \t]|$)", lines[0]):
        raise _wrong(file, 1, "the transcript does not begin as WebVTT", lines[0], "WEBVTT")
    found: list[Cue] = []
    number = 0
    while number < len(lines):
        if "-->" not in lines[number]:
            number += 1
            continue
        match = _TIMES.fullmatch(lines[number].strip())
        if match is None:
            message = "the times cannot be read"
            raise _wrong(file, number + 1, message, lines[number], "00:00:01.000 --> 00:00:04.000")
        start, end = _seconds(*match.groups()[:3]), _seconds(*match.groups()[3:])
        if end <= start or (found and start < found[-1].start):
            raise _wrong(file, number + 1, "the times go backwards", lines[number], "times in order")
        first = number + 1
        number = first
        while number < len(lines) and lines[number].strip():
            number += 1
        found.append(_cue(start, end, " ".join(lines[first:number])))
    if not found:
        raise _wrong(file, 1, "the transcript holds no words", "", "times, and below them what is said")
    return found


def _cue(start: float, end: float, text: str) -> Cue:
    voice = _VOICE.search(text)
    return Cue(start, end, _TAG.sub("", text).strip(), voice[1] if voice else None)


def _seconds(hours: str | None, minutes: str, seconds: str) -> float:
    return int(hours or 0) * 3600 + int(minutes) * 60 + float(seconds)


def _wrong(file: str, line: int, message: str, found: str, expected: str) -> ContentError:
    return ContentError(
        [Problem(file, line, 0, "podcast.transcript", message, found, expected, "correct it")]
    )
