"""An estate with a form, a bare repository of it, and the service on both."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PIL import Image
from starlette.testclient import TestClient

from intake import delivery
from intake.app import Service
from intake.config import Settings
from intake.gitdisk import GitDisk
from intake.store import Store
from tests.support import ROOT, estate

FORMS = {
    f"data/forms/{path.name}": path.read_text("utf-8")
    for path in sorted((ROOT / "data/forms").glob("*.yaml"))
}
ESTATE = {
    **FORMS,
    "content/main/accessibility.md": "---\ntitle: Accessibility\nsummary: How it is.\n---\nIt is.\n",
    "content/forms/microsite.yaml": "title: Forms\nsummary: All forms.\nplugins: [forms]\n",
    "content/forms/index.md": "---\ntitle: Forms\nsummary: All forms.\n---\nAll.\n",
    "content/inbox/microsite.yaml": "title: Inbox\nsummary: What waits.\naudience: staff\nplugins: [forms]\n",
    "content/inside/microsite.yaml": "title: Staff\naudience: staff\npath: /\n",
    "content/inside/index.md": "---\ntitle: Staff\nsummary: Staff.\n---\nFor staff.\n",
    "content/inbox/index.md": "---\ntitle: Inbox\nsummary: What waits.\n---\nHere.\n",
}
GIT = ("-c", "user.name=Test", "-c", "user.email=test@localhost")
FEEDBACK = {
    "topic": "access",
    "audience": "service-users-carers",
    "said": "More benches, please.",
    "publish": "yes",
    "email": "asker@example.org",
}
FORMAT = {"what": "The map", "format": "audio", "contact": "By post to 1 Example Street"}


def git(folder: Path, *words: str) -> str:
    done = subprocess.run(["git", "-C", str(folder), *GIT, *words], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def made(tmp_path: Path, files: Mapping[str, str] | None = None) -> Path:
    """The estate with `files` besides, in a clone of the bare repository beside it."""
    whole = {**ESTATE, **(files or {})}
    folder = estate(tmp_path, whole)
    text = (folder / "content/estate.yaml").read_text("utf-8")
    text += "  staff: {url: 'https://staff.example.org', title: Staff}\n"
    (folder / "content/estate.yaml").write_text(text, "utf-8")
    (folder / ".gitignore").write_text("/site/\n/.intake/\n", "utf-8")
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "Begin")
    subprocess.run(["git", "clone", "-q", "--bare", str(folder), str(tmp_path / "repo.git")], check=True)
    return folder


class House:
    """The service in this process, its store and its forge."""

    def __init__(self, tmp_path: Path, files: Mapping[str, str] | None = None, **more: Any) -> None:
        self.folder = made(tmp_path, files)
        self.repo = tmp_path / "repo.git"
        given = {
            "secret": "s" * 32,
            "repository": str(self.repo),
            "work": 200,
            "fill_seconds": 0,
            "hourly": 1000,
        }
        self.settings = Settings(**{**given, **more})  # type: ignore[arg-type]
        self.open()
        self.store = Store(self.folder / self.settings.store)
        self.forge = GitDisk(self.repo, "main", self.store)

    def open(self) -> None:
        """Starts the service: it knows the forms of the site that is built now."""
        self.service = Service(self.folder, self.settings)
        self.client = TestClient(self.service.app, follow_redirects=False)

    def send(self, form: str, values: dict[str, Any], proven: bool = True, **more: Any) -> Any:
        data = {**values, "altcha": self.solved(form)} if proven else values
        return self.client.post(f"/forms/{form}/send", data=data, **more)

    def sent(self, form: str, values: dict[str, Any], **more: Any) -> str:
        """The id of a submission that was accepted."""
        answer = self.send(form, values, **more)
        assert answer.status_code == 303, answer.text
        return str(answer.headers["location"].partition("ref=")[2].partition(".")[0])

    def solved(self, form: str) -> str:
        return solve(self.client.get(f"/forms/{form}/challenge").json())

    def deliver(self) -> None:
        while delivery.deliver(self.store, self.forge, rooms=self.service.rooms):
            pass


def solve(given: dict[str, Any]) -> str:
    """What the page sends for a challenge."""
    for number in range(given["maxnumber"] + 1):
        if hashlib.sha256(f"{given['salt']}{number}".encode()).hexdigest() == given["challenge"]:
            kept = {name: given[name] for name in ("algorithm", "challenge", "salt", "signature")}
            return base64.b64encode(json.dumps({**kept, "number": number}).encode()).decode()
    raise AssertionError("no number")


def picture(size: tuple[int, int] = (40, 30), kind: str = "JPEG") -> bytes:
    out = io.BytesIO()
    image = Image.new("RGB", size, "teal")
    exif = Image.Exif()
    exif[0x010E] = "secret-description"
    image.save(out, kind, exif=exif)
    return out.getvalue()


STORY = {
    "headline": "A garden", "story": "It opened.", "channels": ["newsround"], "team": "Ward 1", "name": "Some One",
    "email": "a@example.org", "people": "yes",
}  # fmt: skip
