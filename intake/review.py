"""The pages for staff: see what is held, redact it, release or refuse it, erase, merge.

They listen on this machine only. Behind a host's sign-on, that host passes requests on to them.
"""

from __future__ import annotations

import datetime as dt
import hmac
import secrets
import time
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from intake import deciding, notices, wishes
from intake.config import Settings
from intake.delivery import troubled
from intake.forge import Trouble
from intake.rooms import Rooms
from intake.store import Kept, Store
from smile import bundled

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store", "Referrer-Policy": "same-origin", "X-Content-Type-Options": "nosniff",
}  # fmt: skip
LISTS = (
    ("Held for you", "held"), ("On their way", "queued"), ("Proposed", "open"), ("Merged", "merged"),
    ("Closed", "closed"), ("Refused", "refused"),
)  # fmt: skip
MOST = 200
"""The most submissions of a list."""


class Review:
    """The application, with a key of its own that each of its forms carries."""

    def __init__(self, root: Path, settings: Settings, hosts: tuple[str, ...]) -> None:
        """`hosts` are the names it may be asked for: another name is a page that plays tricks with DNS."""
        self.root, self.settings, self.hosts = root, settings, hosts
        self.rooms = Rooms(root, root / settings.site)
        self.path = root / settings.store
        self.key = secrets.token_urlsafe(24)
        compiled = next(folder / "compiled" for folder in reversed(bundled.themes(root)))
        self.look = "\n".join((compiled / name).read_text("utf-8") for name in ("nhsuk.css", "smile.css"))
        routes = [
            Route("/", self.overview, methods=["GET"]),
            Route("/desk.css", self.style, methods=["GET"]),
            Route("/{id}", self.one, methods=["GET"]),
            Route("/{id}", self.act, methods=["POST"]),
            Route("/{id}/files/{number:int}", self.file, methods=["GET"]),
        ]
        self.app = Starlette(routes=routes)

    def _page(self, name: str, title: str, **context: Any) -> Response:
        return HTMLResponse(
            self.rooms.templates.render(f"forms/{name}.html", {"title": title, **context}), headers=HEADERS
        )

    def _host(self, request: Request) -> None:
        host = request.headers.get("host", "")
        if (host if host in self.hosts else host.rpartition(":")[0]) not in self.hosts:
            raise HTTPException(421, "This page is not to be reached under that name.")

    def _kept(self, request: Request, store: Store) -> Kept:
        self._host(request)
        kept = store.get(request.path_params["id"])
        if kept is None:
            raise HTTPException(404, "There is no such submission.")
        return kept

    def style(self, request: Request) -> Response:
        return Response(self.look, media_type="text/css")

    def overview(self, request: Request) -> Response:
        self._host(request)
        store = Store(self.path)
        try:
            lists = [(title, self._rows(store.listed(state, most=MOST))) for title, state in LISTS]
            return self._page(
                "desk-list", "Submissions", lists=lists,
                wishes=[(id, wishes.WORDS[what], _ago(at)) for id, what, at in wishes.waiting(store)],
                letters=notices.unsettled(store), troubled=troubled(store, self.settings.attempts),
            )  # fmt: skip
        finally:
            store.db.close()

    def _rows(self, kept: list[Kept]) -> list[dict[str, Any]]:
        titles = {name: form.title for name, form in self.rooms.forms.items()}
        return [
            {
                "id": one.id, "title": titles.get(one.form, one.form), "day": _day(one.received),
                "flags": ", ".join(one.flags),
            }
            for one in kept
        ]  # fmt: skip

    def one(self, request: Request) -> Response:
        store = Store(self.path)
        try:
            kept = self._kept(request, store)
            sql = "SELECT at, what FROM event WHERE submission=? ORDER BY at"
            history = [(_day(row[0]), row[1]) for row in store.db.execute(sql, (kept.id,))]
            asked = [(what, wishes.WORDS[what]) for id, what, _ in wishes.waiting(store) if id == kept.id]
            letters = [(step, state) for id, step, state in notices.unsettled(store) if id == kept.id]
        finally:
            store.db.close()
        return self._page(
            "desk-one", f"Submission {kept.id.upper()}", **deciding.shown(kept, self.rooms), back=True,
            key=self.key, history=history, wishes=asked, letters=letters, day=_day(kept.received),
            until=_day(kept.erase_after), doing=deciding.choices(kept, self.settings),
        )  # fmt: skip

    def file(self, request: Request) -> Response:
        """A picture, or a PDF as something to save: it is as a stranger sent it."""
        store = Store(self.path)
        try:
            files = self._kept(request, store).files
        finally:
            store.db.close()
        number = request.path_params["number"]
        if not 1 <= number <= len(files):
            raise HTTPException(404, "There is no such file.")
        _, kind, data = files[number - 1]
        if kind != "pdf":
            return Response(data, media_type="image/webp", headers=HEADERS)
        more = {"Content-Disposition": f'attachment; filename="quarantined-{number}.pdf"'}
        return Response(data, media_type="application/octet-stream", headers={**HEADERS, **more})

    async def act(self, request: Request) -> Response:
        self._host(request)
        if request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
            raise HTTPException(403, "This can only be sent from the page itself.")
        async with request.form(max_fields=200, max_part_size=200_000) as data:
            given = {name: [str(value) for value in data.getlist(name)] for name in data}
        if not hmac.compare_digest(given.get("key", [""])[0].encode(), self.key.encode()):
            raise HTTPException(403, "This page is from before the service was started. Load it again.")
        store = Store(self.path)
        try:
            kept = self._kept(request, store)
            deciding.act(store, kept, given, self.rooms, self.settings, self.root)
        except Trouble as error:
            raise HTTPException(409, str(error)) from None
        finally:
            store.db.close()
        return RedirectResponse("/", 303)


def _day(at: float) -> dt.date:
    return dt.datetime.fromtimestamp(at, dt.UTC).date()


def _ago(at: float) -> str:
    days = int((time.time() - at) // 86_400)
    return "today" if not days else "1 day" if days == 1 else f"{days} days"
