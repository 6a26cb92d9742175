"""What the assessment's types alone cannot refuse: names and dates used twice, or leading nowhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from smile.problems import Problem, nearest
from smile.records import Record

from .records import Description, PublishedAssessment


def problems(
    assessments: Sequence[PublishedAssessment], descriptions: Sequence[Description]
) -> Iterator[Problem]:
    """All problems between the files."""
    yield from _twice(assessments)
    yield from _dates(assessments)
    known = sorted(
        {one.id for result in assessments for part in result.dimensions for one in part.indicators}
    )
    seen: set[tuple[str, str]] = set()
    for text in descriptions:
        if text.indicator not in known:
            close = nearest(text.indicator, known)
            hint = f"did you mean `{close}`?" if close else "correct the id, or remove the description"
            yield _problem(text, "indicator", "there is no such indicator", text.indicator, hint)
        if (text.indicator, text.level) in seen:
            message = "this level of the indicator is described twice"
            yield _problem(
                text, "description", message, f"{text.indicator}, {text.level}", "remove one of the two"
            )
        seen.add((text.indicator, text.level))


def _twice(assessments: Sequence[PublishedAssessment]) -> Iterator[Problem]:
    for result in assessments:
        seen: set[str] = set()
        indicators = (one.id for part in result.dimensions for one in part.indicators)
        for id in (*(part.id for part in result.dimensions), *indicators):
            if id in seen:
                message = "two dimensions or indicators have the same id"
                yield _problem(result, "id", message, id, "change one of them")
            seen.add(id)


def _dates(assessments: Sequence[PublishedAssessment]) -> Iterator[Problem]:
    seen: dict[tuple[str, str], PublishedAssessment] = {}
    for result in assessments:
        first = seen.setdefault((result.organisation, str(result.date)), result)
        if first is not result:
            message = f"{first.source.file} has the same organisation and date"
            yield _problem(
                result, "date", message, str(result.date), "correct the date, or remove one of the files"
            )


def _problem(record: Record, code: str, message: str, found: str, hint: str) -> Problem:
    return Problem(record.source.file, record.source.line, 0, f"assessment.{code}", message, found, "", hint)
