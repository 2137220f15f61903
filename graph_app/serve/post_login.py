"""Whoever signs in comes back to the page that they left for it."""

import re
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from graph_app.serve.asgi import answer, base_path
from graph_app.serve.origin import is_here

#: The cookie with the place, and how long a browser stores it, in seconds.
COOKIE, COOKIE_AGE = "graph_app_place", 600
#: Longest place: a browser stores no cookie above 4 KB.
MAX_PLACE = 2_000

_LOGIN, _CALLBACK = "/auth/login", "/oauth2callback"
# The cookie by which Streamlit knows a reader, with a value: it is also sent empty, to be dropped.
_SIGNED_IN = re.compile(r'_streamlit_user=[^";\s]')
# One name, as our pages have it, and a query of what a cookie may contain as it is (RFC 6265).
_PLACE = re.compile(
    r"/(?!(?:auth|oauth2callback|_stcore)(?:[/?]|\Z))"
    r"(?:[A-Za-z0-9_-]+/?)?"
    r"(?:\?[!$-+\--:<-\[\]-~]*)?"
)
# A browser leaves these in a query as they were typed; written so, they mean the same.
_WRITTEN = str.maketrans({'"': "%22", ",": "%2C", ";": "%3B"})


def is_place(place: str, base: str = "") -> bool:
    """Return whether a browser may be sent to an address: only to a page of this app.

    Parameters
    ----------
    place : str
        Path and query, from whomever.
    base : str
        The path under which the app is served, e.g. ``/graph``; empty for the root.
    """
    if len(place) > MAX_PLACE or "//" in place or not place.startswith(f"{base}/"):
        return False
    return _PLACE.fullmatch(place, len(base)) is not None


class PostLoginRedirect:
    """Remember where a sign-in began, and lead there once it has succeeded.

    Streamlit leads everyone to the root. The place comes from the ``Referer`` of the request that
    begins the sign-in; it waits in the browser, since any process may serve the end of it.

    Parameters
    ----------
    app : callable
        The ASGI app behind it.
    base : str
        ``server.baseUrlPath`` of Streamlit.
    counts : callable, optional
        Returns whether the cookies of a browser contain a sign-in that counts on pages of an
        origin. Whoever asks to sign in from an older tab then needs no second one.
    """

    def __init__(
        self,
        app: ASGIApp,
        base: str = "",
        counts: Callable[[Mapping[str, str], str], bool] | None = None,
    ):
        self.app = app
        self._counts = counts
        self._base = base_path(base)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request or connection."""
        change = self._change(scope) if scope["type"] == "http" else None
        if change == self._remember and (place := self._place_of_signed_in(scope)):
            await answer(scope, receive, send, 302, headers={"location": place})
            return
        if change is None:
            await self.app(scope, receive, send)
            return

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 302:
                headers = MutableHeaders(raw=list(message["headers"]))
                change(scope, headers)
                message = {**message, "headers": headers.raw}
            await send(message)

        await self.app(scope, receive, sent)

    def _change(self, scope: Scope) -> Callable[[Scope, MutableHeaders], None] | None:
        changes = {self._base + _LOGIN: self._remember, self._base + _CALLBACK: self._lead}
        return changes.get(str(scope["path"]))

    def _place_of_signed_in(self, scope: Scope) -> str:
        """Return where one has come from who has signed in already; nothing for anybody else."""
        place = _came_from(scope)
        if self._counts is None or not is_place(place, self._base):
            return ""
        parts = urlsplit(Headers(scope=scope)["referer"])
        cookies = HTTPConnection(scope).cookies
        return place if self._counts(cookies, f"{parts.scheme}://{parts.netloc}") else ""

    def _remember(self, scope: Scope, headers: MutableHeaders) -> None:
        place = _came_from(scope)
        # Without one, what an earlier sign-in left must not lead this one astray.
        self._set_cookie(scope, headers, place if is_place(place, self._base) else "")

    def _lead(self, scope: Scope, headers: MutableHeaders) -> None:
        place = HTTPConnection(scope).cookies.get(COOKIE)
        if place is None:
            return
        self._set_cookie(scope, headers, "")
        signed_in = any(_SIGNED_IN.match(one) for one in headers.getlist("set-cookie"))
        if (
            signed_in
            and headers.get("location") == f"{self._base}/"
            and is_place(place, self._base)
        ):
            headers["location"] = place

    def _set_cookie(self, scope: Scope, headers: MutableHeaders, place: str) -> None:
        # No other request needs it.
        parts = [f"{COOKIE}={place}", f"Path={self._base}{_CALLBACK}"]
        parts += [f"Max-Age={COOKIE_AGE if place else 0}", "HttpOnly", "SameSite=Lax"]
        if scope.get("scheme") == "https":
            parts.append("Secure")
        headers.append("set-cookie", "; ".join(parts))


def _came_from(scope: Scope) -> str:
    """Return path and query of the page that asks, if it is of this server; else nothing."""
    referer = Headers(scope=scope).get("referer", "")
    if not is_here(scope, referer):
        return ""
    parts = urlsplit(referer)
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.path}{query}".translate(_WRITTEN)
