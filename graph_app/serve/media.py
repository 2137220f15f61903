"""Files that a page offers go only to the browser whose page offered them."""

from collections.abc import Callable, Mapping

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from graph_app.serve.asgi import answer, base_path


class MediaDoor:
    """Answer as if there were no such file when the one who asks may not have it.

    Parameters
    ----------
    app : callable
        The ASGI app behind it.
    may_fetch : callable
        Given the name of a file and the cookies of the request, returns whether it is given out.
    base : str
        ``server.baseUrlPath`` of Streamlit.
    """

    def __init__(
        self, app: ASGIApp, may_fetch: Callable[[str, Mapping[str, str]], bool], base: str = ""
    ):
        self.app, self._may_fetch = app, may_fetch
        self._start = f"{base_path(base)}/media/"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request or connection."""
        path = str(scope.get("path", ""))
        if scope["type"] == "http" and path.startswith(self._start):
            name = path.removeprefix(self._start)
            if not self._may_fetch(name, HTTPConnection(scope).cookies):
                await answer(scope, receive, send, 404)
                return
        await self.app(scope, receive, send)
