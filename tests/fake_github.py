"""A small GitHub on loopback that remembers, and fails when told: before or after a call has had its effect."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

FAULTS = ("reset", "hang", "500", "429", "403", "cut")


class FakeGitHub:
    """The state of one repository, and the next fault: (call number from 0, "before" or "after", what)."""

    def __init__(self) -> None:
        self.refs = {"heads/main": "0" * 40}
        self.blobs: dict[str, bytes] = {}
        self.trees: dict[str, dict[str, bytes]] = {}
        self.commits: dict[str, dict[str, Any]] = {"0" * 40: {"tree": "", "message": "base", "parents": []}}
        self.pulls: list[dict[str, Any]] = []
        self.fault: tuple[int, str, str] | None = None
        self.calls = 0
        fake = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *more: Any) -> None:
                """Nothing is printed."""

            def do_GET(self) -> None:
                fake.serve(self, None)

            def do_POST(self) -> None:
                fake.serve(self, json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"

    def serve(self, handler: BaseHTTPRequestHandler, body: Any) -> None:
        number, self.calls = self.calls, self.calls + 1
        when, what = self.fault[1:] if self.fault and self.fault[0] == number else ("", "")
        if when == "before":
            self.fail(handler, what, {})
            return
        status, answer = self.act(handler.command, handler.path.removeprefix("/repos/o/r"), body)
        if when == "after":
            self.fail(handler, what, answer)
            return
        self.reply(handler, status, json.dumps(answer).encode())

    def reply(self, handler: BaseHTTPRequestHandler, status: int, data: bytes, **headers: str) -> None:
        handler.send_response(status)
        handler.send_header("Content-Length", str(len(data)))
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(data)

    def fail(self, handler: BaseHTTPRequestHandler, what: str, answer: Any) -> None:
        if what == "hang":
            time.sleep(1.0)
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
        parts = urlsplit(path)
        if method == "GET" and parts.path.startswith("/git/ref/"):
            name = unquote(parts.path.removeprefix("/git/ref/"))
            return (200, {"object": {"sha": self.refs[name]}}) if name in self.refs else (404, {})
        if method == "GET":
            head = parse_qs(parts.query)["head"][0].partition(":")[2]
            return 200, [pull for pull in self.pulls if pull["head"] == head]
        name = parts.path.rsplit("/", 1)[-1]
        sha = hashlib.sha1(json.dumps([name, body]).encode()).hexdigest()
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
        elif name == "pulls":
            if any(pull["head"] == body["head"] and pull["state"] == "open" for pull in self.pulls):
                return 422, {"errors": [{"message": "A pull request already exists"}]}
            pull = {**body, "number": len(self.pulls) + 1, "state": "open", "merged_at": None}
            self.pulls.append(pull)
            return 201, pull
        return 201, {"sha": sha}
