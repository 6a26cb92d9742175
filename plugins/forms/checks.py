"""What in the inbox does not fit its form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from smile.problems import Problem, nearest

from .definition import Form
from .records import Picture, Submission


def problems(
    forms: Mapping[str, Form], inbox: Iterable[Submission], pictures: Iterable[Picture]
) -> Iterator[Problem]:
    """Submissions of no form, with answers to no question, or with pictures that are not there."""
    beside = {picture.source.file for picture in pictures}
    for one in inbox:
        file = one.source.file
        form = forms.get(one.form)
        if form is None or file.split("/")[-2] != one.form:
            close = nearest(one.form, forms)
            hint = (
                f"did you mean `{close}`?" if close and close != one.form else "move the file, or correct it"
            )
            message = "a submission must lie in the folder of its form"
            yield Problem(file, 1, 0, "forms.form", message, one.form, "one of " + ", ".join(forms), hint)
            continue
        if one.version == form.version:
            yield from _answers(one, form)
        for name in one.pictures:
            if f"{file.rsplit('/', 1)[0]}/{name}" not in beside:
                message, hint = "a picture is not there", "put the file beside this one, or take its name out"
                yield Problem(file, 1, 0, "forms.picture", message, name, "a .webp file beside it", hint)


def _answers(one: Submission, form: Form) -> Iterator[Problem]:
    public = {field.name: field for field in form.fields if field.use == "public"}
    for name, answer in one.answers.items():
        field = public.get(name)
        if field is None:
            message = "this answer may not be in the inbox"
            expected = "one of " + ", ".join(public)
            hint = "the form has no public field of this name: take the answer out"
            yield Problem(one.source.file, 1, 0, "forms.answer", message, name, expected, hint)
        elif field.options:
            known = [option.value for option in field.options]
            for value in [answer] if isinstance(answer, str) else answer:
                if value not in known:
                    message, hint = f"`{name}` has no such option", "correct it"
                    expected = "one of " + ", ".join(known)
                    yield Problem(one.source.file, 1, 0, "forms.option", message, value, expected, hint)
