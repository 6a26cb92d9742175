"""A server that plays every part that a feed's host may play, on this machine."""

from __future__ import annotations

import gzip
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

ITEM = (
    "<item><title>{title}</title><link>https://blog.example.org/{slug}</link><guid>{slug}</guid>"
    "<pubDate>Fri, 20 Nov 2026 09:30:00 GMT</pubDate><description>{text}</description></item>"
)


def rss(*items: tuple[str, str, str], encoding: str = "utf-8") -> bytes:
    """A feed of items, each a name, a title and a text that is escaped already."""
    body = "".join(ITEM.format(slug=slug, title=title, text=text) for slug, title, text in items)
    head = f'<?xml version="1.0" encoding="{encoding}"?><rss version="2.0"><channel><title>Blog</title>'
    return f"{head}<link>https://blog.example.org/</link>{body}</channel></rss>".encode(encoding)


GOOD = rss(("one", "A garden opens", "The ward garden opens."), ("two", "A tram", "The night tram runs."))


def _atom(kind: str, slug: str, day: int, title: str, more: str) -> str:
    return (
        f'<entry><id>tag:{kind}.example.org,2026:{slug}</id><title>{title}</title><link rel="alternate" href="https://{kind}.example.org/{slug}"/>'
        f"<published>2026-11-{day}T09:00:00+00:00</published><updated>2026-11-21T09:00:00+00:00</updated>{more}</entry>"
    )


def _item(kind: str, slug: str, day: int, more: str) -> str:
    return (
        f"<item><guid isPermaLink='true'>https://{kind}.example.org/{slug}</guid><link>https://{kind}.example.org/{slug}"
        f"</link><pubDate>{'Thu Fri'.split()[day - 19]}, {day} Nov 2026 09:00:00 +0000</pubDate>{more}</item>"
    )


def _channel(items: str) -> str:
    spaces = (
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:media="http://search.yahoo.com/mrss/" '
        'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
    )
    return (
        f'<?xml version="1.0"?><rss version="2.0" {spaces}><channel><title>C</title>{items}</channel></rss>'
    )


_OPENS = "&lt;p&gt;The &lt;b&gt;ward&lt;/b&gt; garden opens&lt;/p&gt;"
KINDS = {
    "rss": _channel(
        _item("rss", "one", 19, f"<title>Garden</title><description>{_OPENS}</description>")
        + _item("rss", "two", 20, "<title>Tram</title>")
    ),
    "wordpress": _channel(
        _item("wordpress", "one", 19, "<title>Garden</title><description>Short</description>"
              "<content:encoded><![CDATA[<p>The <b>ward</b> garden opens</p>"
              "<script>no()</script>]]></content:encoded>")
        + _item("wordpress", "two", 20, "<title>Tram</title>")
    ),
    "mastodon": _channel(
        _item("mastodon", "one", 19, f"<description>{_OPENS}</description><media:content url='https://x.example.org/a.png'/>")
        + _item("mastodon", "two", 20, "<description>&lt;p&gt;A tram&lt;/p&gt;</description>")
    ),
    "bluesky": _channel(
        _item("bluesky", "one", 19, "<description>The ward garden opens</description>")
        + _item("bluesky", "two", 20, "<description>A tram</description>")
    ),
    "podcast": _channel(
        _item("podcast", "one", 19, "<title>Garden</title><itunes:summary>The ward garden opens</itunes:summary>"
              "<enclosure url='https://podcast.example.org/one.mp3' length='1' type='audio/mpeg'/>")
        + _item("podcast", "two", 20, "<title>Tram</title>")
    ),
    "atom": '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>A</title>'
    + _atom("atom", "one", 19, "Garden", f"<content type='html'>{_OPENS}</content>")
    + _atom("atom", "two", 20, "Tram", "<summary>A tram</summary>") + "</feed>",
    "youtube": '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" '
    'xmlns:media="http://search.yahoo.com/mrss/"><title>Y</title>'
    + _atom("youtube", "one", 19, "Garden", "<media:group><media:title>Garden</media:title><media:description>"
            "The ward garden opens</media:description></media:group>")
    + _atom("youtube", "two", 20, "Tram", "") + "</feed>",
    "jsonfeed": json.dumps({
        "version": "https://jsonfeed.org/version/1.1", "title": "J", "items": [
            {"id": "1", "url": "https://jsonfeed.example.org/one",
             "content_html": "<p>The <b>ward</b> garden opens</p>",
             "date_published": "2026-11-19T09:00:00Z"},
            {"id": "2", "url": "https://jsonfeed.example.org/two", "content_text": "A tram",
             "date_published": "2026-11-20T09:00:00Z"},
        ]}),
}  # fmt: skip
"""Feeds as different makers write them: each says in its first post, of 19 November, that the ward garden opens."""


BOMB = gzip.compress(b"\0" * 40_000_000, 1)


class Parts(ThreadingHTTPServer):
    """The server; `asked` are the paths in the order of asking, `most` how many were asked at once."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: list[str] = []
        self.agents: set[str] = set()
        self.good = GOOD
        self.named: dict[str, bytes] = {}
        self.busy = self.most = 0
        self.lock = threading.Lock()

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.server_address[1]}"

    def url(self, path: str) -> str:
        return f"http://{self.host}{path}"

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that give up are what is tested."""


class _Handler(BaseHTTPRequestHandler):
    server: Parts

    def log_message(self, format: str, *args: object) -> None:
        pass

    def do_GET(self) -> None:
        server = self.server
        with server.lock:
            server.asked.append(self.path)
            server.agents.add(self.headers["User-Agent"])
            server.busy += 1
            server.most = max(server.most, server.busy)
        try:
            getattr(self, "play_" + self.path.strip("/").split("/")[0].replace("-", "_"))()
        finally:
            with server.lock:
                server.busy -= 1

    def say(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def play_good(self) -> None:
        if self.headers["If-None-Match"] == '"one"':
            self.say(304)
        else:
            self.say(200, self.server.good, ETag='"one"', Content_Type="application/rss+xml")

    def play_plain(self) -> None:
        time.sleep(0.05)
        self.say(200, self.server.good)

    def play_named(self) -> None:
        self.say(200, self.server.named[self.path.rpartition("/")[2]])

    def play_kind(self) -> None:
        kind = self.path.rpartition("/")[2]
        media = "application/feed+json" if kind == "jsonfeed" else "text/xml; charset=utf-8"
        self.say(200, KINDS[kind].encode(), Content_Type=media)

    def play_moved(self) -> None:
        self.say(301, Location="/hop")

    def play_hop(self) -> None:
        self.say(308, Location="/plain")

    def play_for_now(self) -> None:
        self.say(302, Location="/plain")

    def play_gone(self) -> None:
        self.say(410)

    def play_busy(self) -> None:
        self.say(429, Retry_After="7200")

    def play_broken(self) -> None:
        self.say(500)

    def play_silent(self) -> None:
        time.sleep(3)

    def play_slow(self) -> None:
        self.send_response(200)
        self.end_headers()
        for _ in range(40):
            self.wfile.write(b" ")
            self.wfile.flush()
            time.sleep(0.1)

    def play_bomb(self) -> None:
        self.say(200, BOMB, Content_Encoding="gzip")

    def play_large(self) -> None:
        self.send_response(200)
        self.end_headers()
        for _ in range(50):
            self.wfile.write(b"x" * 1_000_000)

    def play_packed(self) -> None:
        self.say(200, gzip.compress(GOOD), Content_Encoding="gzip")

    def play_latin(self) -> None:
        self.say(
            200,
            rss(("caf", "Caf\u00e9", "Tea"), encoding="iso-8859-1"),
            Content_Type="text/xml; charset=utf-8",
        )

    def play_round(self) -> None:
        self.say(302, Location="/about")

    def play_about(self) -> None:
        self.say(302, Location="/round")

    def play_private(self) -> None:
        self.say(302, Location="http://localhost:9/secret")

    def play_file(self) -> None:
        self.say(302, Location="file:///etc/passwd")

    def play_cut(self) -> None:
        self.say(200, GOOD[:-60])

    def play_page(self) -> None:
        link = b'<link rel="alternate" type="application/rss+xml" href="/good">'
        self.say(200, b"<!doctype html><html><head>" + link + b"</head></html>", Content_Type="text/html")

    def play_empty(self) -> None:
        self.say(200)

    def play_hostile(self) -> None:
        text = (
            "&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=alert(2)&gt;&lt;b&gt;Bold&lt;/b&gt; words"
            " &amp;lt;i&amp;gt; ring 01632 960999 or write to stranger@home.example.com"
        )
        bad = ITEM.format(slug="bad", title="Bad link", text="x").replace(
            "https://blog.example.org/bad", "javascript:alert(3)"
        )
        self.say(
            200,
            rss(("fine", "Fine &lt;b onclick=x&gt;title&lt;/b&gt;", text)).replace(
                b"</channel>", bad.encode() + b"</channel>"
            ),
        )


@contextmanager
def playing() -> Iterator[Parts]:
    """The server, while it is needed."""
    server = Parts()
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
