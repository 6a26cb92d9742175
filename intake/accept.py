"""Accepting: what was sent is checked, screened and stored, and only then answered."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from intake import detectors, proof, uploads
from intake.config import Settings
from intake.rooms import Rooms
from intake.store import Kept, Store

if TYPE_CHECKING:
    from plugins.forms.definition import Form

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
"""Without characters that are read for each other."""
SAME = 24 * 3600
"""Seconds within which the same content from the same address is the same submission."""


@dataclass
class Sent:
    """One request: texts and files by field, and where it came from."""

    values: Mapping[str, Sequence[str]]
    files: Mapping[str, Sequence[bytes]]
    address: str
    route: str = "form"


@dataclass
class Outcome:
    """What became of it: an id and a token, or errors by field, or too many."""

    id: str = ""
    token: str = ""
    errors: Mapping[str, str] | None = None
    limited: bool = False


def reference() -> str:
    """A new id of twelve characters, which tells nothing: 59 bits of chance."""
    return "".join(secrets.choice(ALPHABET) for _ in range(12))


def accept(form: Form, sent: Sent, store: Store, rooms: Rooms, settings: Settings, secret: bytes) -> Outcome:
    """Checks and stores. sqlite3.OperationalError when the store cannot take it (full, locked)."""
    now = time.time()
    checked = rooms.answers.check(form, sent.values)
    solved = proof.verify(secret, form.id, "".join(sent.values.get("altcha", ())[:1]), now)
    files, wrong = _files(form, sent, rooms.answers.withheld(form, checked.consents))
    errors = {**checked.errors, **wrong}
    if errors:
        return Outcome(errors=errors)
    keys = _keys(form, sent, solved, secret, now)
    for key, _ in keys:
        known = store.db.execute("SELECT submission FROM seen WHERE key=? AND until>?", (key, now)).fetchone()
        if known:
            return Outcome(known[0], token(secret, known[0]))
    most = settings.hourly if solved else max(1, settings.hourly // 4)
    if sent.route == "form" and not store.allowed(sender(secret, sent.address, now), most, now):
        return Outcome(limited=True)
    public = rooms.answers.publishable(form, checked.answers, checked.consents)
    flags = _flags(form, sent, public, files, solved, settings, rooms)
    id = reference()
    one = Kept(
        id, form.id, form.version, now, "held" if flags else "queued", flags, checked.answers, public,
        checked.consents, hashed(token(secret, id)), now + form.keep_days * 86_400, files,
    )  # fmt: skip
    kept = store.accept(one, keys)
    return Outcome(kept, token(secret, kept))


def token(secret: bytes, id: str) -> str:
    """What lets somebody manage their submission; only its digest is stored."""
    return f"{id}.{proof.sign(secret, f'token {id}')[:32]}"


def hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def sender(secret: bytes, address: str, now: float) -> str:
    """Stands for an address for one day: nobody can tell the address from it, or join two days."""
    return hmac.new(secret, f"{int(now // 86_400)} {address}".encode(), "sha256").hexdigest()


def _keys(
    form: Form, sent: Sent, solved: proof.Proof | None, secret: bytes, now: float
) -> list[tuple[str, float]]:
    """What makes two requests one submission: the same content, whichever way and however often it is sent."""
    texts = {
        name: list(values) for name, values in sorted(sent.values.items()) if name not in ("altcha", "token")
    }
    digests = {name: [hashlib.sha256(data).hexdigest() for data in some] for name, some in sent.files.items()}
    content = json.dumps([form.id, texts, digests, sent.address])
    keys = [(proof.sign(secret, content), now + SAME)]
    if solved:
        keys.append((proof.sign(secret, solved.key + content), now + proof.LASTS))
    return keys


def _flags(
    form: Form, sent: Sent, public: dict[str, Any], files: list[tuple[str, str, bytes]],
    solved: proof.Proof | None, settings: Settings, rooms: Rooms,
) -> list[str]:  # fmt: skip
    """Why a person has to look at it first; nothing of it is ever a reason to refuse."""
    free = rooms.answers.free(form)
    texts = [str(value) for name, value in public.items() if name in free]
    flags = [f"looks like: {kind}" for kind in detectors.found(texts)]
    if texts and form.review == "always":
        flags.append("own words")
    if any(kind == "webp" for _, kind, _ in files):
        flags.append("picture")
    if any(kind == "pdf" for _, kind, _ in files):
        flags.append("PDF")
    if any(sent.values.get("website-address", ())):
        flags.append("filled in what people do not see")
    if solved is None and sent.route == "form":
        flags.append("no proof of work")
    elif solved and solved.age < settings.fill_seconds:
        flags.append("filled in very fast")
    if sent.route != "form":
        flags.append(f"came by {sent.route}")
    return flags


def _files(form: Form, sent: Sent, withheld: set[str]) -> tuple[list[tuple[str, str, bytes]], dict[str, str]]:
    """The files, pictures drawn anew, and what is wrong by field."""
    kept: list[tuple[str, str, bytes]] = []
    wrong: dict[str, str] = {}
    for asked in form.fields:
        if asked.kind != "files":
            continue
        some = sent.files.get(asked.name, ())
        if len(some) > asked.most:
            wrong[asked.name] = f"You can only select up to {asked.most} files"
        elif not some and asked.needed:
            wrong[asked.name] = asked.missing or "Select a file"
        for data in some[: asked.most]:
            said = uploads.refused(data, asked.accept, asked.limit * 1000)
            made = data
            if not said and uploads.kind(data) != "pdf":
                drawn = uploads.redrawn(data)
                said = (
                    "" if drawn else "The selected file could not be read: save it again, or choose another"
                )
                made = drawn or b""
            if said:
                wrong[asked.name] = said
            else:
                kind = "pdf" if uploads.kind(data) == "pdf" else "kept" if asked.name in withheld else "webp"
                kept.append((asked.name, kind, made))
    return kept, wrong
