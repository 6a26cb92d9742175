"""The self-assessment as a form: its page, and the definition by which the intake service checks what is sent."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from smile.plugin import File, Page, Planned, Site

from .answers import Organisation
from .framework import Framework
from .pages import data
from .records import Description

FOLDER = "data/assessment/answers"
"""Where an answered form becomes a file."""
Ladder = Mapping[str, Sequence[Description | None]]
"""By indicator, what its levels mean, lowest first; None where nobody has said."""


def form(
    model: Framework,
    ladder: Ladder,
    organisations: Sequence[Organisation],
    site: Site,
    first: bool,
    script: str,
) -> Iterator[Planned]:
    """One field for each indicator, a step for each dimension; and the same as a definition."""
    name = "self-assessment" if first else f"self-assessment-{model.name}"
    known = [one for one in organisations if not one.example] or list(organisations)
    context = {
        "model": model,
        "name": name,
        "ladder": ladder,
        "organisations": known,
        "data": data(model),
        "script": script,
    }
    count = len(model.indicators)
    summary = f"{count} questions in {len(model.dimensions)} steps. You see the result at once."
    title = "Assess your team" if first else f"Assess your team: {model.title}"
    made_from = [model, *known]
    yield Page(f"{name}/", "assessment/form.html", title, summary, context, made_from, navigation=first)
    if not known:
        return  # nobody could say whom the answers are about
    asked = definition(model, known, title, summary, site.url(f"{name}/"))
    yield File(f"{name}.form.json", json.dumps(asked, indent=1, ensure_ascii=False) + "\n", made_from)


def definition(
    model: Framework, organisations: Sequence[Organisation], title: str, summary: str, page: str
) -> dict[str, Any]:
    """What `plugins/forms` calls a form, as plain values; `page` is the site path of the page that asks it."""
    roles = [{"value": one, "label": one} for one in model.role_groups]
    role: dict[str, Any] = {"kind": "select", "options": roles} if roles else {"limit": 100}
    own: list[dict[str, Any]] = [
        {
            "name": "version",
            "label": "The version of the questions",
            "kind": "hidden",
            "missing": "The questions have changed since you opened the page. Check your answers, and send them again",
            "options": [{"value": model.version, "label": model.version}],
        },
        {
            "name": "organisation",
            "label": "Your organisation",
            "kind": "select",
            "missing": "Select your organisation",
            "options": [{"value": one.name, "label": one.title} for one in organisations],
        },
        {"name": "team", "label": "Your team", "limit": 100, "needed": False},
        {"name": "role-group", "label": "The kind of role you have", "needed": False, **role},
    ]
    levels = [{"value": level, "label": level} for level in (*model.levels, model.unknown)]
    asked = [
        {
            "name": f"indicator-{one.id}",
            "label": one.question or one.name,
            "kind": "radios",
            "missing": f"Select a level for: {one.name}",
            "options": levels,
        }
        for one in model.indicators
    ]
    kept = {"organisation": "organisation", "team": "team", "role-group": "role_group", "version": "version"}
    return {
        "title": title,
        "summary": summary,
        "version": 1,
        "fields": [{"needed": True, "use": "public", **one} for one in (*own, *asked)],
        "button": "Send your answers",
        "thanks": "Your answers are joined with those of others, and shown only for groups of "
        f"{model.least} people or more.",
        "drawn_at": page,
        "keeping": {
            "folder": FOLDER,
            "always": {"model": model.name},
            "day": "date",
            "fields": {**kept, **{f"indicator-{one.id}": f"answers.{one.id}" for one in model.indicators}},
        },
    }
