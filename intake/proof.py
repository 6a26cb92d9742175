"""Proof that a person took their time: a signed challenge in ALTCHA's scheme, with the time it was given out.

A challenge is SHA-256(salt + number), and finding the number is the work. The salt holds when it was made, when
it expires and for which form, and ends in `&`, so that no digit can pass from the number into it
(CVE-2025-68113). It is signed with HMAC-SHA-256.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass
from urllib.parse import parse_qs

LASTS = 4 * 3600
"""Seconds a challenge holds: as long as somebody may take over a form."""


@dataclass(frozen=True, slots=True)
class Proof:
    """A solved challenge: `key` is its own alone, `age` the seconds since it was given out."""

    key: str
    age: float


def challenge(secret: bytes, form: str, most: int, now: float) -> dict[str, object]:
    """A new challenge as ALTCHA's JSON."""
    salt = f"{secrets.token_hex(12)}?made={int(now)}&expires={int(now + LASTS)}&form={form}&"
    number = secrets.randbelow(most + 1)
    digest = hashlib.sha256(f"{salt}{number}".encode()).hexdigest()
    return {
        "algorithm": "SHA-256",
        "challenge": digest,
        "salt": salt,
        "maxnumber": most,
        "signature": sign(secret, digest),
    }


def sign(secret: bytes, text: str) -> str:
    return hmac.new(secret, text.encode(), "sha256").hexdigest()


def verify(secret: bytes, form: str, payload: str, now: float) -> Proof | None:
    """The proof in what the page sent (base64 of JSON); None when it proves nothing."""
    try:
        given = json.loads(base64.b64decode(payload[:4000], validate=True))
        salt, number, digest = str(given["salt"]), int(given["number"]), str(given["challenge"])
        asked = parse_qs(salt.partition("?")[2])
        made, expires = float(asked["made"][0]), float(asked["expires"][0])
        right = (
            salt.endswith("&")
            and asked["form"] == [form]
            and hmac.compare_digest(digest, hashlib.sha256(f"{salt}{number}".encode()).hexdigest())
            and hmac.compare_digest(sign(secret, digest).encode(), str(given["signature"]).encode())
        )
    except (ValueError, KeyError, TypeError, RecursionError, OverflowError):
        return None
    return Proof(digest, now - made) if right and made <= now + 60 and now < expires else None
