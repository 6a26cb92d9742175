"""What the template of a form is given: by the build for an empty one, by the service for one with mistakes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .definition import Field, Form

_AUTOCOMPLETE = {"email": "email", "tel": "tel"}


def context(
    form: Form,
    action: str,
    values: Mapping[str, Sequence[str]] | None = None,
    errors: Mapping[str, str] | None = None,
    notice: str = "",
    token: str = "",
) -> dict[str, Any]:
    """Plain values for `forms/form.html` and `forms/body.html`; `notice` is said above the form."""
    given, wrong = values or {}, errors or {}
    return {
        "name": form.id,
        "version": form.version,
        "action": action,
        "intro": form.intro,
        "button": form.button,
        "example": form.example,
        "files": form.files,
        "keep_days": form.keep_days,
        "review": form.review,
        "token": token,
        "notice": notice,
        "fields": [
            _field(field, list(given.get(field.name, ())), wrong.get(field.name, "")) for field in form.fields
        ],
        "consents": [
            {
                "name": consent.name,
                "text": consent.text,
                "checked": bool(given.get(consent.name)),
                "error": wrong.get(consent.name, ""),
            }
            for consent in form.consents
        ],
        "errors": [
            {"text": wrong[name], "href": f"#{name}"}
            for name in [*(one.name for one in form.fields), *(one.name for one in form.consents)]
            if name in wrong
        ],
    }


def _field(field: Field, values: list[str], error: str) -> dict[str, Any]:
    accept = [f".{kind}" for kind in field.accept] + ([".jpg"] if "jpeg" in field.accept else [])
    return {
        "name": field.name,
        "label": field.label + ("" if field.needed else " (optional)"),
        "hint": field.hint,
        "kind": field.kind,
        "public": field.use == "public",
        "limit": field.limit,
        "value": values[0] if values else "",
        "autocomplete": _AUTOCOMPLETE.get(field.kind),
        "accept": ",".join(sorted(accept)),
        "multiple": field.most > 1,
        "error": error,
        "options": [
            {
                "value": option.value,
                "text": option.label,
                "hint": option.hint,
                "checked": option.value in values,
            }
            for option in field.options
        ],
    }
