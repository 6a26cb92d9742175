"""Reading a request: the form in it, whom it came from, and whether it came from a page that may send it."""

from __future__ import annotations

from typing import Any

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from intake.accept import Sent
from intake.config import Settings

PARTS = {"max_files": 20, "max_fields": 300, "max_part_size": 200_000}
KINDS = ("application/x-www-form-urlencoded", "multipart/form-data")
LARGE = "That is too large to send. Choose smaller files."
ELSEWHERE = "This form can only be sent from its own page."
# what the parsers of Starlette and python-multipart let through for bodies that are no form
_BROKEN = (ValueError, KeyError, AssertionError, LookupError, AttributeError, TypeError)


async def form(request: Request, settings: Settings) -> Sent:
    """The form's texts and files. HTTPException 413 if it is too large, 415 and 400 if it is no form."""
    length = request.headers.get("content-length", "")
    if length.isascii() and length.isdigit() and int(length) > settings.body_bytes:
        raise HTTPException(413, LARGE)
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() not in KINDS:
        raise HTTPException(415, "A form is expected.")
    whole = Request(request.scope, _counted(request, settings.body_bytes))
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
    except HTTPException as error:
        raise error if error.status_code == 413 else _half() from None
    except _BROKEN:
        raise _half() from None
    return Sent(values, files, address(request, settings))


async def raw(request: Request, most: int) -> bytes:
    """The body as it came; HTTPException 413 when it has more than `most` bytes."""
    return await Request(request.scope, _counted(request, most)).body()


def address(request: Request, settings: Settings) -> str:
    """Who sent it: what the last proxy that is ours has seen."""
    seen = [part.strip() for part in ",".join(request.headers.getlist("x-forwarded-for")).split(",")]
    hops = settings.hops
    peer = request.client.host if request.client else ""
    return seen[-hops] if 0 < hops <= len(seen) and seen[-hops] else peer


def same_origin(request: Request, settings: Settings) -> None:
    """HTTPException 403 for what another site's page sends (OWASP: Fetch Metadata, Origin for older browsers).

    `Sec-Fetch-Site` goes first: a page whose policy is `no-referrer` sends `Origin: null` even to its own site.
    """
    origin, site = request.headers.get("origin"), request.headers.get("sec-fetch-site")
    allowed = {one.strip().rstrip("/") for one in settings.origins.split(",")} | {
        settings.public_url.rstrip("/")
    }
    if origin and origin in allowed:
        return
    if site is not None:
        known = site in ("same-origin", "none")
    else:
        known = origin is None or origin.partition("://")[2] == request.headers.get("host", "")
    if not known:
        raise HTTPException(403, ELSEWHERE)


def _half() -> HTTPException:
    return HTTPException(400, "The form did not arrive whole. Go back and send it again.")


def _counted(request: Request, most: int) -> Any:
    """Receives a body, and stops when it gets too large, whatever its length was said to be."""
    count = 0

    async def receive() -> Any:
        nonlocal count
        message = await request.receive()
        count += len(message.get("body", b""))
        if count > most:
            raise HTTPException(413, LARGE)
        return message

    return receive
