"""GitHub, by its REST API (https://docs.github.com/rest): each proposal is found again before it is made.

Needs a fine-grained token for one repository with "Contents: write" and "Pull requests: write", nothing else.
Writes follow each other, at least `pause` seconds apart (GitHub: best practices, secondary limits).
"""

from __future__ import annotations

import base64
import time
from typing import Any
from urllib.parse import quote

import httpx

from intake.forge import Change, Pull, Trouble

LIMITED = (403, 429)
QUIET = 60.0
"""Seconds to wait after a limit that does not say how long (GitHub: at least one minute)."""


class GitHub:
    """One repository of GitHub, or of a GitHub Enterprise server."""

    def __init__(
        self, api: str, repository: str, base: str, token: str, pause: float, timeout: float = 20
    ) -> None:
        self.repository, self.base, self.pause = repository, base, pause
        self.owner = repository.partition("/")[0]
        self._last = 0.0
        headers = {
            "Authorization": f"Bearer {token}", "Accept": "application/vnd.github+json",
            "X-GitHub-Api-Version": "2022-11-28", "User-Agent": "smile-intake",
        }  # fmt: skip
        self.client = httpx.Client(base_url=f"{api}/repos/{repository}", headers=headers, timeout=timeout)

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
        if method == "POST":
            time.sleep(max(0.0, self._last + self.pause - time.monotonic()))
        try:
            answer = self.client.request(method, path, json=body)
        except httpx.HTTPError as error:
            raise Trouble(f"GitHub cannot be reached ({type(error).__name__})") from None
        finally:
            self._last = time.monotonic()
        if answer.status_code not in good:
            wait = _wait(answer) if answer.status_code in LIMITED else None
            raise Trouble(f"GitHub answered {answer.status_code}", wait)
        try:
            return answer.status_code, answer.json()
        except ValueError:
            raise Trouble("GitHub's answer was cut short") from None


def _wait(answer: httpx.Response) -> float | None:
    """How long GitHub wants to be left alone; None for a refusal that no waiting changes."""
    after = answer.headers.get("retry-after", "")
    if after.isdigit():
        return float(after)
    reset = answer.headers.get("x-ratelimit-reset", "")
    if answer.headers.get("x-ratelimit-remaining") == "0" and reset.isdigit():
        return max(1.0, float(reset) - time.time())
    return QUIET
