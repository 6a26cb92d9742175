"""Netlify's notifications: a JWS (RFC 7515) signed with HS256 whose claim `sha256` is of the raw body."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json


def read(raw: bytes, signed: str, secret: str) -> tuple[str, dict[str, list[str]], str] | None:
    """The form's name, its values and the submission's id; None when it is not from Netlify."""
    if not secret or not _right(raw, signed, secret):
        return None
    try:
        body = json.loads(raw)
        data = body["data"]
        values = {
            str(name): [str(one) for one in (value if isinstance(value, list) else [value])]
            for name, value in data.items()
            if isinstance(value, str | list | int)
        }
        return str(body["form_name"]), values, f"netlify {body['id']}"
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _right(raw: bytes, signed: str, secret: str) -> bool:
    try:
        head, claims, signature = signed.split(".")
        right = hmac.new(secret.encode(), f"{head}.{claims}".encode(), "sha256").digest()
        if json.loads(_decoded(head)).get("alg") != "HS256" or not hmac.compare_digest(
            right, _decoded(signature)
        ):
            return False
        said = json.loads(_decoded(claims))
        body = hashlib.sha256(raw).hexdigest()
        return said.get("iss") == "netlify" and hmac.compare_digest(str(said.get("sha256")), body)
    except (ValueError, AttributeError, TypeError):
        return False


def _decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
