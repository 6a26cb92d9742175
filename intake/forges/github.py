"""GitHub, by its REST API (https://docs.github.com/rest): each proposal is found again before it is made.

Needs "Contents: write" and "Pull requests: write" for one repository, nothing else: as a GitHub App, or with a
fine-grained token. Writes follow each other, at least `pause` seconds apart and at most 400 an hour (GitHub
allows 80 a minute and 500 an hour: "Rate limits for the REST API", secondary limits).
"""

from __future__ import annotations

import base64
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx

from intake.config import Settings
from intake.forge import Change, Pull, Trouble
from intake.github_app import AppTokens
from intake.store import Store

API = "https://api.github.com"
LIMITED = (403, 429)
QUIET = 60.0
"""Seconds to wait after a limit that does not say how long (GitHub: at least one minute)."""
HOURLY = 400
"""The most writes of an hour."""
HEADERS = {
    "Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28", "User-Agent": "smile-intake",
}  # fmt: skip


def connect(root: Path, settings: Settings, store: Store) -> GitHub:
    """The repository that the settings name. ValueError without a token and without an App."""
    client = httpx.Client(base_url=settings.forge_api or API, headers=HEADERS, timeout=20)
    token: Callable[[], str] = lambda: settings.forge_token  # noqa: E731
    if settings.app_id and settings.app_key:
        key = str(root / settings.app_key)
        token = AppTokens(client, settings.repository, settings.app_id, key, settings.app_installation)
    elif not settings.forge_token:
        raise ValueError("INTAKE_FORGE_TOKEN is missing, or INTAKE_APP_ID and INTAKE_APP_KEY of a GitHub App")
    return GitHub(client, settings.repository, settings.branch, token, settings.pause)


class GitHub:
    """One repository of GitHub, or of a GitHub Enterprise server."""

    def __init__(
        self, client: httpx.Client, repository: str, base: str, token: Callable[[], str], pause: float
    ) -> None:
        self.client, self.repository, self.base = client, repository, base
        self.token, self.pause = token, pause
        self.owner = repository.partition("/")[0]
        self._writes: deque[float] = deque(maxlen=HOURLY)

    def propose(self, change: Change) -> Pull:
        """At most one branch and one pull request, whatever was done before and however it ended."""
        known = self.state(change.branch)
        if known:
            return known
        if not self._tip(change.branch):
            self._branch(change)
        body = {"title": change.title, "head": change.branch, "base": self.base, "body": change.body}
        status, made = self._ask("POST", "/pulls", body, (201, 422))
        if status == 201:
            return Pull(int(made["number"]), "open")
        known = self.state(change.branch)  # 422: somebody, or this program before, was quicker
        if known:
            return known
        raise Trouble("GitHub refused the pull request (422)")

    def state(self, branch: str) -> Pull | None:
        """Open ones, and closed ones too: a closed one is a person's answer, and ends it."""
        query = f"/pulls?state=all&head={quote(f'{self.owner}:{branch}', safe=':')}"
        _, found = self._ask("GET", query, None, (200,))
        for one in found:
            merged = "merged" if one.get("merged_at") else "closed"
            return Pull(int(one["number"]), "open" if one["state"] == "open" else merged)  # type: ignore[arg-type]
        return None

    def withdraw(self, branch: str) -> None:
        known = self.state(branch)
        if known and known.state == "open":
            self._ask("PATCH", f"/pulls/{known.number}", {"state": "closed"}, (200,))
        # 422: the branch is gone already
        self._ask("DELETE", f"/git/refs/{quote(f'heads/{branch}', safe='')}", None, (204, 422))

    def _branch(self, change: Change) -> None:
        """One commit on the base, then the branch: whoever sees the branch sees all of it."""
        parent = self._tip(self.base)
        if not parent:
            raise Trouble("the branch to propose against is not there")
        tree = []
        for path, data in change.files.items():
            entry: dict[str, Any] = {"path": path, "mode": "100644", "type": "blob"}
            try:
                entry["content"] = data.decode()
            except UnicodeDecodeError:
                blob = {"content": base64.b64encode(data).decode(), "encoding": "base64"}
                entry["sha"] = self._ask("POST", "/git/blobs", blob, (201,))[1]["sha"]
            tree.append(entry)
        made = self._ask("POST", "/git/trees", {"base_tree": parent, "tree": tree}, (201,))[1]
        commit = {"message": change.message, "tree": made["sha"], "parents": [parent]}
        sha = self._ask("POST", "/git/commits", commit, (201,))[1]["sha"]
        ref = {"ref": f"refs/heads/{change.branch}", "sha": sha}
        status, _ = self._ask("POST", "/git/refs", ref, (201, 422))
        if status == 422 and not self._tip(change.branch):  # it may be there already: then all is well
            raise Trouble("GitHub refused the branch (422)")

    def _tip(self, branch: str) -> str:
        """The commit of a branch, "" where there is none."""
        status, found = self._ask("GET", f"/git/ref/{quote(f'heads/{branch}', safe='')}", None, (200, 404))
        return str(found["object"]["sha"]) if status == 200 else ""

    def _ask(self, method: str, path: str, body: Any, good: tuple[int, ...]) -> tuple[int, Any]:
        """One request; Trouble for every status that is not `good`, and for an answer that is cut short."""
        headers = {"Authorization": f"Bearer {self.token()}"}
        if method != "GET":
            self._slowly()
        try:
            answer = self.client.request(
                method, f"/repos/{self.repository}{path}", json=body, headers=headers
            )
        except httpx.HTTPError as error:
            raise Trouble(f"GitHub cannot be reached ({type(error).__name__})") from None
        if answer.status_code == 401 and isinstance(self.token, AppTokens):
            self.token.forget()
        if answer.status_code not in good:
            wait = _wait(answer) if answer.status_code in LIMITED else None
            raise Trouble(f"GitHub answered {answer.status_code}", wait)
        try:
            return answer.status_code, None if answer.status_code == 204 else answer.json()
        except ValueError:
            raise Trouble("GitHub's answer was cut short") from None

    def _slowly(self) -> None:
        """Waits until the next write may go. Trouble when that is long: others need not wait meanwhile."""
        now = time.monotonic()
        if len(self._writes) == HOURLY and now - self._writes[0] < 3600:
            raise Trouble("GitHub's hourly limit of writes is reached", self._writes[0] + 3600 - now)
        if self._writes:
            time.sleep(max(0.0, self._writes[-1] + self.pause - now))
        self._writes.append(time.monotonic())


def _wait(answer: httpx.Response) -> float | None:
    """How long GitHub wants to be left alone; None for a refusal that no waiting changes."""
    after = answer.headers.get("retry-after", "")
    if after.isdigit():
        return float(after)
    reset = answer.headers.get("x-ratelimit-reset", "")
    if answer.headers.get("x-ratelimit-remaining") == "0" and reset.isdigit():
        return max(1.0, float(reset) - time.time())
    return QUIET
