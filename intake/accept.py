"""Accepting: what was sent is checked and screened here, stored by `store.accept`, and only then answered."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from intake import detectors, proof, uploads
from intake.config import Settings
from intake.rooms import Rooms
from intake.store import Arrival, Kept

if TYPE_CHECKING:
    from plugins.forms.definition import Form

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
"""Without characters that are read for each other."""
SAME = 24 * 3600.0
"""Seconds within which the same content from the same address is the same submission."""
EVER = 1e11
"""Until when Netlify's own number of a submission is known: its signature has no end."""


@dataclass
class Sent:
    """One request: texts and files by field, and where it came from."""

    values: Mapping[str, Sequence[str]]
    files: Mapping[str, Sequence[bytes]]
    address: str
    route: str = "form"


@dataclass
class Refused:
    """Errors by field; or too many from one address."""

    errors: Mapping[str, str] = field(default_factory=dict)
    limited: bool = False


def reference() -> str:
    """A new id of twelve characters, which tells nothing: 59 bits of chance."""
    return "".join(secrets.choice(ALPHABET) for _ in range(12))


def prepare(
    form: Form, sent: Sent, rooms: Rooms, settings: Settings, secret: bytes,
    crowded: Callable[[str, int, float], bool],
) -> Arrival | Refused:  # fmt: skip
    """What is to be stored. `crowded` says whether a sender has sent so many: then no picture is drawn anew."""
    now = time.time()
    checked = rooms.answers.check(form, sent.values)
    solved = proof.verify(secret, form.id, "".join(sent.values.get("altcha", ())[:1]), now)
    strict = max(1, settings.hourly // 4)
    from_form = sent.route == "form"
    who = sender(secret, sent.address, now) if from_form else ""
    most = settings.hourly if solved else strict
    if who and any(sent.files.values()) and crowded(who, most, now):
        return Refused(limited=True)
    files, wrong = _files(form, sent, rooms.answers.withheld(form, checked.consents))
    if checked.errors or wrong:
        return Refused({**checked.errors, **wrong})
    public = rooms.answers.publishable(form, checked.answers, checked.consents)
    flags = _flags(form, sent, public, files, solved, settings, rooms)
    id = reference()
    one = Kept(
        id, form.id, form.version, now, "held" if flags else "queued", flags, checked.answers, public,
        checked.consents, hashed(token(secret, id)), now + form.keep_days * 86_400, files,
    )  # fmt: skip
    same = _same(form, sent, solved, secret, now) if from_form else [(proof.sign(secret, sent.address), EVER)]
    once = (proof.sign(secret, f"proof {solved.key}"), now + proof.LASTS) if solved else None
    return Arrival(one, same, once, who, most, strict)


def spaced(id: str) -> str:
    """A reference number as people read it: XXXX XXXX XXXX."""
    return " ".join(id[at : at + 4].upper() for at in range(0, len(id), 4))


def plain(number: str) -> str:
    """The id that somebody means, however they write it."""
    return "".join(number.lower().replace("-", "").split())


def token(secret: bytes, id: str) -> str:
    """What lets somebody manage their submission; only its digest is stored."""
    return f"{id}.{proof.sign(secret, f'token {id}')[:32]}"


def hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def sender(secret: bytes, address: str, now: float) -> str:
    """Stands for an address for one day: nobody can tell the address from it, or join two days."""
    return hmac.new(secret, f"{int(now // 86_400)} {address}".encode(), "sha256").hexdigest()


def _same(
    form: Form, sent: Sent, solved: proof.Proof | None, secret: bytes, now: float
) -> list[tuple[str, float]]:
    """What makes two requests one submission: the same content, from one address or with one proof of work."""
    texts = {
        name: list(values) for name, values in sorted(sent.values.items()) if name not in ("altcha", "token")
    }
    digests = {name: [hashlib.sha256(data).hexdigest() for data in some] for name, some in sent.files.items()}
    content = json.dumps([form.id, texts, digests])
    keys = [(proof.sign(secret, f"{content} from {sent.address}"), now + SAME)]
    if solved:
        keys.append((proof.sign(secret, f"{content} with {solved.key}"), now + proof.LASTS))
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
            continue
        if not some and asked.needed:
            wrong[asked.name] = asked.missing or "Select a file"
        for data in some:
            made, said = _file(data, asked.accept, asked.limit * 1000)
            if said:
                wrong[asked.name] = said
                break
            kind = "pdf" if uploads.kind(data) == "pdf" else "kept" if asked.name in withheld else "webp"
            kept.append((asked.name, kind, made))
    return kept, wrong


def _file(data: bytes, accept: tuple[str, ...], limit: int) -> tuple[bytes, str]:
    """A file as it is kept, and what is wrong with it."""
    said = uploads.refused(data, accept, limit)
    if said or uploads.kind(data) == "pdf":
        return data, said
    drawn = uploads.redrawn(data)
    return (
        drawn or b"",
        "" if drawn else "The selected file could not be read: save it again, or choose another",
    )
