"""The service that people's browsers talk to."""

from __future__ import annotations

import asyncio
import json
import logging
import sqlite3
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from intake import accept, frame, health, openapi, proof, reading, webhook, wishes
from intake.config import Settings
from intake.keeping import secret_of
from intake.rooms import Rooms
from intake.store import Store, Taken
from intake.store import accept as take
from intake.writer import Writer

if TYPE_CHECKING:
    from plugins.forms.definition import Form

LOG = logging.getLogger("intake")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY, "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store", "X-Robots-Tag": "noindex",
}  # fmt: skip
HOOK_BYTES = 1_000_000
SENT = "We have it. Thank you."
YOURS = "Your submission"
FULL = "We could not take this just now. Your answers are below: send them again in a few minutes."
MANY = "Too much has come from your connection. Your answers are below: send them again in an hour."
FILES = "Choose your files again: this page cannot keep them."


class Service:
    """Holds what every request needs: the forms, one writer, and a connection to read for each thread."""

    def __init__(self, root: Path, settings: Settings, site: bool = False) -> None:
        """`site`: also serve the built site, so that forms and service have one origin."""
        self.settings = settings
        self.where = root / settings.site
        self.rooms = Rooms(root, self.where)
        self.secret = secret_of(settings, root)
        self.path = root / settings.store
        self.writer = Writer(self.path)
        self._local = threading.local()
        Store(self.path).db.close()
        routes = [
            Route("/forms/{name}", self.post, methods=["POST"]),
            Route("/forms/{name}/send", self.post, methods=["POST"]),
            Route("/forms/{name}/send", self.thanks, methods=["GET"]),
            Route("/forms/{name}/challenge", self.challenge, methods=["GET"]),
            Route("/forms/{name}/yours", self.yours, methods=["GET", "POST"]),
            Route("/hooks/netlify", self.hook, methods=["POST"]),
            Route("/health", self.health, methods=["GET"]),
            Route("/metrics", self.metrics, methods=["GET"]),
            Route("/openapi.json", self.description, methods=["GET"]),
        ]
        if site:
            routes.append(Mount("/", StaticFiles(directory=self.where, html=True)))  # type: ignore[arg-type]
        handlers: Any = {HTTPException: self._plain, Exception: self._fault}
        self.app = Starlette(routes=routes, exception_handlers=handlers)

    @property
    def store(self) -> Store:
        """This thread's connection."""
        if not hasattr(self._local, "store"):
            self._local.store = Store(self.path)
        made: Store = self._local.store
        return made

    async def post(self, request: Request) -> Response:
        form = self._form(request)
        reading.same_origin(request, self.settings)
        sent = await reading.form(request, self.settings)
        try:
            taken = await self._take(form, sent)
        except (sqlite3.Error, OSError) as error:
            LOG.error(json.dumps({"event": "not stored", "form": form.id, "trouble": type(error).__name__}))
            return self._again(form, sent, {}, FULL, 503, {"Retry-After": "120"})
        if taken.limited:
            return self._again(form, sent, {}, MANY, 429, {"Retry-After": "900"})
        if isinstance(taken, accept.Refused):
            return self._again(form, sent, taken.errors, FILES if any(sent.files.values()) else "", 422)
        LOG.info(json.dumps({"event": "accepted", "id": taken.id, "form": form.id}))
        token = accept.token(self.secret, taken.id)
        return RedirectResponse(f"/forms/{form.id}/send?ref={token}", 303, HEADERS)

    async def _take(self, form: Form, sent: accept.Sent) -> Taken | accept.Refused:
        """Checks what was sent and stores it: when this returns, it is on the disk. sqlite3.Error if it is not."""

        def ready() -> Any:
            return accept.prepare(
                form, sent, self.rooms, self.settings, self.secret,
                lambda *asked: self.store.crowded(*asked),
            )  # fmt: skip

        # a thread costs more than checking texts does; files are another matter
        made = await run_in_threadpool(ready) if sent.files else ready()
        if isinstance(made, accept.Refused):
            return made
        return await asyncio.wrap_future(self.writer.submit(lambda db: take(db, made)))

    def _form(self, request: Request) -> Form:
        """The form that a path names; HTTPException 404."""
        form = self.rooms.forms.get(request.path_params["name"])
        if form is None:
            raise HTTPException(404, "There is no such form.")
        return form

    def _again(
        self, form: Form, sent: accept.Sent, errors: Mapping[str, str], notice: str, status: int,
        more: Mapping[str, str] | None = None,
    ) -> Response:  # fmt: skip
        """The form with what was sent, and what is wrong with it."""
        action = f"/forms/{form.id}/send"
        body = self.rooms.body(form, action, values=sent.values, errors=errors, notice=notice)
        title = f"Error: {form.title}"
        return HTMLResponse(frame.page(self.where, form.id, title, body), status, {**HEADERS, **(more or {})})

    def thanks(self, request: Request) -> Response:
        form = self._form(request)
        given = request.query_params.get("ref", "")
        one = self.store.by_token(accept.hashed(given))
        if one is None or one.form != form.id:
            raise HTTPException(404, wishes.GONE)
        link = f"/forms/{form.id}/yours?token={given}"
        return self._said(form, SENT, reference=accept.spaced(one.id), text=form.thanks, link=link)

    def challenge(self, request: Request) -> Response:
        form = self._form(request)
        made = proof.challenge(self.secret, form.id, self.settings.work, time.time())
        return JSONResponse(made, headers=HEADERS)

    async def yours(self, request: Request) -> Response:
        """What the owner of a token may do: have it erased, withdraw, complain. A look does nothing by itself."""
        form = self._form(request)
        if request.method == "GET":
            return await run_in_threadpool(self._choices, form, request.query_params.get("token", ""))
        reading.same_origin(request, self.settings)
        sent = await reading.form(request, self.settings)
        given, todo = ("".join(sent.values.get(name, ())[:1]) for name in ("token", "do"))
        return await run_in_threadpool(self._wish, form, given, todo)

    def _choices(self, form: Form, given: str) -> Response:
        one = self.store.by_token(accept.hashed(given))
        if one is None or one.form != form.id:
            raise HTTPException(404, wishes.GONE)
        return self._said(
            form, YOURS, reference=accept.spaced(one.id), text="Choose what you would like.", token=given,
            choices=wishes.choices(one), action=f"/forms/{form.id}/yours",
        )  # fmt: skip

    def _wish(self, form: Form, given: str, todo: str) -> Response:
        one = self.store.by_token(accept.hashed(given))
        if one is None or one.form != form.id:
            raise HTTPException(404, wishes.GONE)
        if todo not in dict(wishes.choices(one)):
            return self._choices(form, given)
        return self._said(form, YOURS, text=wishes.ask(self.store, one, todo, form, self.rooms))

    def _said(self, form: Form, title: str, **context: Any) -> Response:
        return HTMLResponse(frame.page(self.where, form.id, title, self.rooms.said(**context)), 200, HEADERS)

    async def hook(self, request: Request) -> Response:
        raw = await reading.raw(request, HOOK_BYTES)
        signed = request.headers.get("x-webhook-signature", "")
        sent = webhook.read(raw, signed, self.settings.webhook_secret)
        if sent is None:
            raise HTTPException(401, "The signature is not right.")
        form = self.rooms.forms.get(sent[0])
        if form is None:
            raise HTTPException(404, "There is no such form.")
        try:
            taken = await self._take(form, accept.Sent(sent[1], {}, sent[2], "Netlify"))
        except (sqlite3.Error, OSError):
            raise HTTPException(503, "It could not be stored: send it again.") from None
        if isinstance(taken, accept.Refused):  # a person checked nothing here: Netlify keeps it
            raise HTTPException(422, "It does not answer the form.")
        return PlainTextResponse("kept", headers=HEADERS)

    def health(self, request: Request) -> Response:
        seen = health.look(self.store, self.settings)
        return JSONResponse(seen, 200 if seen["well"] else 503, HEADERS)

    def metrics(self, request: Request) -> Response:
        return PlainTextResponse(health.metrics(self.store), headers=HEADERS)

    def description(self, request: Request) -> Response:
        return JSONResponse(openapi.describe(self.rooms, self.settings), headers=HEADERS)

    def _plain(self, request: Request, error: Exception) -> Response:
        """A page that says what is wrong, in the frame of the form where there is one."""
        said, status = str(getattr(error, "detail", "")), int(getattr(error, "status_code", 500))
        name = request.path_params.get("name", "")
        given = {**HEADERS, **(getattr(error, "headers", None) or {})}
        if name not in self.rooms.forms or "text/html" not in request.headers.get("accept", ""):
            return PlainTextResponse(f"{said}\n", status, given)
        body = self.rooms.said(text=said)
        return HTMLResponse(frame.page(self.where, name, "There is a problem", body), status, given)

    def _fault(self, request: Request, error: Exception) -> Response:
        LOG.error(json.dumps({"event": "fault", "trouble": type(error).__name__}))
        return PlainTextResponse("Something went wrong here. Go back, and send it again.\n", 500, HEADERS)
