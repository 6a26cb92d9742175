"""A small GitHub on loopback that remembers, and fails when told: before or after a call has had its effect."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

FAULTS = ("reset", "hang", "500", "429", "403", "cut")
HANGS = 0.4
"""Seconds; the tests wait for less."""
BASE = "0" * 40
Shape = Callable[[str, str, int], Any]


class FakeGitHub:
    """The state of one repository, and the next fault: (call number from 0, "before" or "after", what)."""

    def __init__(self, shape: Shape = lambda method, path, status: {}) -> None:
        """`shape` gives what else the real one answers, for a method, a path and a status."""
        self.shape = shape
        self.blobs: dict[str, bytes] = {}
        self.trees: dict[str, dict[str, bytes]] = {}
        self.commits: dict[str, dict[str, Any]] = {}
        self.begin()
        self.asked: list[tuple[str, str, str]] = []
        self.lifetime = 3600.0
        self.lock = threading.Lock()
        fake = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True
            wbufsize = -1

            def log_message(self, *more: Any) -> None:
                """Nothing is printed."""

            def do_GET(self) -> None:
                fake.serve(self)

            do_POST = do_PATCH = do_DELETE = do_GET

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"

    def begin(self, fault: tuple[int, str, str] | None = None) -> None:
        """An empty repository, with the next fault."""
        self.pulls: list[dict[str, Any]] = []
        self.refs = {"heads/main": BASE}
        self.calls, self.failed, self.fault = 0, 0, fault

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def files(self, ref: str) -> dict[str, bytes]:
        """What the one commit of a branch adds."""
        commit = self.commits[self.refs[ref]]
        assert commit["parents"] == [BASE]
        return self.trees[commit["tree"]]

    def serve(self, handler: BaseHTTPRequestHandler) -> None:
        length = int(handler.headers.get("Content-Length") or 0)
        body = json.loads(handler.rfile.read(length)) if length else None
        with self.lock:
            number, self.calls = self.calls, self.calls + 1
            self.asked.append((handler.command, handler.path, handler.headers.get("Authorization", "")))
            when, what = self.fault[1:] if self.fault and self.fault[0] == number else ("", "")
            self.failed += bool(when)
            if when != "before":
                path = handler.path.removeprefix("/repos/o/r")
                status, answer = self.act(handler.command, path, body)
        if when == "before":
            self.fail(handler, what, {})
        elif when == "after":
            self.fail(handler, what, answer)
        else:
            data = b"" if status == 204 else json.dumps(self.whole(handler, status, answer)).encode()
            self.reply(handler, status, data)

    def whole(self, handler: BaseHTTPRequestHandler, status: int, answer: Any) -> Any:
        """An answer with all that the real one has besides."""
        shape = self.shape(handler.command, urlsplit(handler.path).path, status)
        return (
            [merged(shape[0], one) for one in answer]
            if isinstance(answer, list) and shape
            else merged(shape, answer)
        )

    def reply(self, handler: BaseHTTPRequestHandler, status: int, data: bytes, **headers: str) -> None:
        handler.send_response(status)
        if status != 204:
            handler.send_header("Content-Type", "application/json")
            handler.send_header("Content-Length", str(len(data)))
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(data)

    def fail(self, handler: BaseHTTPRequestHandler, what: str, answer: Any) -> None:
        if what == "hang":
            time.sleep(HANGS)
        if what in ("reset", "hang"):
            handler.close_connection = True
        elif what == "cut":
            data = json.dumps(answer).encode()
            handler.send_response(201)
            handler.send_header("Content-Length", str(len(data) + 50))
            handler.end_headers()
            handler.wfile.write(data[: len(data) // 2])
            handler.close_connection = True
        elif what == "500":
            self.reply(handler, 500, b"{}")
        else:
            self.reply(handler, int(what), b"{}", retry_after="7")

    def act(self, method: str, path: str, body: Any) -> tuple[int, Any]:
        """Status and answer of one call."""
        parts = urlsplit(path)
        name = unquote(parts.path)
        if method == "GET" and name.startswith("/git/ref/"):
            ref = name.removeprefix("/git/ref/")
            found = {"ref": f"refs/{ref}", "object": {"type": "commit", "sha": self.refs.get(ref, "")}}
            return (200, found) if ref in self.refs else (404, {"message": "Not Found"})
        if method == "GET" and name == "/installation":
            return 200, {"id": 5}
        if method == "GET":
            head = parse_qs(parts.query)["head"][0].partition(":")[2]
            return 200, [pull for pull in self.pulls if pull["head"]["ref"] == head]
        if method == "DELETE":
            known = self.refs.pop(name.removeprefix("/git/refs/"), None)
            return (204, None) if known else (422, {"message": "Reference does not exist"})
        if method == "PATCH":
            pull = self.pulls[int(name.rsplit("/", 1)[-1]) - 1]
            pull["state"] = body["state"]
            return 200, pull
        return self.make(name.rsplit("/", 1)[-1], body)

    def make(self, name: str, body: Any) -> tuple[int, Any]:
        """What a POST makes."""
        sha = hashlib.sha1(json.dumps([name, body]).encode()).hexdigest()
        made: dict[str, Any] = {"sha": sha}
        if name == "access_tokens":
            end = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=self.lifetime)
            return 201, {"token": f"t{len(self.asked)}", "expires_at": end.strftime("%Y-%m-%dT%H:%M:%SZ")}
        if name == "blobs":
            self.blobs[sha] = base64.b64decode(body["content"])
        elif name == "trees":
            self.trees[sha] = {
                one["path"]: one["content"].encode() if "content" in one else self.blobs[one["sha"]]
                for one in body["tree"]
            }
        elif name == "commits":
            self.commits[sha] = body
        elif name == "refs":
            ref = body["ref"].removeprefix("refs/")
            if ref in self.refs:
                return 422, {"message": "Reference already exists"}
            self.refs[ref] = body["sha"]
            made = {"ref": body["ref"], "object": {"type": "commit", "sha": body["sha"]}}
        elif name == "pulls":
            if any(pull["head"]["ref"] == body["head"] and pull["state"] == "open" for pull in self.pulls):
                said = {
                    "resource": "PullRequest",
                    "code": "custom",
                    "message": "A pull request already exists",
                }
                return 422, {"message": "Validation Failed", "errors": [said]}
            made = {
                **body, "number": len(self.pulls) + 1, "state": "open", "merged_at": None,
                "head": {"ref": body["head"]}, "base": {"ref": body["base"]},
            }  # fmt: skip
            self.pulls.append(made)
        return 201, made


def merged(shape: Any, own: Any) -> Any:
    """`own` where it says something, `shape` elsewhere."""
    if isinstance(shape, dict) and isinstance(own, dict):
        return {
            name: merged(shape.get(name), own[name]) if name in own else shape[name]
            for name in {**shape, **own}
        }
    return own
