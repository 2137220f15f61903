"""Bounds on how often one client connects, uploads and signs in, and on what it sends."""

import asyncio
import ipaddress
import math
import time
from collections import Counter
from collections.abc import Callable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from graph_app.runtime.settings import Limits
from graph_app.serve.asgi import answer

#: More clients than this are not distinguished: the one longest silent is forgotten.
MAX_CLIENTS = 10_000
#: Largest body of a request that is no upload, in bytes.
MAX_BODY = 1_000_000


class Bucket:
    """Allow so many in a minute: as many at once, then at that pace.

    Parameters
    ----------
    minute : int
        How many.
    clock : callable
        Gives seconds.
    """

    def __init__(self, minute: int, clock: Callable[[], float] = time.monotonic):
        self._size, self._clock = float(minute), clock
        self._left, self._at = self._size, clock()

    def wait(self) -> float:
        """Take one if there is one; give the seconds until there is, or 0 if it was taken."""
        now = self._clock()
        self._left = min(self._size, self._left + (now - self._at) * self._size / 60)
        self._at = now
        if self._left >= 1:
            self._left -= 1
            return 0.0
        return (1 - self._left) * 60 / self._size


class Limiter:
    """Refuse clients that come too often, with 429 and when to try again.

    Parameters
    ----------
    app : callable
        The ASGI app behind it.
    limits : Limits
        What one client may do.
    clock : callable
        Gives seconds.
    """

    def __init__(
        self, app: ASGIApp, limits: Limits, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.app, self.limits, self._clock = app, limits, clock
        self._buckets: dict[tuple[str, str], Bucket] = {}
        self._open: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request or connection."""
        kind = _kind(scope)
        if kind is None:
            await self.app(scope, _bounded(scope, receive), send)
            return
        client = client_of(scope)
        wait = self._bucket(kind, client).wait()
        if kind == "connections" and self._open[client] >= self.limits.open_connections:
            wait = max(wait, 10.0)
        if wait:
            seconds = math.ceil(wait)
            says = f"Too many at once from this address. Try again in {seconds} seconds."
            await answer(scope, receive, send, 429, says, {"retry-after": str(seconds)})
        elif kind == "connections":
            await self._connected(client, scope, receive, send)
        else:
            await self.app(scope, receive, send)

    def _bucket(self, kind: str, client: str) -> Bucket:
        bucket = self._buckets.pop((kind, client), None)
        if bucket is None:
            bucket = Bucket(getattr(self.limits, kind), self._clock)
        # The order of a dict is that in which keys came: the first is the longest silent.
        self._buckets[kind, client] = bucket
        if len(self._buckets) > MAX_CLIENTS:
            del self._buckets[next(iter(self._buckets))]
        return bucket

    async def _connected(self, client: str, scope: Scope, receive: Receive, send: Send) -> None:
        self._open[client] += 1
        bucket = Bucket(self.limits.messages, self._clock)

        async def paced() -> Message:
            message = await receive()
            if message["type"] == "websocket.receive":
                while wait := bucket.wait():
                    await asyncio.sleep(wait)
            return message

        try:
            await self.app(scope, paced, send)
        finally:
            self._open[client] -= 1
            # Without those that have none left.
            self._open = +self._open


def client_of(scope: Scope) -> str:
    """Return what counts as one client."""
    host = (scope.get("client") or ("", 0))[0]
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return str(host)
    address = getattr(address, "ipv4_mapped", None) or address
    if address.version == 6:
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)


def _kind(scope: Scope) -> str | None:
    if scope["type"] == "websocket":
        return "connections"
    if scope["type"] != "http":
        return None
    path = str(scope["path"])
    if "/_stcore/upload_file" in path and scope["method"] not in ("GET", "HEAD", "OPTIONS"):
        return "uploads"
    if path.rstrip("/").endswith(("/auth/login", "/auth/logout", "/oauth2callback")):
        return "sign_ins"
    return None


def _bounded(scope: Scope, receive: Receive) -> Receive:
    """Cut off a body that grows too large; the app then sees a client that disconnected."""
    left = MAX_BODY

    async def bounded() -> Message:
        nonlocal left
        message = await receive()
        if message["type"] == "http.request":
            left -= len(message.get("body", b""))
            if left < 0:
                return {"type": "http.disconnect"}
        return message

    return bounded if scope["type"] == "http" else receive
