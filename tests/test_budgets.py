"""What a first view costs a reader: one public page of each kind of the shipped estate, in a real browser."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service

from smile import state, store
from smile.results import SiteResult, output
from tests.shipped import shipped

WEIGHT, REQUESTS = 60_000, 6
"""Bytes of all answers' bodies as they are sent, and how many there are."""
FRAME = ("shell.html", "page.html", "components.html")
PACKED = (".html", ".css", ".js", ".json", ".svg", ".xml", ".txt")
BROWSER = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
)
OBSERVED = """
// the controls of a player are the browser's own: what moves within them has no node of the page
const ofPage = one => one.sources.some(source => source.node && source.node.nodeName !== "AUDIO");
const [done] = arguments, found = performance.getEntriesByType("resource").map(one => one.name);
const shifts = [];
const watch = new PerformanceObserver(list => shifts.push(...list.getEntries().filter(ofPage).map(one => one.value)));
watch.observe({type: "layout-shift", buffered: true});
scrollTo(0, document.body.scrollHeight);
setTimeout(() => done({found, shifts, types: PerformanceObserver.supportedEntryTypes}), 400);
"""


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
    for kept in sorted((built.out / ".smile" / "sites").glob("*.result")):
        result = store.read(kept)
        assert isinstance(result, SiteResult)
        if public.get(result.slug) != "public":
            continue
        for url, page in result.pages.items():
            file = tree / output(url)
            if url not in built.sites["public"] or not file.is_file():
                continue
            own = (Path(name).name for name in page.templates)
            kind = " ".join(name for name in own if name not in FRAME) or result.slug
            if kind not in found or file.stat().st_size > (tree / output(found[kind])).stat().st_size:
                found[kind] = url
    return found


@pytest.fixture(scope="module")
def site() -> Iterator[tuple[str, dict[str, int]]]:
    """The public site: its address, and where the sizes of answers are taken down."""
    sent: dict[str, int] = {}
    handler = partial(Handler, sent=sent, directory=str(shipped().out / "public"))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}", sent
    server.shutdown()


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    options = webdriver.ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    profile = f"--user-data-dir={tmp_path_factory.mktemp('profile')}"
    for argument in (*BROWSER, profile, "--window-size=360,800"):
        options.add_argument(argument)
    driver = webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))
    yield driver
    driver.quit()


def test_the_first_view_of_each_kind_of_page_is_light_and_still(
    site: tuple[str, dict[str, int]], browser: webdriver.Chrome
) -> None:
    address, sent = site
    chosen = kinds()
    assert len(chosen) >= 10, chosen
    wrong = []
    for kind, url in chosen.items():
        sent.clear()
        browser.get(address + url)
        seen = browser.execute_async_script(OBSERVED)
        assert "layout-shift" in seen["types"]
        weight, count = sum(sent.values()), len(sent)
        elsewhere = [name for name in seen["found"] if not name.startswith(address)]
        shift = sum(seen["shifts"])
        print(f"{kind} {url}: {weight} bytes, {count} requests, shift {shift}")
        if weight >= WEIGHT or count > REQUESTS or shift or elsewhere or 0 in sent.values():
            wrong.append(f"{kind} {url}: {weight} bytes, {sent}, shift {shift}, {elsewhere}")
    assert not wrong, "\n".join(wrong)
