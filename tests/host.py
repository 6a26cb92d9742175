"""A host of the built estate, as a reader's browser meets it, and one public page of each kind on it."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from smile import kept, state
from smile.results import output
from tests.shipped import shipped

FRAME = ("shell.html", "page.html", "components.html")
PACKED = (".html", ".css", ".js", ".json", ".svg", ".xml", ".txt")


class Handler(SimpleHTTPRequestHandler):
    """Serves a tree as a host does that packs texts; takes down how many bytes each answer has."""

    def __init__(self, *arguments: Any, sent: dict[str, int], **more: Any) -> None:
        self.sent = sent
        super().__init__(*arguments, **more)

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        file = Path(self.translate_path(path))
        file = file / "index.html" if path.endswith("/") else file
        if not file.is_file():
            self.sent[path] = 0
            self.send_error(404)
            return
        body, packed = file.read_bytes(), file.suffix in PACKED
        body = gzip.compress(body, 6) if packed else body
        self.sent[path] = len(body)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(file)))
        if packed:
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: Any) -> None:
        pass


def kinds() -> dict[str, str]:
    """By kind of page (the templates it is drawn with), the heaviest public page of it."""
    built = shipped()
    found: dict[str, str] = {}
    tree, public = built.out / "public", state.read(built.out / ".smile").sites
    for slug in sorted(slug for slug, audience in public.items() if audience == "public"):
        result = kept.read(kept.path(built.out / ".smile", slug))
        assert result is not None
        for url, page in result.pages.items():
            file = tree / output(url)
            if url not in built.sites["public"] or not file.is_file():
                continue
            own = (Path(name).name for name in page.templates)
            kind = " ".join(name for name in own if name not in FRAME) or result.slug
            if kind not in found or file.stat().st_size > (tree / output(found[kind])).stat().st_size:
                found[kind] = url
    return found


@contextmanager
def hosted() -> Iterator[tuple[str, dict[str, int]]]:
    """The public site: its address, and where the sizes of answers are taken down."""
    sent: dict[str, int] = {}
    handler = partial(Handler, sent=sent, directory=str(shipped().out / "public"))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", sent
    finally:
        server.shutdown()
