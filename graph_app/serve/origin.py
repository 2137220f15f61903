"""Pages of other sites get no connection."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from graph_app.model.words import ascii_lower
from graph_app.serve.asgi import answer


class SameOrigin:
    """Refuse connections that a page of another site opens in a reader's browser.

    Stricter than Streamlit, which lets in any port of this machine and, to know its own address,
    asks a server elsewhere.

    Parameters
    ----------
    app : callable
        The ASGI app behind it.
    allowed : iterable of str
        Other origins that may connect, e.g. ``https://graph.example``.
    """

    def __init__(self, app: ASGIApp, allowed: Iterable[str] = ()):
        self.app = app
        self._allowed = {ascii_lower(one.strip().rstrip("/")) for one in allowed}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request or connection."""
        if scope["type"] == "websocket" and not self._may_connect(scope):
            await answer(scope, receive, send, 403)
        else:
            await self.app(scope, receive, send)

    def _may_connect(self, scope: Scope) -> bool:
        # What is no browser may say what it likes, and gains nothing by it.
        origin = Headers(scope=scope).get("origin")
        return origin is None or ascii_lower(origin) in self._allowed or is_here(scope, origin)


def is_here(scope: Scope, address: str) -> bool:
    """Return whether an address has the host under which the browser asks."""
    try:
        netloc = urlsplit(address).netloc
    except ValueError:
        return False
    host = Headers(scope=scope).get("host", "")
    return bool(netloc) and ascii_lower(netloc) == ascii_lower(host)
