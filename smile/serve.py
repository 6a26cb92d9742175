"""Serving the estate on this machine: what changes is built again, and the browser shows it."""

from __future__ import annotations

import html
import json
import sys
import threading
from collections.abc import Collection, Iterable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from smile import bundled, same
from smile.build import Outcome, build
from smile.options import Options
from smile.problems import ContentError, MachineError, report

RELOAD = "/_smile/reload.js"
EVENTS = "/_smile/events"
_WAIT = 20.0
"""Seconds after which a waiting browser is answered although nothing happened."""
_SCRIPT = """const show = text => {
  document.getElementById("smile-problems")?.remove();
  if (!text) return;
  const box = document.createElement("section");
  box.id = "smile-problems"; box.setAttribute("role", "alert");
  const head = document.createElement("h2"), body = document.createElement("pre");
  head.textContent = "Not published yet: the content has problems"; body.textContent = text;
  box.append(head, body); document.body.append(box);
  const style = new CSSStyleSheet();
  style.replaceSync(`#smile-problems{position:fixed;inset:auto 0 0 0;max-height:60vh;overflow:auto;z-index:99;margin:0;
    padding:16px 24px;background:#fff;color:#212b32;border-top:8px solid #d5281b;font:16px/1.5 Arial,sans-serif}
    #smile-problems h2{font-size:20px;margin:0 0 8px}#smile-problems pre{white-space:pre-wrap;margin:0}`);
  document.adoptedStyleSheets = [style];
};
let seen = -1, good = -1;
const listen = async () => {
  for (;;) {
    try {
      const answer = await (await fetch("/_smile/events?seen=" + seen)).json();
      show(answer.problems);
      if (good >= 0 && answer.good !== good) { location.reload(); return; }
      seen = answer.told; good = answer.good;
    } catch { await new Promise(done => setTimeout(done, 1000)); }
  }
};
listen();
"""


class News:
    """What happened to the site: how often something did, how many good builds there were, what is wrong now."""

    def __init__(self) -> None:
        self.told, self.good, self.problems = 0, 0, ""
        self._happened = threading.Condition()

    def tell(self, problems: str = "") -> None:
        with self._happened:
            self.told += 1
            self.good += not problems
            self.problems = problems
            self._happened.notify_all()

    def after(self, seen: int, seconds: float) -> dict[str, Any]:
        """What happened since a browser last heard that `seen` things had; waits for the next one."""
        with self._happened:
            self._happened.wait_for(lambda: self.told != seen, seconds)
            return {"told": self.told, "good": self.good, "problems": self.problems}


def serve(options: Options, port: int) -> int:
    """Builds, serves each audience on a port of its own from `port` on, and goes on until Ctrl-C."""
    news = News()
    changed = watch(options)
    next(changed)  # it looks from here on, so that no change during the first build is lost
    begun = _build(options, news)
    servers = []
    for index, audience in enumerate(options.audiences):
        handler = partial(Handler, news=news, directory=str(options.out / audience.name))
        server = ThreadingHTTPServer(("127.0.0.1", port + index if port else 0), handler)
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        print(f"{audience.name:<11} http://127.0.0.1:{server.server_address[1]}/", flush=True)
    try:
        for paths in changed:
            if paths:
                begun = _build(options, news, begun, [path for _, path in paths])
    finally:
        for server in servers:
            server.shutdown()
    return 0


def watch(options: Options) -> Iterator[Collection[tuple[int, str]]]:
    """What changed of all that the estate is made from; now and then that nothing did, and so at the start."""
    from watchfiles import watch as changes

    watched = {
        options.root / "content",
        options.root / "data",
        *bundled.themes(options.root),
        *bundled.plugins(options.root),
        bundled.package(),
    }
    there = [path for path in watched if path.is_dir()]
    return changes(*there, debounce=50, step=10, rust_timeout=100, yield_on_timeout=True)


def _build(
    options: Options, news: News, earlier: same.Begun | None = None, touched: Iterable[str] = ()
) -> same.Begun | None:
    """Builds, and tells of it. Gives the beginning of it, or None where it did not come that far."""
    begun = None
    try:
        with same.begun(options, earlier, touched) as begun:
            outcome = build(options, begun=begun)
    except ContentError as error:
        text = report(error.problems, "text")
        print(text, file=sys.stderr, flush=True)
        news.tell(text)
    except MachineError as error:
        print(f"smile: {error}", file=sys.stderr, flush=True)
        news.tell(str(error))
    else:
        _tell(outcome, news)
    return begun


def _tell(outcome: Outcome, news: News) -> None:
    what = ", ".join(outcome.built) or "nothing"
    print(
        f"{outcome.seconds:6.2f} s  {outcome.written} written, {outcome.removed} removed ({what})", flush=True
    )
    if outcome.warnings:
        print(report(outcome.warnings, "text"), file=sys.stderr, flush=True)
    if outcome.written or outcome.removed or news.problems or not news.good:
        news.tell()


class Handler(SimpleHTTPRequestHandler):
    """Serves one tree as a static host does, with the script that reloads the page added to every document."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = (
        True  # head and body are written apart: the body would wait for an answer to the head
    )

    def __init__(self, *arguments: Any, news: News, **more: Any) -> None:
        self.news = news
        super().__init__(*arguments, **more)

    def do_GET(self) -> None:
        path, _, query = self.path.partition("?")
        if path == RELOAD:
            self._send(200, _SCRIPT.encode(), "text/javascript; charset=utf-8")
        elif path == EVENTS:
            self._events(query)
        else:
            self._document(path)

    def _events(self, query: str) -> None:
        seen = query.removeprefix("seen=")
        answer = self.news.after(int(seen) if seen.isdigit() else -1, _WAIT)
        self._send(200, json.dumps(answer).encode(), "application/json")

    def _document(self, path: str) -> None:
        file = Path(self.translate_path(path))
        if file.is_dir() and path.endswith("/"):
            file /= "index.html"
        if file.suffix == ".html" and file.is_file():
            self._send(200, _with_script(file.read_bytes()), "text/html; charset=utf-8")
        elif file.is_file() or file.is_dir():
            super().do_GET()
        else:
            missing = Path(self.directory) / "404.html"
            page = missing.read_bytes() if missing.is_file() else _empty(self.news.problems)
            self._send(404, _with_script(page), "text/html; charset=utf-8")

    def end_headers(self) -> None:
        kept = self.path.startswith("/assets/")  # as on the host: their names change with what is in them
        self.send_header("Cache-Control", "max-age=31536000, immutable" if kept else "no-store")
        super().end_headers()

    def _send(self, status: int, data: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *arguments: Any) -> None:
        pass


def _with_script(page: bytes) -> bytes:
    script = f'<script type="module" src="{RELOAD}"></script>'.encode()
    return page.replace(b"</body>", script + b"</body>", 1) if b"</body>" in page else page + script


def _empty(problems: str) -> bytes:
    text = html.escape(problems or "There is nothing here yet.")
    return (
        f"<!doctype html><html lang=en><title>Not built</title><body><pre>{text}</pre></body></html>".encode()
    )
