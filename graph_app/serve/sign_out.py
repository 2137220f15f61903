"""Whoever signs out, or signs in anew, leaves no sign-in behind that a copy of the cookie could use."""

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: How long an answer waits until all processes can know, in seconds: a store that is away must not
#: keep anybody from signing out.
PATIENCE = 2.0
#: The cookie of a sign-in, whose value Streamlit sets and deletes.
_COOKIE = b"_streamlit_user="


class EndSignIn:
    """End the sign-in in a request's cookies when it asks to sign out, or when its cookie is replaced.

    By the address, a browser signs out even where the service that it is then sent to fails; by the
    cookie that is set or deleted, so does whatever else ends a sign-in.

    Parameters
    ----------
    app : callable
        The ASGI app behind it.
    end : callable
        Ends the sign-in in cookies, at once, and returns whether there is one.
    written : callable
        Waits so many seconds until the other processes can know.
    """

    def __init__(
        self,
        app: ASGIApp,
        end: Callable[[Mapping[str, str]], bool],
        written: Callable[[float], object],
    ):
        self.app, self._end, self._written = app, end, written
        # Of their own: downloads may fill the threads that all share.
        self._threads = ThreadPoolExecutor(2, thread_name_prefix="sign-out")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request or connection."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if str(scope["path"]).rstrip("/").endswith("/auth/logout"):
            await self._end_of(scope)

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start" and _replaces(message):
                await self._end_of(scope)
            await send(message)

        await self.app(scope, receive, sent)

    async def _end_of(self, scope: Scope) -> None:
        if self._end(HTTPConnection(scope).cookies):
            loop = asyncio.get_running_loop()
            await loop.run_in_executor(self._threads, self._written, PATIENCE)


def _replaces(message: Message) -> bool:
    return any(
        name.lower() == b"set-cookie" and value.lstrip().startswith(_COOKIE)
        for name, value in message["headers"]
    )
