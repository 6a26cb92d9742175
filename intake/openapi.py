"""What the service takes and answers, as OpenAPI 3.0, made from the same definitions that draw the forms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from intake.config import Settings
from intake.rooms import Rooms

if TYPE_CHECKING:
    from plugins.forms.definition import Field, Form

Json = dict[str, Any]
URLENCODED, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"
WORDS = {
    200: "Here it is", 303: "It is on the disk; the page with the reference number is at `Location`",
    400: "No whole form", 401: "The signature is not right", 403: "Sent by another site's page",
    404: "There is no such form, or the link leads to nothing", 405: "Not this method", 413: "Too large",
    415: "Not a form", 422: "The page again, with what is wrong and what was written",
    429: "Too many from one address; the page again with what was written",
    503: "It could not be stored; the page again with what was written",
}  # fmt: skip


def describe(rooms: Rooms, settings: Settings) -> Json:
    """The whole description; its paths are those of this estate's forms."""
    paths: Json = {}
    for form in rooms.forms.values():
        paths |= _form(form)
    paths["/hooks/netlify"] = {"post": _hook()}
    paths["/health"] = {"get": _get("Whether all is well", "application/json", {200, 503}, HEALTH)}
    paths["/metrics"] = {"get": _get("Counts for Prometheus", "text/plain", {200})}
    paths["/openapi.json"] = {"get": _get("This description", "application/json", {200})}
    server = settings.public_url.rstrip("/") or "/"
    return {
        "openapi": "3.0.3",
        "info": {"title": "Intake", "version": "1", "description": "Takes what people send by forms."},
        "servers": [{"url": server}],
        "paths": paths,
    }


def _form(form: Form) -> Json:
    base = f"/forms/{form.id}"
    ref = [{"name": "ref", "in": "query", "required": True, "schema": {"type": "string", "maxLength": 200}}]
    token = [{**ref[0], "name": "token"}]
    wish = {
        "type": "object", "required": ["token", "do"],
        "properties": {"token": {"type": "string"}, "do": {"enum": ["erase", "withdraw", "complain"]}},
    }  # fmt: skip
    shown = _get("What somebody may ask for", "text/html", {200}, missing=True)
    asked = {
        "summary": "Ask for erasure, withdraw consent, complain",
        "requestBody": {"required": True, "content": {URLENCODED: {"schema": _named(wish)}}},
        "responses": {**_responses({200}, "text/html"), **_plain(400, 403, 404, 413, 415)},
    }
    thanks = _get("The reference number", "text/html", {200}, missing=True)
    return {
        f"{base}/send": {"post": _send(form), "get": {**thanks, "parameters": ref}},
        f"{base}/challenge": {"get": _get("A proof of work", "application/json", {200}, CHALLENGE)},
        f"{base}/yours": {"get": {**shown, "parameters": token}, "post": asked},
    }


def _send(form: Form) -> Json:
    schema = _named(_schema(form))
    kinds = [MULTIPART] if form.files else [URLENCODED, MULTIPART]
    pages = {422, 429, 503}
    return {
        "summary": form.title,
        "requestBody": {"required": True, "content": {kind: {"schema": schema} for kind in kinds}},
        "responses": {
            "303": {
                "description": WORDS[303],
                "headers": {"Location": {"required": True, "schema": {"type": "string"}}},
            },
            **_responses(pages, "text/html"),
            **_plain(400, 403, 404, 413, 415),
        },
    }  # fmt: skip


def _schema(form: Form) -> Json:
    """An object with every field and consent, and what the page itself adds."""
    properties: Json = {field.name: _value(field) for field in form.fields}
    properties |= {consent.name: {"type": "string", "enum": ["yes"]} for consent in form.consents}
    properties |= {name: {"type": "string", "maxLength": 4000} for name in ("altcha", "website-address")}
    needed = [field.name for field in form.fields if field.needed]
    needed += [consent.name for consent in form.consents if consent.needed]
    return {"type": "object", "properties": properties, "required": needed}


def _value(field: Field) -> Json:
    if field.kind == "files":
        return {"type": "array", "items": {"type": "string", "format": "binary"}, "maxItems": field.most}
    if field.kind == "checkboxes":
        return {"type": "array", "items": {"enum": [one.value for one in field.options]}, "minItems": 1}
    if field.options:
        return {"type": "string", "enum": [one.value for one in field.options]}
    made: Json = {"type": "string", "maxLength": field.limit}
    if field.kind == "email":
        made |= {"format": "email"}
    if field.kind == "tel":
        made |= {"pattern": r"^\+?[0-9][0-9 ()-]{6,20}$"}
    return made


def _named(schema: Json) -> Json:
    return {**schema, "additionalProperties": False}


def _hook() -> Json:
    signed = {"name": "X-Webhook-Signature", "in": "header", "required": True, "schema": {"type": "string"}}
    body = {
        "type": "object", "required": ["id", "form_name", "data"],
        "properties": {"id": {"type": "string"}, "form_name": {"type": "string"}, "data": {"type": "object"}},
    }  # fmt: skip
    return {
        "summary": "Netlify's notification of a submission",
        "parameters": [signed],
        "requestBody": {"required": True, "content": {"application/json": {"schema": body}}},
        "responses": {**_responses({200}, "text/plain"), **_plain(401, 404, 413, 422, 503)},
    }


def _get(
    summary: str,
    kind: str,
    statuses: set[int],
    schema: Mapping[str, Any] | None = None,
    missing: bool = False,
) -> Json:
    return {
        "summary": summary,
        "responses": {**_responses(statuses, kind, schema), **(_plain(404) if missing else {})},
    }


def _responses(statuses: set[int], kind: str, schema: Mapping[str, Any] | None = None) -> Json:
    content = {kind: {"schema": schema or {"type": "string"} if kind != "application/json" else schema or {}}}
    return {str(one): {"description": WORDS[one], "content": content} for one in sorted(statuses)}


def _plain(*statuses: int) -> Json:
    """A sentence: as a page for whoever asks for one."""
    said = {"schema": {"type": "string"}}
    return {
        str(one): {"description": WORDS[one], "content": {"text/plain": said, "text/html": said}}
        for one in (*statuses, 405)
    }


def _object(**properties: str) -> Json:
    return {
        "type": "object", "required": list(properties),
        "properties": {name: {"type": kind} for name, kind in properties.items()},
    }  # fmt: skip


HEALTH = _object(
    well="boolean", oldest_undelivered_seconds="integer", needs_attention="integer", asked_for="integer",
    free_mb="integer",
)  # fmt: skip
CHALLENGE = _object(
    algorithm="string", challenge="string", salt="string", maxnumber="integer", signature="string"
)
