"""Forms: a page for each definition, and for staff the list of what came in and waits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from smile.plugin import Build, Fragment, Page, Parameters, Planned, Plugin, Records, Site, block
from smile.problems import ContentError, Problem, nearest
from smile.records import Audience, Slug

from .checks import problems
from .definition import Form
from .drawing import context
from .records import Picture, Submission


class Named(Parameters):
    """What `form-link` must be told."""

    form: Slug
    """The name of the form."""


@dataclass(frozen=True, slots=True)
class Forms:
    """The forms by name, and what waits, the oldest first."""

    forms: dict[str, Form]
    waiting: tuple[Submission, ...]
    settled: int


class FormPages(Plugin):
    records = {
        "data/forms/*.yaml": Form,
        "data/inbox/*/*.yaml": Submission,
        "data/inbox/*/*.webp": Picture,
    }

    def derive(self, data: Records, build: Build) -> Forms:
        forms = {form.id: form for form in data[Form]}
        found = list(problems(forms, data[Submission], data[Picture]))
        if found:
            raise ContentError(found)
        waiting = [one for one in data[Submission] if one.decided is None]
        waiting.sort(key=lambda one: (one.received, one.id))
        return Forms(forms, tuple(waiting), len(data[Submission]) - len(waiting))

    def plan(self, model: Forms, site: Site) -> Iterator[Planned]:
        if site.audience == Audience.staff:
            yield _inbox(model, site)
            return
        for form in model.forms.values():
            if form.drawn_at is None:
                yield Page(
                    path=f"{form.id}/",
                    template="forms/form.html",
                    title=form.title,
                    summary=form.summary,
                    context=context(form, f"{site.path}{form.id}/send"),
                    made_from=[form],
                    navigation=True,
                    owner=form.owner,
                )

    @block("form-link", Named)
    def link(self, model: Forms, site: Site, asked: Named) -> Fragment:
        form = model.forms.get(asked.form)
        if form is None:
            close = nearest(asked.form, model.forms)
            hint = f"did you mean `{close}`?" if close else ""
            expected = "one of " + ", ".join(model.forms)
            raise ContentError(
                [Problem("", 0, 0, "forms.unknown", "there is no such form", asked.form, expected, hint)]
            )
        home = next((card.url for card in site.neighbours if "forms" in card.plugins), "/forms/")
        url = form.drawn_at or f"{home}{form.id}/"
        return Fragment("forms/link.html", {"title": form.title, "url": url}, [form])


def _inbox(model: Forms, site: Site) -> Page:
    rows = [
        {
            "id": one.id,
            "form": model.forms[one.form].title,
            "received": one.received,
            "days": (site.build.now.date() - one.received).days,
            "file": one.source.file,
            "pictures": len(one.pictures),
            "answers": [
                (field.label, _shown(field.name, one, model.forms[one.form]))
                for field in model.forms[one.form].fields
                if field.name in one.answers
            ],
        }
        for one in model.waiting
    ]
    return Page(
        path="waiting/",
        template="forms/waiting.html",
        title="What is waiting",
        summary="What people sent by the forms, and what nobody has moved on yet, the oldest first.",
        context={"rows": rows, "settled": model.settled},
        made_from=[*model.waiting, *model.forms.values()],
        navigation=True,
    )


def _shown(name: str, one: Submission, form: Form) -> str:
    """An answer in words: the labels of the options that were chosen."""
    answer = one.answers[name]
    labels = {
        option.value: option.label for field in form.fields if field.name == name for option in field.options
    }
    texts = [answer] if isinstance(answer, str) else answer
    return ", ".join(labels.get(text, text) for text in texts)
