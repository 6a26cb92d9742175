"""What the assessment's types alone cannot refuse: names and dates used twice, or leading nowhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from smile.places import within
from smile.problems import Problem, nearest
from smile.records import Record

from .framework import Framework
from .model import compare, model_of, scale_of
from .records import Description, PublishedAssessment, Rating


def problems(
    assessments: Sequence[PublishedAssessment],
    descriptions: Sequence[Description],
    models: Sequence[Framework] = (),
    root: Path | None = None,
) -> Iterator[Problem]:
    """All problems between the files; `root` is the estate's folder (None: lines are those records begin at)."""
    for each in assessments:
        yield from _levels(each, models, root)
    yield from _twice(assessments)
    yield from _dates(assessments)
    known = _known(assessments, models)
    seen: set[tuple[str, str]] = set()
    for text in descriptions:
        if text.indicator not in known:
            close = nearest(text.indicator, sorted(known))
            hint = f"did you mean `{close}`?" if close else "correct the id, or remove the description"
            yield _problem(text, "indicator", "there is no such indicator", text.indicator, hint)
        elif text.level not in known[text.indicator]:
            hint = "write one of " + ", ".join(sorted(known[text.indicator]))
            yield _problem(text, "level", "the indicator has no such level", text.level, hint)
        if (text.indicator, text.level) in seen:
            message = "this level of the indicator is described twice"
            yield _problem(
                text, "description", message, f"{text.indicator}, {text.level}", "remove one of the two"
            )
        seen.add((text.indicator, text.level))


def _known(
    assessments: Sequence[PublishedAssessment], models: Sequence[Framework]
) -> dict[str, frozenset[str]]:
    """The levels that there are of each indicator."""
    found = {one.id: frozenset(model.levels) for model in reversed(models) for one in model.indicators}
    for result in assessments:
        levels = frozenset(scale_of(model_of(result, models)).levels)
        for part in result.dimensions:
            for one in part.indicators:
                found[one.id] = found.get(one.id, frozenset()) | levels
    return found


def _levels(result: PublishedAssessment, models: Sequence[Framework], root: Path | None) -> Iterator[Problem]:
    """Levels that the model does not have, comparisons that do not fit, and a model that is not there."""
    model = model_of(result, models)
    if result.model and (model is None or not _asks(model, result)):
        message = "there is no such model" if model is None else "the model asks for other indicators"
        hint = "write one of " + ", ".join(one.name for one in models) if models else "take the line out"
        yield _at(result, ("model",), root, "model", message, result.model, hint)
        return
    scale = scale_of(model)
    ratings: list[tuple[tuple[str | int, ...], Rating]] = []
    for at, part in enumerate(result.dimensions):
        ratings.append((("dimensions", at, "printed"), part.printed))
        ratings += [
            (("dimensions", at, "indicators", place), one) for place, one in enumerate(part.indicators)
        ]
    for path, one in ratings:
        wrong = [name for name in ("combined", "nhs", "target") if getattr(one, name) not in scale.levels]
        for name in wrong:
            found = getattr(one, name)
            close = nearest(found, scale.levels)
            hint = f"did you mean `{close}`?" if close else "write one of " + ", ".join(scale.levels)
            yield _at(result, (*path, name), root, "level", "there is no such level", found, hint)
        if not wrong and one.comparison != (right := compare(one, scale)):
            message = f"the comparison of {one.combined} with {one.nhs} is {right}"
            hint = "correct one of the levels or the comparison"
            yield _at(result, (*path, "comparison"), root, "comparison", message, one.comparison, hint)


def _asks(model: Framework, result: PublishedAssessment) -> bool:
    return {one.id for one in model.indicators} == {
        one.id for part in result.dimensions for one in part.indicators
    }


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


def _at(
    record: Record,
    path: tuple[str | int, ...],
    root: Path | None,
    code: str,
    message: str,
    found: str,
    hint: str,
) -> Problem:
    file, line = record.source
    place = within(root, file, line, path) if root is not None else (line, 0)
    return Problem(file, *place, f"assessment.{code}", message, found, "", hint)


def _problem(record: Record, code: str, message: str, found: str, hint: str) -> Problem:
    return Problem(record.source.file, record.source.line, 0, f"assessment.{code}", message, found, "", hint)
