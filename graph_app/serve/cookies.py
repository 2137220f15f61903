"""Cookies last no longer than what they stand for, and leave no encrypted connection."""

from collections.abc import Callable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: The cookie that the page's own script reads and sends back (double submit).
XSRF = "_streamlit_xsrf"
#: The cookie that contains the state of a sign-in on its way, and how long that may take, in seconds.
STATE, STATE_AGE = "_streamlit_session", 600
#: Beginning of the names of those that contain a sign-in.
_SIGN_IN = "_streamlit_user"


class CookieRules:
    """Rewrite every ``Set-Cookie``: ``Secure``, ``HttpOnly``, and how long a browser keeps it.

    Streamlit keeps a sign-in for 30 days, whatever the rules say, and marks no cookie as secure.

    Parameters
    ----------
    app : callable
        The ASGI app behind it.
    hours : callable
        Returns how long a sign-in counts, in hours; asked each time, since the rules can change.
    """

    def __init__(self, app: ASGIApp, hours: Callable[[], float]):
        self.app, self._hours = app, hours

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request or connection."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        secure = scope.get("scheme") in ("https", "wss")

        async def sent(message: Message) -> None:
            if message.get("headers"):
                headers = [self._rewritten(n, value, secure) for n, value in message["headers"]]
                message = {**message, "headers": headers}
            await send(message)

        await self.app(scope, receive, sent)

    def _rewritten(self, name: bytes, value: bytes, secure: bool) -> tuple[bytes, bytes]:
        if name.lower() != b"set-cookie":
            return name, value
        first, *rest = value.decode("latin-1").split(";")
        # Each attribute once: what a browser does with two is its own affair.
        parts = {part.split("=")[0].strip().casefold(): part.strip() for part in rest}
        cookie = first.split("=")[0].strip()
        if cookie != XSRF:
            parts["httponly"] = "HttpOnly"
        if secure:
            parts["secure"] = "Secure"
        most = self._most_seconds(cookie)
        if most is not None and "max-age" in parts:
            # What is deleted keeps its 0 and its date in the past.
            given = parts["max-age"].partition("=")[2].strip()
            if not given.isdigit() or int(given) > most:
                parts["max-age"] = f"Max-Age={most}"
                parts.pop("expires", None)
        return name, "; ".join([first, *parts.values()]).encode("latin-1")

    def _most_seconds(self, cookie: str) -> int | None:
        if cookie.startswith(_SIGN_IN):
            return max(1, int(self._hours() * 3600))
        return STATE_AGE if cookie == STATE else None
