"""Tokens of a GitHub App: a JWT signed with its key gets a token of an hour for one repository, and no more rights.

https://docs.github.com/apps, "Authenticating as a GitHub App". `openssl` signs, so that the key is read by it alone.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
import subprocess
import time
from collections.abc import Callable

import httpx

from intake.forge import Trouble

RIGHTS = {"contents": "write", "pull_requests": "write", "metadata": "read"}
"""All that the token may do, whatever else the App may."""
EARLY = 300.0
"""Seconds before its end at which a token is replaced."""


class AppTokens:
    """Gives a token that holds for some minutes at least."""

    def __init__(
        self, client: httpx.Client, repository: str, app: str, key: str, installation: str = "",
        clock: Callable[[], float] = time.time,
    ) -> None:  # fmt: skip
        """`client` speaks to the API's root; `app` is the client ID, `key` the path of a PEM file."""
        self.client, self.repository, self.app, self.key = client, repository, app, key
        self.installation, self.clock = installation, clock
        self._token, self._until = "", 0.0

    def __call__(self) -> str:
        """The token. Trouble when GitHub or the key do not give one."""
        if self.clock() > self._until - EARLY:
            if not self.installation:
                found = self._ask("GET", f"/repos/{self.repository}/installation", None, 200)
                self.installation = str(found["id"])
            asked = {"repositories": [self.repository.partition("/")[2]], "permissions": RIGHTS}
            made = self._ask("POST", f"/app/installations/{self.installation}/access_tokens", asked, 201)
            self._token = str(made["token"])
            self._until = dt.datetime.fromisoformat(str(made["expires_at"])).timestamp()
        return self._token

    def forget(self) -> None:
        """The token was refused: the next one is a new one."""
        self._until = 0.0

    def _ask(self, method: str, path: str, body: object, good: int) -> dict[str, object]:
        headers = {"Authorization": f"Bearer {jwt(self.app, self.key, self.clock())}"}
        try:
            answer = self.client.request(method, path, json=body, headers=headers)
            if answer.status_code != good:
                raise Trouble(f"GitHub gives the App no token ({answer.status_code})")
            made: dict[str, object] = answer.json()
        except httpx.HTTPError as error:
            raise Trouble(f"GitHub cannot be reached ({type(error).__name__})") from None
        except ValueError:
            raise Trouble("GitHub's answer was cut short") from None
        return made


def jwt(app: str, key: str, now: float) -> str:
    """A JWT (RFC 7519, RS256) for ten minutes at most; its clock is set back a minute, as GitHub advises."""
    claims = {"iat": int(now) - 60, "exp": int(now) + 540, "iss": app}
    text = ".".join(_part(json.dumps(part).encode()) for part in ({"alg": "RS256", "typ": "JWT"}, claims))
    command = ["openssl", "dgst", "-sha256", "-sign", key]
    try:
        done = subprocess.run(command, input=text.encode(), capture_output=True, timeout=30)
    except FileNotFoundError:
        raise Trouble("openssl is not installed, which signs for the GitHub App") from None
    if done.returncode:
        raise Trouble("the key of the GitHub App (INTAKE_APP_KEY) cannot be used")
    return f"{text}.{_part(done.stdout)}"


def _part(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
