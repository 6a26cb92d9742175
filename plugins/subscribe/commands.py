"""`ping`: after a deploy, tells the feeds' WebSub hub which feeds changed (W3C WebSub, section 6)."""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import httpx

from smile.commands import Command
from smile.options import Options
from smile.problems import MachineError

TIMEOUT = 20.0
"""How many seconds a hub may take."""
_ENDINGS = ("feed.xml", "rss.xml", "feed.json")


def ping(asked: argparse.Namespace, options: Options) -> int:
    """Tells the hub of each feed that changed since the last ping. MachineError where a hub does not answer."""
    tree = options.out / "public"
    if not tree.is_dir():
        raise ValueError(f"there is no built site in {tree}: build it first")
    told = options.cache / "pinged.json"
    before = {} if asked.all else _before(told)
    marks = dict(before)
    failed, count = [], 0
    with httpx.Client(timeout=TIMEOUT) as client:
        for file in sorted(path for path in tree.rglob("*") if path.name in _ENDINGS):
            hub, url = _links(file)
            mark = hashlib.blake2b(file.read_bytes(), digest_size=16).hexdigest()
            if hub is None or url is None or before.get(url) == mark:
                continue
            problem = _tell(client, hub, url)
            if problem:
                failed.append(f"{url}: {problem}")
            else:
                marks[url], count = mark, count + 1
    told.parent.mkdir(parents=True, exist_ok=True)
    told.write_text(json.dumps(marks, indent=1, sort_keys=True) + "\n", "utf-8")
    if failed:
        raise MachineError(f"the hub was told of {count} feeds, and of {len(failed)} not: {failed[0]}")
    print(f"The hub was told of {count} feeds." if count else "There is nothing new to tell a hub.")
    return 0


def _tell(client: httpx.Client, hub: str, url: str) -> str:
    """Tells the hub of one feed; "" when it took it, else why not."""
    try:
        answer = client.post(hub, data={"hub.mode": "publish", "hub.url": url})
    except httpx.HTTPError as error:
        return f"{urlsplit(hub).netloc} does not answer ({type(error).__name__})"
    return "" if answer.is_success else f"{urlsplit(hub).netloc} answered {answer.status_code}"


def _links(file: Path) -> tuple[str | None, str | None]:
    """The hub and the own address that a feed names. Both None for a file that is no feed of ours."""
    data = file.read_bytes()
    if file.suffix == ".json":
        feed = json.loads(data)
        hubs = feed.get("hubs") or [{}]
        return hubs[0].get("url"), feed.get("feed_url")
    links = {
        link.get("rel"): link.get("href")
        for link in ET.fromstring(data).iter("{http://www.w3.org/2005/Atom}link")
    }
    return links.get("hub"), links.get("self")


def _before(told: Path) -> dict[str, str]:
    try:
        kept = json.loads(told.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return kept if isinstance(kept, dict) else {}


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--all", action="store_true", help="tell of every feed, changed or not")


COMMANDS = [Command("ping", "tells the hub of the feeds which of them changed", ping, _arguments)]
