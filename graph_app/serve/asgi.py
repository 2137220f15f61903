"""An answer that the other modules share."""

from collections.abc import Mapping
from http import HTTPStatus

from starlette.responses import Response
from starlette.types import Receive, Scope, Send


async def answer(
    scope: Scope,
    receive: Receive,
    send: Send,
    status: int,
    says: str = "",
    headers: Mapping[str, str] | None = None,
    media_type: str = "text/plain",
) -> None:
    """Answer a request, or a connection that is not accepted, with a status and a text.

    Parameters
    ----------
    scope, receive, send
        Those of the ASGI call.
    status : int
        HTTP status.
    says : str
        The body; the name of the status by default.
    headers : mapping of str to str, optional
        More headers.
    media_type : str
        Type of the body.
    """
    extensions = scope.get("extensions") or {}
    if scope["type"] == "websocket" and "websocket.http.response" not in extensions:
        await send({"type": "websocket.close", "code": 1013})
        return
    sent = {"cache-control": "no-store", **(headers or {})}
    body = says or HTTPStatus(status).phrase
    await Response(body, status, sent, media_type)(scope, receive, send)


def base_path(base: str) -> str:
    """Return the path under which the app is served, as paths begin with it.

    Parameters
    ----------
    base : str
        ``server.baseUrlPath`` of Streamlit.

    Examples
    --------
    >>> base_path("graph/"), base_path("/"), base_path("")
    ('/graph', '', '')
    """
    inner = base.strip("/")
    return f"/{inner}" if inner else ""
