"""Connections to public addresses alone: names are looked up once, and what was looked at is what is connected to."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Collection, Iterable
from typing import Any

import httpcore
import httpx


class Refused(Exception):
    """The address is none that may be asked: the reason, in words."""


class _Backend(httpcore.AsyncNetworkBackend):
    """Looks a name up, refuses what is private, and connects to the very address that it looked at."""

    def __init__(self, allowed: Collection[str]) -> None:
        from httpcore._backends.auto import AutoBackend

        self.inner = AutoBackend()
        self.allowed = frozenset(allowed)

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        addresses = await _addresses(host, port, timeout)
        if not {host, f"{host}:{port}"} & self.allowed:
            private = [one for one in addresses if not public(one)]
            if private or not addresses:
                raise Refused(f"{host} leads into a private network")
        error: Exception = httpcore.ConnectError("there is no such site")
        for one in addresses:
            try:
                return await self.inner.connect_tcp(one, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as failed:
                error = failed
        raise error

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


async def _addresses(host: str, port: int, timeout: float | None) -> list[str]:
    """Where a host is: looked up, unless its name is an address."""
    try:
        return [str(ipaddress.ip_address(host))]
    except ValueError:
        pass
    try:
        async with asyncio.timeout(timeout):
            found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except TimeoutError:
        raise httpcore.ConnectTimeout("nobody said in time where the site is") from None
    except (OSError, UnicodeError):
        raise httpcore.ConnectError("the name of the site is not known") from None
    return list(dict.fromkeys(str(one[4][0]) for one in found))


def public(address: str) -> bool:
    """Whether an IP address is one of the internet's: neither private, local nor set aside, nor wrapping such a one."""
    made = ipaddress.ip_address(address.partition("%")[0])
    inner = getattr(made, "ipv4_mapped", None) or getattr(made, "sixtofour", None)
    teredo = getattr(made, "teredo", None)
    if inner is not None:
        made = inner
    elif teredo is not None:
        made = teredo[1]
    elif made in ipaddress.ip_network("64:ff9b::/96") if made.version == 6 else False:
        made = ipaddress.ip_address(int(made) & 0xFFFFFFFF)
    return made.is_global and not made.is_multicast and not made.is_reserved


def transport(allowed: Collection[str]) -> httpx.AsyncHTTPTransport:
    """What httpx sends requests through. `allowed` are hosts, with or without a port, that may be private."""
    made = httpx.AsyncHTTPTransport(trust_env=False)
    pool = made._pool
    # httpx hands no network backend on; its pool takes one all the same
    assert isinstance(pool, httpcore.AsyncConnectionPool)
    pool._network_backend = _Backend(allowed)
    return made
