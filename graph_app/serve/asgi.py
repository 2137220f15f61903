"""Small pieces of ASGI that the other modules share."""

from collections.abc import Awaitable, Callable, MutableMapping
from http import HTTPStatus

Scope = MutableMapping[str, object]
Message = MutableMapping[str, object]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


async def answer(
    scope: Scope, send: Send, status: int, says: str = "", headers: tuple = (), kind: str = "plain"
) -> None:
    """Answer a request, or a connection that is not accepted, with a status and a text.

    Parameters
    ----------
    scope, send
        Those of the ASGI call.
    status : int
        HTTP status.
    says : str
        The body; the name of the status by default.
    headers : tuple of (bytes, bytes)
        More headers.
    kind : str
        ``plain`` or ``json``.
    """
    body = (says or HTTPStatus(status).phrase).encode()
    media = b"application/json" if kind == "json" else b"text/plain; charset=utf-8"
    sent = [
        (b"content-type", media),
        (b"content-length", b"%d" % len(body)),
        (b"cache-control", b"no-store"),
        *headers,
    ]
    start = "http.response"
    if scope["type"] == "websocket":
        if "websocket.http.response" not in (scope.get("extensions") or {}):
            await send({"type": "websocket.close", "code": 1013})
            return
        start = "websocket.http.response"
    await send({"type": f"{start}.start", "status": status, "headers": sent})
    await send({"type": f"{start}.body", "body": body})
