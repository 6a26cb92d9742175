"""The page for staff: see what is held, redact it, release or refuse it, erase, merge.

It listens on this machine only. Behind a host's sign-on, that host passes requests on to it.
"""

from __future__ import annotations

import hmac
import secrets
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from intake import erasing
from intake.config import Settings
from intake.delivery import branch, troubled
from intake.forge import Trouble
from intake.gitdisk import GitDisk
from intake.rooms import Rooms
from intake.store import Kept, Store

STYLE = (
    "body{font:1.1rem/1.5 Arial,sans-serif;max-width:52rem;margin:0 auto;padding:1rem;color:#14303d}"
    "textarea{width:100%;font:inherit}button{font:inherit;padding:.6rem 1rem;margin:.25rem .5rem .25rem 0}"
    "td,th{text-align:left;padding:.4rem .8rem .4rem 0;vertical-align:top}"
)


class Review:
    """The application, with a key of its own that each of its forms carries."""

    def __init__(self, root: Path, settings: Settings, hosts: tuple[str, ...]) -> None:
        """`hosts` are the names it may be asked for: another name is a page that plays tricks with DNS."""
        self.root, self.settings, self.hosts = root, settings, hosts
        self.rooms = Rooms(root, root / settings.site)
        self.path = root / settings.store
        self.key = secrets.token_urlsafe(24)
        routes = [
            Route("/", self.overview, methods=["GET"]),
            Route("/style.css", self.style, methods=["GET"]),
            Route("/{id}", self.one, methods=["GET"]),
            Route("/{id}", self.act, methods=["POST"]),
        ]
        self.app = Starlette(routes=routes)

    def _page(self, request: Request, title: str, body: Markup) -> Response:
        self._host(request)
        head = Markup(
            '<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8"><meta name="viewport" '
            'content="width=device-width, initial-scale=1"><title>{0}</title><link rel="stylesheet" '
            'href="/style.css"></head><body><p><a href="/">Intake: all submissions</a></p><main><h1>{0}</h1>'
        ).format(title)
        policy = (
            "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; frame-ancestors 'none'"
        )
        headers = {
            "Content-Security-Policy": policy,
            "Cache-Control": "no-store",
            "Referrer-Policy": "no-referrer",
        }
        return HTMLResponse(head + body + Markup("</main></body></html>"), headers=headers)

    def _host(self, request: Request) -> None:
        if request.headers.get("host", "").rpartition(":")[0] not in self.hosts:
            raise HTTPException(421)

    async def style(self, request: Request) -> Response:
        return Response(STYLE, media_type="text/css")

    async def overview(self, request: Request) -> Response:
        store = Store(self.path)
        parts = [Markup("<h2>Needs attention</h2>")]
        for id, count, said in troubled(store, self.settings.attempts):
            parts.append(Markup('<p><a href="/{0}">{0}</a>: {1} attempts, {2}</p>').format(id, count, said))
        for title, state in (
            ("Held for you", "held"), ("On their way", "queued"), ("Proposed", "open"), ("Merged", "merged"),
            ("Closed", "closed"), ("Refused", "refused"),
        ):  # fmt: skip
            parts.append(Markup("<h2>{}</h2><table>").format(title))
            for one in store.listed(state):
                row = '<tr><th><a href="/{0}">{0}</a></th><td>{1}</td><td>{2}</td></tr>'
                parts.append(Markup(row).format(one.id, one.form, ", ".join(one.flags)))
            parts.append(Markup("</table>"))
        store.db.close()
        return self._page(request, "Submissions", Markup("").join(parts))

    async def one(self, request: Request) -> Response:
        store = Store(self.path)
        kept = store.get(request.path_params["id"])
        events = store.db.execute(
            "SELECT what FROM event WHERE submission=? ORDER BY at", (request.path_params["id"],)
        ).fetchall()
        store.db.close()
        if kept is None:
            raise HTTPException(404)
        parts = [Markup("<p>{}, version {}. State: {}. {}</p>").format(
            kept.form, kept.version, kept.state, ", ".join(kept.flags))]  # fmt: skip
        parts.append(Markup("<h2>All that was sent</h2><table>"))
        for name, value in {
            **kept.answers,
            **{f"consent {k}": f"version {v}" for k, v in kept.consents.items()},
        }.items():
            parts.append(Markup("<tr><th>{}</th><td>{}</td></tr>").format(name, _text(value)))
        parts.append(Markup("</table><p>{} files. History: {}</p>").format(
            len(kept.files), "; ".join(row[0] for row in events)))  # fmt: skip
        parts += self._deciding(kept)
        return self._page(request, f"Submission {kept.id}", Markup("").join(parts))

    def _deciding(self, kept: Kept) -> list[Markup]:
        """What may go to Git, to be changed where it is a text, and what can be done."""
        parts = [Markup('<form method="post"><input type="hidden" name="key" value="{}">').format(self.key)]
        parts.append(Markup("<h2>What would be published</h2>"))
        for name, value in kept.public.items():
            if kept.state == "held" and isinstance(value, str):
                field = (
                    '<p><label for="{0}">{0}</label><textarea id="{0}" name="public-{0}">{1}</textarea></p>'
                )
                parts.append(Markup(field).format(name, escape(value)))
            else:
                parts.append(Markup("<p>{}: {}</p>").format(name, _text(value)))
        doing = {
            "held": [("release", "Release"), ("refuse", "Refuse")],
            "open": [("merge", "Merge"), ("close", "Close")] if self.settings.forge == "git" else [],
        }.get(kept.state, [])
        for value, words in [*doing, ("erase", "Erase every byte")]:
            parts.append(Markup('<button name="do" value="{}">{}</button>').format(value, words))
        return [*parts, Markup("</form>")]

    async def act(self, request: Request) -> Response:
        self._host(request)
        if request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
            raise HTTPException(403)
        async with request.form(max_fields=200, max_part_size=200_000) as data:
            given = {name: str(value) for name, value in data.items()}
        if not hmac.compare_digest(given.get("key", "").encode(), self.key.encode()):
            raise HTTPException(403, "This page is from before the service was started. Load it again.")
        store = Store(self.path)
        try:
            kept = store.get(request.path_params["id"])
            if kept is None:
                raise HTTPException(404)
            self._do(store, kept, given)
        except Trouble as error:
            raise HTTPException(409, str(error)) from None
        finally:
            store.db.close()
        return RedirectResponse("/", 303)

    def _do(self, store: Store, kept: Kept, given: dict[str, str]) -> None:
        todo = given.get("do", "")
        if todo == "release":
            public: dict[str, Any] = dict(kept.public)
            for name, value in kept.public.items():
                if isinstance(value, str):
                    public[name] = self.rooms.answers.clean(given.get(f"public-{name}", value))
            store.decide(kept.id, "queued", {name: value for name, value in public.items() if value})
        elif todo == "refuse":
            store.decide(kept.id, "refused")
        elif todo == "erase":
            erasing.erase(store, kept.id)
        elif todo in ("merge", "close") and self.settings.forge == "git":
            forge = GitDisk(self.root / self.settings.repository, self.settings.branch, store)
            forge.merge(branch(kept)) if todo == "merge" else forge.close(branch(kept))
            state = "merged" if todo == "merge" else "closed"
            with store.writing() as db:
                db.execute("UPDATE submission SET state=? WHERE id=?", (state, kept.id))
        else:
            raise HTTPException(400)


def _text(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
