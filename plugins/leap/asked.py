"""What the forms of LEAP ask has to be what its records may say, so that an answer becomes an item as it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from smile.problems import Problem, nearest

from .choices import AUDIENCES, OPPORTUNITIES
from .records import Settings
from .rules import Told


def problems(settings: Settings, model: Any, told: Told) -> Iterator[Problem]:
    """What in the forms that the settings name does not fit; `model` is the one of the forms room."""
    topics = [topic.id for topic in settings.topics]
    wanted: dict[str, tuple[str | None, dict[str, Iterable[str]]]] = {
        "form": (settings.form, {"topic": topics, "audience": AUDIENCES, "said": ()}),
        "sign_up": (settings.sign_up, {"opportunities": OPPORTUNITIES}),
    }
    for name, (form, fields) in wanted.items():
        if form is None:
            continue
        if form not in model.forms:
            close = nearest(form, model.forms)
            hint = f"did you mean `{close}`?" if close else "add it to data/forms/"
            message, expected = "there is no such form", "one of " + ", ".join(model.forms)
            yield told(settings, (name,), "form", message, form, expected, hint)
            continue
        for field, options in fields.items():
            yield from _field(model.forms[form], field, options, told)


def _field(form: Any, name: str, options: Iterable[str], told: Told) -> Iterator[Problem]:
    place, field = next(
        ((place, field) for place, field in enumerate(form.fields) if field.name == name), (0, None)
    )
    if field is None:
        message, expected = f"the form does not ask `{name}`", f"a field with the name `{name}`"
        yield told(form, ("fields",), "form", message, "", expected, "LEAP needs it to make a record")
        return
    if field.use != "public" or not field.needed:
        message, expected = f"records of LEAP need `{name}`", "`needed: true` and `use: public`"
        yield told(form, ("fields", place, "name"), "form", message, name, expected, "add both to the field")
    asked = [option.value for option in field.options]
    at = ("fields", place, "options")
    for value in sorted(set(asked) - set(options)) if options else ():
        message, expected = f"records of LEAP have no such `{name}`", "one of " + ", ".join(options)
        yield told(form, at, "form", message, value, expected, "take the option out, or correct its value")
    for value in [one for one in options if one not in asked]:
        message = f"the form lacks an option that records of LEAP have in `{name}`"
        yield told(form, at, "form", message, "", value, "add the option, with a label in your own words")
