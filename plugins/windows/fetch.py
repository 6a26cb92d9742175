"""Asking feeds what is new: politely, one request at a time a host, and with a limit to all that could go on."""

from __future__ import annotations

import asyncio
import datetime as dt
import email.utils
import hashlib
import zlib
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urljoin, urlsplit

import httpx

from . import feeds
from .guard import Refused, transport
from .keep import State, Store
from .posts import moment

AGENT = "SMILE-Windows/1.0 (reads feeds for a public page; +{contact})"
CONNECT, READ, WHOLE = 10.0, 20.0, 60.0
"""Seconds for a connection, for the next bytes, and for all of one feed."""
LARGEST = 15_000_000
"""The most bytes of one answer, after it is unpacked."""
HOPS = 5
AT_ONCE = 16


@dataclass(frozen=True)
class Limits:
    """How long and how much, so that tests need not wait."""

    connect: float = CONNECT
    read: float = READ
    whole: float = WHOLE
    largest: int = LARGEST


@dataclass(frozen=True)
class Result:
    """How it went with one feed."""

    url: str
    kind: Literal["new", "unchanged", "failing", "waiting", "ended"]
    new: int = 0
    said: str = ""


@dataclass(frozen=True)
class _Answer:
    status: int
    headers: httpx.Headers
    body: bytes
    url: str
    moved: str


class _Failed(Exception):
    """A feed did not answer well: why, and how long it asks to be left alone."""

    def __init__(self, why: str, wait: dt.timedelta | None = None) -> None:
        super().__init__(why)
        self.wait = wait


class Fetcher:
    """One round of asking."""

    def __init__(
        self, store: Store, now: dt.datetime, contact: str, *, allowed: Collection[str] = (),
        limits: Limits | None = None, pool: Executor | None = None, again: bool = False,
    ) -> None:  # fmt: skip
        self.store, self.now, self.pool, self.again = store, now, pool, again
        self.limits, self.allowed = limits or Limits(), allowed
        self.agent = AGENT.format(contact=contact)
        self._hosts: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._all = asyncio.Semaphore(AT_ONCE)

    async def run(self, urls: Sequence[str], step: Callable[[int, int], None]) -> list[Result]:
        """Asks all `urls`; a result for each, in their order."""
        timeout = httpx.Timeout(self.limits.read, connect=self.limits.connect)
        results: dict[str, Result] = {}
        async with httpx.AsyncClient(
            transport=transport(self.allowed), timeout=timeout, trust_env=False, follow_redirects=False,
            headers={"User-Agent": self.agent, "Accept-Encoding": "gzip, deflate"},
        ) as client:  # fmt: skip

            async def one(url: str) -> None:
                results[url] = await self._one(client, url)
                step(len(results), len(urls))

            await asyncio.gather(*(one(url) for url in urls))
        return [results[url] for url in urls]

    async def _one(self, client: httpx.AsyncClient, url: str) -> Result:
        state = self.store.states.setdefault(url, State())
        if state.gone and not self.again:
            return Result(url, "ended", said="it said that it has ended (410), and is not asked again")
        if state.wait > moment(self.now) and not self.again:
            return Result(url, "waiting", said=f"not asked before {state.wait}: {state.error}")
        try:
            answer = await self._ask(client, url, state.etag, state.modified)
            return await self._take(url, answer)
        except _Failed as failed:
            state.failed(self.now, str(failed), failed.wait)
        except Refused as refused:
            state.failed(self.now, str(refused))
        except TimeoutError:
            state.failed(self.now, f"it took longer than {self.limits.whole:g} seconds")
        except httpx.ConnectTimeout:
            state.failed(self.now, "no connection in time")
        except httpx.TimeoutException:
            state.failed(self.now, f"nothing came for {self.limits.read:g} seconds")
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            state.failed(self.now, str(error) or "the connection broke off")
        kind: Literal["ended", "failing"] = "ended" if state.gone else "failing"
        return Result(url, kind, said=state.error)

    async def _ask(self, client: httpx.AsyncClient, url: str, etag: str, modified: str) -> _Answer:
        """The answer at the end of all redirects."""
        headers = {"Accept": "application/atom+xml, application/rss+xml, application/feed+json, */*;q=0.5"}
        headers |= {"If-None-Match": etag} if etag else {}
        headers |= {"If-Modified-Since": modified} if modified else {}
        here, permanent, seen = url, True, {url}
        for _ in range(HOPS + 1):
            host = urlsplit(here).netloc
            async with self._hosts[host], self._all, asyncio.timeout(self.limits.whole):  # noqa: SIM117
                async with client.stream("GET", here, headers=headers) as response:
                    if response.status_code not in (301, 302, 303, 307, 308):
                        body = await self._body(response) if response.status_code == 200 else b""
                        return _Answer(
                            response.status_code,
                            response.headers,
                            body,
                            here,
                            here if permanent and here != url else "",
                        )
                    permanent = permanent and response.status_code in (301, 308)
                    there = urljoin(here, response.headers.get("location", ""))
            if urlsplit(there).scheme not in ("http", "https") or not urlsplit(there).hostname:
                raise _Failed(f"it leads to {there[:100]}, which is no address on the web")
            if there in seen:
                raise _Failed("its redirects lead round in a circle")
            seen.add(there)
            here = there
        raise _Failed(f"more than {HOPS} redirects one after the other")

    async def _body(self, response: httpx.Response) -> bytes:
        """The unpacked body; _Failed as soon as it is larger than is allowed."""
        packed = response.headers.get("content-encoding", "identity").strip().lower()
        if packed not in ("identity", "", "gzip", "x-gzip", "deflate"):
            raise _Failed(f"the answer is packed as {packed}, which was not asked for")
        unpack = zlib.decompressobj(47) if packed not in ("identity", "") else None
        made, largest = bytearray(), self.limits.largest
        async for part in response.aiter_raw():
            try:
                made += unpack.decompress(part, largest + 1 - len(made)) if unpack else part
            except zlib.error:
                raise _Failed("the answer cannot be unpacked") from None
            if len(made) > largest or (unpack and unpack.unconsumed_tail):
                raise _Failed(f"the answer is larger than {largest / 1e6:g} MB")
        return bytes(made)

    async def _take(self, url: str, answer: _Answer) -> Result:
        """Keeps what is new in an answer."""
        state = self.store.states[url]
        if answer.status == 410:
            state.gone = True
            raise _Failed("it says that it has ended (410)")
        state.gone = False
        if answer.status == 304:
            state.answered(self.now)
            return Result(url, "unchanged")
        if answer.status != 200:
            raise _Failed(
                f"it answers with {answer.status} {httpx.codes.get_reason_phrase(answer.status)}".strip(),
                self._wait(answer),
            )
        mark = hashlib.blake2b(answer.body, digest_size=16).hexdigest()
        state.moved = answer.moved
        if mark == state.body and not state.note:
            state.answered(self.now)
            return Result(url, "unchanged")
        kind = answer.headers.get("content-type", "")
        asked = (answer.body, answer.url, kind, self.now)
        if self.pool is None:
            heard = feeds.parse(*asked)
        else:
            heard = await asyncio.get_running_loop().run_in_executor(self.pool, feeds.parse, *asked)
        state.answered(self.now)
        state.note = heard.note
        # what could only be read in part is asked for in full again
        state.etag, state.modified, state.body = (
            ("", "", "") if heard.note
            else (answer.headers.get("etag", ""), answer.headers.get("last-modified", ""), mark)
        )  # fmt: skip
        count = self.store.take(url, heard.title, heard.home, heard.posts)
        return Result(url, "new" if count else "unchanged", count, heard.note)

    def _wait(self, answer: _Answer) -> dt.timedelta | None:
        """What Retry-After asks for: seconds, or a date (RFC 9110, section 10.2.3)."""
        said = answer.headers.get("retry-after", "").strip()
        if said.isdigit():
            return dt.timedelta(seconds=min(int(said), 86_400))
        try:
            return max(email.utils.parsedate_to_datetime(said) - self.now, dt.timedelta()) if said else None
        except (ValueError, TypeError):
            return None
