"""Serves a built tree as its host does: `_headers`, `_redirects` and the page for what is not there."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

Rules = list[tuple[str, dict[str, str]]]


def read_headers(text: str) -> Rules:
    """The rules of a `_headers` file in order: a path, which may end in *, and the headers it sets.

    ValueError for a line that is neither, as a host would leave out the whole file or serve something else.
    """
    rules: Rules = []
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("/"):
            rules.append((line.strip(), {}))
        elif line.startswith("  ") and ": " in line and rules:
            name, _, value = line.strip().partition(": ")
            rules[-1][1][name] = value
        elif line.strip() and not line.startswith("#"):
            raise ValueError(f"_headers:{number}: neither a path nor a header: {line!r}")
    return rules


def headers_for(rules: Rules, path: str) -> dict[str, str]:
    """The headers of what is served at `path`: later rules go before earlier ones."""
    found: dict[str, str] = {}
    for pattern, values in rules:
        if path == pattern or (pattern.endswith("*") and path.startswith(pattern[:-1])):
            found.update(values)
    return found


class _Handler(SimpleHTTPRequestHandler):
    def __init__(self, *given: Any, rules: Rules, extra: Mapping[str, str], directory: str) -> None:
        self.rules, self.extra = rules, extra
        super().__init__(*given, directory=directory)

    def do_GET(self) -> None:
        page = self.extra.get(self.path.partition("?")[0])
        if page is None:
            return super().do_GET()
        return self._page(HTTPStatus.OK, page.encode())

    def end_headers(self) -> None:
        for name, value in headers_for(self.rules, self.path.partition("?")[0]).items():
            self.send_header(name, value)
        super().end_headers()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        page = Path(self.directory) / "404.html"
        if code != HTTPStatus.NOT_FOUND or not page.is_file():
            return super().send_error(code, message, explain)
        return self._page(code, page.read_bytes())

    def _page(self, code: int, body: bytes) -> None:
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: Any) -> None:
        pass


_Handler.extensions_map = {
    **SimpleHTTPRequestHandler.extensions_map,
    ".js": "text/javascript",
    ".webmanifest": "application/manifest+json",
}


@contextmanager
def served(tree: Path, extra: Mapping[str, str] | None = None) -> Iterator[str]:
    """The address of a tree while it is served on this machine; `extra` are more pages, by path."""
    file = tree / "_headers"
    rules = read_headers(file.read_text("utf-8")) if file.is_file() else []
    handler = partial(_Handler, rules=rules, extra=extra or {}, directory=str(tree))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
