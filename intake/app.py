"""The service that people's browsers talk to."""

from __future__ import annotations

import json
import logging
import sqlite3
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from intake import accept, erasing, frame, health, proof, webhook
from intake.config import Settings
from intake.keeping import secret_of
from intake.rooms import Rooms
from intake.store import Store

LOG = logging.getLogger("intake")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY, "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store", "X-Robots-Tag": "noindex",
}  # fmt: skip
PARTS = {"max_files": 20, "max_fields": 300, "max_part_size": 200_000}
SENT = "We have it. Thank you."


class Service:
    """Holds what every request needs; a store of its own for each thread that writes."""

    def __init__(self, root: Path, settings: Settings, site: bool = False) -> None:
        """`site`: also serve the built site, so that forms and service have one origin."""
        self.settings = settings
        self.where = root / settings.site
        self.rooms = Rooms(root, self.where)
        self.secret = secret_of(settings, root)
        self.path = root / settings.store
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
        ]
        if site:
            routes.append(Mount("/", StaticFiles(directory=self.where, html=True)))  # type: ignore[arg-type]
        handlers: Any = {HTTPException: self._plain, Exception: self._fault}
        self.app = Starlette(routes=routes, exception_handlers=handlers)

    @property
    def store(self) -> Store:
        if not hasattr(self._local, "store"):
            self._local.store = Store(self.path)
        made: Store = self._local.store
        return made

    async def post(self, request: Request) -> Response:
        form = self.rooms.forms.get(request.path_params["name"])
        if form is None:
            raise HTTPException(404)
        self._same_origin(request)
        try:
            sent = await self._read(request)
        except HTTPException as error:
            if error.status_code != 400:
                raise
            raise HTTPException(400, "The form did not arrive whole. Go back and send it again.") from None
        try:
            done = await run_in_threadpool(
                lambda: accept.accept(form, sent, self.store, self.rooms, self.settings, self.secret)
            )
        except (sqlite3.OperationalError, sqlite3.DatabaseError, OSError) as error:
            LOG.error(json.dumps({"event": "not stored", "form": form.id, "trouble": type(error).__name__}))
            said = (
                "We could not take this just now. Your answers are below: send them again in a few minutes."
            )
            return self._again(form, sent, {}, said, 503, {"Retry-After": "120"})
        if done.limited:
            said = (
                "Too much has come from your connection. Your answers are below: send them again in an hour."
            )
            return self._again(form, sent, {}, said, 429, {"Retry-After": "900"})
        if done.errors:
            return self._again(form, sent, done.errors, "", 422)
        LOG.info(json.dumps({"event": "accepted", "id": done.id, "form": form.id}))
        return RedirectResponse(f"/forms/{form.id}/send?ref={done.token}", 303, HEADERS)

    async def _read(self, request: Request) -> accept.Sent:
        """The form's texts and files; HTTPException 413 when it is too large, 400 when it is no form."""
        length = request.headers.get("content-length", "")
        if length.isdigit() and int(length) > self.settings.body_bytes:
            raise HTTPException(413, "That is too large to send. Choose smaller files.")
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind not in ("application/x-www-form-urlencoded", "multipart/form-data"):
            raise HTTPException(415, "A form is expected.")
        counted = _Counted(request, self.settings.body_bytes)
        whole = Request(request.scope, counted.receive)
        values: dict[str, list[str]] = {}
        files: dict[str, list[bytes]] = {}
        try:
            async with whole.form(**PARTS) as data:
                for name, value in data.multi_items():
                    if isinstance(value, UploadFile):
                        content = await value.read()
                        if content or value.filename:
                            files.setdefault(name, []).append(content)
                    else:
                        values.setdefault(name, []).append(value)
        except HTTPException:
            raise
        except (
            ValueError,
            KeyError,
            AssertionError,
            UnicodeError,
            LookupError,
            AttributeError,
            IndexError,
            TypeError,
        ):
            raise HTTPException(400) from None
        return accept.Sent(values, files, self._address(request))

    def _address(self, request: Request) -> str:
        """Who sent it: what the last proxy that is ours has seen."""
        seen = [part.strip() for part in ",".join(request.headers.getlist("x-forwarded-for")).split(",")]
        hops = self.settings.hops
        peer = request.client.host if request.client else ""
        return seen[-hops] if 0 < hops <= len(seen) and seen[-hops] else peer

    def _same_origin(self, request: Request) -> None:
        """Refuses what another site's page sends (OWASP: Fetch Metadata, and Origin for older browsers)."""
        origin = request.headers.get("origin")
        allowed = {one.strip().rstrip("/") for one in self.settings.origins.split(",")} | {
            self.settings.public_url
        }
        if origin in allowed:
            return
        if origin is not None:
            host = request.headers.get("host", "")
            if origin.partition("://")[2] != host:
                raise HTTPException(403, "This form can only be sent from its own page.")
        elif request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            raise HTTPException(403, "This form can only be sent from its own page.")

    def _again(
        self,
        form: Any,
        sent: accept.Sent,
        errors: Any,
        notice: str,
        status: int,
        more: dict[str, str] | None = None,
    ) -> Response:
        """The form with what was sent, and what is wrong with it."""
        body = self.rooms.body(
            form, f"/forms/{form.id}/send", values=sent.values, errors=errors, notice=notice
        )
        title = f"Error: {form.title}" if errors else form.title
        return HTMLResponse(frame.page(self.where, form.id, title, body), status, {**HEADERS, **(more or {})})

    def thanks(self, request: Request) -> Response:
        form = self.rooms.forms.get(request.path_params["name"])
        given = request.query_params.get("ref", "")
        one = self.store.by_token(accept.hashed(given)) if form else None
        if form is None or one is None or one.form != form.id:
            raise HTTPException(404)
        body = self.rooms.said(
            reference=one.id.upper(), text=form.thanks, link=f"/forms/{form.id}/yours?token={given}"
        )
        return HTMLResponse(frame.page(self.where, form.id, SENT, body), 200, HEADERS)

    def challenge(self, request: Request) -> Response:
        name = request.path_params["name"]
        if name not in self.rooms.forms:
            raise HTTPException(404)
        return JSONResponse(
            proof.challenge(self.secret, name, self.settings.work, time.time()), headers=HEADERS
        )

    async def yours(self, request: Request) -> Response:
        """What the owner of a token may do: have it erased, withdraw, complain. A look does nothing by itself."""
        given, todo = request.query_params.get("token", ""), ""
        if request.method == "POST":
            self._same_origin(request)
            sent = await self._read(request)
            given, todo = "".join(sent.values.get("token", ())[:1]), "".join(sent.values.get("do", ())[:1])
        return await run_in_threadpool(self._yours, request.path_params["name"], given, todo)

    def _yours(self, name: str, given: str, todo: str) -> Response:
        one = self.store.by_token(accept.hashed(given))
        if one is None or one.form != name:
            raise HTTPException(404)
        if todo == "erase":
            published = one.state in ("open", "merged")
            if published:
                self._event(one.id, "asked for: erasure of what is in Git")
                text = (
                    "What we keep is marked for erasure. What is published is taken down by a person first."
                )
            else:
                erasing.erase(self.store, one.id)
                text = "Everything you sent has been erased."
        elif todo in ("withdraw", "complain"):
            self._event(one.id, f"asked for: {todo}")
            text = "We have noted it. A person will deal with it."
        else:
            choices = [
                ("erase", "Erase what I sent"),
                ("withdraw", "Withdraw my consent"),
                ("complain", "I am not happy with the answer"),
            ]
            body = self.rooms.said(
                reference=one.id.upper(), text="Choose what you would like.", choices=choices, token=given,
                action=f"/forms/{name}/yours",
            )  # fmt: skip
            return HTMLResponse(frame.page(self.where, name, "Your submission", body), 200, HEADERS)
        body = self.rooms.said(text=text)
        return HTMLResponse(frame.page(self.where, name, "Your submission", body), 200, HEADERS)

    def _event(self, id: str, what: str) -> None:
        with self.store.writing() as db:
            db.execute("INSERT INTO event VALUES(?,?,?)", (id, time.time(), what))

    async def hook(self, request: Request) -> Response:
        raw = await request.body()
        if len(raw) > 1_000_000:
            raise HTTPException(413)
        signed = request.headers.get("x-webhook-signature", "")
        sent = webhook.read(raw, signed, self.settings.webhook_secret)
        form = self.rooms.forms.get(sent[0]) if sent else None
        if sent is None or form is None:
            raise HTTPException(401 if sent is None else 404)
        given = accept.Sent(sent[1], {}, sent[2], "Netlify")
        await run_in_threadpool(
            lambda: accept.accept(form, given, self.store, self.rooms, self.settings, self.secret)
        )
        return PlainTextResponse("kept", headers=HEADERS)

    def health(self, request: Request) -> Response:
        seen = health.look(self.store, self.settings)
        return JSONResponse(seen, 200 if seen["well"] else 503, HEADERS)

    def metrics(self, request: Request) -> Response:
        return PlainTextResponse(health.metrics(self.store), headers=HEADERS)

    def _plain(self, request: Request, error: Exception) -> Response:
        status = getattr(error, "status_code", 500)
        said = getattr(error, "detail", "")
        return PlainTextResponse(f"{said}\n", status, HEADERS)

    def _fault(self, request: Request, error: Exception) -> Response:
        LOG.error(json.dumps({"event": "fault", "trouble": type(error).__name__}))
        return PlainTextResponse("Something went wrong here. Go back, and send it again.\n", 500, HEADERS)


class _Counted:
    """A request's body that stops when it gets too large, whatever its length was said to be."""

    def __init__(self, request: Request, most: int) -> None:
        self.request, self.most, self.count = request, most, 0

    @property
    def receive(self) -> Callable[[], Any]:
        return self._receive

    async def _receive(self) -> Any:
        message = await self.request.receive()
        self.count += len(message.get("body", b""))
        if self.count > self.most:
            raise HTTPException(413, "That is too large to send. Choose smaller files.")
        return message
