"""Headers that restrict what the pages may do in the browser."""

import base64
import hashlib
from collections.abc import Iterable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from graph_app.serve.asgi import answer

#: Paths of Streamlit that no reader needs: memory figures, and a way in for programs.
CLOSED = ("/_stcore/agent", "/_stcore/metrics")


def script_hashes(page: str) -> list[str]:
    """Return the CSP source of each script within a page.

    Parameters
    ----------
    page : str
        HTML.

    Returns
    -------
    list of str
        E.g. ``'sha256-...'``, with the quotes.
    """
    # Scripts of the page itself, not those in files.
    parts = (part.partition("</script>") for part in page.split("<script>")[1:])
    digests = (hashlib.sha256(script.encode()).digest() for script, end, _ in parts if end)
    return [f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests]


def content_security_policy(hashes: Iterable[str] = (), ancestors: str = "'none'") -> str:
    """Return the policy: all from this server, no script from text, in no foreign frame.

    Styles may be in the page: Streamlit and vis-network write them there. Scripts that are let
    in may compile WebAssembly, as the map does when it starts; none may be made from text.

    Parameters
    ----------
    hashes : iterable of str
        Sources of scripts in the page itself.
    ancestors : str
        Who may show the page in a frame.

    References
    ----------
    W3C, Content Security Policy Level 3, https://www.w3.org/TR/CSP3/
    """
    rules = {
        "default-src": "'none'",
        "script-src": " ".join(["'self'", "'wasm-unsafe-eval'", *hashes]),
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "connect-src": "'self'",
        "media-src": "'self'",
        "manifest-src": "'self'",
        "worker-src": "'self' blob:",
        "frame-src": "'self'",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": ancestors,
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


class SecureHeaders:
    """Add the headers to every answer, close what nobody needs, and hide what fails.

    Parameters
    ----------
    app : callable
        The ASGI app behind it.
    policy : str
        As :func:`content_security_policy` gives it.
    """

    def __init__(self, app: ASGIApp, policy: str):
        self.app = app
        framed = b"DENY" if "frame-ancestors 'none'" in policy else b"SAMEORIGIN"
        self._headers = [
            (b"content-security-policy", policy.encode()),
            (b"x-content-type-options", b"nosniff"),
            (b"x-frame-options", framed),
            (b"referrer-policy", b"same-origin"),
            (b"cross-origin-opener-policy", b"same-origin"),
            (b"cross-origin-resource-policy", b"same-origin"),
            (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=()"),
        ]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request or connection."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        added = list(self._headers)
        if scope.get("scheme") in ("https", "wss"):
            added.append((b"strict-transport-security", b"max-age=31536000"))
        ours = {name for name, _ in added}
        begun = False

        async def sent(message: Message) -> None:
            nonlocal begun
            begun = True
            if message["type"] in ("http.response.start", "websocket.http.response.start"):
                theirs = [pair for pair in message["headers"] if pair[0].lower() not in ours]
                message = {**message, "headers": [*theirs, *added]}
            await send(message)

        if any(part in str(scope["path"]) for part in CLOSED):
            await answer(scope, receive, sent, 404)
            return
        try:
            await self.app(scope, receive, sent)
        except Exception:
            if begun or scope["type"] != "http":
                raise
            says = "Something went wrong here. Try again in a moment."
            await answer(scope, receive, sent, 500, says)
            raise
