"""A cookie that tells one browser from another, so that a link serves only the one that got it."""

import secrets

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from graph_app.serve.asgi import base_path

#: Name of the cookie. Its value is random and says nothing about the reader.
COOKIE = "graph_app_browser"


class BrowserCookie:
    """Give every browser that opens a page a random name, which no script can read.

    Parameters
    ----------
    app : callable
        The ASGI app behind it.
    base : str
        ``server.baseUrlPath`` of Streamlit.
    """

    def __init__(self, app: ASGIApp, base: str = ""):
        self.app = app
        self._path = base_path(base) or "/"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request or connection."""
        if scope["type"] != "http" or HTTPConnection(scope).cookies.get(COOKIE):
            await self.app(scope, receive, send)
            return

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(raw=list(message["headers"]))
                # Only with a page: files come with it, several at once, and would each set another.
                if headers.get("content-type", "").startswith("text/html"):
                    headers.append("set-cookie", self._cookie(scope))
                message = {**message, "headers": headers.raw}
            await send(message)

        await self.app(scope, receive, sent)

    def _cookie(self, scope: Scope) -> str:
        parts = [f"{COOKIE}={secrets.token_urlsafe(32)}", f"Path={self._path}"]
        parts += ["HttpOnly", "SameSite=Lax"]
        if scope.get("scheme") == "https":
            parts.append("Secure")
        return "; ".join(parts)
