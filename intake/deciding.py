"""What a person sees of a submission, may do with it, and what that does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from starlette.exceptions import HTTPException

from intake import erasing, notices, wishes
from intake.config import Settings
from intake.delivery import branch
from intake.forges.git import GitDisk
from intake.rooms import Rooms
from intake.store import Kept, Store, note


def shown(kept: Kept, rooms: Rooms) -> dict[str, Any]:
    """What the page shows: questions in their words, where the form still asks them."""
    form = rooms.forms.get(kept.form)
    labels = {field.name: field.label for field in form.fields} if form else {}
    consents = {one.name: one.text for one in form.consents} if form else {}
    free = rooms.answers.free(form) if form else set()
    words = {
        (field.name, option.value): option.label
        for field in (form.fields if form else ())
        for option in field.options
    }

    def text(name: str, value: Any) -> str:
        """An answer in the words of the form."""
        return ", ".join(
            words.get((name, one), one) for one in ([value] if isinstance(value, str) else value)
        )

    public = [
        (name, labels.get(name, name), text(name, value), kept.state == "held" and name in free)
        for name, value in kept.public.items()
    ]
    files = [(number, kind, labels.get(name, name)) for number, (name, kind, _) in enumerate(kept.files, 1)]
    return {
        "id": kept.id, "form": f"{form.title if form else kept.form}, version {kept.version}",
        "state": kept.state, "flags": ", ".join(kept.flags), "public": public, "files": files,
        "answers": [(labels.get(name, name), text(name, value)) for name, value in kept.answers.items()],
        "consents": [
            f"{consents.get(name, name)} (version {version})" for name, version in kept.consents.items()
        ],
        "pictures": [
            {"value": str(number), "text": f"Picture {number}"} for number, kind, _ in files if kind == "webp"
        ],
    }  # fmt: skip


def choices(kept: Kept, settings: Settings) -> list[tuple[str, str]]:
    """What may be done besides erasing."""
    if kept.state == "held":
        return [("release", "Release"), ("refuse", "Refuse")]
    if kept.state == "open" and settings.forge == "git":
        return [("merge", "Merge"), ("close", "Close")]
    return []


def act(
    store: Store, kept: Kept, given: dict[str, list[str]], rooms: Rooms, settings: Settings, root: Path
) -> None:
    """Does what was asked for. HTTPException 400 for what cannot be, Trouble when the repository does not let it."""
    todo, _, of = given.get("do", [""])[0].partition("-")
    if todo == "release":
        _release(store, kept, given, rooms)
    elif todo == "refuse":
        store.decide(kept.id, "refused")
    elif todo == "erase":
        erasing.erase(store, kept.id)
    elif todo == "done" and of in wishes.WORDS:
        wishes.settle(store, kept.id, of)
    elif todo in ("went", "again") and of in notices.SUBJECTS:
        notices.settle(store, kept.id, of, went=todo == "went")
    elif todo in ("merge", "close") and settings.forge == "git":
        forge = GitDisk(root / settings.repository, settings.branch, store)
        forge.merge(branch(kept)) if todo == "merge" else forge.close(branch(kept))
        state = "merged" if todo == "merge" else "closed"
        with store.writing() as db:
            db.execute("UPDATE submission SET state=? WHERE id=?", (state, kept.id))
            note(db, kept.id, state)
    else:
        raise HTTPException(400, "There is no such thing to do.")


def _release(store: Store, kept: Kept, given: dict[str, list[str]], rooms: Rooms) -> None:
    """With the texts as the page has them now, and without the pictures to leave out."""
    form = rooms.forms.get(kept.form)
    free = rooms.answers.free(form) if form else set()
    public = dict(kept.public)
    for name in free & set(public):
        public[name] = rooms.answers.clean(given.get(f"public-{name}", [str(public[name])])[0])
    with store.writing() as db:
        for number in given.get("leave", []):
            sql = "UPDATE file SET kind='kept' WHERE submission=? AND number=? AND kind='webp'"
            db.execute(sql, (kept.id, number))
    store.decide(kept.id, "queued", {name: value for name, value in public.items() if value})
